/**
 * The spectrum of a recording over time, bin by bin: what stands still in it is a drone.
 *
 * @module
 */

import { LANES } from "../signal/mod.ts";
import { LongSpectra } from "./auto/spectrum.ts";
import type { SampleSource } from "./types.ts";

/** Bins that lie together in memory, so that frames are written and bins read in few stretches. */
const BLOCK = 16;

/** Amplitudes of a range of bins in frames all over a recording. */
export class LongTermSpectrum {
  /** Power of each frame in these bins: the sum of the squares of the amplitudes. */
  readonly powers: Float64Array;
  readonly #count: number;
  readonly #first: number;
  /** Amplitude of bin k in frame t at ((k - first) >> 4) * 16 * count + 16 t + ((k - first) & 15). */
  readonly #amplitudes: Float32Array;
  readonly #row: Float32Array;

  /**
   * Takes the spectra.
   *
   * @param samples Mono sound, surrounded by zeros.
   * @param frameLength Samples of a frame, a power of two.
   * @param starts First sample of each frame.
   * @param first The first bin.
   * @param last The last bin.
   */
  constructor(
    samples: SampleSource,
    frameLength: number,
    starts: readonly number[],
    first: number,
    last: number,
  ) {
    const spectra = new LongSpectra(samples, frameLength), count = starts.length;
    this.#count = count;
    this.#first = first;
    this.#amplitudes = new Float32Array(BLOCK * count * Math.ceil((last - first + 1) / BLOCK));
    this.#row = new Float32Array(count);
    this.powers = new Float64Array(count);
    for (let t = 0; t < count; t += LANES) {
      const batch = starts.slice(t, t + LANES), spectrum = spectra.at(batch);
      batch.forEach((_, lane) => this.#write(spectrum, lane, t + lane, last));
    }
  }

  /**
   * The amplitudes of one bin.
   *
   * @param k The bin, `first`..`last`.
   * @returns One a frame; the next call overwrites them.
   */
  bin(k: number): Float32Array {
    const row = this.#row, amplitudes = this.#amplitudes, place = k - this.#first;
    let at = (place & -BLOCK) * this.#count + place % BLOCK;
    for (let t = 0; t < row.length; t++, at += BLOCK) row[t] = amplitudes[at];
    return row;
  }

  #write(spectrum: Float32Array, lane: number, t: number, last: number): void {
    const amplitudes = this.#amplitudes, first = this.#first, size = BLOCK * this.#count;
    let sum = 0;
    for (let from = first, block = BLOCK * t; from <= last; from += BLOCK, block += size) {
      const end = Math.min(BLOCK, last + 1 - from);
      for (let i = 0, re = 2 * LANES * from + lane; i < end; i++, re += 2 * LANES) {
        const power = spectrum[re] * spectrum[re] + spectrum[re + LANES] * spectrum[re + LANES];
        sum += power;
        amplitudes[block + i] = Math.sqrt(power);
      }
    }
    this.powers[t] = sum;
  }
}
