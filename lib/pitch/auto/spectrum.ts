/**
 * Long spectra, in which a drone can be told from a voice, and the lower rate that follows.
 *
 * @module
 */

import { createFourFft, createSoundRoom, type FourFft, hann, LANES } from "../../signal/mod.ts";
import { STRETCH, stretches } from "../frames.ts";
import type { SampleSource } from "../types.ts";

/**
 * Length of a long frame in seconds, before rounding to a power of two of samples. A Hann window
 * this long has a main lobe of 11 Hz, and the partials of a tanpura lie 25 Hz apart or more. Twice
 * the length was no better: a voice does not stand still for so long.
 */
const LONG_FRAME_SECONDS = 0.37;
/** Above half of this rate, in Hz, the partials of a melody add more noise than knowledge of f0. */
const LEAST_WORK_RATE = 10000;
/** Long frames overlap by three quarters. */
const OVERLAP = 4;
/** What the squared Hann windows of overlapping long frames add up to. */
export const OVERLAP_GAIN = OVERLAP * 3 / 8;

/** How a recording is cut into long frames, and the rate at which its melody is analysed. */
export interface LongFrames {
  /** Samples of a long frame, a power of two. */
  frameLength: number;
  /** Samples from one long frame to the next. */
  hopLength: number;
  /** The work rate is the sample rate divided by this power of two. */
  decimation: number;
  /** The work rate in Hz. */
  workRate: number;
  /** Bins of a long spectrum from 0 Hz up to half the work rate, both included. */
  bins: number;
  /** Width of a bin in Hz. */
  binHz: number;
}

/**
 * Chooses the long frames for a sample rate.
 *
 * @param sampleRate Hz, > 0.
 * @param ceilingHz Highest f0 to be found; the work rate keeps five of its partials where it can.
 * @returns The plan.
 */
export function planLongFrames(sampleRate: number, ceilingHz: number): LongFrames {
  const frameLength = 2 ** Math.max(6, Math.round(Math.log2(LONG_FRAME_SECONDS * sampleRate)));
  const least = Math.max(LEAST_WORK_RATE, 10 * ceilingHz);
  let decimation = 1;
  while (sampleRate / (2 * decimation) >= least && decimation < frameLength / 32) decimation *= 2;
  return {
    frameLength,
    hopLength: frameLength / OVERLAP,
    decimation,
    workRate: sampleRate / decimation,
    bins: frameLength / (2 * decimation) + 1,
    binHz: sampleRate / frameLength,
  };
}

/** Takes long spectra of a recording, four at a time, with scratch that is allocated once. */
export class LongSpectra {
  readonly #samples: SampleSource;
  readonly #fft: FourFft;

  /**
   * Makes the window and the scratch.
   *
   * @param samples Mono sound.
   * @param frameLength Samples of a long frame, a power of two.
   */
  constructor(samples: SampleSource, frameLength: number) {
    this.#samples = samples;
    this.#fft = createFourFft(frameLength, {
      window: hann(frameLength),
      soundLength: LANES * frameLength,
    });
    // An offset would make steps of the recording's two ends.
    this.#fft.means.fill(meanOf(samples));
  }

  /**
   * The spectra of the windowed frames that begin at the given samples; zeros surround the recording.
   *
   * @param firsts Index of the first sample of each frame, negative allowed; four at most.
   * @returns The spectra, laid out as in {@linkcode FourFft}; the next call overwrites them.
   */
  at(firsts: readonly number[]): Float32Array {
    const { sound, size, means } = this.#fft;
    firsts.forEach((first, lane) => {
      const from = Math.max(0, first), to = Math.min(this.#samples.length, first + size);
      const frame = sound.subarray(lane * size, (lane + 1) * size);
      // What lies outside becomes 0 when the mean is subtracted.
      if (to - from < size) frame.fill(means[0]);
      if (to > from) frame.set(this.#samples.subarray(from, to), from - first);
    });
    this.#fft.cut(firsts.map((_, lane) => lane * size));
    this.#fft.forward();
    return this.#fft.spectra;
  }
}

/** The mean of all samples; 0 for none, or where one is no number. */
function meanOf(samples: SampleSource): number {
  const room = createSoundRoom(Math.min(STRETCH, samples.length));
  let sum = 0;
  for (const [, stretch] of stretches(samples)) {
    room.parts[0].set(stretch);
    sum += room.measure(0, stretch.length).sum;
  }
  return Number.isFinite(sum) ? sum / Math.max(1, samples.length) : 0;
}
