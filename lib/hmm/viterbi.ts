/**
 * The most likely path of states, whole (Viterbi) or frame by frame (posterior decoding).
 *
 * @module
 */

import { statePosteriors } from "./forward_backward.ts";
import { transpose } from "./matrix.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/** A path of hidden states and how likely it is. */
export interface Decoding {
  /** log P(path, O | lambda) of this path in nats; -Infinity if it is impossible. */
  logProbability: number;
  /** T state numbers within 0..N-1. */
  states: Int32Array;
  /** Posterior decoding only: the expected number of frames whose state is right. */
  expectedCorrect?: number;
}

/**
 * Viterbi decoding in log space: the one path with the highest joint probability.
 *
 * ```
 * delta_1(j) = log pi_j + log b_j(o_1)                                   (Rabiner 32, 105a)
 * delta_t(j) = max_i [delta_t-1(i) + log a_ij] + log b_j(o_t)            (Rabiner 33, 105b)
 * path_T     = argmax_i delta_T(i), then back along the arguments        (Rabiner 34-35, 105c)
 * ```
 *
 * Of equal predecessors the higher state is taken, of equal last states the lower one, as in
 * hmmlearn, so that ties do not depend on the machine.
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1, T >= 1.
 * @returns The path and log P(path, O). For an impossible sequence that is -Infinity, and the path
 * has no meaning.
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { viterbi } from "raagkit/hmm";
 *
 * // The doctor of Wikipedia's article: healthy or fever; normal, cold, dizzy.
 * const { states, logProbability } = viterbi({
 *   nStates: 2,
 *   nSymbols: 3,
 *   startprob: Float64Array.of(0.6, 0.4),
 *   transmat: Float64Array.of(0.7, 0.3, 0.4, 0.6),
 *   emissionprob: Float64Array.of(0.5, 0.4, 0.1, 0.1, 0.3, 0.6),
 * }, [0, 1, 2]);
 * assertEquals(Array.from(states), [0, 0, 1]);
 * assertAlmostEquals(Math.exp(logProbability), 0.01512, 1e-12);
 * ```
 * @see Rabiner 1989, section III.B, equations 32-35 and 104-105.
 */
export function viterbi(parameters: HmmParameters, symbols: Symbols): Decoding {
  const { nStates: N, nSymbols: M, startprob } = parameters;
  const T = symbols.length;
  // Transposed, so that the inner loop walks along memory.
  const logA = transpose(parameters.transmat, N).map(Math.log);
  const logB = parameters.emissionprob.map(Math.log);
  const from = N <= 256 ? new Uint8Array(T * N) : new Int32Array(T * N);
  let delta = new Float64Array(N), next = new Float64Array(N);
  for (let j = 0; j < N; j++) delta[j] = Math.log(startprob[j]) + logB[j * M + symbols[0]];
  for (let t = 1; t < T; t++) {
    for (let j = 0; j < N; j++) {
      let best = -Infinity, arg = 0;
      for (let i = 0; i < N; i++) {
        const reach = delta[i] + logA[j * N + i];
        if (reach >= best) {
          best = reach;
          arg = i;
        }
      }
      next[j] = best + logB[j * M + symbols[t]];
      from[t * N + j] = arg;
    }
    [delta, next] = [next, delta];
  }
  let state = 0;
  for (let j = 1; j < N; j++) if (delta[j] > delta[state]) state = j;
  const logProbability = delta[state];
  const states = new Int32Array(T);
  for (let t = T - 1; t >= 0; t--) {
    states[t] = state;
    state = from[t * N + state];
  }
  return { logProbability, states };
}

/**
 * The joint log-probability of a path of states and a sequence of symbols:
 * log pi + sum log a + sum log b along the path.
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @param states T states within 0..N-1.
 * @returns log P(path, O | lambda) in nats; -Infinity if a step of the path is impossible.
 * @see Rabiner 1989, equations 13-15.
 */
export function pathLogProbability(
  parameters: HmmParameters,
  symbols: Symbols,
  states: ArrayLike<number>,
): number {
  const { nStates: N, nSymbols: M, startprob, transmat, emissionprob } = parameters;
  let total = Math.log(startprob[states[0]]) + Math.log(emissionprob[states[0] * M + symbols[0]]);
  for (let t = 1; t < symbols.length; t++) {
    total += Math.log(transmat[states[t - 1] * N + states[t]]);
    total += Math.log(emissionprob[states[t] * M + symbols[t]]);
  }
  return total;
}

/**
 * Posterior decoding: at each frame the state argmax_i gamma_t(i). It maximises the expected number
 * of right frames; the path as a whole may be unlikely or even impossible.
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1, T >= 1.
 * @returns The path, its joint log-probability and the expected number of right frames, which is
 * the sum of the highest gammas (what hmmlearn calls the log-probability of its `map` decoder).
 * @throws {ModelError} If the sequence is impossible.
 * @see Rabiner 1989, equation 29.
 */
export function posteriorDecode(parameters: HmmParameters, symbols: Symbols): Decoding {
  const N = parameters.nStates;
  const gamma = statePosteriors(parameters, symbols);
  const states = new Int32Array(symbols.length);
  let expectedCorrect = 0;
  for (let t = 0; t < symbols.length; t++) {
    let best = 0;
    for (let i = 1; i < N; i++) if (gamma[t * N + i] > gamma[t * N + best]) best = i;
    states[t] = best;
    expectedCorrect += gamma[t * N + best];
  }
  return {
    logProbability: pathLogProbability(parameters, symbols, states),
    states,
    expectedCorrect,
  };
}
