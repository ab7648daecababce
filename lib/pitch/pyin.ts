/**
 * pYIN: YIN under a distribution of thresholds, and a hidden Markov model over pitch.
 *
 * @module
 */

import { Dips } from "./difference.ts";
import {
  checkSound,
  defaultFrameSeconds,
  frameGrid,
  frameTimes,
  type FrameTracker,
  requirePositive,
  requireWithin,
  resolveRange,
  runTracker,
} from "./frames.ts";
import { PitchBinPath } from "./pyin_path.ts";
import type { PitchTrack, SampleSource, TrackerOptions } from "./types.ts";

/** The options of {@linkcode trackPyin}. */
export interface PyinOptions extends TrackerOptions {
  /**
   * Mean of the beta distribution of YIN's threshold, within 0..1 exclusive.
   *
   * @default {0.1} the paper's beta(2, 18).
   */
  meanThreshold?: number;
  /**
   * Weight of the deepest dip where no dip is below the threshold, 0..1.
   *
   * @default {0.01} the paper's.
   */
  absoluteMinimumWeight?: number;
  /**
   * Width of a pitch bin in cents, > 0.
   *
   * @default {20} f0 itself is not rounded to bins.
   */
  binCents?: number;
  /**
   * Fastest movement of pitch in octaves per second, > 0.
   *
   * @default {36} librosa's; 430 cents from one frame to the next at 10 ms.
   */
  maxOctavesPerSecond?: number;
  /**
   * Probability of a change between voiced and unvoiced from one frame to the next, 0..1 exclusive.
   *
   * @default {0.01} the paper's.
   */
  switchProbability?: number;
}

/**
 * Tracks f0 with pYIN. Each dip of YIN's d' gets the probability that a threshold drawn from a beta
 * distribution picks it; a hidden Markov model with one voiced and one unvoiced state per pitch bin
 * then finds the likeliest path. `voicingThreshold` is not used: the model decides.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param options See {@linkcode PyinOptions}.
 * @returns The track; `voicing` is the sum of the probabilities of the frame's dips.
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trackPyin } from "raagkit/pitch";
 *
 * const sine = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * assertAlmostEquals(trackPyin(sine, 22050).f0[50], 220, 0.1);
 * ```
 * @see Mauch & Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
 * distributions", ICASSP 2014. We differ: the distribution of thresholds is integrated in closed
 * form, not summed over 100 thresholds.
 */
export function trackPyin(
  samples: Float32Array,
  sampleRate: number,
  options: PyinOptions = {},
): PitchTrack {
  checkSound(samples, sampleRate);
  return runTracker(createPyinTracker(samples, sampleRate, options));
}

/** {@linkcode trackPyin} in pieces, for sound that has been checked. */
export function createPyinTracker(
  samples: SampleSource,
  sampleRate: number,
  options: PyinOptions = {},
): FrameTracker {
  const { hopSeconds, floorHz, ceilingHz } = resolveRange(options, sampleRate);
  const {
    frameSeconds = defaultFrameSeconds(floorHz),
    meanThreshold = 0.1,
    absoluteMinimumWeight = 0.01,
    binCents = 20,
    maxOctavesPerSecond = 36,
    switchProbability = 0.01,
  } = options;
  requireWithin("meanThreshold", meanThreshold, 0.001, 0.999);
  requireWithin("absoluteMinimumWeight", absoluteMinimumWeight, 0, 1);
  requireWithin("switchProbability", switchProbability, 1e-9, 1 - 1e-9);
  requirePositive("binCents", binCents);
  requirePositive("maxOctavesPerSecond", maxOctavesPerSecond);
  const dips = new Dips(samples, sampleRate, { ...options, frameSeconds });
  const grid = frameGrid(samples.length, sampleRate, frameSeconds, hopSeconds);
  const path = new PitchBinPath(grid.count, {
    bins: Math.ceil(1200 * Math.log2(ceilingHz / floorHz) / binCents) + 1,
    reach: Math.max(1, Math.round(maxOctavesPerSecond * hopSeconds * 1200 / binCents)),
    switchProbability,
    lookahead: Math.ceil(2 / hopSeconds),
  });
  const cdf = thresholdDistribution(meanThreshold);
  const bins = new Int32Array(dips.lags.length), hz = new Float64Array(dips.lags.length);
  const probabilities = new Float64Array(dips.lags.length);
  return {
    frames: grid.count,
    analyse(from: number, to: number): void {
      for (let t = from; t < to; t++) {
        const count = dips.analyse(grid.firstSeconds + t * hopSeconds);
        dipProbabilities(dips.depths, count, cdf, absoluteMinimumWeight, probabilities);
        for (let i = 0; i < count; i++) {
          hz[i] = sampleRate / dips.lags[i];
          bins[i] = Math.round(1200 * Math.log2(hz[i] / floorHz) / binCents);
        }
        path.push(count, bins, hz, probabilities);
      }
    },
    finish(): PitchTrack {
      return {
        times: frameTimes(grid),
        ...path.finish(),
        hopSeconds,
        method: "pyin",
        fallbacks: [],
      };
    },
  };
}

/**
 * The probability of each dip: that of a threshold under which it is the first.
 *
 * @param depths d' at each dip, by ascending lag.
 * @param count How many dips there are.
 * @param cdf Distribution function of the threshold.
 * @param weight Weight of the deepest dip for the thresholds that no dip is below.
 * @param out Receives the probabilities.
 */
export function dipProbabilities(
  depths: Float64Array,
  count: number,
  cdf: (threshold: number) => number,
  weight: number,
  out: Float64Array,
): void {
  // A dip is the first one below all thresholds between its own depth and the lowest depth before
  // it, so only the dips that are deeper than all before them have any.
  let lowest = Infinity, deepest = -1, above = 1;
  for (let i = 0; i < count; i++) {
    out[i] = 0;
    if (depths[i] >= lowest) continue;
    lowest = depths[i];
    deepest = i;
    const below = cdf(lowest);
    out[i] = above - below;
    above = below;
  }
  if (deepest >= 0) out[deepest] += weight * above;
}

/**
 * Distribution function of the threshold: beta(2, b) with the given mean 2 / (2 + b).
 *
 * @param mean Mean of the distribution, within 0..1 exclusive.
 * @returns The function; 0 at 0 and below, 1 at 1 and above.
 */
export function thresholdDistribution(mean: number): (threshold: number) => number {
  // The density is proportional to x (1 - x)^(b - 1), whose integral is elementary.
  const b = 2 / mean - 2;
  return (x) => x <= 0 ? 0 : x >= 1 ? 1 : 1 - (1 - x) ** b * (1 + b * x);
}
