/**
 * From a pitch class that is good to a few bins to a tonic in Hz: the exact pitch, and the octave.
 *
 * @module
 */

import { centsToHz } from "../math.ts";
import type { SpectralLine } from "./drone.ts";
import type { HeldNote } from "./melody.ts";
import { classDistance, pitchClass, REFERENCE_HZ } from "./pitch_class.ts";

/** Evidence further than this from the pitch class belongs to another note, in cents. */
const REACH_CENTS = 40;
/** Passes of the weighted mean; the window follows the mean and settles in two or three. */
const PASSES = 4;
/**
 * Where the melody lies over Sa, in cents: from mandra Sa to taar Dha. Most of a performance does,
 * whoever sings.
 */
const COMPASS_CENTS = [-1200, 2040] as const;
/** The middle of the melody lies about here over Sa: between madhya Ma and Pa. */
const CENTRE_CENTS = 600;

/** One observation of a pitch, and how much it counts. */
interface Observation {
  /** Pitch in cents above the reference; the octave does not matter. */
  cents: number;
  /** Weight, >= 0. */
  weight: number;
}

/**
 * The exact pitch class near a rough one.
 *
 * The drone's lines decide where there are any near by, since they are steady to a cent: Sa's own
 * partials 1, 2, 4, 8, the higher the better defined in cents. Otherwise the notes of the melody
 * decide, weighted by their length.
 *
 * @param rough Pitch class in cents.
 * @param notes The melody's notes.
 * @param lines The drone's lines.
 * @returns Pitch class in cents.
 */
export function refineClass(rough: number, notes: HeldNote[], lines: SpectralLine[]): number {
  const held = notes.map(({ cents, seconds }) => ({ cents, weight: seconds }));
  const sounding = lines.map(({ hz, strength }) => ({
    cents: pitchClass(hz),
    weight: strength * hz,
  }));
  return settle(rough, sounding) ?? settle(rough, held) ?? rough;
}

/** The weighted mean of the observations round a centre that moves along; undefined for none. */
function settle(start: number, observations: Observation[]): number | undefined {
  let centre: number | undefined;
  for (let pass = 0; pass < PASSES; pass++) {
    const from = centre ?? start;
    let total = 0, moment = 0;
    for (const { cents, weight } of observations) {
      const distance = classDistance(cents, from);
      if (Math.abs(distance) > REACH_CENTS) continue;
      // A cosine window: an observation fades out instead of dropping out.
      const share = weight * (0.5 + 0.5 * Math.cos(Math.PI * distance / REACH_CENTS));
      total += share;
      moment += share * distance;
    }
    if (total > 0) centre = from + moment / total;
  }
  return centre;
}

/**
 * Every frequency of a pitch class within minHz..maxHz, the likeliest octave of Sa first.
 *
 * The likeliest is the one with most of the melody between mandra Sa and taar Dha, and among equals
 * the one with the melody's median nearest to the middle of the madhya saptak. Without a melody it
 * is the one nearest to the middle of the range, which is between a man's Sa and a woman's.
 *
 * @param cents Pitch class in cents.
 * @param melody Voiced frames in cents above the reference, ascending; may be empty.
 * @param minHz Lowest Sa in Hz.
 * @param maxHz Highest Sa in Hz.
 * @returns Frequencies in Hz; none if the range leaves the pitch class out.
 */
export function octavesOf(
  cents: number,
  melody: Float64Array,
  minHz: number,
  maxHz: number,
): number[] {
  const middle = melody.length > 0
    ? melody[melody.length >> 1]
    : 600 * Math.log2(minHz * maxHz / REFERENCE_HZ ** 2) + CENTRE_CENTS;
  const rated: { hz: number; inside: number; off: number }[] = [];
  for (let octave = -2; octave <= 6; octave++) {
    const sa = cents + 1200 * octave, hz = centsToHz(sa, REFERENCE_HZ);
    if (hz < minHz || hz > maxHz) continue;
    const below = countBelow(melody, sa + COMPASS_CENTS[0]);
    const inside = countBelow(melody, sa + COMPASS_CENTS[1]) - below;
    // In steps of a twentieth, so that a handful of tracking errors does not decide.
    const share = melody.length > 0 ? Math.round(20 * inside / melody.length) : 0;
    rated.push({ hz, inside: share, off: Math.abs(middle - sa - CENTRE_CENTS) });
  }
  rated.sort((a, b) => b.inside - a.inside || a.off - b.off);
  return rated.map(({ hz }) => hz);
}

/** How many of the ascending values lie below a limit, by bisection. */
function countBelow(ascending: Float64Array, limit: number): number {
  let low = 0, high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
