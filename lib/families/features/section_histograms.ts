import { modulo } from "../../math.ts";
import { FINE_BINS, type MelodyView } from "./melody_view.ts";

/**
 * Sections of a performance by twenty-fourths of its time. The opening (the alap's first phrases)
 * and the very end say more than the middle, so the seven of `OPENING` are short there.
 */
export const SIXTHS: readonly number[] = [0, 4, 8, 12, 16, 20, 24],
  OPENING: readonly number[] = [0, 1, 2, 4, 8, 16, 23, 24],
  WHOLE: readonly number[] = [0, 24];

/** Width of the Gaussian in fine bins: 15 cents. */
const SIGMA = 3;

/** The Gaussian, cut at four sigma, with sum 1. */
const BELL = (() => {
  const bell = Float64Array.from({ length: 8 * SIGMA + 1 }, (_, i) => {
    const distance = i - 4 * SIGMA;
    return Math.exp(-distance * distance / (2 * SIGMA * SIGMA));
  });
  const total = bell.reduce((sum, value) => sum + value, 0);
  return bell.map((value) => value / total);
})();

/**
 * How long a melody stays on each pitch of the octave in each section of its time. A note sung a
 * little sharp is still the note: each frame is spread by a Gaussian of 15 cents.
 *
 * @param view The melody.
 * @param frames Which frames count, and how much; see {@linkcode MelodyView.histogram}.
 * @param cuts Where the sections begin and the last one ends, in twenty-fourths of the time.
 * @param nBins Bins of the octave, a divisor of 240; Sa lies in the middle of bin 0.
 * @returns (cuts.length - 1) x nBins seconds, row-major.
 */
export function sectionHistograms(
  view: MelodyView,
  frames: "all" | "held" | "stable",
  cuts: readonly number[],
  nBins: number,
): Float64Array {
  const fine = view.histogram(frames);
  const perBin = FINE_BINS / nBins, half = Math.floor(perBin / 2);
  const result = new Float64Array((cuts.length - 1) * nBins);
  const gathered = new Float64Array(FINE_BINS);
  for (let section = 0; section + 1 < cuts.length; section++) {
    gathered.fill(0);
    for (let row = cuts[section]; row < cuts[section + 1]; row++) {
      for (let bin = 0; bin < FINE_BINS; bin++) gathered[bin] += fine[row * FINE_BINS + bin];
    }
    for (let bin = 0; bin < FINE_BINS; bin++) {
      if (gathered[bin] === 0) continue;
      for (let i = 0; i < BELL.length; i++) {
        const target = modulo(bin + i - 4 * SIGMA + half, FINE_BINS);
        result[section * nBins + Math.floor(target / perBin)] += gathered[bin] * BELL[i];
      }
    }
  }
  for (let i = 0; i < result.length; i++) result[i] *= view.hopSeconds;
  return result;
}

/**
 * The square roots of each section's shares, so that the distance between two melodies is
 * Hellinger's and rare pitches count. A section without a voiced frame has even shares.
 *
 * @param seconds Sections x nBins, row-major, from {@linkcode sectionHistograms}.
 * @param nBins Bins of the octave.
 * @returns As many numbers, each section's squares summing to 1.
 */
export function sectionRoots(seconds: Float64Array, nBins: number): Float64Array {
  const roots = new Float64Array(seconds.length);
  for (let start = 0; start < seconds.length; start += nBins) {
    const total = sumOf(seconds, start, nBins);
    for (let i = start; i < start + nBins; i++) {
      roots[i] = Math.sqrt(total > 0 ? seconds[i] / total : 1 / nBins);
    }
  }
  return roots;
}

/** Sum of `length` numbers from `start`. */
export function sumOf(values: ArrayLike<number>, start: number, length: number): number {
  let total = 0;
  for (let i = start; i < start + length; i++) total += values[i];
  return total;
}
