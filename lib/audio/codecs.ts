/**
 * The codecs whose packets come in Ogg, MP4, WebM or MPEG-TS, all behind one interface. Each library
 * is loaded when it is needed and not before.
 *
 * @module
 */

import { type AacConfig, AacDecoder } from "./aac/decoder.ts";
import { quietly } from "./quiet.ts";
import { ascii, viewOf } from "./source.ts";
import type { PacketCodec } from "./timeline.ts";

/** Opus is always decoded at this rate (RFC 6716). */
export const OPUS_RATE = 48000;

/** What the decoders of the wasm-audio-decoders family give. */
interface DecodedPackets {
  channelData: Float32Array[];
  errors: { message: string }[];
}

function soundOf({ channelData, errors }: DecodedPackets): Float32Array[] {
  if (errors.length > 0) throw new RangeError(errors[0].message);
  return channelData;
}

/** The identification header of Opus (RFC 7845, section 5.1). */
export interface OpusHead {
  channels: number;
  /** Samples at 48 kHz to drop at the start. */
  preSkip: number;
  streamCount?: number;
  coupledStreamCount?: number;
  channelMappingTable?: number[];
}

/** Reads OpusHead; undefined if the packet is no such thing. */
export function parseOpusHead(packet: Uint8Array): OpusHead | undefined {
  if (packet.length < 19 || ascii(packet, 0, 8) !== "OpusHead") return undefined;
  const head = { channels: packet[9], preSkip: viewOf(packet).getUint16(10, true) };
  if (packet[18] === 0) return head.channels <= 2 ? head : undefined;
  const table = packet.subarray(21, 21 + head.channels);
  if (table.length < head.channels) return undefined;
  return {
    ...head,
    streamCount: packet[19],
    coupledStreamCount: packet[20],
    channelMappingTable: [...table],
  };
}

/** Opus, with `opus-decoder`. */
export async function createOpus(head: OpusHead): Promise<PacketCodec> {
  const { OpusDecoder } = await import("opus-decoder");
  const decoder = new OpusDecoder({ ...head, preSkip: 0 });
  await decoder.ready;
  return {
    sampleRate: OPUS_RATE,
    decode: (packet) => quietly(() => soundOf(decoder.decodeFrame(packet))),
    free: () => decoder.free(),
  };
}

/** The identification header of Vorbis (Vorbis I specification, section 4.2.2). */
export interface VorbisHead {
  sampleRate: number;
  channels: number;
}

/** Reads Vorbis's first header; undefined if the packet is no such thing. */
export function parseVorbisHead(packet: Uint8Array): VorbisHead | undefined {
  if (packet.length < 30 || packet[0] !== 1 || ascii(packet, 1, 6) !== "vorbis") return undefined;
  return { channels: packet[11], sampleRate: viewOf(packet).getUint32(12, true) };
}

/**
 * Vorbis, with `@wasm-audio-decoders/ogg-vorbis`, which takes parsed pages; a page is made for each
 * packet.
 *
 * @param identification The first header.
 * @param setup The third.
 */
export async function createVorbis(
  { sampleRate }: VorbisHead,
  identification: Uint8Array,
  setup: Uint8Array,
): Promise<PacketCodec> {
  const { OggVorbisDecoder } = await import("@wasm-audio-decoders/ogg-vorbis");
  const decoder = new OggVorbisDecoder();
  await decoder.ready;
  let header: unknown[] = [{ data: identification, codecFrames: [] }];
  return {
    sampleRate,
    async decode(packet) {
      const page = {
        data: packet,
        codecFrames: [{ data: packet, header: { vorbisSetup: setup } }],
      };
      const pages = [...header, page] as Parameters<typeof decoder.decodeOggPages>[0];
      header = [];
      return soundOf(await decoder.decodeOggPages(pages));
    },
    free: () => decoder.free(),
  };
}

/** FLAC frames, with `@wasm-audio-decoders/flac`. */
export async function createFlac(sampleRate: number): Promise<PacketCodec> {
  const { FLACDecoder } = await import("@wasm-audio-decoders/flac");
  const decoder = new FLACDecoder();
  await decoder.ready;
  return {
    sampleRate,
    async decode(packet) {
      const once = () => quietly(() => decoder.decodeFrames([packet]));
      let sound = await once();
      if (sound.errors.length > 0 || sound.samplesDecoded === 0) {
        // It minds that a frame is missing, or waits for the rest of one: it starts anew.
        await decoder.reset();
        sound = await once();
      }
      if (sound.samplesDecoded === 0) throw new RangeError("an incomplete frame");
      return soundOf(sound);
    },
    free: () => decoder.free(),
  };
}

/** MPEG audio frames, with `mpg123-decoder`. */
export async function createMp3(sampleRate: number, channels: number): Promise<PacketCodec> {
  const { MPEGDecoder } = await import("mpg123-decoder");
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  return {
    sampleRate,
    decode: (packet) => quietly(() => soundOf(decoder.decode(packet)).slice(0, channels)),
    free: () => decoder.free(),
  };
}

/** AAC frames, with the kit's own decoder. */
export function createAac(config: AacConfig, maxChannels: number): PacketCodec {
  const decoder = new AacDecoder(config);
  return {
    sampleRate: config.sampleRate,
    decode(packet) {
      const channels = decoder.decode(packet);
      if (channels.length > maxChannels) throw new RangeError("too many channels");
      return channels;
    },
    free() {},
  };
}
