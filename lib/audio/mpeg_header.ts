import { ascii, viewOf } from "./source.ts";

/** One MPEG audio frame header (ISO/IEC 11172-3, 2.4.1.3). */
export interface MpegFrame {
  /** Byte at which the frame starts. */
  offset: number;
  /** Length of the frame in bytes. */
  length: number;
  /** 1, 2 or 3. */
  layer: number;
  /** Hz. */
  sampleRate: number;
  /** 1 or 2. */
  channels: number;
  /** Samples per channel in one frame. */
  samples: number;
  /** MPEG-1, as against MPEG-2 and 2.5 with their halved rates. */
  mpeg1: boolean;
  /** Of free bit rate: the header does not tell the length, only the next header does. */
  free: boolean;
}

const RATES = [44100, 48000, 32000];
/** kbit/s by layer: MPEG-1 layers 1..3, then MPEG-2 layer 1 and layers 2 and 3. */
const KBITS = {
  v1l1: [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  v1l2: [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  v1l3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  v2l1: [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  v2l23: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};

/**
 * Reads the four bytes of a frame header at `offset`; undefined if there is none. A frame of free
 * bit rate has the length 0 unless the next one is found: its header tells nothing of it.
 */
export function parseMpegHeader(bytes: Uint8Array, offset: number): MpegFrame | undefined {
  if (offset + 4 > bytes.length || bytes[offset] !== 0xff) return undefined;
  const [, b1, b2, b3] = bytes.subarray(offset, offset + 4);
  const version = (b1 >> 3) & 3, layer = 4 - ((b1 >> 1) & 3);
  const kbitsIndex = b2 >> 4, rateIndex = (b2 >> 2) & 3;
  if ((b1 & 0xe0) !== 0xe0 || version === 1 || layer === 4) return undefined;
  if (kbitsIndex === 15 || rateIndex === 3) return undefined;
  const mpeg1 = version === 3;
  const sampleRate = RATES[rateIndex] / (mpeg1 ? 1 : version === 2 ? 2 : 4);
  const table = mpeg1
    ? [KBITS.v1l1, KBITS.v1l2, KBITS.v1l3][layer - 1]
    : layer === 1
    ? KBITS.v2l1
    : KBITS.v2l23;
  const bitsPerSecond = table[kbitsIndex] * 1000, padding = (b2 >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 2 || mpeg1 ? 1152 : 576;
  const length = kbitsIndex === 0
    ? freeLength(bytes, offset)
    : layer === 1
    ? 4 * (Math.floor(12 * bitsPerSecond / sampleRate) + padding)
    : Math.floor(samples / 8 * bitsPerSecond / sampleRate) + padding;
  return {
    offset,
    length,
    layer,
    sampleRate,
    channels: b3 >> 6 === 3 ? 1 : 2,
    samples,
    mpeg1,
    free: kbitsIndex === 0,
  };
}

/** No frame of free bit rate is longer (640 kbit/s at 32 kHz in layer 2). */
const MOST_FREE_BYTES = 2881;

/** The distance to the next header that is equal but for its padding bit; 0 if there is none. */
function freeLength(bytes: Uint8Array, offset: number): number {
  const end = Math.min(bytes.length - 3, offset + MOST_FREE_BYTES);
  for (let at = offset + 24; at < end; at++) {
    if (bytes[at] !== 0xff || bytes[at + 1] !== bytes[offset + 1]) continue;
    if (((bytes[at + 2] ^ bytes[offset + 2]) & 0xfd) !== 0) continue;
    if (((bytes[at + 3] ^ bytes[offset + 3]) & 0xc0) === 0) return at - offset;
  }
  return 0;
}

/**
 * Finds the first frame that is followed by another of the same kind: a lone FF Ex proves nothing.
 * The bytes are the start of a file, after its ID3 tag.
 */
export function findMpegFrame(bytes: Uint8Array): MpegFrame | undefined {
  for (let offset = 0; offset + 4 <= bytes.length; offset++) {
    const frame = parseMpegHeader(bytes, offset);
    if (frame === undefined || frame.length === 0) continue;
    let next = offset + frame.length, confirmed = 0;
    while (confirmed < 2) {
      const follower = parseMpegHeader(bytes, next);
      if (follower?.sampleRate !== frame.sampleRate || follower.layer !== frame.layer) break;
      if (follower.length === 0) break;
      next += follower.length;
      confirmed++;
    }
    // A file may be a single frame, or end within the third; noise must show three in a row.
    if (confirmed === 2 || (offset === 0 && next >= bytes.length)) return frame;
  }
  return undefined;
}

/**
 * Number of frames that a Xing, Info or VBRI header in the first frame promises, and the samples to
 * drop at both ends; undefined without such a header.
 */
export function parseXing(
  bytes: Uint8Array,
  frame: MpegFrame,
): { frames: number; trimmed: number } | undefined {
  const side = frame.mpeg1 ? (frame.channels === 1 ? 17 : 32) : frame.channels === 1 ? 9 : 17;
  const xing = frame.offset + 4 + side, vbri = frame.offset + 36, view = viewOf(bytes);
  if (/^(Xing|Info)$/.test(ascii(bytes, xing, 4)) && xing + 12 <= bytes.length) {
    const flags = view.getUint32(xing + 4);
    if (!(flags & 1)) return undefined;
    // LAME writes the encoder's delay and padding 141 bytes on, as two numbers of 12 bits.
    const lame = xing + 141, known = lame + 3 <= bytes.length && ascii(bytes, xing + 120, 4);
    const bits = known && /^(LAME|Lavc|Lavf)$/.test(known)
      ? view.getUint32(lame - 1) & 0xffffff
      : 0;
    return { frames: view.getUint32(xing + 8), trimmed: (bits >> 12) + (bits & 0xfff) };
  }
  if (ascii(bytes, vbri, 4) === "VBRI" && vbri + 18 <= bytes.length) {
    return { frames: view.getUint32(vbri + 14), trimmed: 0 };
  }
  return undefined;
}
