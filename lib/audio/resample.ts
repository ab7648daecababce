import { InvalidArgumentError } from "../errors.ts";
import type { ResampleQuality } from "./types.ts";

/** The part of libsamplerate-js that we use; its own types describe it as named exports. */
interface SampleRateConverter {
  full(samples: Float32Array): Float32Array;
  destroy(): void;
}
interface LibSampleRate {
  create(
    channels: number,
    from: number,
    to: number,
    options: { converterType: number },
  ): Promise<SampleRateConverter>;
}

/** libsamplerate's numbers for its band-limited converters. */
const CONVERTERS: Record<ResampleQuality, number> = { best: 0, medium: 1, fast: 2 };
/** Largest piece, in samples of the higher rate, that is handed to the library at once. */
const PIECE = 1 << 16;
/** libsamplerate accepts ratios of 1/256 to 256. */
const MOST_RATIO = 256;

/** Options of {@linkcode resample}. */
export interface ResampleOptions {
  /**
   * The filter. From 44.1 to 22.05 kHz, "best" keeps everything below 10.4 kHz, "medium" below
   * 9.8 kHz and "fast" below 8.4 kHz (-1 dB); "medium" takes about a third of the time of "best". The
   * default is "medium": no fundamental or harmonic that pitch analysis uses lies higher.
   *
   * @default {"medium"}
   */
  quality?: ResampleQuality;
}

/**
 * Converts the sampling rate with libsamplerate's band-limited interpolation. What lies above half
 * the lower rate is removed, not folded back; nothing is delayed.
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
 * @see J. O. Smith and P. Gossett 1984, "A flexible sampling-rate conversion method" (ICASSP), the
 * method of libsamplerate.
 */
export async function resample(
  samples: Float32Array,
  fromRate: number,
  toRate: number,
  options: ResampleOptions = {},
): Promise<Float32Array> {
  checkRates(fromRate, toRate);
  if (fromRate === toRate) return samples.slice();
  const result = new Float32Array(Math.round(samples.length * toRate / fromRate));
  const resampler = await createResampler(fromRate, toRate, options.quality);
  try {
    let length = 0;
    const append = (block: Float32Array): void => {
      result.set(block.subarray(0, result.length - length), length);
      length += block.length;
    };
    for (const block of resampler.push(samples)) append(block);
    for (const block of resampler.flush()) append(block);
  } finally {
    resampler.free();
  }
  return result;
}

/** Converts a recording that comes in blocks; memory does not grow with its length. */
export interface Resampler {
  /** Takes the next samples and gives what became ready, in blocks. */
  push(samples: Float32Array): Generator<Float32Array>;
  /** Gives what is left after the last samples, so that the total is round(n toRate / fromRate). */
  flush(): Generator<Float32Array>;
  /** Releases the library's memory. */
  free(): void;
}

/**
 * Makes a resampler. See {@linkcode resample} for parameters and errors.
 *
 * @param fromRate Sampling rate of the input in Hz.
 * @param toRate Sampling rate of the output in Hz.
 * @param quality The filter.
 */
export async function createResampler(
  fromRate: number,
  toRate: number,
  quality: ResampleQuality = "medium",
): Promise<Resampler> {
  checkRates(fromRate, toRate);
  if (!Object.hasOwn(CONVERTERS, quality)) {
    throw new InvalidArgumentError(`quality must be best, medium or fast, found ${quality}`);
  }
  if (fromRate === toRate) return passThrough();
  const module = await import("@alexanderolsen/libsamplerate-js");
  const library = ("default" in module ? module.default : module) as LibSampleRate;
  const converter = await library.create(1, ...libraryRates(fromRate, toRate), {
    converterType: CONVERTERS[quality],
  });
  const ratio = toRate / fromRate;
  const step = Math.max(1, Math.floor(PIECE / Math.max(1, ratio)));
  let taken = 0, given = 0, freed = false;
  const convert = function* (samples: Float32Array): Generator<Float32Array> {
    for (let i = 0; i < samples.length; i += step) {
      const block = converter.full(samples.subarray(i, i + step));
      if (block.length > 0) yield block;
    }
  };
  return {
    *push(samples) {
      taken += samples.length;
      for (const block of convert(samples)) {
        given += block.length;
        yield block;
      }
    },
    *flush() {
      // The filter still holds the end of the sound: silence pushes it out.
      const total = Math.round(taken * ratio), silence = new Float32Array(Math.min(step, 4096));
      for (let tries = 0; given < total && tries < 10000; tries++) {
        for (const block of convert(silence)) {
          const wanted = block.subarray(0, total - given);
          given += wanted.length;
          if (wanted.length > 0) yield wanted;
        }
      }
    },
    free() {
      if (!freed) converter.destroy();
      freed = true;
    },
  };
}

/**
 * Whole numbers in the ratio of the two rates and within the library's limits: it takes integers up
 * to 192000, and only their ratio matters.
 */
function libraryRates(fromRate: number, toRate: number): [number, number] {
  const shrink = Math.max(1, fromRate / 192000, toRate / 192000);
  for (let divisor = Math.ceil(shrink); divisor <= 16 * shrink; divisor++) {
    const from = fromRate / divisor, to = toRate / divisor;
    if (Number.isInteger(from) && Number.isInteger(to)) return [from, to];
  }
  // No common divisor at hand: the nearest integers are off by a small fraction of a cent.
  return [Math.round(fromRate / shrink), Math.round(toRate / shrink)];
}

function passThrough(): Resampler {
  return {
    *push(samples) {
      if (samples.length > 0) yield samples;
    },
    *flush() {},
    free() {},
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
