import { FLACDecoder } from "@wasm-audio-decoders/flac";
import {
  cannotRead,
  checkHeader,
  DAMAGED,
  type Decoder,
  type DecoderContext,
  noteDamage,
} from "./decoder.ts";
import { ascii, type ByteSource, readPieces, viewOf } from "./source.ts";

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
}

/**
 * Reads STREAMINFO.
 *
 * @param bytes A FLAC stream from its "fLaC" on; 26 bytes suffice.
 * @returns Its content; undefined if the bytes are no such thing.
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
  };
}

/**
 * Opens FLAC with `@wasm-audio-decoders/flac`.
 *
 * @param source The file after its ID3 tag, from "fLaC" on.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If the stream does not start with STREAMINFO.
 */
export async function openFlac(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const info = parseStreamInfo(await source.read(0, 26));
  if (info === undefined) throw cannotRead(context.name, "its FLAC header is cut short", DAMAGED);
  return decodeFlac(source, info, "flac", context);
}

/**
 * The decoder for FLAC, bare or in Ogg, once its STREAMINFO is known.
 *
 * @param source The whole stream.
 * @param info Its STREAMINFO.
 * @param container "flac" or "ogg".
 * @param context Name and limits.
 */
export function decodeFlac(
  source: ByteSource,
  info: FlacInfo,
  container: string,
  context: DecoderContext,
): Decoder {
  const { sampleRate, channels, bitDepth, frames } = info;
  checkHeader(sampleRate, channels, context);
  const warnings: string[] = [];
  return {
    format: { container, codec: "flac", sampleRate, channels, bitDepth },
    declaredSeconds: frames > 0 ? frames / sampleRate : undefined,
    warnings,
    async *blocks(): AsyncGenerator<Float32Array[]> {
      const decoder = new FLACDecoder();
      await decoder.ready;
      try {
        for await (const piece of readPieces(source)) {
          const { channelData, errors, samplesDecoded } = await decoder.decode(piece);
          noteDamage(warnings, "FLAC frames", errors);
          if (samplesDecoded > 0) yield channelData;
        }
        const { channelData, samplesDecoded } = await decoder.flush();
        if (samplesDecoded > 0) yield channelData;
      } finally {
        decoder.free();
      }
    },
  };
}
