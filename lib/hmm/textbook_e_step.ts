/**
 * The E-step as the textbook has it: one pass forward, one backward, and a sum over all frames. The
 * oracle of the tests and the baseline of the benchmarks.
 *
 * @module
 */

import type { EStep, ExpectedCounts } from "./e_step.ts";
import { newCounts } from "./e_step.ts";
import { backward, forward } from "./forward_backward.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/**
 * Adds the expected counts of one sequence to `counts`.
 *
 * ```
 * start(i)          += gamma_1(i)                                         (Rabiner 40a)
 * transitions(i, j) += sum_t alpha_t(i) a_ij b_j(o_t+1) beta_t+1(j)/c_t+1 (Rabiner 37, 40b)
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
  const { alpha, scales, logLikelihood } = forward(parameters, symbols);
  if (logLikelihood === -Infinity) return logLikelihood;
  const beta = backward(parameters, symbols, scales);
  const { start, transitions, emissions } = counts;
  const ahead = new Float64Array(N);
  for (let t = 0; t < symbols.length; t++) {
    const now = t * N, k = symbols[t];
    for (let i = 0; i < N; i++) {
      const gamma = alpha[now + i] * beta[now + i];
      if (t === 0) start[i] += gamma;
      emissions[i * M + k] += gamma;
    }
    if (t === 0) continue;
    for (let j = 0; j < N; j++) ahead[j] = emissionprob[j * M + k] * beta[now + j] / scales[t];
    for (let i = 0; i < N; i++) {
      const here = alpha[now - N + i], row = i * N;
      for (let j = 0; j < N; j++) {
        transitions[row + j] += here * transmat[row + j] * ahead[j];
      }
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
