import audioType from "audio-type";
import type { AudioError } from "../errors.ts";
import { cannotRead } from "./decoder.ts";
import { sevenBits } from "./id3.ts";
import { findMpegFrame } from "./mpeg_header.ts";
import names from "./names.json" with { type: "json" };
import { ascii, type ByteSource, sliceSource, viewOf } from "./source.ts";

/** How many bytes from the start of a file {@linkcode sniffFormat} can make use of. */
export const SNIFF_BYTES = 1 << 16;

/**
 * Magic words that `audio-type` does not know (those at 4 are of MP4 and QuickTime without an
 * introduction), and of what has been met under a sound file's name.
 */
const MAGICS = names.magics as [kind: string, offset: number, word: string][];

/** AAC in LATM: frames that begin with eleven set bits of their own and tell their length. */
function isLatm(head: Uint8Array): boolean {
  let at = 0;
  for (let frames = 0; frames < 3; frames++) {
    if (head[at] !== 0x56 || (head[at + 1] & 0xe0) !== 0xe0) return false;
    at += 3 + ((head[at + 1] & 0x1f) << 8) + head[at + 2];
    if (at >= head.length) break;
  }
  return true;
}

/** Bare AAC: a frame with a header of its own (ADTS), and another behind it or the end. */
function isAdts(head: Uint8Array): boolean {
  const [, , b2, b3, b4, b5] = head;
  const isSync = (at: number) => head[at] === 0xff && (head[at + 1] & 0xf6) === 0xf0;
  if (!isSync(0) || b5 === undefined || ((b2 >> 2) & 15) > 12) return false; // 13 sampling rates
  const length = ((b3 & 3) << 11) | (b4 << 3) | (b5 >> 5);
  return length >= 7 && (length >= head.length || isSync(length));
}

/** What a file is that is known and not read, and what to do with it. */
interface Unread {
  name: string;
  /** By default, to convert it with ffmpeg, which reads all those without an advice of their own. */
  advice?: string;
}

const UNREAD: Record<string, Unread> = names.unread;

/**
 * The error for a file that is of a known kind (what `sniffFormat` said), or of none, and that we
 * do not read.
 */
export function refuseFormat(kind: string | undefined, name: string): AudioError {
  if (kind === undefined) {
    const reason = "its content is no sound format that is known";
    return cannotRead(name, reason, "check that it is a sound file and complete");
  }
  const known = UNREAD[kind] ?? { name: kind.toUpperCase() };
  return cannotRead(name, `${known.name} is not supported`, known.advice);
}

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
 * import { encodeWav } from "raagkit";
 * import { sniffFormat } from "raagkit/audio";
 *
 * assertEquals(sniffFormat(encodeWav(new Float32Array(100), 22050)), "wav");
 * assertEquals(sniffFormat(new TextEncoder().encode("Yaman, Bihag")), undefined);
 * ```
 */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const head = bytes.slice(id3Length(bytes), id3Length(bytes) + SNIFF_BYTES);
  const magic = ascii(head, 0, 4);
  if (/^(RIFF|RIFX|RF64|BW64)$/.test(magic) && ascii(head, 8, 4) === "WAVE") return "wav";
  for (const [kind, offset, word] of MAGICS) {
    if (ascii(head, offset, word.length) === word) return kind;
  }
  if (head[0] === 0x47 && head[188] === 0x47 && head[376] === 0x47) return "ts";
  if (isLatm(head)) return "latm";
  const known: string | undefined = audioType(head);
  if (known !== undefined && known !== "mp3" && known !== "aac") return known;
  if (isAdts(head)) return "aac";
  if (findMpegFrame(head) !== undefined) return "mp3";
  return undefined;
}

/**
 * Length of the ID3v2 tags that taggers put before MP3, AAC and, wrongly, FLAC; 0 without a tag.
 */
export function id3Length(bytes: Uint8Array): number {
  let offset = 0;
  while (bytes.length >= offset + 10 && ascii(bytes, offset, 3) === "ID3") {
    const size = bytes.subarray(offset + 6, offset + 10);
    if (size.some((byte) => byte & 0x80)) break; // sizes are seven bits a byte
    const footer = bytes[offset + 5] & 0x10 ? 10 : 0;
    offset += 10 + footer + sevenBits(size);
  }
  return offset;
}

/** A file without the tags that stand behind its sound: ID3v1 and APE. */
export async function withoutTags(source: ByteSource): Promise<ByteSource> {
  let end = source.size;
  for (let tags = 0; tags < 8; tags++) {
    const foot = await source.read(Math.max(0, end - 128), Math.min(128, end));
    const ape = foot.length >= 32 ? foot.subarray(foot.length - 32) : new Uint8Array(32);
    if (foot.length === 128 && ascii(foot, 0, 3) === "TAG") end -= 128;
    else if (ascii(ape, 0, 8) === "APETAGEX") {
      const header = ape[23] & 0x80 ? 32 : 0; // its size counts the items and the footer
      end = Math.max(0, end - header - Math.max(32, viewOf(ape).getUint32(12, true)));
    } else break;
  }
  return sliceSource(source, 0, end);
}
