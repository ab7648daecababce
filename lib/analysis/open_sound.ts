import { type AudioFormat, openAudio } from "../audio/mod.ts";
import { AudioError, RaagkitError } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import type { SampleSource } from "../pitch/mod.ts";

/** Samples kept in memory at most: 20 minutes at 22 050 Hz, 106 MB. */
const MOST_IN_MEMORY = 20 * 60 * 22_050;
/** Samples read from the disk at a time: trackers walk forwards, so the next frames are in it. */
const WINDOW = 1 << 19;

/** How samples are held. */
export interface HoldOptions {
  /**
   * Samples kept in memory; a longer recording goes to a temporary file.
   * @default 26460000 20 minutes at 22 050 Hz
   */
  mostInMemory?: number;
  /**
   * Folder of the temporary file.
   * @default undefined: where the system keeps such files
   */
  folder?: string;
}

/** A whole recording that may be read anywhere; dispose of it when done. */
export type HeldSamples = SampleSource & Disposable;

/**
 * Gathers the blocks of a recording: in memory where it is short, in a temporary file where it is
 * long, so that three hours take no more memory than twenty minutes. Nothing is rounded.
 *
 * @throws {RaagkitError} If the temporary file cannot be written; the message is a clause to stand
 * after the recording's name and a colon.
 */
export async function holdSamples(
  blocks: AsyncIterable<Float32Array>,
  { mostInMemory = MOST_IN_MEMORY, folder }: HoldOptions = {},
): Promise<HeldSamples> {
  let waiting: Float32Array[] = [];
  let length = 0;
  let file: SampleFile | undefined;
  try {
    for await (const block of blocks) {
      length += block.length;
      waiting.push(block);
      if (length <= mostInMemory) continue;
      file ??= createFile(folder);
      for (const each of waiting) file.append(each);
      waiting = [];
    }
  } catch (error) {
    file?.[Symbol.dispose]();
    throw error;
  }
  return file ?? Object.assign(join(waiting, length), { [Symbol.dispose]: () => {} });
}

function join(blocks: Float32Array[], length: number): Float32Array {
  const samples = new Float32Array(length);
  // Taken from the end, so that each block can be freed as soon as it is copied.
  for (let block = blocks.pop(); block !== undefined; block = blocks.pop()) {
    length -= block.length;
    samples.set(block, length);
  }
  return samples;
}

/** Samples in a temporary file that nobody else can see, where the system allows that. */
class SampleFile implements SampleSource, Disposable {
  length = 0;
  readonly #file: Deno.FsFile;
  /** Path to remove at the end; undefined where the name is gone already. */
  readonly #path: string | undefined;
  #window = new Float32Array(0);
  /** Index of the window's first sample. */
  #start = 0;

  constructor(folder: string | undefined) {
    const path = Deno.makeTempFileSync({ dir: folder, prefix: ".raagkit-", suffix: ".tmp" });
    this.#file = Deno.openSync(path, { read: true, write: true });
    if (Deno.build.os === "windows") {
      this.#path = path;
    } else {
      // The open file stays; without a name it is gone with the process, however that ends.
      Deno.removeSync(path);
    }
  }

  append(samples: Float32Array): void {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    for (let written = 0; written < bytes.length;) {
      try {
        written += this.#file.writeSync(bytes.subarray(written));
      } catch (error) {
        throw temporaryFileError(error);
      }
    }
    this.length += samples.length;
  }

  subarray(from: number, to: number): Float32Array {
    if (from < this.#start || to > this.#start + this.#window.length) this.#load(from, to);
    return this.#window.subarray(from - this.#start, to - this.#start);
  }

  /** Fills a new window; views of the old one stay what they were. */
  #load(from: number, to: number): void {
    const end = Math.min(this.length, Math.max(to, from + WINDOW));
    const window = new Float32Array(Math.max(0, end - from));
    const bytes = new Uint8Array(window.buffer);
    this.#file.seekSync(4 * from, Deno.SeekMode.Start);
    for (let filled = 0; filled < bytes.length;) {
      const count = this.#file.readSync(bytes.subarray(filled));
      if (count === null) throw new RaagkitError("its temporary file was cut short");
      filled += count;
    }
    this.#window = window;
    this.#start = from;
  }

  [Symbol.dispose](): void {
    this.#file.close();
    if (this.#path !== undefined) Deno.removeSync(this.#path);
  }
}

function createFile(folder: string | undefined): SampleFile {
  try {
    if (folder !== undefined) Deno.mkdirSync(folder, { recursive: true });
    return new SampleFile(folder);
  } catch (error) {
    throw temporaryFileError(error);
  }
}

function temporaryFileError(cause: unknown): RaagkitError {
  return new RaagkitError(
    `a recording this long is kept in a temporary file while it is analysed, which cannot be ` +
      `written: ${reasonOf(cause)}; make room (5 MB a minute) or name another cache folder`,
    { cause },
  );
}

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
