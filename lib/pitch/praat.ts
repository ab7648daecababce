/**
 * Boersma's autocorrelation method: the pitch tracker of Praat.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { nextPowerOfTwo, RealFft } from "../fft.ts";
import { CandidateList, findPath, type PathCosts } from "./candidates.ts";
import {
  checkSound,
  frameGrid,
  frameTimes,
  type FrameTracker,
  requirePositive,
  requireWithin,
  resolveRange,
  runTracker,
} from "./frames.ts";
import { PeakInterpolator } from "./sinc.ts";
import type { PitchTrack, TrackerOptions } from "./types.ts";

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
 * import { trackPraat } from "raagkit";
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
  samples: Float32Array,
  sampleRate: number,
  options: PraatOptions = {},
): FrameTracker {
  const { hopSeconds, floorHz, ceilingHz } = resolveRange(options, sampleRate);
  const costs = resolveCosts(options, ceilingHz, hopSeconds);
  const windowSeconds = options.frameSeconds ?? 3 / floorHz;
  requirePositive("frameSeconds", windowSeconds);
  const analyser = new PraatFrames(samples, sampleRate, windowSeconds, options);
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

/** The candidates of single frames. */
class PraatFrames {
  readonly #samples: Float32Array;
  readonly #sampleRate: number;
  readonly #globalPeak: number;
  /** Half the length of the window in samples; the window is twice that. */
  readonly #half: number;
  /** One period of the floor in samples. */
  readonly #period: number;
  readonly #shortestLag: number;
  readonly #longestLag: number;
  readonly #ceilingHz: number;
  readonly #leastStrength: number;
  readonly #octaveCost: number;
  readonly #maxVoiced: number;
  readonly #window: Float64Array;
  /** 1 / autocorrelation of the window, 1 at lag 0. */
  readonly #inverseWindow: Float64Array;
  readonly #frame: Float64Array;
  readonly #fft: RealFft;
  readonly #correlation: Float64Array;
  /** r_x at the lags -depth..; index `depth` is lag 0. */
  readonly #curve: Float64Array;
  readonly #peaks: PeakInterpolator;
  readonly #peak = { position: 0, height: 0 };

  constructor(
    samples: Float32Array,
    sampleRate: number,
    windowSeconds: number,
    options: PraatOptions,
  ) {
    const { floorHz, ceilingHz } = resolveRange(options, sampleRate);
    const { maxCandidates = 15, sincDepth = 70, octaveCost = 0.01, voicingThreshold = 0.5 } =
      options;
    requireWithin("maxCandidates", maxCandidates, 2, 255);
    requireWithin("sincDepth", sincDepth, 1, 10000);
    const window = Math.floor(windowSeconds * sampleRate);
    this.#half = Math.floor(window / 2) - 1;
    this.#period = Math.floor(sampleRate / floorHz);
    this.#longestLag = Math.floor(window / (windowSeconds * floorHz)) + 2;
    const reach = this.#half;
    if (this.#longestLag + 2 > reach) {
      throw new InvalidArgumentError(
        `frameSeconds must hold more than two periods of floorHz at this sample rate ` +
          `(${floorHz} Hz, ${sampleRate} Hz), found ${windowSeconds}`,
      );
    }
    this.#samples = samples;
    this.#sampleRate = sampleRate;
    this.#globalPeak = peakAroundMean(samples);
    this.#shortestLag = Math.max(2, Math.floor(sampleRate / ceilingHz));
    this.#ceilingHz = ceilingHz;
    this.#leastStrength = 0.5 * voicingThreshold;
    this.#octaveCost = octaveCost;
    this.#maxVoiced = Math.max(maxCandidates, Math.floor(ceilingHz / floorHz)) - 1;
    const length = 2 * this.#half;
    this.#window = hanning(length);
    this.#fft = new RealFft(nextPowerOfTwo(length + reach));
    this.#correlation = new Float64Array(this.#fft.size);
    const ofWindow = this.#fft.autocorrelation(this.#window);
    this.#inverseWindow = ofWindow.slice(0, reach).map((r) => ofWindow[0] / r);
    this.#frame = new Float64Array(length);
    this.#peaks = new PeakInterpolator(Math.min(sincDepth, reach - this.#longestLag - 1));
    this.#curve = new Float64Array(this.#peaks.depth + reach);
  }

