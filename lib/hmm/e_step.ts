/**
 * What an E-step is, whichever way it goes about it.
 *
 * @module
 */

import type { EStepKind, HmmParameters } from "./types.ts";

/** Expected counts of all sequences under some parameters, from which the M-step re-estimates. */
export interface ExpectedCounts {
  /** N: how often each state is expected to be a sequence's first. */
  start: Float64Array;
  /** N x N row-major: how often each transition is expected. */
  transitions: Float64Array;
  /** N x M row-major: how often each state is expected to emit each symbol. */
  emissions: Float64Array;
  /** log P of all sequences in nats; -Infinity if one of them is impossible. */
  logLikelihood: number;
}

/** An E-step that is bound to its sequences, so that what depends on them only is done once. */
export interface EStep {
  /** Which one it is. */
  readonly kind: EStepKind;
  /** The expected counts and the log-likelihood of the sequences under `parameters`. */
  expectedCounts(parameters: HmmParameters): ExpectedCounts;
}

/**
 * Counts of zero.
 *
 * @param nStates N.
 * @param nSymbols M.
 * @returns start (N), transitions (N x N), emissions (N x M), log-likelihood 0.
 */
export function newCounts(nStates: number, nSymbols: number): ExpectedCounts {
  return {
    start: new Float64Array(nStates),
    transitions: new Float64Array(nStates * nStates),
    emissions: new Float64Array(nStates * nSymbols),
    logLikelihood: 0,
  };
}
