import { InvalidArgumentError } from "../errors.ts";
import { compileKernel, type KernelExports, WasmKernel } from "../wasm.ts";
import { designFilter, type ResampleFilter } from "./resample_filter.ts";
import { createHalver, isHalving } from "./resample_fourier.ts";
import kernelFile from "./resample_kernel.json" with { type: "json" };
import type { ResampleQuality } from "./types.ts";

/** Samples of input that are taken at once. */
const PIECE = 1 << 14;
/** Samples of output that are given at once, at most. */
const MOST_OUTPUT = 1 << 15;
/** Rates may differ by this factor, so that the filter stays within bounds. */
const MOST_RATIO = 256;

/** Options of {@linkcode resample}. */
export interface ResampleOptions {
  /**
   * The filter. From 44.1 to 22.05 kHz, "best" keeps everything below 10.4 kHz, "medium" below
   * 9.7 kHz and "fast" below 8.4 kHz; "fast" takes half the time of "medium", "best" twice. The
   * default is "medium": no fundamental or harmonic that pitch analysis uses lies higher.
   *
   * @default {"medium"}
   */
  quality?: ResampleQuality;
}

/**
 * Converts the sampling rate with a windowed sinc, evaluated at the instants of the output:
 *
 *     y[n] = sum_k x[k] h(n fromRate / toRate - k)
 *
 * What lies above half the lower rate is removed (by 110 dB), not folded back; nothing is delayed.
 *
 * @param samples Mono samples; not changed.
 * @param fromRate Their sampling rate in Hz, 1000..768000.
 * @param toRate Sampling rate wanted in Hz, 1000..768000, within a factor of 256.
 * @param options The filter.
 * @returns round(samples.length toRate / fromRate) samples; a copy where the rates are equal.
 * @throws {InvalidArgumentError} If a rate lies outside its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resample } from "raagkit";
 *
 * const second = new Float32Array(44100);
 * assertEquals((await resample(second, 44100, 22050)).length, 22050);
 * ```
 *
 * @see J. O. Smith and P. Gossett 1984, "A flexible sampling-rate conversion method" (ICASSP).
 */
// deno-lint-ignore require-await -- a promise since a library did the work; errors come as rejections
export async function resample(
  samples: Float32Array,
  fromRate: number,
  toRate: number,
  options: ResampleOptions = {},
): Promise<Float32Array> {
  checkRates(fromRate, toRate);
  const resampler = createResampler(fromRate, toRate, options.quality);
  if (fromRate === toRate) return samples.slice();
  const result = new Float32Array(Math.round(samples.length * toRate / fromRate));
  let length = 0;
  for (const blocks of [resampler.push(samples), resampler.flush()]) {
    for (const block of blocks) {
      result.set(block, length);
      length += block.length;
    }
  }
  return result;
}

/** Converts a recording that comes in blocks; memory does not grow with its length. */
export interface Resampler {
  /** Takes the next samples, copies them, and gives what became ready, in blocks. */
  push(samples: Float32Array): Generator<Float32Array>;
  /** Gives what is left after the last samples, so that the total is round(n toRate / fromRate). */
  flush(): Generator<Float32Array>;
}

/**
 * Makes a resampler. See {@linkcode resample} for parameters and errors.
 *
 * The samples do not depend on where blocks begin, to the last bit.
 *
 * @param fromRate Sampling rate of the input in Hz.
 * @param toRate Sampling rate of the output in Hz.
 * @param quality The filter.
 */
export function createResampler(
  fromRate: number,
  toRate: number,
  quality: ResampleQuality = "medium",
): Resampler {
  checkRates(fromRate, toRate);
  const filter = designFilter(fromRate, toRate, quality);
  if (fromRate === toRate) return passThrough();
  if (isHalving(filter)) return createHalver(filter);
  const { taps } = filter, { state, input, output, convert } = startLoop(filter, taps + PIECE);
  let held = taps / 2 - 1, taken = 0, given = 0; // silence lies before the first sample
  const take = function* (samples: Float32Array, total: number): Generator<Float32Array> {
    for (let i = 0; i < samples.length && given < total; i += PIECE) {
      const piece = samples.subarray(i, i + PIECE);
      input.set(piece, held);
      held += piece.length;
      while (true) {
        const most = Math.min(MOST_OUTPUT, total - given);
        const made = convert(held, most);
        if (made === 0) break;
        given += made;
        yield output.slice(0, made);
      }
      // What the filter has passed is not needed any more.
      const passed = Math.min(state[0], held);
      input.copyWithin(0, passed, held);
      held -= passed;
      state[0] -= passed;
    }
  };
  return {
    *push(samples) {
      taken += samples.length;
      yield* take(samples, Infinity);
    },
    *flush() {
      const total = Math.round(taken * toRate / fromRate), silence = new Float32Array(PIECE);
      while (given < total) yield* take(silence, total);
    },
  };
}

const compiled = compileKernel(kernelFile.bytes);

interface ResampleExports extends KernelExports {
  convert(...numbers: number[]): number;
}

/** Starts the compiled loop, with the filter's rows in its memory. */
function startLoop({ rows, taps, rowsPerUnit, from, to }: ResampleFilter, inputLength: number) {
  const kernel = new WasmKernel<ResampleExports>(compiled), step = Math.floor(from / to);
  const stateAt = kernel.allocate(16), rowsAt = kernel.allocate(4 * rows.length);
  const inputAt = kernel.allocate(4 * inputLength), outputAt = kernel.allocate(4 * MOST_OUTPUT);
  kernel.floats(rowsAt, rows.length).set(rows);
  const before = [stateAt, rowsAt, taps, rowsPerUnit, inputAt],
    after = [step, from - step * to, to];
  return {
    /** The sample under the first tap, and the fraction beyond it in units of 1/to. */
    state: kernel.doubles(stateAt, 2),
    input: kernel.floats(inputAt, inputLength),
    output: kernel.floats(outputAt, MOST_OUTPUT),
    /** Makes up to `most` samples of the first `held` of the input; tells how many. */
    convert: (held: number, most: number) =>
      kernel.run.convert(...before, held, outputAt, most, ...after),
  };
}

function passThrough(): Resampler {
  return {
    *push(samples) {
      if (samples.length > 0) yield samples.slice();
    },
    *flush() {},
  };
}

function checkRates(fromRate: number, toRate: number): void {
  for (const [name, rate] of Object.entries({ fromRate, toRate })) {
    if (!(rate >= 1000 && rate <= 768000)) {
      throw new InvalidArgumentError(`${name} must be within 1000..768000 Hz, found ${rate}`);
    }
  }
  if (Math.max(fromRate / toRate, toRate / fromRate) > MOST_RATIO) {
    throw new InvalidArgumentError(
      `fromRate and toRate must be within a factor of ${MOST_RATIO}, found ${fromRate} and ${toRate}`,
    );
  }
}
