import { besselI0 } from "./bessel.ts";

/**
 * Share of the band below half the lower rate that is kept: up to 9.7 kHz at 22 050 Hz, above all
 * fundamentals and harmonics that pitch analysis uses.
 */
const PASS = 0.88;
/** What the stop band is rejected by, in dB; float32 samples hold some 20 dB more. */
const REJECTION = 112;
/** Ratios of at most this denominator get a row of the filter for every phase that occurs. */
const MOST_PHASES = 1024;
/**
 * Rows a sample, for a filter up to half the rate, where rows in between are interpolated linearly:
 * the error is (pi / 1024)^2 / 8, -118 dB.
 */
const ROWS = 1024;

/** A low-pass filter, evaluated at a grid of fractions of a sample. */
export interface ResampleFilter {
  /** The ratio of the rates, in lowest terms where they are whole numbers. */
  from: number;
  to: number;
  /** Samples under the filter, a multiple of 16. The centre lies between taps/2 - 1 and taps/2. */
  taps: number;
  /** Rows for each unit of 1/to of a sample: 1 where every phase has its row. */
  rowsPerUnit: number;
  /** Row r, for the fraction r / (to * rowsPerUnit) of a sample; one row more than a full sample. */
  rows: Float32Array;
}

/**
 * Designs the filter between two rates in Hz: a sinc under Kaiser's window, whose stop band begins
 * at half the lower rate.
 *
 * @see J. F. Kaiser 1974, "Nonrecursive digital filter design using the I0-sinh window function".
 */
export function designFilter(fromRate: number, toRate: number): ResampleFilter {
  const divisor = greatestCommonDivisor(fromRate, toRate);
  const from = fromRate / divisor, to = toRate / divisor;
  // Frequencies in cycles a sample of the input.
  const stop = Math.min(fromRate, toRate) / 2 / fromRate, pass = PASS * stop;
  const cutoff = (pass + stop) / 2;
  const half = (REJECTION - 7.95) / (14.36 * (stop - pass)) / 2;
  const taps = 16 * Math.ceil((2 * half + 2) / 16);
  const exact = Number.isInteger(to) && to <= MOST_PHASES;
  const phases = exact ? to : Math.max(16, Math.ceil(ROWS * 2 * cutoff));
  const rows = new Float32Array((phases + 1) * taps), row = new Float64Array(taps);
  const beta = 0.1102 * (REJECTION - 8.7), scale = 1 / besselI0(beta);
  for (let r = 0; r <= phases; r++) {
    let sum = 0;
    for (let k = 0; k < taps; k++) {
      const t = k - (taps / 2 - 1) - r / phases, x = 2 * cutoff * t, edge = t / half;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      row[k] = Math.abs(edge) < 1 ? sinc * besselI0(beta * Math.sqrt(1 - edge * edge)) * scale : 0;
      sum += row[k];
    }
    // Every row lets a constant through unchanged: rows that differ in that would hum.
    for (let k = 0; k < taps; k++) rows[r * taps + k] = row[k] / sum;
  }
  return { from, to, taps, rowsPerUnit: phases / to, rows };
}

function greatestCommonDivisor(a: number, b: number): number {
  if (!Number.isInteger(a) || !Number.isInteger(b)) return 1;
  while (b > 0) [a, b] = [b, a % b];
  return a;
}
