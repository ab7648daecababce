import { encodeWav } from "../audio/encode_wav.ts";
import { wavHeader } from "../audio/pcm.ts";
import { extent } from "../math.ts";
import type { SampleSource } from "../pitch/types.ts";

/** Samples kept in memory at most: 20 minutes at 22 050 Hz, 106 MB. */
const MOST_IN_MEMORY = 20 * 60 * 22_050;
/** Samples of a blob, and of the window that is read of one, or a few more: 24 s, 2 MB. */
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
): Promise<HeldSound> {
  const step = Math.round(sampleRate / 100), size = step * Math.ceil(PIECE / step);
  const piece = new Float32Array(size), outline: number[] = [], sound: Blob[] = [];
  const pieces: (Float32Array<ArrayBuffer> | Blob)[] = [];
  let filled = 0, length = 0;
  const keep = () => {
    const samples = piece.slice(0, filled);
    for (let from = 0; from < filled; from += step) {
      outline.push(...extent(samples.subarray(from, from + step)));
    }
    // The header is written at the end, when the length is known.
    sound.push(new Blob([encodeWav(samples, sampleRate).slice(44)]));
    pieces.push(samples);
    filled = 0;
    if (length <= MOST_IN_MEMORY) return;
    pieces.forEach((one, i) => {
      if (one instanceof Float32Array) pieces[i] = new Blob([one]);
    });
  };
  for await (const block of blocks) {
    // Cut where a piece is full, so that all pieces but the last have the same length.
    for (let from = 0; from < block.length;) {
      const part = block.subarray(from, from + size - filled);
      piece.set(part, filled);
      filled += part.length;
      length += part.length;
      from += part.length;
      if (filled === size) keep();
    }
    onSamples(length);
  }
  if (filled > 0) keep();
  const sixteen = { tag: 1, channels: 1, sampleRate, bitDepth: 16 };
  const header = wavHeader({ ...sixteen, dataBytes: 2 * length });
  const wav = new Blob([header, ...sound], { type: "audio/wav" });
  const samples = pieces.every((piece) => piece instanceof Float32Array)
    ? joined(pieces)
    : new BlobSamples(pieces as Blob[], size, length);
  return { samples, envelope: Float32Array.from(outline), wav };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return samples;
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
  constructor(readonly pieces: readonly Blob[], readonly size: number, readonly length: number) {}

  subarray(from: number, to: number): Float32Array {
    const end = this.#start + this.#window.length;
    if (from < this.#start || to > end) this.#load(from, to);
    return this.#window.subarray(from - this.#start, to - this.#start);
  }

  /** Reads the pieces that hold `from` up to `to`. */
  #load(from: number, to: number): void {
    const { size } = this, first = Math.floor(from / size);
    const last = Math.max(first, Math.ceil(to / size) - 1);
    const parts = this.pieces.slice(first, last + 1)
      .map((piece) => new Float32Array(this.#reader.readAsArrayBuffer(piece)));
    this.#start = first * size;
    this.#window = joined(parts);
  }
}
