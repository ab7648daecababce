/**
 * The minimum of a function with one valley, by golden-section search.
 *
 * @param f The function.
 * @param low Left end of the search.
 * @param high Right end of the search.
 * @param tolerance Width of the interval at which the search ends.
 * @returns The middle of the last interval.
 *
 * @see Kiefer 1953, "Sequential minimax search for a maximum"
 */
export function goldenSection(
  f: (x: number) => number,
  low: number,
  high: number,
  tolerance: number,
): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let left = high - ratio * (high - low), right = low + ratio * (high - low);
  let atLeft = f(left), atRight = f(right);
  while (high - low > tolerance) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}
