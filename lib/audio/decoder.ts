import { AudioError } from "../errors.ts";
import type { AudioFormat } from "./types.ts";

/** A stretch of decoded sound. */
export interface Block {
  /** One array a channel, all of one length. */
  channels: Float32Array[];
  /** Hz; a stream of several parts may change it on the way. */
  sampleRate: number;
}

/** What every decoder of this folder gives: the format at once, the samples on demand. */
export interface Decoder {
  /** Read from the header; `durationSeconds` is left to the stream. */
  format: Omit<AudioFormat, "durationSeconds">;
  /** Length that the header promises in seconds; absent where it promises none. */
  declaredSeconds?: number;
  /** Length that the bytes at hand amount to in seconds, where this can be told without decoding. */
  availableSeconds?: number;
  /** Found so far; grows while blocks are decoded. */
  warnings: string[];
  /** Consecutive stretches. */
  blocks(): AsyncGenerator<Block>;
}

/** What a decoder must respect. */
export interface DecoderContext {
  /** What messages call the recording. */
  name: string;
  /** Most channels accepted. */
  maxChannels: number;
}

/**
 * The error for a recording that cannot be read: what is wrong, with the value found, and what to
 * do, by default to convert it with ffmpeg.
 */
export function cannotRead(
  name: string,
  reason: string,
  advice?: string,
  cause?: unknown,
): AudioError {
  const help = advice ?? `convert it with \`ffmpeg -i "${name}" out.wav\``;
  return new AudioError(`Cannot read ${name}: ${reason}; ${help}`, { cause });
}

/** What to do about a file that is empty or damaged. */
export const DAMAGED = "get the file again from where it came from";

/**
 * Refuses channel counts and sampling rates that no recording has, before anything is allocated.
 *
 * @throws {AudioError} If channels lie outside 1..maxChannels or the rate outside 1000..768000 Hz.
 */
export function checkHeader(sampleRate: number, channels: number, context: DecoderContext): void {
  const { name, maxChannels } = context;
  if (!(sampleRate >= 1000 && sampleRate <= 768000)) {
    const reason = `its header gives a sampling rate of ${sampleRate} Hz, outside 1000..768000`;
    throw cannotRead(name, reason, DAMAGED);
  }
  if (channels < 1) throw cannotRead(name, "its header gives no channels", DAMAGED);
  if (channels > maxChannels) {
    throw cannotRead(
      name,
      `its header gives ${channels} channels, more than the ${maxChannels} accepted`,
      "raise maxChannels if the file is sound",
    );
  }
}
