/**
 * How loud a recording is from moment to moment.
 *
 * @module
 */

import { createSoundRoom, type SoundRoom } from "../../signal/mod.ts";
import type { SampleSource } from "../types.ts";

/** Frames at either end this far under the loud ones, in dB, are a fade and not a rest. */
const FADE_DB = -50;
/** The quietest frames: a recording that never rests still has 3 % of its frames below. */
const QUIET_QUANTILE = 0.03;
const LOUD_QUANTILE = 0.95;

/** The range of a recording's loudness. */
export interface Loudness {
  /** Power (mean square) of its quiet frames, those at the faded ends left out. */
  quietPower: number;
  /** Power of its loud frames. */
  loudPower: number;
}

/**
 * Measures how loud the quiet and the loud moments of a recording are.
 *
 * @param samples Mono sound.
 * @param frameLength Samples of a moment, >= 1.
 * @returns Two powers; both 0 for sound shorter than one frame.
 */
export function measureLoudness(samples: SampleSource, frameLength: number): Loudness {
  const meter = new PowerMeter(frameLength);
  const powers = Float64Array.from(
    { length: Math.floor(samples.length / frameLength) },
    (_, t) => meter.of(samples.subarray(t * frameLength, (t + 1) * frameLength)),
  );
  const loudPower = powers.slice().sort()[Math.floor(LOUD_QUANTILE * powers.length)] ?? 0;
  const faded = 10 ** (FADE_DB / 10) * loudPower;
  let from = 0, to = powers.length;
  while (from < to && powers[from] < faded) from++;
  while (to > from && powers[to - 1] < faded) to--;
  const inner = powers.subarray(from, to).sort();
  return { quietPower: inner[Math.floor(QUIET_QUANTILE * inner.length)] ?? 0, loudPower };
}

/** Measures the power of parts of a recording, with scratch that is allocated once. */
export class PowerMeter {
  readonly #room: SoundRoom;

  /**
   * Makes the scratch.
   *
   * @param longest Samples of the longest part.
   */
  constructor(longest: number) {
    this.#room = createSoundRoom(longest);
  }

  /**
   * The power of a part around its mean, so that an offset counts as silence.
   *
   * @param part Its samples.
   * @returns Mean square of the difference from the mean; 0 for no samples.
   */
  of(part: Float32Array): number {
    const n = part.length;
    if (n === 0) return 0;
    this.#room.parts[0].set(part);
    const { sum, squares } = this.#room.measure(0, n);
    return Math.max(0, squares / n - (sum / n) ** 2);
  }
}
