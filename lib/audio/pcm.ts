import wavDecoder from "wav-decoder";
import { cannotRead, type Decoder } from "./decoder.ts";
import type { ByteSource } from "./source.ts";
import type { PacketCodec } from "./timeline.ts";

/** How uncompressed samples are written, whatever the file's wrapping. */
export interface PcmForm {
  channels: number;
  /** Hz. */
  sampleRate: number;
  /** Integers or IEEE floats. */
  codec: "pcm" | "float";
  /** Bytes that one sample takes; integers of fewer bits are shifted to the top, as WAV asks. */
  bytesPerSample: number;
  /** Whether the lowest byte comes first. */
  littleEndian: boolean;
  /** Whether 8-bit samples are signed (AIFF, CAF, AU) or offset by 128 (WAV). */
  signed8: boolean;
}

/** Uncompressed samples as they lie in a WAV or AIFF file. */
interface PcmLayout extends PcmForm {
  /** "wav" or "aiff". */
  container: string;
  /** Bits of each sample that mean something. */
  bitDepth: number;
  /** First byte of the samples. */
  dataOffset: number;
  /** Bytes of samples that are really there. */
  dataBytes: number;
  /** Bytes of samples that the header promises; absent where it leaves this open. */
  declaredBytes?: number;
  /** What was found wrong on the way here. */
  warnings: string[];
}

/** Frames per block: a second or so. */
const BLOCK_FRAMES = 1 << 15;

/**
 * Decodes uncompressed samples with `wav-decoder`, block by block.
 *
 * The library takes a narrow kind of WAV file: RIFF, plain format tags, 8 to 32 bits,
 * little-endian. So each block is rewritten into exactly that (see {@linkcode toPlainWav}) before
 * it is handed over.
 *
 * @throws {AudioError} If samples of this size are not read.
 */
export function openPcm(source: ByteSource, layout: PcmLayout, name: string): Decoder {
  const { container, codec, sampleRate, channels, bitDepth, bytesPerSample, declaredBytes } =
    layout;
  if (!SAMPLE_BYTES[codec].includes(bytesPerSample)) {
    const kind = codec === "float" ? "float" : "integer";
    throw cannotRead(name, `${bitDepth}-bit ${kind} samples are not supported`);
  }
  const decoder = createPcm(layout), frameBytes = channels * bytesPerSample;
  const frames = Math.floor(layout.dataBytes / frameBytes);
  return {
    format: { container, codec, sampleRate, channels, bitDepth },
    warnings: layout.warnings,
    declaredSeconds: declaredBytes && declaredBytes / frameBytes / sampleRate,
    availableSeconds: frames / sampleRate,
    async *blocks() {
      // Many channels make long frames: the block shrinks so that its bytes stay bounded.
      const step = Math.max(1, Math.floor(BLOCK_FRAMES / channels));
      for (let frame = 0; frame < frames; frame += step) {
        const wanted = Math.min(step, frames - frame) * frameBytes;
        const bytes = await source.read(layout.dataOffset + frame * frameBytes, wanted);
        const block = await decoder.decode(bytes);
        if (block.length === 0) return; // the file shrank while it was read
        yield { channels: block, sampleRate };
      }
    },
  };
}

/** Decodes uncompressed samples that come in packets of whole frames. */
export function createPcm(form: PcmForm): PacketCodec {
  const { channels, sampleRate } = form, frameBytes = channels * form.bytesPerSample;
  return {
    sampleRate,
    decode(packet) {
      const whole = packet.subarray(0, packet.length - packet.length % frameBytes);
      return whole.length === 0 ? [] : wavDecoder.decode.sync(toPlainWav(whole, form)).channelData;
    },
    free() {},
  };
}

/** The sample sizes, in bytes, that a layout of each kind may have. */
const SAMPLE_BYTES = { pcm: [1, 2, 3, 4, 5, 6, 7, 8], float: [4, 8] };

/**
 * Wraps whole frames of samples in the plainest WAV header there is.
 *
 * Integers become 8, 16 or 32 bits wide: 24 bits are widened to 32 because `wav-decoder` reads the
 * lowest 24-bit value as the highest, and more than 32 bits are cut to their top 32, which is still
 * more than the 24 bits that a Float32Array holds.
 */
function toPlainWav(bytes: Uint8Array, layout: PcmForm): ArrayBuffer {
  const { codec, channels, sampleRate, bytesPerSample: from, littleEndian, signed8 } = layout;
  const to = codec === "float" || from <= 2 ? from : 4;
  const samples = bytes.length / from;
  const tag = codec === "float" ? 3 : 1, dataBytes = samples * to;
  const header = wavHeader({ tag, channels, sampleRate, bitDepth: to * 8, dataBytes });
  const file = new Uint8Array(header.length + dataBytes), out = file.subarray(header.length);
  file.set(header);
  if (from === to && (littleEndian || from === 1)) out.set(bytes);
  else {
    // Byte k counts from the top of the sample; those past the end of a narrow one stay 0.
    const kept = Math.min(from, to);
    for (let k = 0; k < kept; k++) {
      const source = littleEndian ? from - 1 - k : k, target = to - 1 - k;
      for (let i = 0; i < samples; i++) out[i * to + target] = bytes[i * from + source];
    }
  }
  if (from === 1 && signed8) { for (let i = 0; i < samples; i++) out[i] ^= 0x80; }
  return file.buffer;
}

/** The fields of a WAV header. */
interface WavHeader {
  /** 1 = integers, 3 = floats; others are compressed. */
  tag: number;
  channels: number;
  /** Hz. */
  sampleRate: number;
  bitDepth: number;
  /** Bytes of samples that follow the header. */
  dataBytes: number;
  /** Bytes of a frame, or of a block of a compressed codec. @default those of a frame */
  blockBytes?: number;
  /** Parameters of a compressed codec. */
  extra?: Uint8Array;
}

/** A WAV header: 44 bytes, more where a codec has parameters. */
export function wavHeader(header: WavHeader): Uint8Array<ArrayBuffer> {
  const { tag, channels, sampleRate, bitDepth, dataBytes, extra } = header;
  const blockBytes = header.blockBytes ?? channels * bitDepth / 8;
  const formatBytes = extra === undefined ? 16 : 18 + extra.length;
  const bytes = new Uint8Array(28 + formatBytes), view = new DataView(bytes.buffer);
  const text = (offset: number, word: string) => bytes.set(new TextEncoder().encode(word), offset);
  text(0, "RIFF");
  view.setUint32(4, 20 + formatBytes + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, formatBytes, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * blockBytes, true);
  view.setUint16(32, blockBytes, true);
  view.setUint16(34, bitDepth, true);
  if (extra !== undefined) {
    view.setUint16(36, extra.length, true);
    bytes.set(extra, 38);
  }
  text(20 + formatBytes, "data");
  view.setUint32(24 + formatBytes, dataBytes, true);
  return bytes;
}
