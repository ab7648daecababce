import { AudioError } from "../errors.ts";
import { reasonOf } from "../files/reason.ts";
import { collect } from "./decode.ts";
import { albumOf } from "./demux.ts";
import type { ByteSource } from "./source.ts";
import { openSource } from "./stream.ts";
import type { AudioStream, DecodeOptions, MonoAudio } from "./types.ts";

/**
 * Reads a recording from disk; see {@linkcode decodeAudio}. The file is read in pieces, so that only
 * the result has to fit in memory.
 *
 * @param path Path of the file; needs Deno's read permission.
 * @param options As for decodeAudio; `name` defaults to the path.
 * @returns Mono samples, what the file was, and warnings.
 * @throws {AudioError} If the file cannot be opened, or for any reason of decodeAudio.
 * @throws {InvalidArgumentError} If an option lies outside its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav, readAudio } from "raagkit";
 *
 * const path = await Deno.makeTempFile({ suffix: ".wav" });
 * await Deno.writeFile(path, encodeWav(new Float32Array(22050).fill(0.5), 22050));
 * const { samples, sampleRate } = await readAudio(path);
 * assertEquals(samples.length / sampleRate, 1);
 * await Deno.remove(path);
 * ```
 */
export async function readAudio(path: string, options: DecodeOptions = {}): Promise<MonoAudio> {
  return await collect(await openAudio(path, options));
}

/**
 * Opens a recording on disk for reading in blocks. The way for recordings of hours: neither the file
 * nor the sound is ever in memory as a whole.
 *
 * @param path Path of the file; needs Deno's read permission.
 * @param options As for decodeAudio; `name` defaults to the path.
 * @returns The stream. The file is held open only while it is read from.
 * @throws {AudioError} If the file cannot be opened, or for any reason of decodeAudio.
 * @throws {InvalidArgumentError} If an option lies outside its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav } from "raagkit";
 * import { openAudio } from "raagkit/audio";
 *
 * const path = await Deno.makeTempFile({ suffix: ".wav" });
 * await Deno.writeFile(path, encodeWav(new Float32Array(44100).fill(0.5), 44100));
 * let length = 0;
 * for await (const block of (await openAudio(path)).blocks()) length += block.length;
 * assertEquals(length, 22050);
 * await Deno.remove(path);
 * ```
 */
export async function openAudio(path: string, options: DecodeOptions = {}): Promise<AudioStream> {
  return await openSource(await fileSource(path), { name: path, ...options });
}

/**
 * The album that the tags of a recording name; undefined if there is none.
 *
 * @throws {AudioError} If the file cannot be opened.
 */
export async function readAlbum(path: string): Promise<string | undefined> {
  return await albumOf(await fileSource(path));
}

/** A source over a file. Each piece opens the file anew: there is no handle to leak or to close. */
async function fileSource(path: string): Promise<ByteSource> {
  const info = await reading(path, () => Deno.stat(path));
  if (!info.isFile) throw new AudioError(`Cannot read ${path}: it is not a file; name a file`);
  return {
    size: info.size,
    read: (offset, length) =>
      reading(path, async () => {
        using file = await Deno.open(path, { read: true });
        await file.seek(offset, Deno.SeekMode.Start);
        const piece = new Uint8Array(Math.max(0, Math.min(length, info.size - offset)));
        let filled = 0;
        while (filled < piece.length) {
          const count = await file.read(piece.subarray(filled));
          if (count === null) break;
          filled += count;
        }
        return piece.subarray(0, filled);
      }),
  };
}

async function reading<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    const help = "check that the name is right and that you may read the file";
    throw new AudioError(`Cannot read ${path}: ${reasonOf(error)}; ${help}`, { cause: error });
  }
}
