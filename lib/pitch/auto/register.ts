/**
 * Where a melody over a drone lies.
 *
 * @module
 */

import { median } from "../../math.ts";
import type { OverDrone } from "./contour_features.ts";

/** A note to go by is this strong, and away from the drone's pitches by this much. */
const STRENGTH = 0.6, DRONE_PITCH = 0.25;
/** Notes to go by must last this long in all, in seconds. */
const LEAST_SECONDS = 0.5;

/**
 * The middle of the melody's range: the median of the pitches in loud frames that cannot be the
 * drone's nor multiples of a pitch of the drone's. A singer's Sa whose lower partials the drone covers
 * may pass for the Sa two octaves above; the other notes say which of the two it is.
 *
 * @param heard A first path, the levels of its frames, the drone.
 * @returns log2 of Hz; NaN where too few such notes are heard.
 * @see De Looze & Hirst, "Detecting changes in key and range for the automatic modelling and coding of
 * intonation", Speech Prosody 2008, for a range that a first pass finds for the second.
 */
export function middleOfMelody({ track, levels, drone, dronePitch }: OverDrone): number {
  const { f0, voicing, hopSeconds } = track, { quietPower, loudPower } = drone.loudness;
  const loud = Math.sqrt(quietPower * loudPower);
  const isOwn = (octave: number) =>
    [0, 1, 2].some((down) => dronePitch(octave - down) >= DRONE_PITCH);
  const octaves = Array.from(f0, Math.log2).filter((octave, t) =>
    octave > 0 && voicing[t] >= STRENGTH && levels.whole[t] >= loud && !isOwn(octave)
  );
  return octaves.length * hopSeconds > LEAST_SECONDS ? median(octaves) : NaN;
}
