/**
 * The M-step: from expected counts to parameters, with a Dirichlet prior and a floor.
 *
 * @module
 */

import type { ExpectedCounts } from "./e_step.ts";
import type { HmmParameters } from "./types.ts";

/** What keeps the re-estimated probabilities from 0. */
export interface Smoothing {
  /** Added to each expected count, >= 0. */
  pseudoCount: number;
  /** The smallest probability allowed, >= 0. */
  probabilityFloor: number;
  /** Whether a probability that is exactly 0 stays 0. */
  keepZeros: boolean;
}

/**
 * The distribution p that maximises sum_j w_j log p_j under p_j >= floor and sum_j p_j = 1.
 *
 * By the conditions of Kuhn and Tucker p_j = max(floor, w_j / lambda): what lies below the floor is
 * set to it, and the others share the rest in proportion. Being the maximum, and not "clip, then
 * divide by the sum", it cannot lower the objective of a fit.
 *
 * @param weights Row of weights >= 0, at `offset`; replaced by the distribution.
 * @param offset Index of the row's first weight.
 * @param length Length of the row.
 * @param floor Smallest probability; floor * (entries not kept at 0) must be < 1.
 * @param isZero Tells which entries are kept at 0.
 * @returns Whether the row had any weight; if not, the row is left as it is.
 */
export function normaliseRow(
  weights: Float64Array,
  offset: number,
  length: number,
  floor: number,
  isZero: (index: number) => boolean,
): boolean {
  const end = offset + length;
  let total = 0, rest = 1;
  for (let i = offset; i < end; i++) {
    if (isZero(i)) weights[i] = 0;
    total += weights[i];
  }
  if (!(total > 0)) return false;
  // Raising entries to the floor leaves less for the others, which may push further ones below it.
  // Each round settles at least one, so that there are at most `length` rounds, mostly one or two.
  const settled = new Uint8Array(length);
  for (let again = floor > 0; again;) {
    again = false;
    let keptTotal = total, keptRest = rest;
    for (let i = offset; i < end; i++) {
      if (settled[i - offset] || isZero(i) || weights[i] * rest >= floor * total) continue;
      settled[i - offset] = 1;
      keptTotal -= weights[i];
      keptRest -= floor;
      again = true;
    }
    [total, rest] = [keptTotal, keptRest];
  }
  for (let i = offset; i < end; i++) {
    weights[i] = settled[i - offset] ? floor : weights[i] / total * rest;
  }
  return true;
}

/** Normalises each row of `counts` + pseudo-count; a row without any weight keeps its old values. */
function reestimate(
  counts: Float64Array,
  old: Float64Array,
  columns: number,
  { pseudoCount, probabilityFloor, keepZeros }: Smoothing,
): Float64Array {
  const result = counts.map((count) => count + pseudoCount);
  const isZero = keepZeros ? (index: number) => old[index] === 0 : () => false;
  for (let offset = 0; offset < result.length; offset += columns) {
    if (!normaliseRow(result, offset, columns, probabilityFloor, isZero)) {
      result.set(old.subarray(offset, offset + columns), offset);
    }
  }
  return result;
}

/**
 * Re-estimates the parameters from expected counts:
 *
 * ```
 * pi_i   ~ start(i) + p             (Rabiner 40a)
 * a_ij   ~ transitions(i, j) + p    (Rabiner 40b, over several sequences: 109)
 * b_i(k) ~ emissions(i, k) + p      (Rabiner 40c, over several sequences: 110)
 * ```
 *
 * each row normalised under the floor. A state that was never left, or never visited, with p = 0
 * keeps its row.
 *
 * @param counts Expected counts under `old`.
 * @param old The parameters before.
 * @param smoothing Pseudo-count p, floor, and whether zeros are kept.
 * @returns New parameters.
 * @see Rabiner 1989, equations 40a-c and 109-110; the pseudo-count is the mode under a
 * Dirichlet(1 + p) prior (J.-L. Gauvain and C.-H. Lee 1994).
 */
export function mStep(
  counts: ExpectedCounts,
  old: HmmParameters,
  smoothing: Smoothing,
): HmmParameters {
  const { nStates, nSymbols } = old;
  return {
    nStates,
    nSymbols,
    startprob: reestimate(counts.start, old.startprob, nStates, smoothing),
    transmat: reestimate(counts.transitions, old.transmat, nStates, smoothing),
    emissionprob: reestimate(counts.emissions, old.emissionprob, nSymbols, smoothing),
  };
}

/**
 * Brings parameters above the floor, so that a fit starts within the set it searches.
 *
 * @param parameters The start.
 * @param smoothing Floor, and whether zeros are kept; the pseudo-count plays no part.
 * @returns The parameters themselves where nothing lies below the floor, else new ones.
 */
export function applyFloor(parameters: HmmParameters, smoothing: Smoothing): HmmParameters {
  const { probabilityFloor: floor, keepZeros } = smoothing;
  const { startprob, transmat, emissionprob } = parameters;
  const below = (p: number) => p < floor && !(keepZeros && p === 0);
  if (![startprob, transmat, emissionprob].some((matrix) => matrix.some(below))) return parameters;
  const counts = {
    start: startprob,
    transitions: transmat,
    emissions: emissionprob,
    logLikelihood: 0,
  };
  return mStep(counts, parameters, { ...smoothing, pseudoCount: 0 });
}

/**
 * The log-prior of parameters, without its constant: pseudoCount * sum log p over pi, A and B.
 *
 * @param parameters The model.
 * @param smoothing Pseudo-count, and whether zeros are kept (they then have no prior).
 * @returns Nats; 0 without pseudo-count; -Infinity if a zero meets a pseudo-count.
 */
export function logPrior(parameters: HmmParameters, smoothing: Smoothing): number {
  const { pseudoCount, keepZeros } = smoothing;
  if (pseudoCount === 0) return 0;
  let total = 0;
  for (const matrix of [parameters.startprob, parameters.transmat, parameters.emissionprob]) {
    for (const p of matrix) if (!(keepZeros && p === 0)) total += Math.log(p);
  }
  return pseudoCount * total;
}
