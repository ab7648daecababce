/**
 * Places from the best score to the worst; equal scores keep their order, and a score that is not a
 * number comes last.
 *
 * @param scores Higher is better.
 * @returns Indices into `scores`.
 */
export function rankScores(scores: ArrayLike<number>): number[] {
  const value = (i: number) => Number.isNaN(scores[i]) ? -Infinity : scores[i];
  return Array.from({ length: scores.length }, (_, i) => i).sort((a, b) =>
    // Infinities must not be subtracted from each other.
    value(a) === value(b) ? a - b : value(a) > value(b) ? -1 : 1
  );
}
