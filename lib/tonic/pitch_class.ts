/**
 * Profiles over the pitch classes of one octave: 240 bins of 5 cents, bin 0 at
 * {@linkcode REFERENCE_HZ}. All evidence for a tonic is brought to this one form.
 *
 * @module
 */

import { hzToCents } from "../math.ts";

/** Pitch class 0, in Hz. Any value serves: only distances between classes count. */
export const REFERENCE_HZ = 55;

/** Width of a bin in cents: a tenth of the tolerance that a tonic is judged by. */
export const BIN_CENTS = 5;

/** Bins in an octave. */
export const N_BINS: number = 1200 / BIN_CENTS;

/** Cents folded into one octave, [0, 1200). */
export function foldCents(cents: number): number {
  const folded = cents % 1200;
  return folded < 0 ? folded + 1200 : folded;
}

/** The pitch class of a frequency: cents above the reference, folded into [0, 1200). */
export function pitchClass(hz: number): number {
  return foldCents(hzToCents(hz, REFERENCE_HZ));
}

/** The signed way from pitch class `from` to pitch class `to`, in cents, [-600, 600). */
export function classDistance(to: number, from: number): number {
  return foldCents(to - from + 600) - 600;
}

/** An empty profile. */
export function emptyProfile(): Float64Array {
  return new Float64Array(N_BINS);
}

/** Adds `weight` at a pitch class, shared between the two nearest bins so that no edge shows. */
export function addToProfile(profile: Float64Array, cents: number, weight: number): void {
  const position = foldCents(cents) / BIN_CENTS;
  const below = Math.floor(position) % N_BINS, share = position - Math.floor(position);
  profile[below] += weight * (1 - share);
  profile[(below + 1) % N_BINS] += weight * share;
}

/** The profile blurred round the octave by a Gaussian of `sigmaCents`. */
export function smoothProfile(profile: Float64Array, sigmaCents: number): Float64Array {
  const sigma = sigmaCents / BIN_CENTS, reach = Math.min(Math.ceil(3 * sigma), N_BINS / 2 - 1);
  const kernel = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2),
  );
  return profile.map((_, bin) => {
    let total = 0;
    for (let i = -reach; i <= reach; i++) {
      total += kernel[i + reach] * profile[(bin + i + N_BINS) % N_BINS];
    }
    return total;
  });
}

/** The profile divided by its highest bin, so that 1 is its peak; all zeros stay zeros. */
export function normalizeProfile(profile: Float64Array): Float64Array {
  const highest = profile.reduce((a, b) => Math.max(a, b), 0);
  return highest > 0 ? profile.map((value) => value / highest) : profile.slice();
}

/** The highest value within `toleranceCents` of a pitch class. */
export function profileNear(
  profile: Float64Array,
  cents: number,
  toleranceCents: number,
): number {
  const centre = Math.round(cents / BIN_CENTS), reach = Math.round(toleranceCents / BIN_CENTS);
  let highest = 0;
  for (let i = -reach; i <= reach; i++) {
    highest = Math.max(highest, profile[(((centre + i) % N_BINS) + N_BINS) % N_BINS]);
  }
  return highest;
}

/** Pitch classes (cents) of the local maxima, highest first, down to a share of the highest. */
export function profilePeaks(profile: Float64Array, share: number): number[] {
  const floor = share * profile.reduce((a, b) => Math.max(a, b), 0);
  const bins: number[] = [];
  for (let i = 0; i < N_BINS; i++) {
    const before = profile[(i + N_BINS - 1) % N_BINS], after = profile[(i + 1) % N_BINS];
    if (profile[i] >= floor && profile[i] > before && profile[i] >= after) bins.push(i);
  }
  bins.sort((a, b) => profile[b] - profile[a]);
  return bins.map((bin) => bin * BIN_CENTS);
}
