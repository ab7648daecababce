/**
 * Small numeric helpers that several parts of the kit share: statistics, and conversions between
 * frequency, MIDI number and cents.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { hzToCents } from "raagkit";
 *
 * assertAlmostEquals(hzToCents(330, 220), 701.955, 1e-3); // a just fifth above Sa
 * ```
 *
 * @module
 */

/**
 * Cents above a reference: 1200 log2(hz / referenceHz).
 *
 * @param hz Frequency in Hz.
 * @param referenceHz Frequency of 0 cents in Hz, > 0.
 * @returns Cents, negative below the reference; NaN where hz is none: 0, negative, infinite or NaN.
 */
export function hzToCents(hz: number, referenceHz: number): number {
  return hz > 0 && hz < Infinity ? 1200 * Math.log2(hz / referenceHz) : NaN;
}

/**
 * The frequency that lies `cents` above a reference: referenceHz 2^(cents / 1200).
 *
 * @param cents Cents above the reference.
 * @param referenceHz Frequency of 0 cents in Hz, > 0.
 * @returns Frequency in Hz.
 */
export function centsToHz(cents: number, referenceHz: number): number {
  return referenceHz * 2 ** (cents / 1200);
}

/**
 * MIDI note number of a frequency, not rounded: 69 + 12 log2(hz / 440).
 *
 * @param hz Frequency in Hz, > 0.
 * @returns MIDI number; 60 is middle C (261.63 Hz).
 */
export function hzToMidi(hz: number): number {
  return 69 + 12 * Math.log2(hz / 440);
}

/** The remainder that is never negative: -1 modulo 12 is 11. */
export function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

/**
 * The sum, by Neumaier's compensated summation, so that a million terms lose no digits.
 *
 * @param values Any numbers.
 * @returns Their sum; 0 for none.
 */
export function sum(values: ArrayLike<number>): number {
  let total = 0, lost = 0;
  for (let i = 0; i < values.length; i++) {
    const next = total + values[i];
    lost += Math.abs(total) >= Math.abs(values[i])
      ? (total - next) + values[i]
      : (values[i] - next) + total;
    total = next;
  }
  return total + lost;
}

/** The arithmetic mean; NaN for no values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** The lowest and the highest of some numbers, NaN left out; Infinity and -Infinity of none. */
export function extent(values: ArrayLike<number>): [low: number, high: number] {
  let low = Infinity, high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return [low, high];
}

/**
 * The q-quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996).
 *
 * @param values Numbers in any order, none NaN; the input is not changed.
 * @param q 0..1; 0.5 is the median.
 * @returns The quantile; NaN for no values.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const position = q * (sorted.length - 1);
  const below = Math.floor(position), above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/**
 * The value at a place of the sorted order, without sorting (Hoare's selection).
 *
 * @param values Numbers, none NaN; they are put into another order.
 * @param n The place, 0 for the smallest.
 * @returns The value; NaN where there are not so many.
 * @see Hoare, "Algorithm 65: Find", Communications of the ACM 4(7), 1961.
 */
export function nthSmallest(values: Float32Array | Float64Array, n: number): number {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const pivot = values[n];
    let i = low, j = high;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const swap = values[i];
      values[i++] = values[j];
      values[j--] = swap;
    }
    if (j < n) low = i;
    if (i > n) high = j;
  }
  return values[n] ?? NaN;
}

/** The median; NaN for no values. */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}

/** 0 up to `low`, 1 from `high` on, a straight line between. */
export function ramp(value: number, low: number, high: number): number {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

/**
 * log(sum(exp(values))) without overflow.
 *
 * @param values Natural logarithms; -Infinity stands for a zero.
 * @returns The logarithm of the sum; -Infinity for no values.
 */
export function logSumExp(values: ArrayLike<number>): number {
  let highest = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > highest) highest = values[i];
  if (!Number.isFinite(highest)) return highest;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += Math.exp(values[i] - highest);
  return highest + Math.log(total);
}

/**
 * Probabilities in proportion to exp(scores / temperature).
 *
 * @param scores Log-scores in nats.
 * @param temperature > 1 flattens, < 1 sharpens.
 * @returns Probabilities that sum to 1, in the order of the scores.
 */
export function softmax(scores: ArrayLike<number>, temperature = 1): Float64Array {
  const scaled = Float64Array.from(scores, (score) => score / temperature);
  const highest = scaled.reduce((high, score) => Math.max(high, score), -Infinity);
  const weights = scaled.map((score) => Math.exp(score - highest));
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}
