import { analyseRecording, type AnalysisRequest } from "../analysis/mod.ts";
import {
  type Example,
  type Family,
  type FamilySpec,
  type LabelledMelody,
  makeFamily,
} from "../families/mod.ts";
import { excerptOf } from "./excerpt.ts";
import { crossValidateFold, type FoldResult, prepareMelodies, type Question } from "./fold.ts";
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
  /** Whether nobody gave its tonic: like \`classify\`, the judge then tries every candidate. */
  isEstimated: boolean;
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
  /** Seconds that are heard of a held-out recording; undefined: all of it. */
  excerptSeconds?: number;
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
    async ({ context, family: spec }): Promise<[Family, Example[]]> => {
      const family = makeFamily(spec);
      return [family, prepareMelodies(family, await melodies(context))];
    },
  );
  return async (unit) => {
    const { context, fold } = unit;
    const { folds, seed, tonic, excerptSeconds, recordings } = context;
    const [family, items] = await prepared(unit);
    const question = async (i: number): Promise<Question> => {
      const whole = (await melodies(context))[i], { features } = items[i];
      const melody = excerptSeconds === undefined ? whole : excerptOf(whole, excerptSeconds, seed);
      if (tonic === "estimated" || recordings[i].isEstimated) {
        return { melody, candidates: await candidatesOf(recordings[i].request) };
      }
      return {
        features: melody === whole ? features : family.prepare(melody),
        tonicHz: melody.tonicHz,
      };
    };
    return await crossValidateFold({ family, items, folds, fold, seed, question });
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

/** The tonics that come into question for a recording. */
async function candidatesOf(request: AnalysisRequest) {
  const { tonic } = await analyseRecording({ ...request, tonicHz: undefined });
  return tonic!.candidates;
}
