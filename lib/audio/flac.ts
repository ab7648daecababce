import { createFlac } from "./codecs.ts";
import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { ascii, type ByteSource, joined, readPieces, viewOf } from "./source.ts";
import { Timeline } from "./timeline.ts";

/** The STREAMINFO block of FLAC (RFC 9639, section 8.2). */
export interface FlacInfo {
  /** Hz. */
  sampleRate: number;
  /** 1..8. */
  channels: number;
  /** Bits per sample, 4..32. */
  bitDepth: number;
  /** Samples per channel; 0 = not known. */
  frames: number;
  /** Samples per channel in a frame, where all but the last have as many. */
  blockSize: number;
}

/**
 * Reads STREAMINFO at the start of a stream, of which 26 bytes suffice; undefined if it is none.
 */
export function parseStreamInfo(bytes: Uint8Array): FlacInfo | undefined {
  if (ascii(bytes, 0, 4) !== "fLaC" || bytes.length < 26 || (bytes[4] & 0x7f) !== 0) {
    return undefined;
  }
  const view = viewOf(bytes), packed = view.getUint32(18);
  return {
    sampleRate: packed >>> 12,
    channels: ((packed >>> 9) & 7) + 1,
    bitDepth: ((packed >>> 4) & 31) + 1,
    frames: (packed & 15) * 2 ** 32 + view.getUint32(22),
    blockSize: view.getUint16(8),
  };
}

/**
 * Opens FLAC, from its "fLaC" on. Its frames are found and checked here, so that a damaged one
 * costs no more than itself, and decoded with `@wasm-audio-decoders/flac`.
 *
 * @throws {AudioError} If the stream does not start with STREAMINFO.
 */
export async function openFlac(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const info = parseStreamInfo(await source.read(0, 26)), { name } = context;
  if (info === undefined) throw cannotRead(name, "its FLAC header is cut short", DAMAGED);
  const { sampleRate, channels, bitDepth, frames } = info, warnings: string[] = [];
  checkHeader(sampleRate, channels, context);
  return {
    format: { container: "flac", codec: "flac", sampleRate, channels, bitDepth },
    declaredSeconds: frames > 0 ? frames / sampleRate : undefined,
    warnings,
    async *blocks() {
      const codec = await createFlac(sampleRate), timeline = new Timeline(codec, name);
      let isCut = false;
      try {
        for await (const frame of readFrames(source, info)) {
          isCut = frame.damaged;
          const packets = isCut ? [] : [frame.bytes];
          for await (
            const block of timeline.play({ packets, start: frame.start, afterLoss: true })
          ) yield { channels: block, sampleRate };
        }
        warnings.push(...timeline.findings());
        if (isCut) warnings.push("its last frame is cut short or damaged and was left out");
      } finally {
        codec.free();
      }
    },
  };
}

/** A frame of FLAC. */
interface FlacFrame {
  bytes: Uint8Array;
  /** Its first sample. */
  start: number;
  /** Whether its checksum is wrong; its bytes then run on to the next frame. */
  damaged: boolean;
}

/** What the header of a frame says (RFC 9639, section 9.1). */
interface FrameHeader {
  start: number;
  length: number;
}

/** Blocks of sound by code; 6 and 7 are written out. */
const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384];
/** The longest header: sync and codes, number, block size, rate, checksum. */
const MOST_HEADER_BYTES = 16;
/** No frame takes more: 65535 samples of 8 channels of 32 bits. */
const MOST_FRAME_BYTES = 1 << 22;

const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x8005 : crc << 1;
  return crc;
});
const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80 ? (crc << 1) ^ 7 : crc << 1;
  return crc;
});

/**
 * Finds the frames. A frame ends where its checksum comes out and the next header, or the end of the
 * file, stands; a damaged one at the next header that fits.
 */
