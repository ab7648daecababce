/**
 * A gate for near silence and noise, by two features: RMS, and spectral flatness as Meyda has it.
 *
 * @module
 */

import Meyda from "meyda";
import { InvalidArgumentError } from "../errors.ts";
import { createFourFft, createSoundRoom, hann, LANES, nextPowerOfTwo } from "../signal/mod.ts";
import { quantile } from "../math.ts";
import { checkSound, requireFrameSeconds, requirePositive, requireWithin } from "./frames.ts";
import type { PitchTrack, SampleSource } from "./types.ts";

/** Loudness and noisiness of frames; one entry per frame. */
export interface FrameFeatures {
  /** Root mean square of the samples. */
  rms: Float32Array;
  /**
   * Geometric over arithmetic mean of the amplitude spectrum, 0..1: about 0.85 for white noise,
   * near 0 for a few partials; NaN for digital silence.
   */
  spectralFlatness: Float32Array;
}

/** The options of {@linkcode describeFrames}. */
export interface FrameFeatureOptions {
  /**
   * Length of a frame in seconds; the next power of two in samples is used.
   *
   * @default {0.0464} 1024 samples at 22 050 Hz.
   */
  frameSeconds?: number;
  /**
   * Highest frequency that flatness looks at, in Hz.
   *
   * @default {3000} where voices have most of their partials, so that noise hides them least.
   */
  bandHz?: number;
}

/** The options of {@linkcode gateTrack}. */
export interface GateOptions extends FrameFeatureOptions {
  /**
   * Level in dB, against the recording's loud frames (95th percentile), below which a frame is
   * silent.
   *
   * @default {-50} a held note that dies away is heard longer than it is tracked.
   */
  silenceDb?: number;
  /**
   * Spectral flatness above which a frame is noise, 0..1.
   *
   * @default {0.78} between white noise (99 % of frames above) and voices in white noise of the
   * same power (all frames below).
   */
  maxFlatness?: number;
}

/** The feature extractor of Meyda that is used here; NaN where all amplitudes are 0. */
interface Extractors {
  spectralFlatness(features: { ampSpectrum: Float32Array }): number;
}

// Meyda's types describe another shape of module than the one that Deno loads, hence the cast.
const { spectralFlatness: flatnessOf } =
  (Meyda as unknown as { featureExtractors: Extractors }).featureExtractors;

/** Amplitude under which a frame is silent whatever surrounds it: the step of 20-bit sound. */
const SILENCE = 1e-6;

/**
 * RMS and spectral flatness of frames of sound.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param times Centres of the frames in seconds; what lies outside the sound is 0.
 * @param options See {@linkcode FrameFeatureOptions}.
 * @returns Two arrays as long as `times`.
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 */
export function describeFrames(
  samples: SampleSource,
  sampleRate: number,
  times: ArrayLike<number>,
  options: FrameFeatureOptions = {},
): FrameFeatures {
  checkSound(samples, sampleRate);
  return measureFrames(samples, sampleRate, times, options);
}

/**
 * {@linkcode describeFrames} for sound that has been checked.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param times Centres of the frames in seconds.
 * @param options See {@linkcode FrameFeatureOptions}.
 * @param wanted Whether the flatness of a frame is of interest; it is NaN elsewhere.
 * @returns Two arrays as long as `times`.
 */
