/**
 * Hidden Markov models with discrete symbols. Integers only: no Hz, no raag, no file.
 *
 * {@linkcode DiscreteHmm} holds a model; underneath are pure functions over flat arrays, one file
 * for each idea of Rabiner's tutorial. To learn how it works, read `forward_backward.ts`,
 * `viterbi.ts`, `textbook_e_step.ts`, `m_step.ts` and `baum_welch.ts`, in this order.
 *
 * Training knows three ways to the same expected counts: `textbook`; `fast`, whose loops are compiled
 * (`kernel.as`); and `run-length`, which takes a run of equal symbols in one step. By itself it takes
 * the one that is estimated to cost least for the sequences at hand. The result of a fit is the same
 * to the last bit whenever it is repeated; that of another E-step differs by rounding.
 *
 * @example
 * ```ts
 * import { DiscreteHmm } from "raagkit";
 *
 * const melodies = [[0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 2]];
 * const { model } = await DiscreteHmm.fromSymbols(melodies, 3).fit(melodies);
 * console.log(model.score([0, 1, 2]));
 * ```
 *
 * @see L. R. Rabiner 1989, "A tutorial on hidden Markov models and selected applications in speech
 * recognition", Proceedings of the IEEE 77(2), 257-286.
 *
 * @example What a model says of itself.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as hmm from "raagkit/hmm";
 *
 * const model = new hmm.DiscreteHmm({
 *   nStates: 2,
 *   nSymbols: 3,
 *   startprob: Float64Array.of(0.5, 0.5),
 *   transmat: Float64Array.of(0.9, 0.1, 0.2, 0.8),
 *   emissionprob: Float64Array.of(0.8, 0.1, 0.1, 0.1, 0.1, 0.8),
 * });
 * const { parameters } = model;
 * assertEquals(model.nParameters, 1 + 2 + 4); // of each row, one probability is what is left
 * assertEquals(Array.from(hmm.stationaryDistribution(parameters), (p) => +p.toFixed(6)), [0.666667, 0.333333]);
 * assertEquals(Array.from(hmm.expectedStateDurations(parameters), (n) => Math.round(n)), [10, 5]);
 * const { symbols } = hmm.sampleSequence(parameters, 100, 1);
 * assertEquals(hmm.posteriorDecode(parameters, symbols).states.length, 100);
 * ```
 *
 * @module
 */

export type {
  EStepKind,
  FitOptions,
  FitStatus,
  HistoryRow,
  HmmParameters,
  MlMatrix,
  RestartSummary,
  Symbols,
} from "./types.ts";
export { DiscreteHmm, type FitResult } from "./discrete_hmm.ts";
export type { FitSummary } from "./baum_welch.ts";
export type { DiscreteHmmJson } from "./json.ts";
export {
  backward,
  forward,
  type ForwardResult,
  statePosteriors,
  transitionPosteriors,
} from "./forward_backward.ts";
export { type Decoding, pathLogProbability, posteriorDecode, viterbi } from "./viterbi.ts";
export { type Sample, sampleSequence } from "./sample.ts";
export { randomStart, symbolStart, type SymbolStartOptions } from "./starts.ts";
export {
  type DistanceOptions,
  expectedStateDurations,
  modelDistance,
  stationaryDistribution,
} from "./analysis.ts";
export { scoreSequences } from "./score.ts";
