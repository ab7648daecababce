import { type AudioFormat, openAudio } from "../audio/mod.ts";
import { AudioError, RaagkitError } from "../errors.ts";
import { type HeldSamples, type HoldOptions, holdSamples } from "./held_samples.ts";

/** A decoded recording of any length; dispose of it when done. */
export interface Sound extends Disposable {
  /** Mono samples, in memory or, for a long recording, in a temporary file. */
  samples: HeldSamples;
  /** Their rate in Hz. */
  sampleRate: number;
  /** What the file is. */
  format: AudioFormat;
  /** What was odd about it. */
  warnings: string[];
}

/** How a recording is opened. */
export interface OpenSoundOptions extends HoldOptions {
  /** Stops the decoding with an `AbortedError`. */
  signal?: AbortSignal;
}

/**
 * Decodes a recording of any length in bounded memory: a long one goes to a temporary file.
 *
 * @param path Path of the file.
 * @param options Where long recordings are kept meanwhile.
 * @returns Samples, format, warnings.
 * @throws {AudioError} If the file cannot be read or decoded, or the temporary file not written.
 * @throws {AbortedError} If the signal fired.
 */
export async function openSound(
  path: string,
  { signal, ...hold }: OpenSoundOptions = {},
): Promise<Sound> {
  const { blocks, sampleRate, format, warnings } = await openAudio(path, { signal });
  try {
    const samples = await holdSamples(blocks(), hold);
    return {
      samples,
      sampleRate,
      format,
      warnings,
      [Symbol.dispose]: () => samples[Symbol.dispose](),
    };
  } catch (error) {
    // What holdSamples throws itself is a clause without the name of the file.
    if (!(error instanceof RaagkitError) || error.constructor !== RaagkitError) throw error;
    throw new AudioError(`Cannot read ${path}: ${error.message}`, { cause: error });
  }
}