async function* readFrames(source: ByteSource, info: FlacInfo): AsyncGenerator<FlacFrame> {
  let buffer: Uint8Array = new Uint8Array(0), ended = false;
  const pieces = readPieces(source, await firstFrame(source));
  const more = async (): Promise<boolean> => {
    const next = ended ? undefined : await pieces.next();
    ended = next === undefined || next.done === true;
    if (next !== undefined && !next.done) buffer = joined([buffer, next.value]);
    return !ended;
  };
  // The frame at the start of the buffer; undefined while none is found.
  let frame: FrameHeader | undefined, at = 0, crc = 0, whole = 0, last = 0;
  while (at + MOST_HEADER_BYTES <= buffer.length || await more() || at < buffer.length) {
    const isSync = buffer[at] === 0xff && (buffer[at + 1] & 0xfe) === 0xf8;
    if (at > 0 && crc === 0) {
      last = at;
      // The frame ends here even if the next header is spoilt in a byte.
      if (buffer[at] === 0xff || (buffer[at + 1] & 0xfe) === 0xf8) whole = at;
    }
    const header = isSync ? parseFrameHeader(buffer, at, info) : undefined;
    if (header !== undefined && follows(header, frame, info)) {
      if (frame !== undefined) yield cutOut(buffer, frame, crc === 0 ? at : whole);
      buffer = buffer.subarray(at);
      [frame, at, crc, whole, last] = [header, 0, 0, 0, 0];
    } else if (at > MOST_FRAME_BYTES) {
      if (frame !== undefined) yield cutOut(buffer, frame, whole);
      buffer = buffer.subarray(at);
      [frame, at] = [undefined, 0];
    }
    [at, crc] = skipAhead(buffer, at, crc);
  }
  if (frame === undefined) return;
  // What is behind the last frame may be anything; a frame whose checksum never comes out is cut off.
  yield cutOut(buffer, frame, crc === 0 ? at : last);
}

/** Goes on, by one byte at least, to where a header may begin or the checksum comes out. */
function skipAhead(buffer: Uint8Array, at: number, crc: number): [number, number] {
  const end = buffer.length - MOST_HEADER_BYTES;
  do crc = ((crc << 8) & 0xff00) ^ CRC16[(crc >> 8) ^ buffer[at++]]; while (
    at < end && crc !== 0 && (buffer[at] !== 0xff || (buffer[at + 1] & 0xfe) !== 0xf8)
  );
  return [at, crc];
}

function cutOut(buffer: Uint8Array, { start }: FrameHeader, end: number): FlacFrame {
  return { bytes: buffer.subarray(0, end), start, damaged: end === 0 };
}

/** Whether a header can be that of the frame after `frame`: sync words turn up in sound, too. */
function follows(header: FrameHeader, frame: FrameHeader | undefined, info: FlacInfo): boolean {
  if (frame === undefined) return info.frames === 0 || header.start < info.frames;
  const most = info.frames > 0 ? info.frames : frame.start + 600 * info.sampleRate;
  return header.start >= frame.start + frame.length && header.start < most;
}

/** The byte after the last metadata block. */
async function firstFrame(source: ByteSource): Promise<number> {
  let offset = 4;
  for (let n = 0; n < 1000; n++) {
    const head = await source.read(offset, 4);
    if (head.length < 4 || (head[0] & 0x7f) === 0x7f) break;
    offset += 4 + (viewOf(head).getUint32(0) & 0xffffff);
    if (head[0] & 0x80) return offset;
  }
  return 4; // a broken chain: the frames are found by their sync words
}

function parseFrameHeader(
  bytes: Uint8Array,
  offset: number,
  { channels, blockSize }: FlacInfo,
): FrameHeader | undefined {
  const sizeCode = bytes[offset + 2] >> 4, rateCode = bytes[offset + 2] & 15;
  const channelCode = bytes[offset + 3] >> 4;
  if (sizeCode === 0 || rateCode === 15 || (bytes[offset + 3] & 1) !== 0) return undefined;
  if ((channelCode < 8 ? channelCode + 1 : channelCode < 11 ? 2 : 0) !== channels) return undefined;
  let at = offset + 4;
  const number = readNumber(bytes, at);
  if (number === undefined) return undefined;
  at += number.bytes;
  let length = BLOCK_SIZES[sizeCode] ?? 32768;
  if (sizeCode === 6) length = bytes[at++] + 1;
  else if (sizeCode === 7) length = bytes[at++] * 256 + bytes[at++] + 1;
  at += rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0;
  let crc = 0;
  for (let i = offset; i <= at; i++) crc = CRC8[crc ^ (bytes[i] ?? 0)];
  if (crc !== 0 || at >= bytes.length) return undefined;
  const variable = (bytes[offset + 1] & 1) !== 0;
  return { start: variable ? number.value : number.value * (blockSize || length), length };
}

/** A number in the manner of UTF-8, of up to 36 bits. */
function readNumber(bytes: Uint8Array, at: number): { value: number; bytes: number } | undefined {
  const ones = Math.clz32(~(bytes[at] << 24));
  if (ones === 0) return { value: bytes[at], bytes: 1 };
  if (ones === 1 || ones > 7) return undefined;
  let value = bytes[at] & (0x7f >> ones);
  for (let i = 1; i < ones; i++) {
    if ((bytes[at + i] & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (bytes[at + i] & 0x3f);
  }
  return { value, bytes: ones };
}
