/**
 * The check of a pitch track at the entry of whatever reads one.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import type { PitchTrack } from "./types.ts";

/**
 * Checks that a pitch track is one: arrays of one length, and a time between frames.
 *
 * @param track Any track; what its frames hold is not looked at, since NaN, 0 and whatever is no
 * frequency mean unvoiced.
 * @throws {InvalidArgumentError} If `hopSeconds` is no positive number, or the lengths differ.
 */
export function checkTrack({ times, f0, voicing, hopSeconds }: PitchTrack): void {
  if (!(hopSeconds > 0 && hopSeconds < Infinity)) {
    throw new InvalidArgumentError(
      `track.hopSeconds must be a number of seconds > 0, found ${hopSeconds}`,
    );
  }
  if (times.length !== f0.length || voicing.length !== f0.length) {
    throw new InvalidArgumentError(
      `track.times, f0 and voicing must have one entry a frame each, found ${times.length}, ` +
        `${f0.length} and ${voicing.length}`,
    );
  }
}
