/**
 * The autocorrelation of single frames, and the candidates of f0 in it.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { nextPowerOfTwo, RealFft } from "../signal/mod.ts";
import type { CandidateList } from "./candidates.ts";
import { stretches } from "./frames.ts";
import { PeakInterpolator } from "./sinc.ts";
import type { SampleSource } from "./types.ts";

/** What to look for in a frame. */
export interface PraatFrameSettings {
  /** Length of the window in seconds. */
  windowSeconds: number;
  /** Lowest f0 in Hz. */
  floorHz: number;
  /** Highest f0 in Hz. */
  ceilingHz: number;
  /** Correlation that a maximum must exceed to be a candidate. */
  leastStrength: number;
  /** Preference for higher candidates, per octave, where there are too many. */
  octaveCost: number;
  /** Most voiced candidates per frame. */
  maxVoiced: number;
  /** Samples that the interpolation reads on either side. */
  sincDepth: number;
}

/** Finds the candidates of single frames, with scratch that is allocated once. */
export class PraatFrames {
  readonly #settings: PraatFrameSettings;
  readonly #samples: SampleSource;
  readonly #sampleRate: number;
  readonly #globalPeak: number;
  /** Half the length of the window in samples; the window is twice that. */
  readonly #half: number;
  /** One period of the floor in samples. */
  readonly #period: number;
  readonly #shortestLag: number;
  readonly #longestLag: number;
  readonly #window: Float64Array;
  /** 1 / autocorrelation of the window, 1 at lag 0. */
  readonly #inverseWindow: Float64Array;
  readonly #frame: Float64Array;
  readonly #fft: RealFft;
  readonly #correlation: Float64Array;
  readonly #peaks: PeakInterpolator;
  readonly #peak = { position: 0, height: 0 };

  /**
   * Makes the window and the scratch.
   *
   * @param samples Mono sound.
   * @param sampleRate Hz.
   * @param settings What to look for.
   * @throws {InvalidArgumentError} If the window is too short for the floor.
   */
  constructor(samples: SampleSource, sampleRate: number, settings: PraatFrameSettings) {
    const { windowSeconds, floorHz } = settings;
    this.#settings = settings;
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
    this.#shortestLag = Math.max(2, Math.floor(sampleRate / settings.ceilingHz));
    const length = 2 * this.#half;
    this.#window = hanning(length);
    this.#fft = new RealFft(nextPowerOfTwo(length + reach));
    this.#correlation = new Float64Array(this.#fft.size);
    const ofWindow = this.#fft.autocorrelation(this.#window);
    this.#inverseWindow = ofWindow.slice(0, reach).map((r) => ofWindow[0] / r);
    this.#frame = new Float64Array(length);
    const depth = Math.min(settings.sincDepth, reach - this.#longestLag - 1);
    // The curve is r_x at the lags -depth..; index `depth` is lag 0.
    this.#peaks = new PeakInterpolator(depth, depth + reach);
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
    const frame = this.#frame, window = this.#window, nSamples = this.#samples.length;
    // The last sample at or before the centre; sample i lies at (i + 0.5) / sampleRate.
    const left = Math.floor(time * this.#sampleRate - 0.5);
    const first = left + 1 - this.#half;
    // The window reaches over a period to either side, so that the mean is of samples in it.
    const from = Math.max(0, first), to = Math.min(nSamples, first + frame.length);
    const x = this.#samples.subarray(from, to);
    const meanFrom = Math.max(from, left + 1 - this.#period);
    const meanTo = Math.min(to, left + 1 + this.#period);
    let mean = 0;
    for (let i = meanFrom; i < meanTo; i++) mean += x[i - from];
    mean /= 2 * this.#period;
    frame.fill(0);
    for (let i = from; i < to; i++) frame[i - first] = (x[i - from] - mean) * window[i - first];
    const around = (this.#period >> 1) + 1;
    let peak = 0;
    const end = Math.min(frame.length, this.#half + around);
    for (let j = Math.max(0, this.#half - around); j < end; j++) {
      peak = Math.max(peak, Math.abs(frame[j]));
    }
    return peak;
  }

  /** Fills the curve r_x with its mirror image; false if the frame is all zero. */
  #correlate(): boolean {
    const r = this.#fft.autocorrelation(this.#frame, this.#correlation);
    if (!(r[0] > 0)) return false;
    const { curve, depth } = this.#peaks, inverse = this.#inverseWindow;
    const scale = 1 / r[0];
    for (let lag = 0; lag < inverse.length; lag++) {
      curve[depth + lag] = r[lag] * scale * inverse[lag];
    }
    for (let lag = 1; lag <= depth; lag++) curve[depth - lag] = curve[depth + lag];
    return true;
  }

  /** Appends the maxima of the curve, the weakest giving way where there are too many. */
  #collect(list: CandidateList): void {
    const { curve, depth } = this.#peaks, peak = this.#peak;
    const { leastStrength, ceilingHz, maxVoiced, octaveCost } = this.#settings;
    for (let lag = this.#shortestLag; lag < this.#longestLag; lag++) {
      const r = curve[depth + lag];
      if (r <= leastStrength || r <= curve[depth + lag - 1] || r < curve[depth + lag + 1]) {
        continue;
      }
      this.#peaks.refine(depth + lag, peak);
      const hz = this.#sampleRate / (peak.position - depth);
      if (hz > ceilingHz) continue;
      // A short frame divided by its window's autocorrelation may exceed 1: mirror it (ibid., 4).
      const strength = peak.height > 1 ? 1 / peak.height : peak.height;
      list.push(hz, strength, maxVoiced, octaveCost);
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
function peakAroundMean(samples: SampleSource): number {
  let sum = 0, low = Infinity, high = -Infinity;
  for (const [, stretch] of stretches(samples)) {
    for (const x of stretch) {
      sum += x;
      if (x < low) low = x;
      if (x > high) high = x;
    }
  }
  const mean = sum / samples.length;
  return samples.length === 0 ? 0 : Math.max(high - mean, mean - low);
}
