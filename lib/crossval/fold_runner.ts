import { analyseRecording, type AnalysisRequest } from "../analysis/mod.ts";
import {
  crossValidateFold,
  type Family,
  type FamilySpec,
  type FoldResult,
  type LabelledFeatures,
  type LabelledMelody,
  makeFamily,
  prepareMelodies,
} from "../evaluate/mod.ts";
import { rankWithTonics, type TonicChoice } from "./joint_tonic.ts";
import type { TonicMode } from "./types.ts";

/** One recording of a run: what to read and what is known of it. */
export interface RunRecording {
  /** Name. */
  id: string;
  /** Label. */
  raag: string;
  /** Group. */
  group: string;
  /** How its melody is had. */
  request: AnalysisRequest;
}

/** All that every unit of one run shares. */
export interface RunContext {
  /** Says all that the run depends on; equal keys mean equal contexts. */
  key: string;
  /** Every recording. */
  recordings: RunRecording[];
  /** For each recording its fold. */
  folds: number[];
  /** Seed of the run. */
  seed: number;
  /** Tonic of the held-out recordings. */
  tonic: TonicMode;
}

/** One unit: a family on a fold. */
export interface FoldUnit {
  /** Shared by all units of the run. */
  context: RunContext;
  /** The family: its name, or its settings. */
  family: string | FamilySpec;
  /** The fold that is held out. */
  fold: number;
}

/**
 * Makes the handler of fold units for one thread. It keeps the melodies of the run and the
 * features of the family at hand, since neighbouring units need the same ones.
 *
 * @returns The handler, for `runUnits` and for `serve`.
 */
export function makeFoldRunner(): (unit: FoldUnit) => Promise<FoldResult> {
  const melodies = lastOf((context: RunContext) => context.key, readMelodies);
  const prepared = lastOf(
    (unit: FoldUnit) => `${unit.context.key}/${JSON.stringify(unit.family)}`,
    async ({ context, family: spec }): Promise<[Family, LabelledFeatures<unknown>[]]> => {
      const family = makeFamily(spec);
      return [family, prepareMelodies(family, await melodies(context))];
    },
  );
  return async (unit) => {
    const { context: { folds, seed, tonic }, fold } = unit;
    const [family, items] = await prepared(unit);
    if (tonic === "known") return await crossValidateFold({ family, items, folds, fold, seed });
    const { recordings } = unit.context;
    const choices: TonicChoice[][] = [];
    for (const [i, melody] of (await melodies(unit.context)).entries()) {
      choices.push(folds[i] === fold ? await tonicChoices(melody, recordings[i].request) : []);
    }
    return await crossValidateFold({
      family: rankWithTonics(family, items, choices),
      items: items.map((item, i) => ({ ...item, features: i })),
      folds,
      fold,
      seed,
    });
  };
}

/** A memory of one: the value for the key that was asked for last. */
function lastOf<I, O>(
  keyOf: (input: I) => string,
  compute: (input: I) => Promise<O>,
): (input: I) => Promise<O> {
  let key: string | undefined, value: Promise<O> | undefined;
  return (input) => {
    if (keyOf(input) !== key) {
      key = keyOf(input);
      value = compute(input);
    }
    return value!;
  };
}

async function readMelodies({ recordings }: RunContext): Promise<LabelledMelody[]> {
  const melodies: LabelledMelody[] = [];
  for (const { id, raag, group, request } of recordings) {
    const { track, tonicHz } = await analyseRecording(request);
    melodies.push({ id, raag, group, track, tonicHz });
  }
  return melodies;
}

/** The candidate tonics of a recording, each with the melody as it stands on it. */
async function tonicChoices(
  melody: LabelledMelody,
  request: AnalysisRequest,
): Promise<TonicChoice[]> {
  const { tonic } = await analyseRecording({ ...request, tonicHz: undefined });
  return tonic!.candidates
    .filter(({ confidence }) => confidence > 0)
    .map(({ tonicHz, confidence }) => ({ melody: { ...melody, tonicHz }, confidence }));
}
