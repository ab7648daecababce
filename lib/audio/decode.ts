import { AudioError } from "../errors.ts";
import { memorySource } from "./source.ts";
import { openSource } from "./stream.ts";
import type { AudioStream, DecodeOptions, MonoAudio } from "./types.ts";

/**
 * Decodes a recording of any known format to mono samples.
 *
 * The format is told from the content; wrong names do no harm. A file that is damaged or cut short
 * gives what is there and a warning.
 *
 * @param bytes The whole file; not changed.
 * @param options Rate of the result, name for messages, limits.
 * @returns The mean of the channels at `options.sampleRate`, what the file was, and warnings.
 * @throws {AudioError} If the format is unknown, unsupported or broken, nothing can be decoded, or a
 * limit is exceeded.
 * @throws {InvalidArgumentError} If an option lies outside its range.
 * @throws {AbortedError} If `options.signal` was aborted.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav } from "raagkit";
 * import { decodeAudio } from "raagkit/audio";
 *
 * const file = encodeWav(new Float32Array(44100), 44100);
 * const { samples, format, warnings } = await decodeAudio(file);
 * assertEquals(samples.length, 22050);
 * assertEquals(format.sampleRate, 44100);
 * assertEquals(warnings, ["it is silent from beginning to end"]);
 * ```
 */
export async function decodeAudio(
  bytes: Uint8Array,
  options: DecodeOptions = {},
): Promise<MonoAudio> {
  return await collect(await openSource(memorySource(bytes), options));
}

/** Joins the blocks of a stream, which have not been walked yet. */
export async function collect(stream: AudioStream): Promise<MonoAudio> {
  const { sampleRate, format, warnings, expectedLength } = stream;
  if (expectedLength !== undefined) {
    // As many bytes as this takes are in the file, so the size is no mere claim of its header.
    const samples = allocate(expectedLength);
    let length = 0;
    for await (const block of stream.blocks()) {
      samples.set(block.subarray(0, expectedLength - length), length);
      length = Math.min(expectedLength, length + block.length);
    }
    return { samples: samples.subarray(0, length), sampleRate, format, warnings };
  }
  const blocks: Float32Array[] = [];
  let length = 0;
  for await (const block of stream.blocks()) {
    blocks.push(block);
    length += block.length;
  }
  const samples = allocate(length);
  // Taken from the end, so that each block can be freed as soon as it is copied.
  for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
    length -= block.length;
    samples.set(block, length);
  }
  return { samples, sampleRate, format, warnings };
}

function allocate(length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (cause) {
    const reason = `${length} samples do not fit in memory; read them in blocks with openAudio`;
    throw new AudioError(`Cannot hold the whole recording: ${reason}`, { cause });
  }
}
