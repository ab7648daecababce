import { createFourFft, type FourFft, LANES, nextPowerOfTwo } from "../signal/mod.ts";
import type { ResampleFilter } from "./resample_filter.ts";

/** Ratios that are converted here: whole halvings whose filter is centred on a sample of the output. */
const RATIOS = [2, 4, 8];
/** A frame is at least so many times as long as the filter, lest most of it should be overlap. */
const FRAME_OVER_TAPS = 8;

/** A way to convert: a room for samples, and what turns those in it into others. */
export interface Converter {
  /** Where the next samples are put, behind those that are held. */
  readonly room: Float32Array;
  /** How many samples lie in the room. */
  held: number;
  /** Gives what those are enough for, `most` samples at most, and lets go of what is passed. */
  convert(most: number): Generator<Float32Array>;
}

/** Whether {@linkcode createHalver} serves a filter. */
export function isHalving({ from, to }: ResampleFilter): boolean {
  return to === 1 && RATIOS.includes(from);
}

/**
 * Divides the rate by 2, 4 or 8 in the spectrum: frames that overlap by the filter's length are
 * transformed, multiplied by the filter's response, and transformed back at the lower rate
 * (overlap-save). It takes half the time of the sums that a filter is by definition, or less. Frames
 * lie on a grid of their own, so that the samples do not depend on where blocks begin.
 *
 * @see Stockham, "High-speed convolution and correlation", AFIPS 28, 1966.
 */
export function createHalver({ from, taps, rows }: ResampleFilter): Converter {
  const size = nextPowerOfTwo(FRAME_OVER_TAPS * taps), hop = size - taps;
  const soundLength = LANES * hop + taps, made = LANES * hop / from;
  const there = createFourFft(size, { window: new Float32Array(size).fill(1), soundLength });
  const back = createFourFft(size / from);
  const gains = responseOf(rows.subarray(0, taps), there).subarray(0, size / from / 2);
  const starts = Array.from({ length: LANES }, (_, lane) => lane * hop);
  return {
    room: there.sound,
    held: taps / 2, // silence lies before the first sample
    *convert(most) {
      if (this.held < soundLength) return;
      there.cut(starts);
      there.forward();
      // Half the lower rate itself, where the filter lets nothing through, stays 0.
      for (let k = 0, at = 0; k < gains.length; k++) {
        for (let i = 0; i < 2 * LANES; i++, at++) {
          back.spectra[at] = there.spectra[at] * gains[k] / from;
        }
      }
      const frames = back.inverse(), out = new Float32Array(made);
      for (let lane = 0, to = 0; lane < LANES; lane++) {
        let at = LANES * taps / 2 / from + lane;
        for (let i = 0; i < hop / from; i++, at += LANES) out[to++] = frames[at];
      }
      there.sound.copyWithin(0, LANES * hop);
      this.held = taps;
      yield out.subarray(0, most);
    },
  };
}

/** The response, bin by bin, of a filter that is symmetric around its row's `taps / 2 - 1`. */
function responseOf(row: Float32Array, fft: FourFft): Float32Array {
  const { signals, spectra, size } = fft;
  signals.fill(0);
  row.forEach((x, n) => signals[LANES * ((n - row.length / 2 + 1 + size) % size)] = x);
  fft.forward();
  return Float32Array.from({ length: size / 2 }, (_, k) => spectra[2 * LANES * k]);
}
