/**
 * Fourier transforms of four real signals at once, in single precision: one in each lane of the
 * processor's registers.
 *
 * @module
 */

import { compileKernel, type KernelExports, WasmKernel } from "../wasm.ts";
import kernelFile from "./kernel.json" with { type: "json" };

/** The loops of `kernel.as`. */
export const SIGNAL_KERNEL: WebAssembly.Module = compileKernel(kernelFile.bytes);

/** Signals that are transformed at once. */
export const LANES = 4;

/**
 * Four transforms of one size. Number n of signal s is `signals[4 n + s]`; the real part of bin k of
 * its spectrum is `spectra[8 k + s]`, the imaginary part `spectra[8 k + 4 + s]`. What becomes of one
 * signal does not depend on the other three, to the last bit.
 */
export interface FourFft {
  /** Number of samples N of a signal. */
  readonly size: number;
  /** Where the caller writes the signals, of 4 N numbers; overwritten by every transform. */
  readonly signals: Float32Array;
  /** The spectra, of 4 (N + 2) numbers. */
  readonly spectra: Float32Array;
  /** Where the caller writes the sound that frames are cut from, as long as was asked for. */
  readonly sound: Float32Array;
  /** What is subtracted from the samples of each frame; 0 at first. */
  readonly means: Float32Array;
  /** What the samples of each frame are then multiplied by; 1 at first. */
  readonly factors: Float32Array;
  /**
   * Fills the signals with frames of the sound under the window, and with zeros behind them.
   *
   * @param starts Index of the first sample of each frame; four at most.
   */
  cut(starts: readonly number[]): void;
  /** Turns the signals into their spectra X[k] = sum_n x[n] exp(-2 pi i k n / N), k = 0..N/2. */
  forward(): void;
  /**
   * Turns the spectra into their signals.
   *
   * @returns The signals, laid out like `signals` and no longer valid after the next transform.
   */
  inverse(): Float32Array;
  /**
   * Turns the signals into their circular autocorrelations r[l] = sum_n x[n] x[(n + l) mod N].
   *
   * @returns The autocorrelations, laid out like `signals`.
   */
  autocorrelate(): Float32Array;
}

/** Frames that are cut out of a sound. */
export interface Framing {
  /** The window, of N numbers at most. */
  window: ArrayLike<number>;
  /** Samples of the longest sound that frames are cut from. */
  soundLength: number;
}

interface FftExports extends KernelExports {
  cut(
    a: number,
    b: number,
    c: number,
    d: number,
    window: number,
    count: number,
    out: number,
    means: number,
    factors: number,
  ): void;
  forward(x: number, y: number, size: number, turns: number, halves: number, out: number): void;
  inverse(
    spectra: number,
    x: number,
    y: number,
    size: number,
    turns: number,
    halves: number,
  ): number;
  autocorrelate(x: number, y: number, size: number, turns: number, halves: number): number;
}

/**
 * Makes the tables and the room for four transforms.
 *
 * @param size Number of samples N, a power of two >= 4.
 * @param framing What `cut` needs to know.
 */
export function createFourFft(
  size: number,
  { window, soundLength }: Framing = { window: [], soundLength: 0 },
): FourFft {
  const kernel = new WasmKernel<FftExports>(SIGNAL_KERNEL), half = size / 2;
  const turnsAt = kernel.allocate(8 * half), halvesAt = kernel.allocate(8 * (half + 1));
  const x = kernel.allocate(16 * size), y = kernel.allocate(16 * size);
  const spectraAt = kernel.allocate(16 * (size + 2));
  const count = LANES * Math.ceil(window.length / LANES);
  // The last frame is read in steps of four samples.
  const windowAt = kernel.allocate(4 * count), soundAt = kernel.allocate(4 * (soundLength + LANES));
  const meansAt = kernel.allocate(4 * LANES), factorsAt = kernel.allocate(4 * LANES);
  kernel.floats(windowAt, count).set(window);
  writeTurns(kernel.floats(turnsAt, 2 * half), half);
  writeTurns(kernel.floats(halvesAt, half + 2), size);
  const { run } = kernel;
  const [signals, spare] = [x, y].map((at) => kernel.floats(at, LANES * size));
  return {
    size,
    signals,
    spectra: kernel.floats(spectraAt, LANES * (size + 2)),
    sound: kernel.floats(soundAt, soundLength),
    means: kernel.floats(meansAt, LANES),
    factors: kernel.floats(factorsAt, LANES).fill(1),
    cut(starts) {
      // Where fewer than four frames are asked for, the first is cut again: nobody reads it.
      const [a, b = a, c = a, d = a] = starts;
      const [atA, atB, atC, atD] = [a, b, c, d].map((start) => soundAt + 4 * start);
      run.cut(atA, atB, atC, atD, windowAt, count, x, meansAt, factorsAt);
      signals.fill(0, LANES * count);
    },
    forward: () => run.forward(x, y, half, turnsAt, halvesAt, spectraAt),
    inverse: () => run.inverse(spectraAt, x, y, half, turnsAt, halvesAt) === x ? signals : spare,
    autocorrelate: () => run.autocorrelate(x, y, half, turnsAt, halvesAt) === x ? signals : spare,
  };
}

/** cos and sin of 2 pi k / size, side by side. */
function writeTurns(out: Float32Array, size: number): void {
  for (let k = 0; 2 * k < out.length; k++) {
    out[2 * k] = Math.cos(2 * Math.PI * k / size);
    out[2 * k + 1] = Math.sin(2 * Math.PI * k / size);
  }
}
