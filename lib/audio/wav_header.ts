import { cannotRead, DAMAGED } from "./decoder.ts";
import { ascii, type ByteSource, joinedSource, viewOf } from "./source.ts";

/** A WAV file whose header is read. */
interface WavFile {
  source: ByteSource;
  /** Whether numbers are little-endian (RIFF, RF64) or big-endian (RIFX). */
  littleEndian: boolean;
  /** What is wrong with the header, yet did not stop us. */
  warnings: string[];
}

/** What a WAV header says, and where the sound is. */
export interface WavInfo extends WavFile {
  /** Format tag, taken from the subformat where the header is of the extensible kind. */
  tag: number;
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
  /** First byte of the sound. */
  dataOffset: number;
  /** Bytes of sound that are really there. */
  dataBytes: number;
  /** Bytes of sound that the header promises; absent where it says "unknown". */
  declaredBytes?: number;
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
  const warnings: string[] = [], file: WavFile = { source, littleEndian, warnings };
  let format: Chunk | undefined, data: Chunk | undefined, size64: number | undefined;
  const later: Chunk[] = []; // further chunks of sound
  let position = 12;
  for (let n = 0; n < MOST_CHUNKS; n++) {
    const chunk = await readChunk(file, position);
    if (chunk === undefined || !isPlausible(chunk.id)) break;
    if (chunk.id === "fmt ") format ??= chunk;
    else if (chunk.id === "data" && data === undefined) data = chunk;
    else if (chunk.id === "data" && chunk.offset < source.size) later.push(chunk);
    else if (chunk.id === "ds64") {
      const view = viewOf(await source.read(chunk.offset, 16));
      if (view.byteLength === 16) size64 = Number(view.getBigUint64(8, true));
    }
    position = await nextChunk(file, chunk);
  }
  if (!format || !data) {
    const found = await searchChunks(file);
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

  const extent = await measureData(file, data, size64);
  const bytes = await source.read(format.offset, Math.min(format.size, 4096));
  if (bytes.length < 14) throw cannotRead(name, "its WAV format chunk is cut short", DAMAGED);
  const fields = parseFormat(bytes, file);
  if (later.length === 0) return { ...file, ...fields, ...extent };
  const parts = [{ offset: extent.dataOffset, size: extent.dataBytes }, ...later];
  const joint = joinedSource(source, parts);
  warnings.push(
    `its sound stands in ${parts.length} data chunks, which were read one after the other`,
  );
  const declaredBytes = parts.reduce((sum, { size }) => sum + size, 0);
  const whole = { dataOffset: 0, dataBytes: joint.size, declaredBytes };
  return { ...file, ...fields, ...whole, source: joint };
}

/** The chunk that starts at `position`; undefined at the end of the file. */
async function readChunk(file: WavFile, position: number): Promise<Chunk | undefined> {
  const head = await file.source.read(position, 8);
  if (head.length < 8) return undefined;
  const size = viewOf(head).getUint32(4, file.littleEndian);
  return { id: ascii(head, 0, 4), offset: position + 8, size };
}

function isPlausible(id: string): boolean {
  return /^[\x20-\x7e]{4}$/.test(id);
}

/**
 * Where the chunk after `chunk` starts. A chunk of odd size should be followed by a pad byte; some
 * writers leave it out, so the name that is found decides.
 */
async function nextChunk(file: WavFile, chunk: Chunk): Promise<number> {
  const unpadded = chunk.offset + chunk.size, padded = unpadded + 1;
  if (chunk.size % 2 === 0) return unpadded;
  const a = (await readChunk(file, padded))?.id ?? "";
  const b = (await readChunk(file, unpadded))?.id ?? "";
  if (KNOWN_CHUNKS.test(a)) return padded;
  if (KNOWN_CHUNKS.test(b)) return unpadded;
  return isPlausible(a) || !isPlausible(b) ? padded : unpadded;
}

/** Looks for the two chunks that matter by their names alone. */
async function searchChunks(file: WavFile): Promise<{ format?: Chunk; data?: Chunk }> {
  // One letter a byte, whatever it is.
  const text = new TextDecoder("latin1").decode(await file.source.read(0, SEARCH_BYTES));
  const find = async (at: number) => at < 0 ? undefined : await readChunk(file, at);
  const formatAt = text.indexOf("fmt ", 12);
  const data = await find(text.indexOf("data", Math.max(12, formatAt)));
  return { format: await find(formatAt), data };
}

/** How many bytes of sound there are, whatever the size field says. */
async function measureData(
  file: WavFile,
  { offset: dataOffset, size }: Chunk,
  size64: number | undefined,
): Promise<Pick<WavInfo, "dataOffset" | "dataBytes" | "declaredBytes">> {
  const available = Math.max(0, file.source.size - dataOffset);
  const declared = size === UNKNOWN_SIZE ? size64 : size;
  if (declared === undefined) return { dataOffset, dataBytes: available };
  if (declared === 0 && available > 0) {
    // Recorders that were switched off leave 0 here. A truly empty chunk is followed by another.
    const next = await readChunk(file, dataOffset);
    if (next && KNOWN_CHUNKS.test(next.id)) return { dataOffset, dataBytes: 0 };
    file.warnings.push("its header says that it holds no sound: read to the end of the file");
    return { dataOffset, dataBytes: available };
  }
  return { dataOffset, dataBytes: Math.min(declared, available), declaredBytes: declared };
}

/** Fields of a format chunk's content, of 14 bytes or more. */
function parseFormat(bytes: Uint8Array, { littleEndian: little, warnings }: WavFile) {
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
  if ((tag === 1 || tag === 3) && blockAlign !== frameBytes) {
    warnings.push(
      `its header gives blocks of ${blockAlign} bytes where ${channels} channels of ${bits} bits ` +
        `take ${frameBytes}: read by channels and bits`,
    );
  }
  const sampleRate = view.getUint32(4, little), extra = bytes.subarray(18);
  return { tag, channels, sampleRate, blockAlign, containerBits, validBits, extra };
}
