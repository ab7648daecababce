/**
 * The E-step as the textbook has it: one pass forward, one backward, and a sum over all frames. The
 * oracle of the tests and the baseline of the benchmarks.
 *
 * @module
 */

import type { EStep, ExpectedCounts } from "./e_step.ts";
import { newCounts } from "./e_step.ts";
import { backward, forward } from "./forward_backward.ts";
import { logPosteriors } from "./log_space.ts";
import { addOuterProduct } from "./matrix.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/**
 * Adds the expected counts of one sequence to `counts`.
 *
 * ```
 * start(i)          += gamma_1(i)                                         (Rabiner 40a)
 * transitions(i, j) += a_ij sum_t alpha_t(i) b_j(o_t+1) beta_t+1(j)/c_t+1 (Rabiner 37, 40b)
 * emissions(i, k)   += sum over t with o_t = k of gamma_t(i)              (Rabiner 40c)
 * ```
 *
 * @param parameters The model: N states, M symbols.
 * @param symbols T observations within 0..M-1, T >= 1.
 * @param counts Where to add.
 * @returns log P(O | lambda); -Infinity if the sequence is impossible, and nothing is then added.
 */
export function addTextbookCounts(
  parameters: HmmParameters,
  symbols: Symbols,
  counts: ExpectedCounts,
): number {
  const { nStates: N, nSymbols: M, transmat, emissionprob } = parameters;
  const { alpha, scales, logLikelihood, tiny } = forward(parameters, symbols);
  if (logLikelihood === -Infinity) return logLikelihood;
  if (tiny) return addLogCounts(parameters, symbols, logLikelihood, counts);
  const beta = backward(parameters, symbols, scales);
  const ahead = new Float64Array(N), pairs = new Float64Array(N * N);
  for (let t = 0; t < symbols.length; t++) {
    const now = t * N, k = symbols[t];
    for (let i = 0; i < N; i++) {
      const gamma = alpha[now + i] * beta[now + i];
      if (t === 0) counts.start[i] += gamma;
      counts.emissions[i * M + k] += gamma;
    }
    if (t === 0) continue;
    for (let j = 0; j < N; j++) ahead[j] = emissionprob[j * M + k] * beta[now + j] / scales[t];
    addOuterProduct(alpha, now - N, ahead, pairs);
  }
  for (let ij = 0; ij < N * N; ij++) counts.transitions[ij] += transmat[ij] * pairs[ij];
  return logLikelihood;
}

/** The same counts by logarithms. */
function addLogCounts(
  parameters: HmmParameters,
  symbols: Symbols,
  logLikelihood: number,
  counts: ExpectedCounts,
): number {
  const { nStates: N, nSymbols: M } = parameters;
  const { gamma, xi } = logPosteriors(parameters, symbols, logLikelihood);
  for (let t = 0; t < symbols.length; t++) {
    for (let i = 0; i < N; i++) {
      if (t === 0) counts.start[i] += gamma[i];
      counts.emissions[i * M + symbols[t]] += gamma[t * N + i];
      if (t + 1 === symbols.length) continue;
      for (let j = 0; j < N; j++) counts.transitions[i * N + j] += xi(t, i, j);
    }
  }
  return logLikelihood;
}

/**
 * The textbook E-step over a set of sequences.
 *
 * @param sequences Sequences of observations, of any lengths.
 * @returns An {@linkcode EStep}.
 */
export function textbookEStep(sequences: readonly Symbols[]): EStep {
  return {
    kind: "textbook",
    expectedCounts(parameters: HmmParameters): ExpectedCounts {
      const counts = newCounts(parameters.nStates, parameters.nSymbols);
      for (const symbols of sequences) {
        counts.logLikelihood += addTextbookCounts(parameters, symbols, counts);
      }
      return counts;
    },
  };
}
