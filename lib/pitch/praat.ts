/**
 * Boersma's autocorrelation method: the pitch tracker of Praat.
 *
 * @module
 */

import { CandidateList, findPath, type PathCosts } from "./candidates.ts";
import {
  checkSound,
  frameGrid,
  frameTimes,
  type FrameTracker,
  requireFrameSeconds,
  requireWithin,
  resolveRange,
  runTracker,
} from "./frames.ts";
import { PraatFrames } from "./praat_frames.ts";
import type { PitchTrack, SampleSource, TrackerOptions } from "./types.ts";

/** The options of {@linkcode trackPraat}; names and meanings are those of Praat's manual. */
export interface PraatOptions extends TrackerOptions {
  /**
   * Frames whose peak is below this part of the recording's peak tend to be unvoiced, 0..1.
   *
   * @default {0.03} Praat's.
   */
  silenceThreshold?: number;
  /**
   * Strength of the unvoiced candidate, 0..1.
   *
   * @default {0.5} the kit's, a little stricter than Praat's 0.45.
   */
  voicingThreshold?: number;
  /**
   * Bonus per octave of f0 in units of strength: it decides between a period and its multiples.
   *
   * @default {0.01} Praat's; 0.1 resists a drone but errs in noise.
   */
  octaveCost?: number;
  /**
   * Cost of a jump by an octave from one frame to the next, at a hop of 10 ms.
   *
   * @default {0.35} Praat's.
   */
  octaveJumpCost?: number;
  /**
   * Cost of a change between voiced and unvoiced, at a hop of 10 ms.
   *
   * @default {0.14} Praat's.
   */
  voicedUnvoicedCost?: number;
  /**
   * Candidates kept per frame, the unvoiced one included, >= 2.
   *
   * @default {15} Praat's; raised to ceiling / floor where that is more.
   */
  maxCandidates?: number;
  /**
   * Samples that the interpolation of a maximum reads on either side, >= 1.
   *
   * @default {70} Praat's.
   */
  sincDepth?: number;
}

/**
 * Tracks f0 with Boersma's autocorrelation method, as Praat's "Sound: To Pitch (ac)..." does: the
 * autocorrelation of a Hanning-windowed frame is divided by that of the window,
 * r_x(lag) = r_a(lag) / r_w(lag), its maxima give the candidates, and one path through the
 * candidates of all frames pays for octave jumps and for changes of voicing.
 *
 * @param samples Mono sound, -1..1 by custom (any scale serves).
 * @param sampleRate Hz.
 * @param options See {@linkcode PraatOptions}.
 * @returns The track; `voicing` is the strength of the candidate chosen, 0 where unvoiced. Sound
 * shorter than one window (three periods of the floor) gives a track without frames.
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { trackPraat } from "raagkit/pitch";
 *
 * const sine = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * const { f0 } = trackPraat(sine, 22050);
 * assertAlmostEquals(f0[50], 220, 0.01);
 * ```
 * @see Boersma, "Accurate short-term analysis of the fundamental frequency and the
 * harmonics-to-noise ratio of a sampled sound", IFA Proceedings 17, 1993, 97-110. We differ in that
 * every maximum is refined with the full sinc depth at once.
 */
export function trackPraat(
  samples: Float32Array,
  sampleRate: number,
  options: PraatOptions = {},
): PitchTrack {
  checkSound(samples, sampleRate);
  return runTracker(createPraatTracker(samples, sampleRate, options));
}

/** {@linkcode trackPraat} in pieces, for sound that has been checked. */
export function createPraatTracker(
  samples: SampleSource,
  sampleRate: number,
  options: PraatOptions = {},
): FrameTracker {
  const { hopSeconds, floorHz, ceilingHz } = resolveRange(options, sampleRate);
  const costs = resolveCosts(options, ceilingHz, hopSeconds);
  const windowSeconds = options.frameSeconds ?? 3 / floorHz;
  requireFrameSeconds(windowSeconds);
  const { maxCandidates = 15, sincDepth = 70 } = options;
  requireWithin("maxCandidates", maxCandidates, 2, 255);
  requireWithin("sincDepth", sincDepth, 1, 10000);
  const analyser = new PraatFrames(samples, sampleRate, {
    windowSeconds,
    floorHz,
    ceilingHz,
    leastStrength: 0.5 * costs.voicingThreshold,
    octaveCost: costs.octaveCost,
    maxVoiced: Math.max(maxCandidates, Math.floor(ceilingHz / floorHz)) - 1,
    sincDepth,
  });
  const grid = frameGrid(samples.length, sampleRate, windowSeconds, hopSeconds);
  const candidates = new CandidateList(grid.count);
  return {
    frames: grid.count,
    analyse(from: number, to: number): void {
      for (let i = from; i < to; i++) {
        analyser.analyse(grid.firstSeconds + i * hopSeconds, candidates);
      }
    },
    finish(): PitchTrack {
      return {
        times: frameTimes(grid),
        ...findPath(candidates, costs),
        hopSeconds,
        method: "praat",
        fallbacks: [],
      };
    },
  };
}

/** Costs with Praat's defaults, scaled to the hop: they are meant for 10 ms. */
function resolveCosts(options: PraatOptions, ceilingHz: number, hopSeconds: number): PathCosts {
  const {
    silenceThreshold = 0.03,
    voicingThreshold = 0.5,
    octaveCost = 0.01,
    octaveJumpCost = 0.35,
    voicedUnvoicedCost = 0.14,
  } = options;
  requireWithin("silenceThreshold", silenceThreshold, 0, 1);
  requireWithin("voicingThreshold", voicingThreshold, 0, 1);
  requireWithin("octaveCost", octaveCost, 0, Infinity);
  requireWithin("octaveJumpCost", octaveJumpCost, 0, Infinity);
  requireWithin("voicedUnvoicedCost", voicedUnvoicedCost, 0, Infinity);
  const scale = 0.01 / hopSeconds;
  return {
    silenceThreshold,
    voicingThreshold,
    octaveCost,
    ceilingHz,
    octaveJumpCost: octaveJumpCost * scale,
    voicedUnvoicedCost: voicedUnvoicedCost * scale,
  };
}
