import { InvalidArgumentError } from "../../errors.ts";
import { hzToCents } from "../../math.ts";
import type { PitchTrack } from "../../pitch/types.ts";
import { assertTonic } from "../../quantize/options.ts";
import { blurCircular } from "./blur.ts";

/** Options of {@linkcode pitchClassDistribution}. */
export interface PitchClassOptions {
  /**
   * Bins of the octave.
   * @default 80, which is 15 cents a bin
   */
  nBins?: number;
  /**
   * Width of the Gaussian blur in bins; 0 leaves it out. A note sung a little sharp is still the
   * note.
   * @default 1
   */
  sigmaBins?: number;
  /**
   * First frame.
   * @default 0
   */
  from?: number;
  /**
   * Frame after the last.
   * @default the length of the track
   */
  to?: number;
}

/**
 * How long a melody stays on each pitch of the octave: a histogram of cents above Sa, folded into
 * one octave. Bin 0 is centred on Sa.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options Bins and range of frames.
 * @returns `nBins` shares that sum to 1; even shares where no frame is voiced.
 * @throws {InvalidArgumentError} If the tonic or an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pitchClassDistribution } from "raagkit";
 *
 * const track = {
 *   times: Float64Array.of(0, 0.01, 0.02, 0.03),
 *   f0: Float64Array.of(220, 440, NaN, 330),
 *   voicing: Float32Array.of(1, 1, 0, 1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * };
 * const shares = pitchClassDistribution(track, 220, { nBins: 12, sigmaBins: 0 });
 * assertEquals([shares[0], shares[7]], [2 / 3, 1 / 3]);
 * ```
 *
 * @see Chordia, Rae 2007, "Raag recognition using pitch-class and pitch-class dyad distributions"
 */
export function pitchClassDistribution(
  track: PitchTrack,
  tonicHz: number,
  options: PitchClassOptions = {},
): Float64Array {
  const { nBins = 80, sigmaBins = 1, from = 0, to = track.f0.length } = options;
  if (!(sigmaBins >= 0 && sigmaBins < Infinity)) {
    throw new InvalidArgumentError(`sigmaBins must be a number >= 0, found ${sigmaBins}`);
  }
  const bins = pitchClassBins(track.f0.subarray(from, to), tonicHz, nBins);
  const shares = new Float64Array(nBins);
  let voiced = 0;
  for (const bin of bins) {
    if (bin < 0) continue;
    shares[bin]++;
    voiced++;
  }
  if (voiced === 0) return shares.fill(1 / nBins);
  for (let bin = 0; bin < nBins; bin++) shares[bin] /= voiced;
  if (sigmaBins === 0) return shares;
  const blurred = new Float64Array(nBins);
  blurCircular(shares, blurred, { offset: 0, stride: 1, length: nBins }, sigmaBins);
  return blurred;
}

/**
 * The bin of each frame in an octave of `nBins`, Sa in the middle of bin 0.
 *
 * @param f0 Hz; NaN, 0 and whatever is no frequency = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param nBins Bins of the octave.
 * @returns 0..nBins-1 per frame, -1 = unvoiced.
 * @throws {InvalidArgumentError} If the tonic or the number of bins is out of range.
 */
export function pitchClassBins(
  f0: ArrayLike<number>,
  tonicHz: number,
  nBins: number,
): Int16Array {
  assertTonic(tonicHz);
  if (!Number.isInteger(nBins) || nBins < 1 || nBins > 32767) {
    throw new InvalidArgumentError(`nBins must be a whole number from 1 to 32767, found ${nBins}`);
  }
  const bins = new Int16Array(f0.length).fill(-1);
  for (let t = 0; t < f0.length; t++) {
    if (!(f0[t] > 0 && f0[t] < Infinity)) continue;
    const bin = Math.round(hzToCents(f0[t], tonicHz) * nBins / 1200) % nBins;
    bins[t] = bin < 0 ? bin + nBins : bin;
  }
  return bins;
}
