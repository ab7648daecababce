import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { openPcm } from "./pcm.ts";
import { ascii, type ByteSource, viewOf } from "./source.ts";

const PCM = { codec: "pcm", littleEndian: false } as const;
const FLOAT = { codec: "float", littleEndian: false } as const;
/** How AIFF-C names the ways to store samples that we read. */
const ENCODINGS: Record<string, { codec: "pcm" | "float"; littleEndian: boolean }> = {
  ...{ NONE: PCM, twos: PCM, in24: PCM, in32: PCM, sowt: { codec: "pcm", littleEndian: true } },
  ...{ fl32: FLOAT, FL32: FLOAT, fl64: FLOAT, FL64: FLOAT },
};

/**
 * Opens AIFF and uncompressed AIFF-C, which hold the same samples as WAV in other wrapping.
 *
 * @throws {AudioError} If a chunk is missing or the samples are compressed.
 * @see Apple, Audio Interchange File Format AIFF-C, draft of 1991.
 */
export async function openAiff(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const { name } = context, aifc = ascii(await source.read(8, 4), 0, 4) === "AIFC";
  let common: Uint8Array | undefined, data: { offset: number; size: number } | undefined;
  let position = 12;
  for (let n = 0; n < 10000 && !(common && data); n++) {
    const head = await source.read(position, 8);
    if (head.length < 8) break;
    const id = ascii(head, 0, 4), size = viewOf(head).getUint32(4), offset = position + 8;
    if (id === "COMM") common = await source.read(offset, Math.min(size, 256));
    if (id === "SSND") {
      const start = await source.read(offset, 8); // where the samples start after these 8 bytes
      const skip = start.length === 8 ? viewOf(start).getUint32(0) : 0;
      data = { offset: offset + 8 + skip, size: Math.max(0, size - 8 - skip) };
    }
    position = offset + size + size % 2;
  }
  if (common === undefined || common.length < 18) {
    throw cannotRead(name, "its AIFF header has no complete COMM chunk", DAMAGED);
  }
  if (data === undefined) throw cannotRead(name, "it is an AIFF header without sound", DAMAGED);
  const view = viewOf(common), channels = view.getUint16(0), bits = view.getUint16(6);
  const sampleRate = readExtended(view, 8);
  checkHeader(sampleRate, channels, context);
  const code = aifc && common.length >= 22 ? ascii(common, 18, 4) : "NONE";
  const encoding = ENCODINGS[code];
  if (encoding === undefined) {
    throw cannotRead(name, `AIFF-C with "${code}" compression is not supported`);
  }
  const dataBytes = Math.min(data.size, Math.max(0, source.size - data.offset));
  if (dataBytes === 0) throw cannotRead(name, "it holds no sound", DAMAGED);
  const isFloat = encoding.codec === "float", floatBits = code.endsWith("64") ? 64 : 32;
  const bitDepth = isFloat ? floatBits : bits;
  return openPcm(source, {
    ...encoding,
    ...{ container: "aiff", sampleRate, channels, bitDepth, signed8: true, warnings: [] },
    bytesPerSample: Math.ceil(bitDepth / 8),
    dataOffset: data.offset,
    dataBytes,
    declaredBytes: data.size,
  }, name);
}

/** An 80-bit extended float, as AIFF keeps its sampling rate: 1 sign, 15 exponent, 64 mantissa. */
function readExtended(view: DataView, offset: number): number {
  const exponent = (view.getUint16(offset) & 0x7fff) - 16383;
  const mantissa = view.getUint32(offset + 2) + view.getUint32(offset + 6) / 2 ** 32;
  return mantissa * 2 ** (exponent - 31);
}
