import {
  cannotRead,
  checkHeader,
  DAMAGED,
  type Decoder,
  type DecoderContext,
  noteDamage,
} from "./decoder.ts";
import { decodeFlac, parseStreamInfo } from "./flac.ts";
import { ascii, type ByteSource, readPieces, viewOf } from "./source.ts";

/** What the Ogg decoders of the wasm-audio-decoders family have in common. */
interface OggDecoder {
  ready: Promise<void>;
  free(): void;
  decode(bytes: Uint8Array): Promise<OggSound> | OggSound;
  flush(): Promise<OggSound> | OggSound;
}
interface OggSound {
  channelData: Float32Array[];
  samplesDecoded: number;
  errors: { message: string }[];
}

/** How much of the end of a file is searched for its last page, whose position is the length. */
const TAIL_BYTES = 1 << 17;
/** Opus is always decoded at this rate (RFC 6716). */
export const OPUS_RATE = 48000;

/**
 * Opens an Ogg file: Vorbis with `@wasm-audio-decoders/ogg-vorbis`, Opus with `ogg-opus-decoder`,
 * FLAC with `@wasm-audio-decoders/flac`.
 *
 * @param source The file.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If the first stream is none of these.
 */
export async function openOgg(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const { name } = context, head = await source.read(0, 512);
  // The first page: 27 bytes, a table of as many bytes as byte 26 says, then the first packet.
  const packet = head.subarray(27 + head[26]);
  if (head.length < 27 || packet.length < 19) {
    throw cannotRead(name, "its first Ogg page is cut short", DAMAGED);
  }
  const view = viewOf(packet), serial = viewOf(head).getUint32(14, true);
  if (ascii(packet, 1, 6) === "vorbis" && packet[0] === 1) {
    const sampleRate = view.getUint32(12, true), channels = packet[11];
    checkHeader(sampleRate, channels, context);
    const length = await lastPosition(source, serial);
    return {
      format: { container: "ogg", codec: "vorbis", sampleRate, channels },
      declaredSeconds: length && length / sampleRate,
      ...decodeVorbis(() => readPieces(source)),
    };
  }
  if (ascii(packet, 0, 8) === "OpusHead") {
    const channels = packet[9], preSkip = view.getUint16(10, true);
    checkHeader(OPUS_RATE, channels, context);
    const length = await lastPosition(source, serial);
    return {
      format: { container: "ogg", codec: "opus", sampleRate: OPUS_RATE, channels },
      declaredSeconds: length && Math.max(0, length - preSkip) / OPUS_RATE,
      ...decodeOpus(() => readPieces(source)),
    };
  }
  if (ascii(packet, 1, 4) === "FLAC") {
    const info = parseStreamInfo(packet.subarray(9));
    if (info === undefined) throw cannotRead(name, "its FLAC header is cut short", DAMAGED);
    return decodeFlac(source, info, "ogg", context);
  }
  const codec = ascii(packet, 0, 8).replace(/[^A-Za-z]/g, "") || "unknown content";
  throw cannotRead(name, `Ogg with ${codec} is not supported`);
}

/** The parts of a decoder that do not depend on where the Ogg pages come from. */
type OggBlocks = Pick<Decoder, "warnings" | "blocks">;

/** Decodes Ogg Vorbis, given as a function that starts its pieces. */
export function decodeVorbis(pieces: () => AsyncGenerator<Uint8Array>): OggBlocks {
  return decodeOgg(pieces, async () => {
    const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
    return new OggVorbisDecoder();
  });
}

/** Decodes Ogg Opus, given as a function that starts its pieces. */
export function decodeOpus(pieces: () => AsyncGenerator<Uint8Array>): OggBlocks {
  return decodeOgg(pieces, async () => {
    const { OggOpusDecoder } = await import("ogg-opus-decoder");
    return new OggOpusDecoder();
  });
}

function decodeOgg(
  pieces: () => AsyncGenerator<Uint8Array>,
  create: () => Promise<OggDecoder>,
): OggBlocks {
  const warnings: string[] = [];
  return {
    warnings,
    async *blocks(): AsyncGenerator<Float32Array[]> {
      const decoder = await create();
      await decoder.ready;
      try {
        for await (const piece of pieces()) {
          const { channelData, samplesDecoded, errors } = await decoder.decode(piece);
          noteDamage(warnings, "Ogg packets", errors);
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

/** Position (in samples) that the last page of a stream states; undefined if there is none. */
async function lastPosition(source: ByteSource, serial: number): Promise<number | undefined> {
  const tail = await source.read(Math.max(0, source.size - TAIL_BYTES), TAIL_BYTES);
  const view = viewOf(tail);
  for (let i = tail.length - 27; i >= 0; i--) {
    if (tail[i] !== 0x4f || ascii(tail, i, 4) !== "OggS") continue;
    const position = view.getBigInt64(i + 6, true); // -1 = no packet ends on this page
    if (view.getUint32(i + 14, true) === serial && position >= 0n) return Number(position);
  }
  return undefined;
}
