/**
 * The tanpura that would explain the drone: where the spectrum's lines put Sa.
 *
 * A tanpura has four strings: a pair on Sa, one on the Sa below, and the first on Pa, Ma or Ni in
 * between. Its curved bridge makes a dozen partials of each sound about equally loud. So the lines
 * are compared with such sets of partials, one for each Sa and tuning.
 *
 * @module
 */

import { hzToCents } from "../math.ts";
import { LINES_HZ, type SpectralLine } from "./drone.ts";
import { BIN_CENTS, emptyProfile, N_BINS, REFERENCE_HZ } from "./pitch_class.ts";

/** Lowest Sa of the middle strings in cents above `REFERENCE_HZ`: 78 Hz, under any singer's. */
const LOWEST_SA_CENTS = 600;
/** Octaves of Sa that are tried: up to 311 Hz. */
const OCTAVES = 2;
/** Strings that every tanpura has, relative to Sa: the middle pair, and mandra Sa. */
const SA_STRINGS = [1, 1 / 2] as const;
/** The first string, relative to Sa: Pa, Ma or Ni below it. */
const FIRST_STRINGS = [3 / 4, 2 / 3, 15 / 16] as const;
/** The lowest line, in cents above `REFERENCE_HZ`. */
const LOWEST_LINE_CENTS: number = hzToCents(LINES_HZ[0], REFERENCE_HZ);
/** Partials of a string that are counted. */
const N_PARTIALS = 12;
/** Partials of two strings closer than this are one, in cents. */
const SAME_CENTS = 15;
/** A partial may be this far from its place (standard deviation), in cents. */
const BLUR_CENTS = 12;

/** The frequencies of a tanpura's partials, as cents above the Sa of its middle strings. */
function partialsOf(firstString: number): number[] {
  const cents: number[] = [];
  for (const string of [...SA_STRINGS, firstString]) {
    for (let h = 1; h <= N_PARTIALS; h++) {
      const partial = hzToCents(h * string, 1);
      // Strings share partials: the third of mandra Sa is the second of Pa, and counts once.
      if (cents.every((other) => Math.abs(other - partial) > SAME_CENTS)) cents.push(partial);
    }
  }
  return cents;
}

/**
 * How well each Sa explains the lines: the cosine between them and the partials of a tanpura,
 *
 *     sum over its partials j of strength(j) / sqrt(number of partials * sum of strength^2),
 *
 * the best of three tunings. Lines that the tanpura leaves unexplained lower it, and so do partials
 * that should sound and do not. That tells Sa from Pa and Ma: with Sa on the wrong string, the mandra
 * Sa below it would have to sound.
 *
 * @param lines Lines of `droneLines`.
 * @returns Cosines 0..1 for Sa from 78 to 311 Hz in steps of 5 cents; all zeros without lines.
 */
export function tanpuraCosines(lines: SpectralLine[]): Float64Array {
  const cosines = new Float64Array(OCTAVES * N_BINS);
  const power = lines.reduce((total, { strength }) => total + strength ** 2, 0);
  if (power === 0) return cosines;
  const spectrum = rasterize(lines);
  for (const partials of FIRST_STRINGS.map(partialsOf)) {
    for (let i = 0; i < cosines.length; i++) {
      const sa = LOWEST_SA_CENTS + i * BIN_CENTS;
      let matched = 0, count = 0;
      for (const partial of partials) {
        const bin = Math.round((sa + partial - LOWEST_LINE_CENTS) / BIN_CENTS);
        if (bin < 0 || bin >= spectrum.length) continue;
        matched += spectrum[bin];
        count++;
      }
      cosines[i] = Math.max(cosines[i], matched / Math.sqrt(count * power));
    }
  }
  return cosines;
}

/** The cosines folded into one octave: for each pitch class, its best octave. */
export function foldCosines(cosines: Float64Array): Float64Array {
  const profile = emptyProfile();
  for (let i = 0; i < cosines.length; i++) {
    const bin = (i + LOWEST_SA_CENTS / BIN_CENTS) % N_BINS;
    profile[bin] = Math.max(profile[bin], cosines[i]);
  }
  return profile;
}

/** The cosine for a Sa in cents above the reference; 0 outside 78..311 Hz. */
export function cosineAt(cosines: Float64Array, saCents: number): number {
  return cosines[Math.round((saCents - LOWEST_SA_CENTS) / BIN_CENTS)] ?? 0;
}

/** Strength of the lines in bins of 5 cents, each line a Gaussian of 12 cents. */
function rasterize(lines: SpectralLine[]): Float64Array {
  const size = Math.round(hzToCents(LINES_HZ[1], LINES_HZ[0]) / BIN_CENTS) + 1;
  const spectrum = new Float64Array(size);
  const reach = Math.ceil(3 * BLUR_CENTS / BIN_CENTS);
  for (const { hz, strength } of lines) {
    const position = hzToCents(hz, LINES_HZ[0]) / BIN_CENTS;
    const from = Math.max(0, Math.ceil(position - reach));
    for (let bin = from; bin <= Math.min(size - 1, position + reach); bin++) {
      const distance = (bin - position) * BIN_CENTS / BLUR_CENTS;
      spectrum[bin] = Math.max(spectrum[bin], strength * Math.exp(-0.5 * distance ** 2));
    }
  }
  return spectrum;
}
