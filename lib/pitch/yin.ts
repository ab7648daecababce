/**
 * YIN: f0 from the dips of a normalised difference function.
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
  requireWithin,
  resolveRange,
  runTracker,
} from "./frames.ts";
import type { PitchTrack, SampleSource, TrackerOptions } from "./types.ts";

/** The options of {@linkcode trackYin}. */
export interface YinOptions extends TrackerOptions {
  /**
   * The first dip of d' below this is taken; if there is none, the deepest.
   *
   * @default {0.1} the paper's.
   */
  dipThreshold?: number;
}

/**
 * Tracks f0 with YIN. The difference function d(lag) = sum_j (x[j] - x[j + lag])^2, divided by its
 * own mean over the shorter lags, gives d', which dips towards 0 at the period. The first dip under
 * the threshold is taken and refined by a parabola through d.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param options See {@linkcode YinOptions}.
 * @returns The track; `voicing` is 1 - d' at the dip, and a frame is voiced where that reaches
 * `voicingThreshold` (0.5 by default).
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trackYin } from "raagkit/pitch";
 *
 * const sine = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * assertAlmostEquals(trackYin(sine, 22050).f0[50], 220, 0.1);
 * ```
 * @see de Cheveigné & Kawahara, "YIN, a fundamental frequency estimator for speech and music", JASA
 * 111(4), 2002, steps 1 to 5. Step 6 (the best estimate nearby) is left to smoothing.
 */
export function trackYin(
  samples: Float32Array,
  sampleRate: number,
  options: YinOptions = {},
): PitchTrack {
  checkSound(samples, sampleRate);
  return runTracker(createYinTracker(samples, sampleRate, options));
}

/** {@linkcode trackYin} in pieces, for sound that has been checked. */
export function createYinTracker(
  samples: SampleSource,
  sampleRate: number,
  options: YinOptions = {},
): FrameTracker {
  const { hopSeconds, floorHz } = resolveRange(options, sampleRate);
  const {
    frameSeconds = defaultFrameSeconds(floorHz),
    dipThreshold = 0.1,
    voicingThreshold = 0.5,
  } = options;
  requireWithin("dipThreshold", dipThreshold, 0, 1);
  requireWithin("voicingThreshold", voicingThreshold, 0, 1);
  const dips = new Dips(samples, sampleRate, { ...options, frameSeconds });
  const grid = frameGrid(samples.length, sampleRate, frameSeconds, hopSeconds);
  const f0 = new Float64Array(grid.count).fill(NaN);
  const voicing = new Float32Array(grid.count);
  return {
    frames: grid.count,
    analyse(from: number, to: number): void {
      for (let t = from; t < to; t++) {
        const count = dips.analyse(grid.firstSeconds + t * hopSeconds);
        let best = -1;
        for (let i = 0; i < count; i++) {
          if (best < 0 || dips.depths[i] < dips.depths[best]) best = i;
          if (dips.depths[i] < dipThreshold) break;
        }
        if (best < 0) continue;
        voicing[t] = Math.max(0, 1 - dips.depths[best]);
        if (voicing[t] >= voicingThreshold) f0[t] = sampleRate / dips.lags[best];
      }
    },
    finish(): PitchTrack {
      return {
        times: frameTimes(grid),
        f0,
        voicing,
        hopSeconds,
        method: "yin",
        fallbacks: [],
      };
    },
  };
}
