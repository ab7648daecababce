import type { InputAudioTrack } from "mediabunny";
import { type AacConfig, parseAacConfig } from "./aac/decoder.ts";
import { SAMPLE_RATES } from "./aac/tables.ts";
import {
  createAac,
  createFlac,
  createMp3,
  createOpus,
  createVorbis,
  OPUS_RATE,
  parseOpusHead,
} from "./codecs.ts";
import {
  type Block,
  cannotRead,
  checkHeader,
  DAMAGED,
  type Decoder,
  type DecoderContext,
} from "./decoder.ts";
import { createPcm } from "./pcm.ts";
import { ascii, bufferedSource, type ByteSource, viewOf } from "./source.ts";
import { type PacketCodec, Timeline, type Trim } from "./timeline.ts";

/** How the containers name codecs that we can name but not decode, and two of our own that differ. */
const CODEC_NAMES: Record<string, string> = {
  alac: "Apple Lossless (ALAC)",
  samr: "AMR",
  sawb: "AMR wide-band",
  ac3: "AC-3",
  eac3: "E-AC-3",
  dts: "DTS",
};

/** Names of the AAC profiles that are refused (ISO/IEC 14496-3, table 1.1). */
const PROFILES: Record<number, string> = {
  1: "Main",
  3: "SSR",
  4: "LTP",
  23: "LD",
  39: "ELD",
  42: "xHE",
};

/** iTunes's note, see {@linkcode readGapless}. */
const GAPLESS_NOTE = /iTunSMPB[^]{0,32} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{8}) ([0-9A-F]{16})/i;
/** More of an index is not searched for it. */
const MOST_INDEX_BYTES = 1 << 24;

/** What iTunes's encoder notes, in samples. */
interface Gapless {
  delay: number;
  length: number;
}

/** What is needed to decode a track. */
interface Plan {
  /** Hz. */
  sampleRate: number;
  /** Number of channels. */
  channels: number;
  /** Samples of the codec's own delay. */
  skip: number;
  create(): Promise<PacketCodec> | PacketCodec;
  /** The sound within a packet; the packet itself by default. */
  strip?(packet: Uint8Array): Uint8Array;
}

/**
 * Opens MP4 (m4a, mov), WebM and Matroska, MPEG-TS and bare AAC (ADTS), which `mediabunny` takes
 * apart, with AAC-LC, MP3, Opus, Vorbis, FLAC or uncompressed sound in them.
 *
 * @param source The file.
 * @param container What `sniffFormat` says it is.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If there is no sound track, its codec is another, or the index is missing.
 */
export async function openContainer(
  source: ByteSource,
  container: string,
  context: DecoderContext,
): Promise<Decoder> {
  const { name } = context;
  const gapless = container === "m4a" ? await readGapless(source, name) : undefined;
  const { ADTS, CustomSource, EncodedPacketSink, Input, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } =
    await import("mediabunny");
  const input = new Input({
    formats: [MP4, QTFF, WEBM, MATROSKA, MPEG_TS, ADTS],
    source: new CustomSource({ ...limited(source), maxCacheSize: 0 }),
  });
  const track = await input.getPrimaryAudioTrack();
  if (track === null) throw cannotRead(name, "it has no sound track", "name a file with sound");
  const sink = new EncodedPacketSink(track), first = await sink.getFirstPacket();
  if (first === null) throw cannotRead(name, "its sound track is empty", DAMAGED);
  const plan = await planOf(track, first.data, context), { sampleRate, channels } = plan;
  checkHeader(sampleRate, channels, context);
  const seconds = container === "aac" || container === "ts"
    ? undefined
    : await track.computeDuration();
  const trim = trimOf(first.timestamp, seconds, gapless, plan);
  const warnings: string[] = [];
  return {
    format: { container, codec: codecOf(track), sampleRate, channels },
    declaredSeconds: Number.isFinite(trim.keep) ? trim.keep / sampleRate : undefined,
    warnings,
    async *blocks(): AsyncGenerator<Block> {
      const codec = await plan.create(), timeline = new Timeline(codec, name, trim);
      try {
        for await (const { data, timestamp } of sink.packets()) {
          const packet = plan.strip?.(data) ?? data;
          const start = Math.round(timestamp * sampleRate);
          for await (const block of timeline.play({ packets: [packet], start })) {
            yield { channels: block, sampleRate };
          }
          if (timeline.isFull) break;
        }
        warnings.push(...timeline.findings());
      } finally {
        codec.free();
        input.dispose();
      }
    },
  };
}

