import { cannotRead, DAMAGED } from "./decoder.ts";
import { ascii, type ByteSource, joinedSource, viewOf } from "./source.ts";

/** What a WAV header says, and where the sound is. */
export interface WavInfo {
  /** Whether numbers are little-endian (RIFF, RF64) or big-endian (RIFX). */
  littleEndian: boolean;
  /** Format tag, taken from the subformat where the header is of the extensible kind. */
  tag: number;
  /** Number of channels. */
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Bytes from one frame (or block of a compressed codec) to the next. */
  blockAlign: number;
  /** Bits that one sample takes in the file. */
  containerBits: number;
  /** Bits of these that mean something. */
  validBits: number;
  /** What follows the 18 bytes of the format chunk: parameters of compressed codecs. */
  extra: Uint8Array;
  /** Where the sound is. */
  source: ByteSource;
  /** First byte of the sound. */
  dataOffset: number;
  /** Bytes of sound that are really there. */
  dataBytes: number;
  /** Bytes of sound that the header promises; absent where it says "unknown". */
  declaredBytes?: number;
  /** What is wrong with the header, yet did not stop us. */
  warnings: string[];
}

interface Chunk {
  id: string;
  offset: number; // of the chunk's content
  size: number; // as declared
}

/** How far to look for a chunk by its name, where the chain of chunks is broken. */
const SEARCH_BYTES = 1 << 20;
/** No header has more chunks; a file made to keep us walking may. */
const MOST_CHUNKS = 10000;
const UNKNOWN_SIZE = 0xffffffff;
const KNOWN_CHUNKS =
  /^(fmt |data|LIST|fact|bext|JUNK|junk|PAD |FLLR|id3 |ID3 |iXML|cue |smpl|inst|PEAK|cart|axml|chna|ds64|minf|elm1|regn|umid|DGDA|levl|acid|strc|plst|labl|note|_PMX|SAUR|LGWV|afsp)$/;

/**
 * Reads the header of a WAV file by our own lights, because readers in the wild do it badly: chunks
 * in any order, of odd size with and without the pad byte, sizes that are zero, unknown or past the
 * end of the file, 64-bit sizes (RF64), big-endian files (RIFX).
 *
 * @throws {AudioError} If there is no format chunk or no sound.
 */
export async function readWavHeader(source: ByteSource, name: string): Promise<WavInfo> {
  const littleEndian = ascii(await source.read(0, 4), 0, 4) !== "RIFX";
  const warnings: string[] = [];
  let format: Chunk | undefined, data: Chunk | undefined, size64: number | undefined;
  const later: Chunk[] = []; // further chunks of sound
  let position = 12;
  for (let n = 0; n < MOST_CHUNKS; n++) {
    const chunk = await readChunk(source, position, littleEndian);
    if (chunk === undefined || !isPlausible(chunk.id)) break;
    if (chunk.id === "fmt ") format ??= chunk;
    else if (chunk.id === "data" && data === undefined) data = chunk;
    else if (chunk.id === "data" && chunk.offset < source.size) later.push(chunk);
    else if (chunk.id === "ds64") {
      const view = viewOf(await source.read(chunk.offset, 16));
      if (view.byteLength === 16) size64 = Number(view.getBigUint64(8, true));
    }
    position = await nextChunk(source, chunk, littleEndian);
  }
  if (!format || !data) {
    const found = await searchChunks(source, littleEndian);
    if ((!format && found.format) || (!data && found.data)) {
      warnings.push("the chain of chunks in its header is broken: the rest was found by search");
    }
    format ??= found.format;
    data ??= found.data;
  }
  if (format === undefined) {
    throw cannotRead(name, "its WAV header has no complete format chunk", DAMAGED);
  }
  if (data === undefined) throw cannotRead(name, "it is a WAV header without sound", DAMAGED);

  const extent = await measureData(source, data, littleEndian, size64);
  if (extent.warning) warnings.push(extent.warning);
  const bytes = await source.read(format.offset, Math.min(format.size, 4096));
  const fields = parseFormat(bytes, littleEndian);
  if (fields === undefined) {
    throw cannotRead(name, "its WAV format chunk is cut short", DAMAGED);
  }
  if (fields.warning) warnings.push(fields.warning);
  if (later.length === 0) {
    return { littleEndian, ...fields.info, ...extent.bytes, source, warnings };
  }
  const parts = [{ offset: extent.bytes.dataOffset, size: extent.bytes.dataBytes }, ...later];
  const joint = joinedSource(source, parts);
  warnings.push(
    `its sound stands in ${parts.length} data chunks, which were read one after the other`,
  );
  const declaredBytes = parts.reduce((sum, { size }) => sum + size, 0);
  const whole = { dataOffset: 0, dataBytes: joint.size, declaredBytes };
  return { littleEndian, ...fields.info, ...whole, source: joint, warnings };
}