export function measureFrames(
  samples: SampleSource,
  sampleRate: number,
  times: ArrayLike<number>,
  options: FrameFeatureOptions = {},
  wanted: (t: number) => boolean = () => true,
): FrameFeatures {
  const { frameSeconds = 0.0464, bandHz = 3000 } = options;
  requireFrameSeconds(frameSeconds);
  requirePositive("bandHz", bandHz);
  const length = nextPowerOfTwo(Math.floor(frameSeconds * sampleRate));
  // Bin 0 is left out: it holds the offset of the sound, not its timbre.
  const bins = Math.max(1, Math.min(length / 2, Math.ceil(bandHz / sampleRate * length)) - 1);
  const fft = createFourFft(length, { window: hann(length, 0.5), soundLength: LANES * length });
  const rms = new Float32Array(times.length), spectralFlatness = new Float32Array(times.length);
  spectralFlatness.fill(NaN);
  const room = createSoundRoom(length), batch: number[] = [];
  const ampSpectrum = new Float32Array(bins);
  const flush = () => {
    if (batch.length === 0) return;
    fft.cut(batch.map((_, lane) => lane * length));
    fft.forward();
    batch.forEach((t, lane) => {
      for (let k = 0; k < bins; k++) {
        const at = 2 * LANES * (k + 1) + lane;
        ampSpectrum[k] = Math.sqrt(fft.spectra[at] ** 2 + fft.spectra[at + LANES] ** 2);
      }
      spectralFlatness[t] = flatnessOf({ ampSpectrum });
    });
    batch.length = 0;
  };
  for (let t = 0; t < times.length; t++) {
    const first = Math.round(times[t] * sampleRate - length / 2);
    const from = Math.max(0, Math.min(samples.length, first));
    const frame = samples.subarray(from, Math.max(from, Math.min(samples.length, first + length)));
    room.parts[0].set(frame);
    rms[t] = Math.sqrt(room.measure(0, frame.length).squares / length);
    if (!wanted(t)) continue;
    const sound = fft.sound.subarray(batch.length * length, (batch.length + 1) * length);
    if (frame.length < length) sound.fill(0);
    if (frame.length > 0) sound.set(frame, from - first);
    if (batch.push(t) === LANES) flush();
  }
  flush();
  return { rms, spectralFlatness };
}

/**
 * Tells which frames hold neither silence nor noise.
 *
 * @param features What {@linkcode describeFrames} found.
 * @param options See {@linkcode GateOptions}.
 * @returns 1 for a frame with tonal sound, 0 for one without.
 * @throws {InvalidArgumentError} If an option is out of range.
 */
export function tonalFrames(features: FrameFeatures, options: GateOptions = {}): Uint8Array {
  const { silenceDb = -50, maxFlatness = 0.78 } = options;
  requireWithin("silenceDb", silenceDb, -200, 0);
  requireWithin("maxFlatness", maxFlatness, 0, 1);
  const loud = features.rms.length > 0 ? quantile(features.rms, 0.95) : 0;
  const quiet = Math.max(SILENCE, loud * 10 ** (silenceDb / 20));
  return Uint8Array.from(
    features.rms,
    // Written so that the NaN of digital silence fails.
    (rms, i) => rms > quiet && features.spectralFlatness[i] <= maxFlatness ? 1 : 0,
  );
}

/**
 * Makes the frames unvoiced that hold near silence or noise.
 *
 * @param track The track; it is not changed.
 * @param tonal One entry per frame, 0 = to be silenced, from {@linkcode tonalFrames}.
 * @returns A new track; in silenced frames f0 is NaN and voicing 0.
 * @throws {InvalidArgumentError} If the lengths disagree.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { describeFrames, gateTrack, tonalFrames, trackYin } from "raagkit/pitch";
 *
 * const hum = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(0.06 * n) * (n < 11025 ? 1 : 1e-5));
 * const track = trackYin(hum, 22050);
 * const gated = gateTrack(track, tonalFrames(describeFrames(hum, 22050, track.times)));
 * assertEquals(track.f0.at(-1)! > 0, true);
 * assertEquals(gated.f0.at(-1), NaN);
 * ```
 */
export function gateTrack(track: PitchTrack, tonal: ArrayLike<number>): PitchTrack {
  if (tonal.length !== track.times.length) {
    throw new InvalidArgumentError(
      `tonal must have one entry per frame (${track.times.length}), found ${tonal.length}`,
    );
  }
  return {
    ...track,
    times: track.times.slice(),
    f0: track.f0.map((hz, i) => tonal[i] ? hz : NaN),
    voicing: track.voicing.map((v, i) => tonal[i] ? v : 0),
    fallbacks: track.fallbacks.slice(),
  };
}
