/**
 * From a pitch class that is good to a few bins to a tonic in Hz: the exact pitch, and the octave.
 *
 * @module
 */

import { centsToHz, hzToCents } from "../math.ts";
import type { SpectralLine } from "./drone.ts";
import type { HeldNote } from "./melody.ts";
import { classDistance, pitchClass, REFERENCE_HZ } from "./pitch_class.ts";
import { cosineAt } from "./tanpura.ts";

/** Evidence further than this from the pitch class belongs to another note, in cents. */
const REACH_CENTS = 40;
/** Passes of the weighted mean; the window follows the mean and settles in two or three. */
const PASSES = 4;
/** Where most of a melody lies over Sa, whoever sings: from mandra Sa to taar Dha, in cents. */
const COMPASS_CENTS = [-1200, 2040] as const;
/** The middle of the melody lies about here over Sa, between Ma and Pa, give or take as much. */
const MIDDLE_CENTS = 600;
/** Sa lies about here, between a man's 100..160 Hz and a woman's 160..260 Hz... */
const USUAL_HZ = 160;
/** ...give or take half an octave. */
const USUAL_OCTAVES = 0.5;
/** What no tanpura at all costs against a perfect one. */
const DRONE_COST = 20;
/** What a melody wholly outside the compass costs, where a pull off by its own width costs 1. */
const OUTSIDE_COST = 10;

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
 * The likeliest octave has a tanpura in it, the melody inside its compass of mandra Sa to taar Dha,
 * the melody's median near the middle of the madhya saptak, and a frequency that singers use:
 *
 *     cost = 20 (1 - cosine of the tanpura) + 10 (share outside)
 *            + ((median - Sa - 600) / 600)^2 + (log2(Sa / 160 Hz) / 0.5)^2
 *
 * @param cents Pitch class in cents.
 * @param melody Voiced frames in cents above the reference, ascending; may be empty.
 * @param cosines The drone's evidence for each octave, as `tanpuraCosines` gives it.
 * @param minHz Lowest Sa in Hz.
 * @param maxHz Highest Sa in Hz.
 * @returns Frequencies in Hz; none if the range leaves the pitch class out.
 */
export function octavesOf(
  cents: number,
  melody: Float64Array,
  cosines: Float64Array,
  minHz: number,
  maxHz: number,
): number[] {
  const rated: { hz: number; cost: number }[] = [];
  const lowest = Math.ceil((hzToCents(minHz, REFERENCE_HZ) - cents) / 1200);
  for (let octave = lowest;; octave++) {
    const sa = cents + 1200 * octave, hz = centsToHz(sa, REFERENCE_HZ);
    if (hz > maxHz) break;
    const cost = DRONE_COST * (1 - cosineAt(cosines, sa)) + melodyCost(melody, sa) +
      (Math.log2(hz / USUAL_HZ) / USUAL_OCTAVES) ** 2;
    rated.push({ hz, cost });
  }
  rated.sort((a, b) => a.cost - b.cost);
  return rated.map(({ hz }) => hz);
}

/** What it costs the melody (ascending, in cents) to have Sa at `sa`. */
function melodyCost(melody: Float64Array, sa: number): number {
  if (melody.length === 0) return 0;
  const inside = countBelow(melody, sa + COMPASS_CENTS[1]) -
    countBelow(melody, sa + COMPASS_CENTS[0]);
  const median = melody[melody.length >> 1];
  return OUTSIDE_COST * (1 - inside / melody.length) +
    ((median - sa - MIDDLE_CENTS) / MIDDLE_CENTS) ** 2;
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
