/**
 * The forward and backward recursions with scaling, and what follows from them: the likelihood of a
 * sequence and the probabilities of states (gamma) and transitions (xi) given the whole of it.
 *
 * Plain readable loops. Training and scoring take faster ways to the same numbers.
 *
 * @see L. R. Rabiner 1989, "A tutorial on hidden Markov models and selected applications in speech
 * recognition", Proceedings of the IEEE 77(2), sections III.A-B and V.A, the latter with the author's
 * own correction (equations 91a to 93b of his errata; also A. Rahimi 2000, "An erratum"). Our scale
 * c_t is the reciprocal of his: it is then itself a probability, P(o_t | o_1..o_t-1).
 *
 * @module
 */

import { timesMatrix, transpose } from "./matrix.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/** What the forward recursion finds. */
export interface ForwardResult {
  /** T x N row-major: `alpha[t * N + i]` = P(state i at t | o_1..o_t); each row sums to 1. */
  alpha: Float64Array;
  /** T numbers: `scales[t]` = P(o_t | o_1..o_t-1). */
  scales: Float64Array;
  /** log P(O | lambda) in nats; -Infinity if the model cannot produce the sequence. */
  logLikelihood: number;
}

/**
 * Forward recursion with scaling.
 *
 * ```
 * a_1(j)   = pi_j b_j(o_1)                              (Rabiner 19)
 * a_t(j)   = [sum_i alpha_t-1(i) a_ij] b_j(o_t)         (Rabiner 20, on scaled alpha: 92a)
 * c_t      = sum_j a_t(j),  alpha_t(j) = a_t(j) / c_t   (Rabiner 91, 92b)
 * log P(O) = sum_t log c_t                              (Rabiner 103)
 * ```
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1, T >= 1.
 * @returns alpha (T x N), scales (T) and the log-likelihood. From the first impossible symbol on,
 * alpha and scales are 0.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { forward } from "raagkit";
 *
 * // Two fair coins in one box: three tosses have probability 1/8.
 * const { logLikelihood } = forward({
 *   nStates: 2,
 *   nSymbols: 2,
 *   startprob: Float64Array.of(1, 0),
 *   transmat: Float64Array.of(0.3, 0.7, 0.6, 0.4),
 *   emissionprob: Float64Array.of(0.5, 0.5, 0.5, 0.5),
 * }, [0, 1, 1]);
 * assertAlmostEquals(Math.exp(logLikelihood), 1 / 8, 1e-12);
 * ```
 * @see Rabiner 1989, equations 19-21, 91-92 and 103.
 */
export function forward(parameters: HmmParameters, symbols: Symbols): ForwardResult {
  const { nStates: N, nSymbols: M, startprob, transmat, emissionprob } = parameters;
  const T = symbols.length;
  const alpha = new Float64Array(T * N), scales = new Float64Array(T);
  const reach = startprob.slice();
  let logLikelihood = 0;
  for (let t = 0; t < T; t++) {
    const now = t * N, k = symbols[t];
    if (t > 0) timesMatrix(alpha, now - N, transmat, reach);
    let scale = 0;
    for (let j = 0; j < N; j++) scale += alpha[now + j] = reach[j] * emissionprob[j * M + k];
    if (scale === 0) return { alpha, scales, logLikelihood: -Infinity };
    for (let j = 0; j < N; j++) alpha[now + j] /= scale;
    logLikelihood += Math.log(scales[t] = scale);
  }
  return { alpha, scales, logLikelihood };
}

/**
 * Backward recursion with the scales of the forward one.
 *
 * ```
 * beta_T(i) = 1                                                   (Rabiner 24)
 * beta_t(i) = sum_j a_ij b_j(o_t+1) beta_t+1(j) / c_t+1           (Rabiner 25, scaled: 94)
 * ```
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @param scales T numbers > 0, as {@linkcode forward} gives them.
 * @returns beta, T x N row-major, such that sum_i alpha_t(i) beta_t(i) = 1 for each t.
 * @see Rabiner 1989, equations 24, 25 and 94.
 */
export function backward(
  parameters: HmmParameters,
  symbols: Symbols,
  scales: Float64Array,
): Float64Array {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const T = symbols.length;
  const beta = new Float64Array(T * N).fill(1, (T - 1) * N);
  const ahead = new Float64Array(N), sum = new Float64Array(N);
  const arrivals = transpose(transmat, N);
  for (let t = T - 2; t >= 0; t--) {
    const next = (t + 1) * N, k = symbols[t + 1];
    for (let j = 0; j < N; j++) {
      ahead[j] = emissionprob[j * M + k] * beta[next + j] / scales[t + 1];
    }
    timesMatrix(ahead, 0, arrivals, sum);
    beta.set(sum, t * N);
  }
  return beta;
}

/**
 * State posteriors gamma_t(i) = P(state i at t | O) = alpha_t(i) beta_t(i).
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @returns gamma, T x N row-major, each row sums to 1; NaN throughout if the sequence is impossible.
 * @see Rabiner 1989, equation 27.
 */
export function statePosteriors(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { alpha, scales, logLikelihood } = forward(parameters, symbols);
  if (logLikelihood === -Infinity) return alpha.fill(NaN);
  const beta = backward(parameters, symbols, scales);
  return alpha.map((a, index) => a * beta[index]);
}

/**
 * Transition posteriors xi_t(i, j) = P(state i at t, state j at t + 1 | O)
 * = alpha_t(i) a_ij b_j(o_t+1) beta_t+1(j) / c_t+1.
 *
 * Takes (T - 1) N^2 numbers: for looking at short sequences. Training needs their sum only.
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1.
 * @returns xi, (T - 1) x N x N row-major, each N x N block sums to 1; NaN throughout if the
 * sequence is impossible.
 * @see Rabiner 1989, equation 37.
 */
export function transitionPosteriors(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const { alpha, scales, logLikelihood } = forward(parameters, symbols);
  const xi = new Float64Array((symbols.length - 1) * N * N);
  if (logLikelihood === -Infinity) return xi.fill(NaN);
  const beta = backward(parameters, symbols, scales);
  for (let t = 0, out = 0; t < symbols.length - 1; t++) {
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        xi[out++] = alpha[t * N + i] * transmat[i * N + j] *
          emissionprob[j * M + symbols[t + 1]] * beta[(t + 1) * N + j] / scales[t + 1];
      }
    }
  }
  return xi;
}