/**
 * The source as `mediabunny` wants it. On some damaged files it asks for the same bytes without end;
 * each read goes past us, as nothing is cached, so that we can put an end to it.
 */
function limited(source: ByteSource): {
  getSize: () => number;
  read: (start: number, end: number) => Promise<Uint8Array>;
} {
  const file = bufferedSource(source);
  let left = source.size + 10000; // no packet is so small that one byte takes a read
  return {
    getSize: () => source.size,
    read: (start, end) => {
      if (left-- <= 0) {
        throw new RangeError("it is damaged: its parts refer to each other in a circle");
      }
      return file.read(start, end - start);
    },
  };
}

/**
 * Finds the index of an MP4 file, and in it iTunes's note on gapless playing, which `mediabunny`
 * does not read: after a 0, delay, padding and true length in samples, in hexadecimal digits.
 *
 * @throws {AudioError} If there is no whole index: one that stands at the end may have been cut off.
 */
async function readGapless(source: ByteSource, name: string): Promise<Gapless | undefined> {
  for (let offset = 0, n = 0; offset + 8 <= source.size && n < 10000; n++) {
    const head = await source.read(offset, 16), view = viewOf(head), type = ascii(head, 4, 4);
    let size = view.getUint32(0);
    if (size === 1 && head.length === 16) size = Number(view.getBigUint64(8));
    if (size === 0) size = source.size - offset;
    if (type === "moof") return undefined;
    if (type === "moov" && offset + size <= source.size) {
      const index = await source.read(offset, Math.min(size, MOST_INDEX_BYTES));
      const note = GAPLESS_NOTE.exec(new TextDecoder("latin1").decode(index));
      if (note === null) return undefined;
      const [delay, , length] = note.slice(1).map((digits) => parseInt(digits, 16));
      return length > 0 ? { delay, length } : undefined;
    }
    if (size < 8) break;
    offset += size;
  }
  const reason = "its MP4 index (moov) is missing or cut short: the file is incomplete, and no " +
    "program can read its sound without";
  throw cannotRead(name, reason, "record or copy it again, or let a repair tool rebuild the index");
}

function codecOf({ codec, internalCodecId }: InputAudioTrack): string {
  if (codec?.startsWith("pcm-f")) return "float";
  if (codec?.startsWith("pcm-")) return "pcm";
  return codec === "ulaw" ? "mulaw" : codec ?? String(internalCodecId);
}

