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
 * import { decodeAudio, encodeWav } from "raagkit";
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

/**
 * Joins the blocks of a stream.
 *
 * @param stream A stream whose blocks have not been walked yet.
 * @returns The whole recording.
 * @throws {AudioError} Whatever the stream throws.
 */
export async function collect(stream: AudioStream): Promise<MonoAudio> {
  const blocks: Float32Array[] = [];
  let length = 0;
  for await (const block of stream.blocks()) {
    blocks.push(block);
    length += block.length;
  }
  const samples = new Float32Array(length);
  // Taken from the end, so that each block can be freed as soon as it is copied.
  for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
    length -= block.length;
    samples.set(block, length);
  }
  const { sampleRate, format, warnings } = stream;
  return { samples, sampleRate, format, warnings };
}
