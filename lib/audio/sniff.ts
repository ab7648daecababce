import audioType from "audio-type";
import { findMpegFrame, parseAdtsHeader } from "./mpeg_header.ts";
import { ascii } from "./source.ts";

/** How many bytes from the start of a file {@linkcode sniffFormat} can make use of. */
export const SNIFF_BYTES = 1 << 16;

/**
 * Tells what kind of sound file the bytes are, from their content: names lie.
 *
 * `audio-type` knows the magic words of most formats. Ours come first where its answer is not
 * enough: it takes any byte FF followed by Ex for MP3 (random data and text pass), misses the
 * big-endian and 64-bit kinds of WAV, and reads from the start of the buffer behind a view.
 *
 * @param bytes The file, or its first 64 KiB.
 * @returns "wav", "aiff", "caf", "au", "flac", "mp3", "ogg", "aac", "m4a", "webm", "wma", ... or
 * undefined if it is none that is known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav, sniffFormat } from "raagkit";
 *
 * assertEquals(sniffFormat(encodeWav(new Float32Array(100), 22050)), "wav");
 * assertEquals(sniffFormat(new TextEncoder().encode("Yaman, Bihag")), undefined);
 * ```
 */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const head = bytes.slice(id3Length(bytes), id3Length(bytes) + SNIFF_BYTES);
  const magic = ascii(head, 0, 4);
  if (/^(RIFF|RIFX|RF64|BW64)$/.test(magic) && ascii(head, 8, 4) === "WAVE") return "wav";
  if (magic === "OggS") return "ogg";
  if (magic === ".snd") return "au";
  if (magic === "riff" && head[4] === 0x2e) return "w64";
  const known: string | undefined = audioType(head);
  if (known !== undefined && known !== "mp3" && known !== "aac") return known;
  if (parseAdtsHeader(head, 0) !== undefined) return "aac";
  if (findMpegFrame(head) !== undefined) return "mp3";
  return undefined;
}

/**
 * Length of the ID3v2 tags that taggers put before MP3, AAC and, wrongly, FLAC.
 *
 * @param bytes The start of a file.
 * @returns Bytes to skip; 0 without a tag.
 */
export function id3Length(bytes: Uint8Array): number {
  let offset = 0;
  while (bytes.length >= offset + 10 && ascii(bytes, offset, 3) === "ID3") {
    const [a, b, c, d] = bytes.subarray(offset + 6, offset + 10);
    if ((a | b | c | d) & 0x80) break; // sizes are seven bits a byte
    const footer = bytes[offset + 5] & 0x10 ? 10 : 0;
    offset += 10 + footer + ((a << 21) | (b << 14) | (c << 7) | d);
  }
  return offset;
}
