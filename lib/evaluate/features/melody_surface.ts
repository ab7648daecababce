import { InvalidArgumentError } from "../../errors.ts";
import { checkTrack } from "../../pitch/check_track.ts";
import type { PitchTrack } from "../../pitch/types.ts";
import { blurCircular } from "./blur.ts";
import { pitchClassBins } from "./pitch_class_distribution.ts";

/** Options of {@linkcode melodySurface}. */
export interface MelodySurfaceOptions {
  /**
   * Bins of the octave.
   * @default 120, which is 10 cents a bin
   */
  nBins?: number;
  /**
   * Delay between the two pitches in seconds.
   * @default 0.3
   */
  delaySeconds?: number;
  /**
   * Exponent that lifts the glides above the peaks of held notes.
   * @default 0.75
   */
  compression?: number;
  /**
   * Width of the Gaussian blur in bins; 0 leaves it out.
   * @default 2
   */
  sigmaBins?: number;
}

/**
 * The time-delayed melody surface: how often pitch i is followed by pitch j after a delay. Held
 * notes lie on its diagonal, movements off it; so it knows of steady notes and of the ways between
 * them, which a pitch-class distribution does not.
 *
 *   S[i][j] = #{t : bin(c_t) = i, bin(c_{t - delay}) = j},  then S^compression, blurred, sum 1
 *
 * The defaults are those of the paper for Hindustani music.
 *
 * @param track f0 in Hz, NaN = unvoiced; both frames of a pair must be voiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options Bins, delay, compression, blur.
 * @returns nBins x nBins shares, row-major, that sum to 1; even where there is no pair.
 * @throws {InvalidArgumentError} If an option is out of range.
 *
 * @see Gulati, Serra, Ganguli, Senturk, Serra 2016, "Time-delayed melody surfaces for raga
 * recognition", section 2.2
 */
export function melodySurface(
  track: PitchTrack,
  tonicHz: number,
  options: MelodySurfaceOptions = {},
): Float32Array {
  const { nBins = 120, delaySeconds = 0.3, compression = 0.75, sigmaBins = 2 } = options;
  for (const [name, value] of Object.entries({ delaySeconds, compression, sigmaBins })) {
    if (!(value >= 0 && value < Infinity)) {
      throw new InvalidArgumentError(`${name} must be a number >= 0, found ${value}`);
    }
  }
  checkTrack(track);
  const bins = pitchClassBins(track.f0, tonicHz, nBins);
  const delay = Math.max(1, Math.round(delaySeconds / track.hopSeconds));
  const surface = new Float32Array(nBins * nBins);
  for (let t = delay; t < bins.length; t++) {
    if (bins[t] >= 0 && bins[t - delay] >= 0) surface[bins[t] * nBins + bins[t - delay]]++;
  }
  for (let cell = 0; cell < surface.length; cell++) surface[cell] **= compression;
  return normalized(blurOctaves(surface, nBins, sigmaBins));
}

/** Gaussian blur along both axes, each of which is an octave. */
function blurOctaves(surface: Float32Array, nBins: number, sigmaBins: number): Float32Array {
  if (sigmaBins === 0) return surface;
  const rows = new Float32Array(surface.length), both = new Float32Array(surface.length);
  for (let i = 0; i < nBins; i++) {
    blurCircular(surface, rows, { offset: i * nBins, stride: 1, length: nBins }, sigmaBins);
  }
  for (let j = 0; j < nBins; j++) {
    blurCircular(rows, both, { offset: j, stride: nBins, length: nBins }, sigmaBins);
  }
  return both;
}

/** The same shape with sum 1. */
function normalized(surface: Float32Array): Float32Array {
  let total = 0;
  for (const value of surface) total += value;
  return total === 0 ? surface.fill(1 / surface.length) : surface.map((value) => value / total);
}
