import { fitParameters } from "../../hmm/baum_welch.ts";
import type { ExpectedCounts } from "../../hmm/e_step.ts";
import { createEStep } from "../../hmm/choose_e_step.ts";
import { mStep } from "../../hmm/m_step.ts";
import {
  type FitOptions,
  type HmmParameters,
  randomStart,
  scoreSequences,
  symbolStart,
} from "../../hmm/mod.ts";
import { hashString } from "../../random.ts";
import type { FitRecord } from "../types.ts";
import type { ResolvedClassicOptions } from "./classic_options.ts";

/** All that the training of one raag depends on. Survives structured cloning. */
export interface ClassicUnit {
  /** The label. */
  raag: string;
  /** One sequence a recording. */
  sequences: Uint8Array[];
  /** For each sequence its group. */
  groups: string[];
  /** For each group of this raag the sequences that are judged without it. */
  judged: { group: string; sequences: Uint8Array[] }[];
  /** Seed of the first start. */
  seed: number;
  /** How it is trained. */
  options: ResolvedClassicOptions;
}

/** What the training of one raag came to. */
export interface ClassicResult {
  /** pi, A and B. */
  parameters: HmmParameters;
  /** How it went. */
  record: FitRecord;
  /** For each entry of `judged` the log-likelihoods of its sequences without its group. */
  withoutGroup: Float64Array[];
}

/** The seed of one raag: it does not depend on which other raags are trained, nor in which order. */
export function raagSeed(seed: number, raag: string): number {
  return hashString(`${seed}/${raag}`);
}

/**
 * Trains the model of one raag, and judges each of its groups without it.
 *
 * @param unit Sequences and options.
 * @param hooks Awaited progress and a signal, where the unit runs in the caller's own thread.
 * @returns The model, the record of its training, and the held-out log-likelihoods.
 */
export async function trainClassic(
  { sequences: all, groups, judged, seed, options }: ClassicUnit,
  hooks: Pick<FitOptions, "onIteration" | "signal"> = {},
): Promise<ClassicResult> {
  const { nStates, nSymbols, pseudoCount, probabilityFloor } = options;
  // A short recording may hold no note at all.
  const sequences = all.filter(({ length }) => length > 0);
  if (sequences.length === 0) return untrained(judged, nStates, nSymbols, seed);
  const start = options.start === "one-state-per-symbol"
    ? symbolStart(sequences, nSymbols, { statesPerSymbol: nStates / nSymbols, seed })
    : randomStart(nStates, nSymbols, seed);
  const { parameters, summary: fit } = await fitParameters(start, sequences, {
    maxIterations: options.maxIterations,
    tolerance: options.convergenceTolerance,
    pseudoCount,
    probabilityFloor,
    restarts: options.restarts,
    seed: raagSeed(seed, "restarts"),
    ...hooks,
  });
  const record: FitRecord = {
    recordings: all.length,
    symbols: sequences.reduce((count, { length }) => count + length, 0),
    status: fit.status,
    iterations: fit.history.at(-1)!.iteration,
    logLikelihood: fit.logLikelihood,
    history: fit.history,
    seed,
  };
  const counts = (some: readonly Uint8Array[]) =>
    createEStep("auto", some, { nStates, nSymbols }).expectedCounts(parameters);
  const total = counts(sequences), smoothing = { pseudoCount, probabilityFloor, keepZeros: false };
  const withoutGroup = judged.map(({ group, sequences: asked }) => {
    const own = all.filter((symbols, i) => symbols.length > 0 && groups[i] === group);
    const model = own.length === 0
      ? parameters
      : mStep(difference(total, counts(own)), parameters, smoothing);
    return scoresOf(model, asked);
  });
  return { parameters, record, withoutGroup };
}

/** Log-likelihoods; 0 for a sequence without symbols. */
function scoresOf(parameters: HmmParameters, sequences: readonly Uint8Array[]): Float64Array {
  const scores = new Float64Array(sequences.length);
  const heard = [...sequences.keys()].filter((i) => sequences[i].length > 0);
  if (heard.length === 0) return scores;
  const [found] = scoreSequences([parameters], heard.map((i) => sequences[i]));
  heard.forEach((i, at) => scores[i] = found[at]);
  return scores;
}

/** Counts less those of some of the recordings; rounding may not leave less than none. */
function difference(total: ExpectedCounts, part: ExpectedCounts): ExpectedCounts {
  const minus = (a: Float64Array, b: Float64Array) =>
    a.map((value, i) => Math.max(0, value - b[i]));
  return {
    start: minus(total.start, part.start),
    transitions: minus(total.transitions, part.transitions),
    emissions: minus(total.emissions, part.emissions),
    logLikelihood: total.logLikelihood - part.logLikelihood,
  };
}

/** Recordings so short that none has a symbol: everything is expected alike. */
function untrained(
  judged: ClassicUnit["judged"],
  nStates: number,
  nSymbols: number,
  seed: number,
): ClassicResult {
  const parameters: HmmParameters = {
    nStates,
    nSymbols,
    startprob: new Float64Array(nStates).fill(1 / nStates),
    transmat: new Float64Array(nStates * nStates).fill(1 / nStates),
    emissionprob: new Float64Array(nStates * nSymbols).fill(1 / nSymbols),
  };
  return {
    parameters,
    record: {
      recordings: 0,
      symbols: 0,
      status: "nothing-heard",
      iterations: 0,
      logLikelihood: 0,
      history: [],
      seed,
    },
    withoutGroup: judged.map(({ sequences }) => scoresOf(parameters, sequences)),
  };
}
