import { type KernelExports, WasmKernel } from "../wasm.ts";
import { SIGNAL_KERNEL } from "./four_fft.ts";

/** What a stretch of sound adds up to, in double precision. */
export interface Sums {
  /** Of the samples; NaN where one of them is. */
  sum: number;
  /** Of their squares; likewise. */
  squares: number;
  /** The lowest sample, what is NaN left out; Infinity for none. */
  low: number;
  /** The highest sample, likewise; -Infinity for none. */
  high: number;
}

/** Arrays of samples that the compiled loops can reach. */
export interface SoundRoom {
  /** The arrays, of the lengths that were asked for. */
  readonly parts: readonly Float32Array[];
  /** Adds up the first `count` samples of an array; the sums are the same object every time. */
  measure(part: number, count: number): Readonly<Sums>;
  /** Adds the first `count` samples of one array times a weight to those of another. */
  addScaled(from: number, weight: number, to: number, count: number): void;
}

interface SumExports extends KernelExports {
  measure(at: number, count: number, out: number): void;
  addScaled(from: number, weight: number, to: number, count: number): void;
}

/**
 * Makes room for stretches of sound, of so many samples each, within reach of the compiled loops.
 */
export function createSoundRoom(...lengths: number[]): SoundRoom {
  const kernel = new WasmKernel<SumExports>(SIGNAL_KERNEL), outAt = kernel.allocate(32);
  // The last four samples are added at once.
  const places = lengths.map((length) => kernel.allocate(4 * (length + 3)));
  const out = kernel.doubles(outAt, 4), sums = { sum: 0, squares: 0, low: 0, high: 0 };
  return {
    parts: places.map((at, part) => kernel.floats(at, lengths[part])),
    measure(part, count) {
      kernel.run.measure(places[part], count, outAt);
      sums.sum = out[0];
      sums.squares = out[1];
      sums.low = out[2];
      sums.high = out[3];
      return sums;
    },
    addScaled: (from, weight, to, count) =>
      kernel.run.addScaled(places[from], weight, places[to], count),
  };
}
