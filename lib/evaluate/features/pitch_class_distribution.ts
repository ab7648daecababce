import { InvalidArgumentError } from "../../errors.ts";
import { hzToCents } from "../../math.ts";
import type { PitchTrack } from "../../pitch/types.ts";

/** Options of {@linkcode pitchClassDistribution}. */
export interface PitchClassOptions {
  /**
   * Bins of the octave.
   * @default 80, which is 15 cents a bin
   */
  nBins?: number;
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
 * @throws {InvalidArgumentError} If the tonic or the number of bins is out of range.
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
 * const shares = pitchClassDistribution(track, 220, { nBins: 12 });
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
  const { nBins = 80, from = 0, to = track.f0.length } = options;
  const bins = pitchClassBins(track.f0, tonicHz, nBins);
  const shares = new Float64Array(nBins);
  let voiced = 0;
  for (let t = from; t < to; t++) {
    if (bins[t] < 0) continue;
    shares[bins[t]]++;
    voiced++;
  }
  return voiced === 0 ? shares.fill(1 / nBins) : shares.map((count) => count / voiced);
}

/**
 * The bin of each frame in an octave of `nBins`, Sa in the middle of bin 0.
 *
 * @param f0 Hz, NaN or 0 = unvoiced.
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
  if (!(tonicHz > 0 && tonicHz < Infinity)) {
    throw new InvalidArgumentError(`tonicHz must be a frequency above 0 Hz, found ${tonicHz}`);
  }
  if (!Number.isInteger(nBins) || nBins < 1 || nBins > 32767) {
    throw new InvalidArgumentError(`nBins must be a whole number from 1 to 32767, found ${nBins}`);
  }
  const bins = new Int16Array(f0.length).fill(-1);
  for (let t = 0; t < f0.length; t++) {
    if (!(f0[t] > 0)) continue;
    const bin = Math.round(hzToCents(f0[t], tonicHz) * nBins / 1200) % nBins;
    bins[t] = bin < 0 ? bin + nBins : bin;
  }
  return bins;
}
