import { analyseRecording, type AnalysisRequest } from "../analysis/mod.ts";
import { prepareRecording } from "../analysis/prepared.ts";
import {
  type Example,
  type Family,
  type FamilySpec,
  type LabelledMelody,
  makeFamily,
} from "../families/mod.ts";
import { excerptOf } from "./excerpt.ts";
import { crossValidateFold, type FoldResult, type Question } from "./fold.ts";
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
  /** Frequency of Sa in Hz that it is read on. */
  tonicHz: number;
  /** Whether nobody gave its tonic: like `classify`, the judge then tries every candidate. */
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
 * Makes the handler of fold units for one thread. It keeps the features of the family at hand, since
 * neighbouring units need the same ones; melodies are read one by one, where one is asked for.
 *
 * @returns The handler, for `runUnits` and for `serve`.
 */
export function makeFoldRunner(): (unit: FoldUnit) => Promise<FoldResult> {
  const prepared = lastOf(
    (unit: FoldUnit) => `${unit.context.key}/${JSON.stringify(unit.family)}`,
    async ({ context, family: spec }): Promise<[Family, Example[]]> => {
      const family = makeFamily(spec), items: Example[] = [];
      for (const { id, raag, group, request } of context.recordings) {
        const { features: [features] } = await prepareRecording(request, [family]);
        items.push({ id, raag, group, features });
      }
      return [family, items];
    },
  );
  return async (unit) => {
    const { context, fold } = unit;
    const { folds, seed, tonic, excerptSeconds, recordings } = context;
    const [family, items] = await prepared(unit);
    const question = async (i: number): Promise<Question> => {
      const { isEstimated, tonicHz, request } = recordings[i], { features } = items[i];
      const tried = tonic === "estimated" || isEstimated;
      if (!tried && excerptSeconds === undefined) return { features, tonicHz };
      const melody = await melodyOf(recordings[i], excerptSeconds, seed);
      return tried
        ? { melody, candidates: await candidatesOf(request) }
        : { features: family.prepare(melody), tonicHz };
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

/** The whole melody of a recording, or the stretch of it that is heard. */
async function melodyOf(
  { id, raag, group, request }: RunRecording,
  excerptSeconds: number | undefined,
  seed: number,
): Promise<LabelledMelody> {
  const { track, tonicHz } = await analyseRecording(request);
  const whole = { id, raag, group, track, tonicHz };
  return excerptSeconds === undefined ? whole : excerptOf(whole, excerptSeconds, seed);
}

/** The tonics that come into question for a recording. */
async function candidatesOf(request: AnalysisRequest) {
  const { tonic } = await analyseRecording({ ...request, tonicHz: undefined });
  return tonic!.candidates;
}
