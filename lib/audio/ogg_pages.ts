import { ascii, type ByteSource, joined, readPieces, viewOf } from "./source.ts";

/** The packets that end on one page of an Ogg stream (RFC 3533, section 6). */
export interface OggPage {
  /** Which of the streams that are woven together it belongs to. */
  serial: number;
  /** Whether it is the first page of its stream. */
  first: boolean;
  /** Whether it is the last page of its stream. */
  last: boolean;
  /** The position that it states; undefined where no packet ends on it. */
  position?: number;
  /** The packets that end on it, put together from the pages before where they began there. */
  packets: Uint8Array[];
  /** Whether pages of the stream are missing before it. */
  afterLoss: boolean;
}

/** What became of the pages of a file. */
export interface OggHealth {
  /** Stretches of bytes that are no page or fail their checksum. */
  damaged: number;
  /** Whether the file ends within a page. */
  cut: boolean;
}

/** A page's fixed part, before the table of its segments. */
const HEAD_BYTES = 27;
/** A packet may span pages; none of sound is longer. */
const MOST_PACKET_BYTES = 1 << 22;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});

/** The checksum of a page, taken with its own four bytes as 0. */
export function oggChecksum(page: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < page.length; i++) {
    const byte = i >= 22 && i < 26 ? 0 : page[i];
    crc = (crc << 8) ^ CRC[(crc >>> 24) ^ byte];
  }
  return crc >>> 0;
}

/**
 * Reads the whole pages of an Ogg file in their order, those of several streams among each other,
 * and leaves out what is damaged; `health` is filled in on the way.
 */
export async function* readOggPages(
  source: ByteSource,
  health: OggHealth,
): AsyncGenerator<OggPage> {
  const streams = new Map<number, { sequence: number; parts: Uint8Array[] }>();
  let buffer: Uint8Array = new Uint8Array(0), junk = false;
  for await (const piece of piecesAndEnd(source)) {
    if (piece !== undefined) buffer = joined([buffer, piece]);
    let at = 0;
    while (at + HEAD_BYTES <= buffer.length) {
      const size = pageSize(buffer, at), isWhole = size !== undefined && at + size <= buffer.length;
      if (size !== undefined && !isWhole && piece !== undefined) break;
      const page = isWhole ? buffer.subarray(at, at + size) : undefined;
      if (page !== undefined && viewOf(page).getUint32(22, true) === oggChecksum(page)) {
        if (junk) health.damaged++;
        junk = health.cut = false;
        yield unpack(page, streams);
        at += page.length;
        continue;
      }
      // No page: damaged, cut off, or a tag behind the last one. The next page starts with OggS.
      if (isWhole && !junk) health.damaged++;
      else if (size !== undefined) health.cut = junk = true;
      else junk = true;
      const next = findWord(buffer, at + 1);
      if (next < 0 && piece === undefined) return;
      at = next < 0 ? Math.max(at + 1, buffer.length - 3) : next;
    }
    buffer = buffer.slice(at);
  }
  if (buffer.length >= 4 && ascii(buffer, 0, 4) === "OggS") health.cut = true;
}

/** The pieces of a source and, last, undefined: what is left in the buffer is all there is. */
async function* piecesAndEnd(source: ByteSource): AsyncGenerator<Uint8Array | undefined> {
  yield* readPieces(source);
  yield undefined;
}

/** Length of the page at `at` by its segment table; undefined if there is none. */
function pageSize(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at] !== 0x4f || ascii(bytes, at, 4) !== "OggS" || bytes[at + 4] !== 0) return undefined;
  const segments = bytes[at + 26];
  let size = HEAD_BYTES + segments;
  for (let i = 0; i < segments; i++) size += bytes[at + HEAD_BYTES + i] ?? 0;
  return size;
}

function unpack(
  page: Uint8Array,
  streams: Map<number, { sequence: number; parts: Uint8Array[] }>,
): OggPage {
  const view = viewOf(page), flags = page[5], segments = page[26];
  const serial = view.getUint32(14, true), sequence = view.getUint32(18, true);
  const position = view.getBigInt64(6, true); // -1 = no packet ends here
  const first = (flags & 2) !== 0, known = first ? undefined : streams.get(serial);
  const afterLoss = known !== undefined && sequence !== known.sequence + 1;
  const packets: Uint8Array[] = [];
  let parts = afterLoss ? [] : known?.parts ?? [];
  // The end of a packet whose beginning is lost is of no use.
  let useless = (flags & 1) !== 0 && parts.length === 0;
  let start = HEAD_BYTES + segments, end = start;
  for (let i = 0; i < segments; i++) {
    end += page[HEAD_BYTES + i];
    if (page[HEAD_BYTES + i] === 255) continue;
    if (!useless) packets.push(joined([...parts, page.subarray(start, end)]));
    [parts, useless, start] = [[], false, end];
  }
  if (end > start && !useless) parts.push(page.slice(start, end));
  if (parts.reduce((sum, part) => sum + part.length, 0) > MOST_PACKET_BYTES) parts = [];
  streams.set(serial, { sequence, parts });
  return {
    serial,
    first,
    last: (flags & 4) !== 0,
    position: position < 0n ? undefined : Number(position),
    packets,
    afterLoss,
  };
}

function findWord(bytes: Uint8Array, from: number): number {
  for (let i = bytes.indexOf(0x4f, from); i >= 0; i = bytes.indexOf(0x4f, i + 1)) {
    if (ascii(bytes, i, 4) === "OggS") return i;
  }
  return -1;
}