/** The chunk that starts at `position`; undefined at the end of the file. */
async function readChunk(
  source: ByteSource,
  position: number,
  littleEndian: boolean,
): Promise<Chunk | undefined> {
  const head = await source.read(position, 8);
  if (head.length < 8) return undefined;
  return {
    id: ascii(head, 0, 4),
    offset: position + 8,
    size: viewOf(head).getUint32(4, littleEndian),
  };
}

function isPlausible(id: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(id);
}

/**
 * Where the chunk after `chunk` starts. A chunk of odd size should be followed by a pad byte; some
 * writers leave it out, so the name that is found decides.
 */
async function nextChunk(
  source: ByteSource,
  chunk: Chunk,
  littleEndian: boolean,
): Promise<number> {
  const unpadded = chunk.offset + chunk.size, padded = unpadded + 1;
  if (chunk.size % 2 === 0) return unpadded;
  const [a, b] = [
    (await readChunk(source, padded, littleEndian))?.id ?? "",
    (await readChunk(source, unpadded, littleEndian))?.id ?? "",
  ];
  if (KNOWN_CHUNKS.test(a)) return padded;
  if (KNOWN_CHUNKS.test(b)) return unpadded;
  return isPlausible(a) || !isPlausible(b) ? padded : unpadded;
}

/** Looks for the two chunks that matter by their names alone. */
async function searchChunks(
  source: ByteSource,
  littleEndian: boolean,
): Promise<{ format?: Chunk; data?: Chunk }> {
  const head = await source.read(0, SEARCH_BYTES);
  const find = (word: string, from: number): number => {
    for (let i = from; i + 8 <= head.length; i++) {
      if (head[i] === word.charCodeAt(0) && ascii(head, i, 4) === word) return i;
    }
    return -1;
  };
  const read = (at: number): Promise<Chunk | undefined> =>
    at < 0 ? Promise.resolve(undefined) : readChunk(source, at, littleEndian);
  const formatAt = find("fmt ", 12);
  return { format: await read(formatAt), data: await read(find("data", Math.max(12, formatAt))) };
}

/** How many bytes of sound there are, whatever the size field says. */
async function measureData(
  source: ByteSource,
  data: Chunk,
  littleEndian: boolean,
  size64: number | undefined,
): Promise<
  { bytes: Pick<WavInfo, "dataOffset" | "dataBytes" | "declaredBytes">; warning?: string }
> {
  const dataOffset = data.offset, available = Math.max(0, source.size - dataOffset);
  const declared = data.size === UNKNOWN_SIZE ? size64 : data.size;
  if (declared === undefined) return { bytes: { dataOffset, dataBytes: available } };
  if (declared === 0 && available > 0) {
    // Recorders that were switched off leave 0 here. A truly empty chunk is followed by another.
    const next = await readChunk(source, dataOffset, littleEndian);
    if (next && KNOWN_CHUNKS.test(next.id)) return { bytes: { dataOffset, dataBytes: 0 } };
    const warning = "its header says that it holds no sound: read to the end of the file";
    return { bytes: { dataOffset, dataBytes: available }, warning };
  }
  const bytes = { dataOffset, dataBytes: Math.min(declared, available), declaredBytes: declared };
  return { bytes };
}

/** Fields of a format chunk's content; undefined if it is too short to hold them. */
function parseFormat(bytes: Uint8Array, little: boolean):
  | {
    info: Pick<
      WavInfo,
      "tag" | "channels" | "sampleRate" | "blockAlign" | "containerBits" | "validBits" | "extra"
    >;
    warning?: string;
  }
  | undefined {
  if (bytes.length < 14) return undefined;
  const view = viewOf(bytes);
  const channels = view.getUint16(2, little), blockAlign = view.getUint16(12, little);
  let tag = view.getUint16(0, little);
  const bits = bytes.length >= 16 ? view.getUint16(14, little) : 8;
  let validBits = bits;
  if (tag === 0xfffe && bytes.length >= 26) {
    const valid = view.getUint16(18, little);
    if (valid >= 1 && valid <= bits) validBits = valid;
    tag = view.getUint16(24, little) || 1;
  }
  // 20 or 24 bits may lie in 4 bytes: there the block size decides. In all else, the bits do.
  const least = Math.ceil(bits / 8) * 8, perFrame = blockAlign / channels * 8;
  const isWider = (bits % 8 !== 0 || bits === 24) && Number.isInteger(perFrame / 8) &&
    perFrame >= least && perFrame <= 64;
  const containerBits = isWider ? perFrame : least, frameBytes = channels * containerBits / 8;
  const plain = tag === 1 || tag === 3;
  return {
    info: {
      tag,
      channels,
      sampleRate: view.getUint32(4, little),
      blockAlign,
      containerBits,
      validBits,
      extra: bytes.subarray(18),
    },
    warning: plain && blockAlign !== frameBytes
      ? `its header gives blocks of ${blockAlign} bytes where ${channels} channels of ${bits} bits ` +
        `take ${frameBytes}: read by channels and bits`
      : undefined,
  };
}
