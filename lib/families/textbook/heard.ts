import { createEStep } from "../../hmm/choose_e_step.ts";
import type { DiscreteHmm } from "../../hmm/mod.ts";
import { N_SVARAS as N } from "./facts.ts";
import { N_SYMBOLS } from "./model.ts";
import type { PhraseSymbols } from "./scoring.ts";

/** What is heard in a melody, as svaras and moves rather than as cents. */
export interface Heard {
  /** Share of the stable frames on each svara: 12 numbers that sum to 1. */
  svaras: Float64Array;
  /**
   * Expected number of moves: 12 x 12 row-major, `[a * 12 + b]` = how often b followed a; 0 on the
   * diagonal.
   */
  moves: Float64Array;
  /** Expected number of phrases that began on each svara: 12 numbers. */
  starts: Float64Array;
}

/**
 * The svaras and moves of a melody by forward-backward: a frame between two svaras counts for both,
 * as far as each is likely.
 *
 * ```
 * svaras(i)   = sum_t gamma_t(i) / T
 * moves(i, j) = sum_t xi_t(i, j), i != j
 * ```
 *
 * @param model By which the melody is read: a set's `general` favours no raag; a raag's own hears what
 * it expects.
 * @param phrases Stable frames of the melody, none of them empty.
 * @returns Shares and counts; all 0 without a phrase.
 * @see Rabiner 1989, equations 27, 37 and 40.
 */
export function hearMoves(model: DiscreteHmm, phrases: readonly PhraseSymbols[]): Heard {
  const sequences = phrases.map(({ symbols }) => symbols);
  const eStep = createEStep("auto", sequences, { nStates: N, nSymbols: N_SYMBOLS });
  const { start, transitions, emissions } = eStep.expectedCounts(model.parameters);
  const visits = Float64Array.from(
    { length: N },
    (_, i) => emissions.subarray(i * N_SYMBOLS, (i + 1) * N_SYMBOLS).reduce((a, b) => a + b, 0),
  );
  const frames = visits.reduce((a, b) => a + b, 0);
  return {
    svaras: visits.map((visit) => frames > 0 ? visit / frames : 0),
    moves: transitions.map((count, ij) => ij % (N + 1) === 0 ? 0 : count),
    starts: start,
  };
}
