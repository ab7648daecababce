/**
 * The difference function of YIN and pYIN, and its dips.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { nextPowerOfTwo, RealFft } from "../signal/mod.ts";
import { requireFrameSeconds, resolveRange } from "./frames.ts";
import { parabolaOffset } from "./sinc.ts";
import type { SampleSource, TrackerOptions } from "./types.ts";

/** Finds, frame by frame, the local minima of the cumulative mean normalised difference d'. */
export class Dips {
  /** Period of each dip of the frame last analysed, in samples, ascending. */
  readonly lags: Float64Array;
  /** d' at each dip, >= 0; it may exceed 1. */
  readonly depths: Float64Array;
  readonly #samples: SampleSource;
  readonly #sampleRate: number;
  readonly #shortest: number;
  readonly #longest: number;
  /** Number W of terms of each sum. */
  readonly #terms: number;
  readonly #fft: RealFft;
  readonly #frame: Float64Array;
  readonly #whole: Float64Array;
  readonly #head: Float64Array;
  readonly #correlation: Float64Array;
  /** d(lag) and d'(lag). */
  readonly #difference: Float64Array;
  readonly #normalised: Float64Array;

  /**
   * Makes the scratch.
   *
   * @param samples Mono sound.
   * @param sampleRate Hz.
   * @param options Range and length of the frame, which must be given.
   * @throws {InvalidArgumentError} If the frame is not longer than two periods of the floor.
   */
  constructor(
    samples: SampleSource,
    sampleRate: number,
    options: TrackerOptions & { frameSeconds: number },
  ) {
    const { floorHz, ceilingHz } = resolveRange(options, sampleRate);
    requireFrameSeconds(options.frameSeconds);
    const length = Math.floor(options.frameSeconds * sampleRate + 1e-6);
    this.#samples = samples;
    this.#sampleRate = sampleRate;
    this.#shortest = Math.max(2, Math.floor(sampleRate / ceilingHz));
    this.#longest = Math.ceil(sampleRate / floorHz);
    this.#terms = length - this.#longest - 1;
    if (this.#terms < this.#longest) {
      throw new InvalidArgumentError(
        `frameSeconds must hold more than two periods of floorHz (${floorHz} Hz), ` +
          `found ${options.frameSeconds}; ${(2.05 / floorHz).toFixed(4)} would do`,
      );
    }
    this.#fft = new RealFft(nextPowerOfTwo(length));
    this.#frame = new Float64Array(length);
    this.#whole = new Float64Array(this.#fft.size + 2);
    this.#head = new Float64Array(this.#fft.size + 2);
    this.#correlation = new Float64Array(this.#fft.size);
    this.#difference = new Float64Array(this.#longest + 2);
    this.#normalised = new Float64Array(this.#longest + 2);
    this.lags = new Float64Array(this.#longest);
    this.depths = new Float64Array(this.#longest);
  }

  /**
   * Finds the dips of the frame centred at `time`.
   *
   * @param time Seconds.
   * @returns How many entries of `lags` and `depths` are valid; 0 for digital silence.
   */
  analyse(time: number): number {
    const frame = this.#frame, samples = this.#samples;
    const first = Math.round(time * this.#sampleRate - frame.length / 2);
    const from = Math.max(0, first), to = Math.min(samples.length, first + frame.length);
    frame.fill(0);
    if (to > from) frame.set(samples.subarray(from, to), from - first);
    if (!this.#differences()) return 0;
    return this.#collect();
  }

  /** Fills d and d'; false where d is 0 throughout. */
  #differences(): boolean {
    const frame = this.#frame, fft = this.#fft, terms = this.#terms;
    const whole = fft.forward(frame, this.#whole);
    const head = fft.forward(frame.subarray(0, terms), this.#head);
    // conj(head) * whole: its inverse is sum_j x[j] x[j + lag] over the head's terms. No lag looked
    // at reaches past the frame's end, so that the circular correlation is the plain one.
    for (let k = 0; k < whole.length; k += 2) {
      const re = head[k] * whole[k] + head[k + 1] * whole[k + 1];
      whole[k + 1] = head[k] * whole[k + 1] - head[k + 1] * whole[k];
      whole[k] = re;
    }
    const correlation = fft.inverse(whole, this.#correlation);
    let energy = 0;
    for (let j = 0; j < terms; j++) energy += frame[j] * frame[j];
    const d = this.#difference, normalised = this.#normalised;
    let shifted = energy, total = 0;
    d[0] = 0;
    normalised[0] = 1;
    for (let lag = 1; lag < d.length; lag++) {
      shifted += frame[terms + lag - 1] ** 2 - frame[lag - 1] ** 2;
      // Rounding may leave a tiny negative number where x repeats itself exactly.
      d[lag] = Math.max(0, energy + shifted - 2 * correlation[lag]);
      total += d[lag];
      normalised[lag] = total > 0 ? d[lag] * lag / total : 1;
    }
    return total > 1e-12 * energy && energy > 0;
  }

  /** Lists the local minima of d', their lags refined on d, which has no slope of its own. */
  #collect(): number {
    const d = this.#difference, normalised = this.#normalised;
    let count = 0;
    for (let lag = this.#shortest; lag <= this.#longest; lag++) {
      const depth = normalised[lag];
      if (depth >= normalised[lag - 1] || depth > normalised[lag + 1]) continue;
      const offset = parabolaOffset(d[lag - 1], d[lag], d[lag + 1]);
      const height = parabolaOffset(normalised[lag - 1], depth, normalised[lag + 1]);
      this.lags[count] = lag + Math.max(-1, Math.min(1, offset));
      this.depths[count] = Math.max(
        0,
        depth - 0.25 * (normalised[lag - 1] - normalised[lag + 1]) * height,
      );
      count++;
    }
    return count;
  }
}
