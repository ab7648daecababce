/**
 * The forward and backward recursions on logarithms: slow, and right however small probabilities
 * become. Used where the scaled recursions would lose what underflows.
 *
 * ```
 * log a_t(j) = log b_j(o_t) + logsumexp_i [log a_t-1(i) + log a_ij]
 * log b_t(i) = logsumexp_j [log a_ij + log b_j(o_t+1) + log b_t+1(j)]
 * ```
 *
 * @see T. P. Mann 2006, "Numerically stable hidden Markov model implementation".
 *
 * @module
 */

import { logSumExp } from "../math.ts";
import { transpose } from "./matrix.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/** Below this a product or a scale may soon underflow; a double reaches down to 5e-324. */
export const TINY = 1e-150;

/** Whether a model has a transition so unlikely that a product with it may underflow. */
export function hasTiny(probabilities: Float64Array): boolean {
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] < TINY && probabilities[i] > 0) return true;
  }
  return false;
}

/**
 * log P(state j at t, o_1..o_t).
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @returns T x N row-major, in nats; -Infinity for what is impossible.
 */
export function logForward(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { nStates: N, nSymbols: M, startprob, transmat, emissionprob } = parameters;
  const logA = transpose(transmat, N).map(Math.log), logB = emissionprob.map(Math.log);
  const logAlpha = new Float64Array(symbols.length * N), terms = new Float64Array(N);
  for (let t = 0; t < symbols.length; t++) {
    const now = t * N;
    for (let j = 0; j < N; j++) {
      for (let i = 0; t > 0 && i < N; i++) terms[i] = logAlpha[now - N + i] + logA[j * N + i];
      const reach = t > 0 ? logSumExp(terms) : Math.log(startprob[j]);
      logAlpha[now + j] = reach + logB[j * M + symbols[t]];
    }
  }
  return logAlpha;
}

/**
 * log P(o_t+1..o_T | state i at t).
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @returns T x N row-major, in nats.
 */
export function logBackward(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const logA = transmat.map(Math.log), logB = emissionprob.map(Math.log);
  const logBeta = new Float64Array(symbols.length * N), terms = new Float64Array(N);
  for (let t = symbols.length - 2; t >= 0; t--) {
    const next = (t + 1) * N, k = symbols[t + 1];
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        terms[j] = logA[i * N + j] + logB[j * M + k] + logBeta[next + j];
      }
      logBeta[t * N + i] = logSumExp(terms);
    }
  }
  return logBeta;
}

/** What the two recursions say together; see {@linkcode logPosteriors}. */
export interface LogPosteriors {
  /** gamma, T x N row-major: P(state i at t | O). */
  gamma: Float64Array;
  /** P(state i at t, state j at t + 1 | O). */
  xi(t: number, i: number, j: number): number;
}

/**
 * Posteriors of states and transitions by logarithms.
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1, possible under the model.
 * @param logLikelihood log P(O | lambda).
 * @returns gamma, and xi entry by entry.
 * @see Rabiner 1989, equations 27 and 37.
 */
export function logPosteriors(
  parameters: HmmParameters,
  symbols: Symbols,
  logLikelihood: number,
): LogPosteriors {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const logAlpha = logForward(parameters, symbols), logBeta = logBackward(parameters, symbols);
  return {
    gamma: logAlpha.map((a, at) => Math.exp(a + logBeta[at] - logLikelihood)),
    xi: (t, i, j) =>
      Math.exp(
        logAlpha[t * N + i] + Math.log(transmat[i * N + j]) +
          Math.log(emissionprob[j * M + symbols[t + 1]]) + logBeta[(t + 1) * N + j] -
          logLikelihood,
      ),
  };
}
