import { InvalidArgumentError } from "../errors.ts";
import { requireWithin } from "../options.ts";
import { compileKernel, type KernelExports, WasmKernel } from "../wasm.ts";
import { designFilter, type ResampleFilter } from "./resample_filter.ts";
import { type Converter, createHalver, isHalving } from "./resample_fourier.ts";
import kernelFile from "./resample_kernel.json" with { type: "json" };

/** Samples of input that are taken at once. */
const PIECE = 1 << 14;
/** Samples of output that are given at once, at most. */
const MOST_OUTPUT = 1 << 15;
/** Rates may differ by this factor, so that the filter stays within bounds. */
const MOST_RATIO = 256;

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
): Promise<Float32Array> {
  const resampler = createResampler(fromRate, toRate);
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
 */
export function createResampler(
  fromRate: number,
  toRate: number,
): Resampler {
  checkRates(fromRate, toRate);
  const filter = designFilter(fromRate, toRate);
  const converter = fromRate === toRate
    ? copying()
    : isHalving(filter)
    ? createHalver(filter)
    : createPolyphase(filter);
  const { room } = converter;
  let taken = 0, given = 0;
  const take = function* (samples: Float32Array, total: number): Generator<Float32Array> {
    for (let i = 0; i < samples.length && given < total;) {
      const piece = samples.subarray(i, i + room.length - converter.held);
      room.set(piece, converter.held);
      converter.held += piece.length;
      i += piece.length;
      for (const block of converter.convert(total - given)) {
        given += block.length;
        yield block;
      }
    }
  };
  return {
    *push(samples) {
      taken += samples.length;
      yield* take(samples, Infinity);
    },
    *flush() {
      const total = Math.round(taken * toRate / fromRate), silence = new Float32Array(room.length);
      while (given < total) yield* take(silence, total);
    },
  };
}

function copying(): Converter {
  return {
    room: new Float32Array(PIECE),
    held: 0,
    *convert() {
      yield this.room.slice(0, this.held);
      this.held = 0;
    },
  };
}

const compiled = compileKernel(kernelFile.bytes);

interface ResampleExports extends KernelExports {
  convert(...numbers: number[]): number;
}

/** Sums under the filter in a compiled loop, for any ratio. */
function createPolyphase({ rows, taps, rowsPerUnit, from, to }: ResampleFilter): Converter {
  const kernel = new WasmKernel<ResampleExports>(compiled), length = taps + PIECE;
  const stateAt = kernel.allocate(16), rowsAt = kernel.allocate(4 * rows.length);
  const roomAt = kernel.allocate(4 * length), outputAt = kernel.allocate(4 * MOST_OUTPUT);
  kernel.floats(rowsAt, rows.length).set(rows);
  const room = kernel.floats(roomAt, length), output = kernel.floats(outputAt, MOST_OUTPUT);
  // The sample under the first tap, and the fraction beyond it in units of 1/to.
  const state = kernel.doubles(stateAt, 2), filter = [stateAt, rowsAt, taps, rowsPerUnit, roomAt];
  const step = Math.floor(from / to), ratio = [step, from - step * to, to];
  return {
    room,
    held: taps / 2 - 1, // silence lies before the first sample
    *convert(most) {
      for (let made = 1; made > 0; most -= made) {
        const place = [this.held, outputAt, Math.min(MOST_OUTPUT, most)];
        made = kernel.run.convert(...filter, ...place, ...ratio);
        if (made > 0) yield output.slice(0, made);
      }
      // What the filter has passed is not needed any more.
      const passed = Math.min(state[0], this.held);
      room.copyWithin(0, passed, this.held);
      this.held -= passed;
      state[0] -= passed;
    },
  };
}

function checkRates(fromRate: number, toRate: number): void {
  for (const [name, rate] of Object.entries({ fromRate, toRate })) {
    requireWithin(name, rate, 1000, 768000, " Hz");
  }
  if (Math.max(fromRate / toRate, toRate / fromRate) > MOST_RATIO) {
    throw new InvalidArgumentError(
      `fromRate and toRate must be within a factor of ${MOST_RATIO}, found ${fromRate} and ${toRate}`,
    );
  }
}
