import FFT from "fft.js";
import { InvalidArgumentError } from "../errors.ts";

/** A signal that can be transformed. */
export type RealSignal = Float32Array | Float64Array;

/** The smallest power of two that is at least `n`, and at least 4. */
export function nextPowerOfTwo(n: number): number {
  let size = 4;
  while (size < n) size *= 2;
  return size;
}

/**
 * A periodic Hann window: 0.5 - 0.5 cos(2 pi (n + offset) / N).
 *
 * @param length N samples.
 * @param offset 0: the squares at an overlap of three quarters add up to a constant; 0.5: symmetric.
 */
export function hann(length: number, offset = 0): Float64Array {
  return Float64Array.from(
    { length },
    (_, n) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (n + offset) / length),
  );
}

/**
 * Fourier transforms of real signals of one size, over `fft.js`, in double precision. A signal of N
 * samples is packed into N/2 complex ones, which halves the work; the scratch is allocated once.
 */
export class RealFft {
  /** Number of samples N of the transform. */
  readonly size: number;
  readonly #half: FFT;
  /** cos and sin of 2 pi k / N, k = 0..N/4, interleaved. */
  readonly #twiddle: Float64Array;
  readonly #packed: Float64Array;
  readonly #transformed: Float64Array;
  readonly #spectrum: Float64Array;

  /**
   * Makes the tables and the scratch.
   *
   * @param size Number of samples N, a power of two >= 4.
   * @throws {InvalidArgumentError} If the size is anything else.
   */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 4 || (size & (size - 1)) !== 0) {
      throw new InvalidArgumentError(`size must be a power of two >= 4, found ${size}`);
    }
    this.size = size;
    this.#half = new FFT(size / 2);
    this.#twiddle = new Float64Array(size / 2 + 2);
    for (let k = 0; k <= size / 4; k++) {
      this.#twiddle[2 * k] = Math.cos(2 * Math.PI * k / size);
      this.#twiddle[2 * k + 1] = Math.sin(2 * Math.PI * k / size);
    }
    this.#packed = new Float64Array(size);
    this.#transformed = new Float64Array(size);
    this.#spectrum = new Float64Array(size + 2);
  }

  /**
   * The spectrum X[k] = sum_n x[n] exp(-2 pi i k n / N) for k = 0..N/2.
   *
   * @param signal Up to N samples; zeros are appended to a shorter signal.
   * @param out Where to write, of N + 2 numbers; a new array if absent.
   * @returns `out`: real and imaginary parts, interleaved.
   * @throws {InvalidArgumentError} If the signal is longer than N.
   */
  forward(signal: RealSignal, out: Float64Array = new Float64Array(this.size + 2)): Float64Array {
    this.#pack(signal);
    this.#half.transform(this.#transformed, this.#packed);
    const z = this.#transformed, w = this.#twiddle, m = this.size / 2;
    out[0] = z[0] + z[1];
    out[1] = 0;
    out[2 * m] = z[0] - z[1];
    out[2 * m + 1] = 0;
    // Z[k] holds the spectra of the even and the odd samples; both X[k] and X[N/2-k] need the
    // same two numbers of it.
    for (let k = 1, a = 2, b = 2 * m - 2; k <= m / 2; k++, a += 2, b -= 2) {
      const evenRe = (z[a] + z[b]) / 2, evenIm = (z[a + 1] - z[b + 1]) / 2;
      const oddRe = (z[a + 1] + z[b + 1]) / 2, oddIm = (z[b] - z[a]) / 2;
      const cos = w[a], sin = w[a + 1];
      const re = oddRe * cos + oddIm * sin, im = oddIm * cos - oddRe * sin;
      out[a] = evenRe + re;
      out[a + 1] = evenIm + im;
      out[b] = evenRe - re;
      out[b + 1] = im - evenIm;
    }
    return out;
  }

  /**
   * The signal x whose spectrum is given: the inverse of {@linkcode RealFft.forward}.
   *
   * @param spectrum N + 2 numbers, real and imaginary parts of X[0..N/2], interleaved.
   * @param out Where to write, of N numbers; a new array if absent.
   * @returns `out`.
   */
  inverse(spectrum: Float64Array, out: Float64Array = new Float64Array(this.size)): Float64Array {
    const z = this.#packed, w = this.#twiddle, m = this.size / 2;
    const scale = 1 / this.size;
    // An inverse transform is a forward one with real and imaginary parts swapped on both sides:
    // z holds the imaginary part first.
    z[1] = (spectrum[0] + spectrum[2 * m]) * scale;
    z[0] = (spectrum[0] - spectrum[2 * m]) * scale;
    for (let k = 1, a = 2, b = 2 * m - 2; k <= m / 2; k++, a += 2, b -= 2) {
      const evenRe = (spectrum[a] + spectrum[b]) * scale;
      const evenIm = (spectrum[a + 1] - spectrum[b + 1]) * scale;
      const re = (spectrum[a] - spectrum[b]) * scale;
      const im = (spectrum[a + 1] + spectrum[b + 1]) * scale;
      const cos = w[a], sin = w[a + 1];
      const oddRe = re * cos - im * sin, oddIm = im * cos + re * sin;
      z[a + 1] = evenRe - oddIm;
      z[a] = evenIm + oddRe;
      z[b + 1] = evenRe + oddIm;
      z[b] = oddRe - evenIm;
    }
    this.#half.transform(this.#transformed, z);
    const x = this.#transformed;
    for (let n = 0; n < this.size; n += 2) {
      out[n] = x[n + 1];
      out[n + 1] = x[n];
    }
    return out;
  }

  /**
   * The power spectrum |X[k]|^2, k = 0..N/2, of up to N samples; see {@linkcode RealFft.forward}.
   */
  powerSpectrum(
    signal: RealSignal,
    out: Float64Array = new Float64Array(this.size / 2 + 1),
  ): Float64Array {
    const x = this.forward(signal, this.#spectrum);
    for (let k = 0, i = 0; i < x.length; k++, i += 2) out[k] = x[i] * x[i] + x[i + 1] * x[i + 1];
    return out;
  }

  /**
   * The circular autocorrelation r[l] = sum_n x[n] x[(n + l) mod N] = r[N-l] of up to N samples.
   * With at least as many zeros behind the signal as the largest lag looked at, it is the plain
   * one.
   */
  autocorrelation(
    signal: RealSignal,
    out: Float64Array = new Float64Array(this.size),
  ): Float64Array {
    const x = this.forward(signal, this.#spectrum);
    for (let i = 0; i < x.length; i += 2) {
      x[i] = x[i] * x[i] + x[i + 1] * x[i + 1];
      x[i + 1] = 0;
    }
    return this.inverse(x, out);
  }

  /** Copies the signal and the zeros behind it to the scratch: even samples real, odd imaginary. */
  #pack(signal: RealSignal): void {
    if (signal.length > this.size) {
      throw new InvalidArgumentError(
        `signal must have at most ${this.size} samples, found ${signal.length}`,
      );
    }
    this.#packed.set(signal);
    this.#packed.fill(0, signal.length);
  }
}