async function planOf(
  track: InputAudioTrack,
  first: Uint8Array,
  { name, maxChannels }: DecoderContext,
): Promise<Plan> {
  const { codec, sampleRate, numberOfChannels: channels } = track;
  const description = (await track.getDecoderConfig())?.description;
  const setup = description === undefined ? new Uint8Array(0) : bytesOf(description);
  const plain = { sampleRate, channels, skip: 0 };
  switch (codec) {
    case "aac":
      return planAac(setup, first, channels, name, maxChannels);
    case "mp3":
      return { ...plain, create: () => createMp3(sampleRate, channels) };
    case "flac":
      return { ...plain, create: () => createFlac(sampleRate) };
    case "opus": {
      const head = parseOpusHead(setup);
      if (head === undefined) throw cannotRead(name, "its Opus set-up is damaged", DAMAGED);
      const create = () => createOpus(head);
      return { sampleRate: OPUS_RATE, channels: head.channels, skip: head.preSkip, create };
    }
    case "vorbis": {
      const headers = vorbisHeaders(setup);
      if (headers === undefined) throw cannotRead(name, "its Vorbis set-up is damaged", DAMAGED);
      return { ...plain, create: () => createVorbis({ sampleRate, channels }, ...headers) };
    }
  }
  const match = /^pcm-([usf])(8|16|24|32|64)(be)?$/.exec(codec ?? "");
  if (match) {
    const [, kind, bits, big] = match;
    const create = () =>
      createPcm({
        format: { container: "", codec: "", sampleRate, channels },
        kind: kind === "f" ? "float" : "integer",
        bytesPerSample: Number(bits) / 8,
        littleEndian: big === undefined,
        signed8: kind === "s",
      });
    return { ...plain, create };
  }
  const id = typeof track.internalCodecId === "string" ? track.internalCodecId : "";
  const known = CODEC_NAMES[codec ?? id] ?? (codec ?? id ?? "").toString();
  throw cannotRead(name, `${known || "a codec without a name"} in it is not supported`);
}

function planAac(
  setup: Uint8Array,
  first: Uint8Array,
  stated: number,
  name: string,
  maxChannels: number,
): Plan {
  const bare = setup.length === 0; // every frame with a header of its own (ADTS)
  const config = bare ? parseAdtsConfig(first) : parseAacConfig(setup);
  if (config === undefined) throw cannotRead(name, "its AAC set-up is damaged", DAMAGED);
  const { objectType, sampleRate, channelConfiguration } = config;
  if (objectType !== 2) {
    const profile = PROFILES[objectType] ?? `profile ${objectType}`;
    throw cannotRead(name, `AAC ${profile} is not supported, only LC and HE-AAC`);
  }
  return {
    sampleRate,
    channels: [stated || 2, 1, 2, 3, 4, 5, 6, 8][channelConfiguration] ?? stated,
    skip: 0,
    create: () => createAac(config, maxChannels),
    // A checksum of 2 bytes may follow the 7 of the header.
    strip: bare ? (packet) => packet.subarray(packet[1] & 1 ? 7 : 9) : undefined,
  };
}

function parseAdtsConfig([b0, b1, b2, b3]: Uint8Array): AacConfig | undefined {
  if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0) return undefined;
  const sampleRate = SAMPLE_RATES[(b2 >> 2) & 15];
  if (sampleRate === undefined) return undefined;
  return {
    objectType: (b2 >> 6) + 1,
    rateIndex: Math.min(11, (b2 >> 2) & 15),
    sampleRate,
    channelConfiguration: ((b2 & 1) << 2) | (b3 >> 6),
  };
}

/** Vorbis's first and third headers: a 2, the lengths of the first two in steps of 255, all three. */
function vorbisHeaders(setup: Uint8Array): [Uint8Array, Uint8Array] | undefined {
  let at = 1;
  const readLength = (): number => {
    let length = 0;
    while (setup[at] === 255) length += setup[at++];
    return length + setup[at++];
  };
  const first = readLength(), second = readLength();
  if (setup[0] !== 2 || !(at + first + second < setup.length)) return undefined;
  return [setup.slice(at, at + first), setup.slice(at + first + second)];
}

/** What to cut off: by the times of the packets (an edit list), by iTunes's note, by the codec. */
function trimOf(
  firstTime: number,
  seconds: number | undefined,
  gapless: Gapless | undefined,
  { sampleRate, skip }: Plan,
): Trim {
  if (firstTime >= 0 && gapless !== undefined) return { skip: gapless.delay, keep: gapless.length };
  const early = Math.max(skip, Math.round(-firstTime * sampleRate));
  if (seconds === undefined || !(seconds > 0)) return { skip: early, keep: Infinity };
  return { skip: early, keep: Math.round((seconds - Math.max(0, firstTime)) * sampleRate) };
}

function bytesOf(data: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}