  /** Appends the candidates of the frame centred at `time` to the list. */
  analyse(time: number, list: CandidateList): void {
    const localPeak = this.#cut(time);
    const intensity = this.#globalPeak > 0 ? Math.min(1, localPeak / this.#globalPeak) : 0;
    list.beginFrame(intensity);
    if (localPeak > 0 && this.#correlate()) this.#collect(list);
    list.endFrame();
  }

  /** Fills the windowed frame and returns the peak of its middle period. */
  #cut(time: number): number {
    const x = this.#samples, frame = this.#frame, window = this.#window;
    // The last sample at or before the centre; sample i lies at (i + 0.5) / sampleRate.
    const left = Math.floor(time * this.#sampleRate - 0.5);
    const meanFrom = Math.max(0, left + 1 - this.#period);
    const meanTo = Math.min(x.length, left + 1 + this.#period);
    let mean = 0;
    for (let i = meanFrom; i < meanTo; i++) mean += x[i];
    mean /= 2 * this.#period;
    const first = left + 1 - this.#half;
    for (let j = 0; j < frame.length; j++) {
      const i = first + j;
      frame[j] = i >= 0 && i < x.length ? (x[i] - mean) * window[j] : 0;
    }
    const around = (this.#period >> 1) + 1;
    let peak = 0;
    const to = Math.min(frame.length, this.#half + around);
    for (let j = Math.max(0, this.#half - around); j < to; j++) {
      peak = Math.max(peak, Math.abs(frame[j]));
    }
    return peak;
  }

  /** Fills the curve r_x with its mirror image; false if the frame is all zero. */
  #correlate(): boolean {
    const r = this.#fft.autocorrelation(this.#frame, this.#correlation);
    if (!(r[0] > 0)) return false;
    const curve = this.#curve, depth = this.#peaks.depth, inverse = this.#inverseWindow;
    const scale = 1 / r[0];
    for (let lag = 0; lag < inverse.length; lag++) {
      curve[depth + lag] = r[lag] * scale * inverse[lag];
    }
    for (let lag = 1; lag <= depth; lag++) curve[depth - lag] = curve[depth + lag];
    return true;
  }

  /** Appends the maxima of the curve, the weakest giving way where there are too many. */
  #collect(list: CandidateList): void {
    const curve = this.#curve, depth = this.#peaks.depth, peak = this.#peak;
    for (let lag = this.#shortestLag; lag < this.#longestLag; lag++) {
      const r = curve[depth + lag];
      if (r <= this.#leastStrength || r <= curve[depth + lag - 1] || r < curve[depth + lag + 1]) {
        continue;
      }
      this.#peaks.refine(curve, depth + lag, peak);
      const hz = this.#sampleRate / (peak.position - depth);
      if (hz > this.#ceilingHz) continue;
      // A short frame divided by its window's autocorrelation may exceed 1: mirror it (ibid., 4).
      const strength = peak.height > 1 ? 1 / peak.height : peak.height;
      list.push(hz, strength, this.#maxVoiced, this.#octaveCost);
    }
  }
}

/** A Hanning window of `length` samples whose zeros lie just outside. */
function hanning(length: number): Float64Array {
  return Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 1) / (length + 1)),
  );
}

/** Largest distance of a sample from the mean of all. */
function peakAroundMean(samples: Float32Array): number {
  let sum = 0, low = Infinity, high = -Infinity;
  for (let i = 0; i < samples.length; i++) {
    const x = samples[i];
    sum += x;
    if (x < low) low = x;
    if (x > high) high = x;
  }
  const mean = sum / samples.length;
  return samples.length === 0 ? 0 : Math.max(high - mean, mean - low);
}
