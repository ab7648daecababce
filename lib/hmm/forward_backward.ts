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

import { ModelError } from "../errors.ts";
import { logSumExp } from "../math.ts";
import { hasTiny, logForward, logPosteriors, TINY } from "./log_space.ts";
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
  /** Whether something was so small that it was computed by logarithms, as posteriors then must be. */
  tiny: boolean;
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
  if (hasTiny(transmat)) return forwardByLogs(parameters, symbols);
  let logLikelihood = 0;
  for (let t = 0; t < T; t++) {
    const now = t * N, k = symbols[t];
    if (t > 0) timesMatrix(alpha, now - N, transmat, reach);
    let scale = 0, lost = false;
    for (let j = 0; j < N; j++) {
      const b = emissionprob[j * M + k], p = reach[j] * b;
      if (p < TINY && b > 0 && reach[j] > 0) lost = true;
      scale += alpha[now + j] = p;
    }
    // A scale of 0 may mean that what was possible has underflowed before.
    if (lost || scale < TINY) return forwardByLogs(parameters, symbols);
    for (let j = 0; j < N; j++) alpha[now + j] /= scale;
    logLikelihood += Math.log(scales[t] = scale);
  }
  return { alpha, scales, logLikelihood, tiny: false };
}

/** The same numbers by logarithms. */
function forwardByLogs(parameters: HmmParameters, symbols: Symbols): ForwardResult {
  const N = parameters.nStates, T = symbols.length;
  const logAlpha = logForward(parameters, symbols);
  const alpha = new Float64Array(T * N), scales = new Float64Array(T);
  let logLikelihood = 0;
  for (let t = 0; t < T; t++) {
    const row = logAlpha.subarray(t * N, (t + 1) * N), total = logSumExp(row);
    // Possible, however small: 0 is for what is impossible.
    scales[t] = total === -Infinity ? 0 : Math.max(5e-324, Math.exp(total - logLikelihood));
    logLikelihood = total;
    if (total === -Infinity) break;
    for (let j = 0; j < N; j++) alpha[t * N + j] = Math.exp(row[j] - total);
  }
  return { alpha, scales, logLikelihood, tiny: true };
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
 * @returns gamma, T x N row-major, each row sums to 1.
 * @throws {ModelError} If the sequence is impossible: no state can have been behind it.
 * @see Rabiner 1989, equation 27.
 */
export function statePosteriors(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { alpha, scales, logLikelihood, tiny } = forward(parameters, symbols);
  if (logLikelihood === -Infinity) throw impossible(scales);
  if (tiny) return logPosteriors(parameters, symbols, logLikelihood).gamma;
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
 * @returns xi, (T - 1) x N x N row-major, each N x N block sums to 1.
 * @throws {ModelError} If the sequence is impossible.
 * @see Rabiner 1989, equation 37.
 */
export function transitionPosteriors(parameters: HmmParameters, symbols: Symbols): Float64Array {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const { alpha, scales, logLikelihood, tiny } = forward(parameters, symbols);
  if (logLikelihood === -Infinity) throw impossible(scales);
  const xi = new Float64Array((symbols.length - 1) * N * N);
  if (tiny) {
    const by = logPosteriors(parameters, symbols, logLikelihood);
    return xi.map((_, at) => by.xi(Math.floor(at / (N * N)), Math.floor(at / N) % N, at % N));
  }
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

/** Says where a sequence stops being possible. */
function impossible(scales: Float64Array): ModelError {
  return new ModelError(
    `the model cannot produce this sequence: after what comes before, the symbol at position ` +
      `${scales.indexOf(0)} has probability 0, so that no state can be behind it; train with a ` +
      `probabilityFloor > 0`,
  );
}
