import { InvalidArgumentError } from "../../errors.ts";

/** A recording that is already known. */
export interface Neighbour {
  /** Its label. */
  raag: string;
  /** Square roots of its shares: a point on the unit sphere. */
  roots: Float32Array | Float64Array;
}

/**
 * Square roots of shares. The scalar product of two such vectors is the Bhattacharyya coefficient
 * sum_i sqrt(p_i q_i) of the distributions: 1 if they are equal, 0 if they share nothing.
 *
 * @param shares Shares that sum to 1.
 * @returns Their square roots, in single precision: a surface of 14 400 cells is kept per recording.
 */
export function squareRoots(shares: ArrayLike<number>): Float32Array {
  return Float32Array.from(shares, Math.sqrt);
}

/**
 * Bhattacharyya distance -log sum_i sqrt(p_i q_i).
 *
 * @param first Square roots of one distribution.
 * @param second Square roots of the other, of the same length.
 * @returns 0 if they are equal; 690 at most, for distributions that share nothing.
 */
export function bhattacharyyaDistance(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): number {
  let coefficient = 0;
  for (let i = 0; i < first.length; i++) coefficient += first[i] * second[i];
  // Rounding of single precision may pass 1 by a hair; 1e-300 keeps the logarithm finite.
  return -Math.log(Math.min(1, Math.max(1e-300, coefficient)));
}

/**
 * Scores labels by the nearest neighbours: log of the label's share of the k nearest, each weighted
 * by its closeness. All labels get a score: the label's nearest recording, however far, adds a
 * share too small to outvote one of the k, so that labels outside of the k nearest are ranked too.
 *
 * @param roots Square roots of the distribution in question.
 * @param known The training recordings.
 * @param labels The labels to score.
 * @param k How many neighbours vote, >= 1; all of them if there are fewer.
 * @returns One log-share per label; -1e3 for a label without recordings.
 * @throws {InvalidArgumentError} If k is not a whole number >= 1.
 */
export function nearestNeighbourScores(
  roots: Float32Array,
  known: readonly Neighbour[],
  labels: readonly string[],
  k: number,
): Float64Array {
  if (!Number.isInteger(k) || k < 1) {
    throw new InvalidArgumentError(`k must be a whole number >= 1, found ${k}`);
  }
  const index = new Map(labels.map((label, i) => [label, i]));
  const near = known
    .map(({ raag, roots: other }) => ({
      label: index.get(raag)!,
      distance: bhattacharyyaDistance(roots, other),
    }))
    .sort((a, b) => a.distance - b.distance);
  // Closeness falls to 1/e at the mean distance of those that vote: no unit to choose.
  const voters = near.slice(0, k);
  const scale = voters.reduce((sum, { distance }) => sum + distance, 0) / voters.length || 1;
  const shares = new Float64Array(labels.length);
  for (const { label, distance } of voters) shares[label] += Math.exp(-distance / scale);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const seen = new Set<number>();
  for (const { label, distance } of near) {
    if (seen.has(label)) continue;
    seen.add(label);
    shares[label] += OUTSIDER * total * Math.exp(-distance / scale);
  }
  return shares.map((share) => share > 0 ? Math.max(-1e3, Math.log(share / total)) : -1e3);
}

/** Weight of a label's nearest recording beside the vote of one of the k nearest. */
const OUTSIDER = 1e-2;
