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
const OPUS_RATE = 48000;

/** What the decoders of the wasm-audio-decoders family give. */
interface DecodedPackets {
  channelData: Float32Array[];
  errors: { message: string }[];
}

function soundOf({ channelData, errors }: DecodedPackets): Float32Array[] {
  if (errors.length > 0) throw new RangeError(errors[0].message);
  return channelData;
}

/** What is needed to decode a stream of sound. */
export interface SoundPlan {
  /** What to call the codec. */
  codec: string;
  /** Hz. */
  sampleRate: number;
  channels: number;
  /** Samples of the codec's own delay, to be dropped at the start. */
  skip: number;
  create(): Promise<PacketCodec> | PacketCodec;
}

/** Opus by its identification header (RFC 7845, section 5.1); undefined if the packet is none. */
export function planOpus(head: Uint8Array): SoundPlan | undefined {
  if (head.length < 19 || ascii(head, 0, 8) !== "OpusHead") return undefined;
  const channels = head[9], table = head.subarray(21, 21 + channels), isPlain = head[18] === 0;
  if (isPlain ? channels > 2 : table.length < channels) return undefined;
  const mapping = {
    streamCount: head[19],
    coupledStreamCount: head[20],
    channelMappingTable: [...table],
  };
  const skip = viewOf(head).getUint16(10, true);
  return {
    ...{ codec: "opus", sampleRate: OPUS_RATE, channels, skip },
    async create() {
      const { OpusDecoder } = await import("opus-decoder");
      const decoder = new OpusDecoder({ channels, preSkip: 0, ...(isPlain ? {} : mapping) });
      await decoder.ready;
      return {
        sampleRate: OPUS_RATE,
        decode: (packet) => quietly(() => soundOf(decoder.decodeFrame(packet))),
        free: () => decoder.free(),
      };
    },
  };
}

/** Rate and channels in Vorbis's identification header (Vorbis I, 4.2.2); undefined if it is none. */
export function parseVorbisHead(head: Uint8Array) {
  if (head.length < 30 || head[0] !== 1 || ascii(head, 1, 6) !== "vorbis") return undefined;
  return { channels: head[11], sampleRate: viewOf(head).getUint32(12, true) };
}

/**
 * Vorbis by its first and third headers, with `@wasm-audio-decoders/ogg-vorbis`, which takes parsed
 * pages; a page is made for each packet.
 */
export async function createVorbis(
  sampleRate: number,
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
