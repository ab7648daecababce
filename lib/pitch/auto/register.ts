/**
 * Where a melody over a drone lies.
 *
 * @module
 */

import { median } from "../../math.ts";
import type { OverDrone } from "./contour_features.ts";

/** A frame to go by is this strong. */
const STRENGTH = 0.6;
/** Frames to go by must last this long in all, in seconds. */
const LEAST_SECONDS = 0.5;
/**
 * Where the drone has the half or the third of a pitch, that may be the note, heard by a partial: two
 * frames elsewhere weigh as much as three of these.
 */
const DRONE_PITCH = 0.3, DOUBTFUL = 2, SURE = 3;

/**
 * The middle of the melody's range: the weighted median of the pitches in its loud and periodic frames. A
 * singer's Sa whose lower partials the drone covers may pass for the Sa an octave or two above; the
 * other notes say which of them it is.
 *
 * @param heard A first path, the levels of its frames, the drone.
 * @returns log2 of Hz; NaN where too little is heard.
 * @see De Looze & Hirst, "Detecting changes in key and range for the automatic modelling and coding of
 * intonation", Speech Prosody 2008, for a range that a first pass finds for the second.
 */
export function middleOfMelody(
  { track, levels, drone, dronePitch }: OverDrone,
): number {
  const { f0, voicing, hopSeconds } = track, { loudness } = drone;
  const loud = Math.sqrt(loudness.quietPower * loudness.loudPower);
  const octaves = Array.from(f0, Math.log2).filter((octave, t) =>
    octave > 0 && voicing[t] >= STRENGTH && levels.whole[t] >= loud
  );
  if (octaves.length * hopSeconds <= LEAST_SECONDS) return NaN;
  const isDoubtful = (octave: number) =>
    [2, 3].some((order) => dronePitch(octave - Math.log2(order)) >= DRONE_PITCH);
  return median(
    octaves.flatMap((octave) =>
      new Array<number>(isDoubtful(octave) ? DOUBTFUL : SURE).fill(octave)
    ),
  );
}
