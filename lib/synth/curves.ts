/** `value`, no lower than `low` and no higher than `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** A smooth step from 0 at x <= 0 to 1 at x >= 1, level at both ends: (1 - cos(pi x)) / 2. */
export function ease(x: number): number {
  return x <= 0 ? 0 : x >= 1 ? 1 : 0.5 - 0.5 * Math.cos(Math.PI * x);
}

/** The amplitude ratio of a level in decibels. */
export function decibelsToRatio(decibels: number): number {
  return 10 ** (decibels / 20);
}
