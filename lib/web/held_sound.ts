import { encodeWav } from "../audio/encode_wav.ts";
import { wavHeader } from "../audio/pcm.ts";
import type { SampleSource } from "../pitch/types.ts";

/** Samples kept in memory at most: 20 minutes at 22 050 Hz, 106 MB. */
const MOST_IN_MEMORY = 20 * 60 * 22_050;
/** Samples of a blob, and of the window that is read of one: 24 s, 2 MB. */
const PIECE = 1 << 19;

/** What is kept of a recording while it is decoded. */
export interface HeldSound {
  /** All samples, unrounded. */
  samples: SampleSource;
  /** The lowest and the highest sample of each hundredth of a second, in turn. */
  envelope: Float32Array;
  /** The recording as 16-bit WAV, to be played. */
  wav: Blob;
}

/**
 * Gathers the blocks of a recording of any length: short ones in memory, long ones in blobs, which
 * the browser may move to the disk.
 */
export async function holdSound(
  blocks: AsyncIterable<Float32Array>,
  sampleRate: number,
  onSamples: (count: number) => void = () => {},
  mostInMemory = MOST_IN_MEMORY,
): Promise<HeldSound> {
  const step = Math.round(sampleRate / 100);
  const outline = new Outline(step), sound: Blob[] = [];
  let waiting: Float32Array[] = [], length = 0, gathered = 0;
  const pieces: (Float32Array | Blob)[] = [];
  const flush = () => {
    const piece = joined(waiting, gathered);
    // The header is written at the end, when the length is known.
    sound.push(new Blob([bytesOf(encodeWav(piece, sampleRate)).subarray(44)]));
    pieces.push(piece);
    if (length > mostInMemory) {
      pieces.forEach((one, i) => {
        if (one instanceof Float32Array) pieces[i] = new Blob([bytesOf(one)]);
      });
    }
    waiting = [];
    gathered = 0;
  };
  for await (const block of blocks) {
    // Cut where a piece is full, so that all pieces but the last have the same length.
    for (let from = 0; from < block.length;) {
      const part = block.slice(from, from + PIECE - gathered);
      waiting.push(part);
      outline.add(part);
      gathered += part.length;
      length += part.length;
      from += part.length;
      if (gathered === PIECE) flush();
    }
    onSamples(length);
  }
  if (gathered > 0) flush();
  const sixteen = { tag: 1, channels: 1, sampleRate, bitDepth: 16 };
  const header = wavHeader({ ...sixteen, dataBytes: 2 * length });
  const wav = new Blob([header, ...sound], { type: "audio/wav" });
  const samples = pieces.every((piece) => piece instanceof Float32Array)
    ? joined(pieces, length)
    : new BlobSamples(pieces as Blob[], length);
  return { samples, envelope: outline.values(), wav };
}

/** The bytes under a view, as the types of blobs want them. */
function bytesOf(view: Uint8Array | Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength);
}

function joined(parts: readonly Float32Array[], length: number): Float32Array {
  if (parts.length === 1) return parts[0];
  const samples = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
}

/** Lowest and highest of every `step` samples. */
class Outline {
  #values: number[] = [];
  #low = Infinity;
  #high = -Infinity;
  #count = 0;
  constructor(readonly step: number) {}

  add(samples: Float32Array): void {
    for (let from = 0; from < samples.length;) {
      const to = Math.min(samples.length, from + this.step - this.#count);
      let low = this.#low, high = this.#high;
      for (let n = from; n < to; n++) {
        if (samples[n] < low) low = samples[n];
        if (samples[n] > high) high = samples[n];
      }
      this.#low = low;
      this.#high = high;
      this.#count += to - from;
      from = to;
      if (this.#count === this.step) this.#close();
    }
  }

  #close(): void {
    this.#values.push(this.#low, this.#high);
    this.#low = Infinity;
    this.#high = -Infinity;
    this.#count = 0;
  }

  values(): Float32Array {
    if (this.#count > 0) this.#close();
    return Float32Array.from(this.#values);
  }
}

/** The part of the web's `FileReaderSync` that is used; it exists in workers only. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/** Samples in blobs of one length; a worker reads them as it walks on. */
class BlobSamples implements SampleSource {
  #window: Float32Array = new Float32Array(0);
  #start = 0;
  readonly #reader = new FileReaderSync();
  constructor(readonly pieces: readonly Blob[], readonly length: number) {}

  subarray(from: number, to: number): Float32Array {
    const end = this.#start + this.#window.length;
    if (from < this.#start || to > end) this.#load(from, to);
    return this.#window.subarray(from - this.#start, to - this.#start);
  }

  /** Reads the pieces that hold `from` up to `to`. */
  #load(from: number, to: number): void {
    const first = Math.floor(from / PIECE), last = Math.max(first, Math.ceil(to / PIECE) - 1);
    const parts = this.pieces.slice(first, last + 1)
      .map((piece) => new Float32Array(this.#reader.readAsArrayBuffer(piece)));
    this.#start = first * PIECE;
    this.#window = joined(parts, parts.reduce((sum, part) => sum + part.length, 0));
  }
}
