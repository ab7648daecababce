import { albumOfId3, MOST_ID3_BYTES } from "./id3.ts";
import { id3Length } from "./sniff.ts";
import { bufferedSource, type ByteSource } from "./source.ts";

/** A track of sound, as a container holds it. */
export interface Track {
  /** Its codec, by `mediabunny`'s names or, where that has none, the container's. */
  codec: string;
  /** Hz. */
  sampleRate: number;
  channels: number;
  /** What the codec must know beforehand; empty where it needs nothing. */
  setup: Uint8Array;
  /** Length that the container promises, in seconds. */
  seconds?: number;
  /** Time of the first packet: below 0 where the first samples are not to be heard. */
  start: number;
  /** Time at which the sound ends, even if packets hold more; Infinity = with the last packet. */
  end: number;
  /** The packets, each with its time where it has one. */
  packets(): AsyncGenerator<{ data: Uint8Array; seconds?: number }>;
}

/**
 * The first sound track of an MP4, MPEG-TS or ADTS file, which `mediabunny` takes apart; undefined
 * if there is none.
 */
export async function openMedia(source: ByteSource, container: string): Promise<Track | undefined> {
  const media = await loadMedia();
  const input = new media.Input({
    formats: [media.MP4, media.QTFF, media.MPEG_TS, media.ADTS],
    source: new media.CustomSource({ ...limited(source), maxCacheSize: 0 }),
  });
  const track = await input.getPrimaryAudioTrack();
  if (track === null) return undefined;
  const { codec, internalCodecId, sampleRate, numberOfChannels: channels } = track;
  const sink = new media.EncodedPacketSink(track), first = await sink.getFirstPacket();
  const description = (await track.getDecoderConfig())?.description;
  const isBare = codec === "aac" && description === undefined && first !== null;
  return {
    codec: codec ?? (typeof internalCodecId === "string" ? internalCodecId : ""),
    sampleRate,
    channels,
    setup: isBare ? setupOfAdts(first.data) : bytesOf(description ?? new Uint8Array(0)),
    seconds: await track.getDurationFromMetadata() ?? undefined,
    start: first?.timestamp ?? 0,
    // Only MP4 tells its end to the sample; the packets of the others are all there is.
    end: container === "m4a" ? await track.computeDuration() : Infinity,
    async *packets() {
      for await (const { data, timestamp } of sink.packets()) {
        // A checksum of 2 bytes may follow the 7 of an ADTS header.
        const sound = isBare ? data.subarray(data[1] & 1 ? 7 : 9) : data;
        yield { data: sound, seconds: timestamp };
      }
    },
  };
}

/** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of profile, rate and channels in ADTS; else nothing. */
function setupOfAdts([b0, b1, b2, b3]: Uint8Array): Uint8Array {
  if (b0 !== 0xff || (b1 & 0xf6) !== 0xf0) return new Uint8Array(0);
  const rate = (b2 >> 2) & 15, channels = ((b2 & 1) << 2) | (b3 >> 6);
  return Uint8Array.of(((b2 >> 6) + 1) << 3 | rate >> 1, (rate & 1) << 7 | channels << 3);
}

/** The library, loaded when it is first asked for. */
async function loadMedia() {
  const media = await import("mediabunny");
  media.Logging.level = media.LogLevel.Silent; // what is wrong is said in our own words
  return media;
}

/** Reads that tags may take: those of whole files take twenty at most. */
const MOST_READS = 1000;

/**
 * The album that a file's tags name (ID3, Vorbis comments, MP4's or WAV's); undefined if there is
 * none, or if what there is cannot be read.
 */
export async function albumOf(source: ByteSource): Promise<string | undefined> {
  try {
    // In a damaged MP3 the library can look for frames for half a minute, so that ID3 is read here.
    const id3 = id3Length(await source.read(0, 10));
    if (id3 > 0) return albumOfId3(await source.read(0, Math.min(id3, MOST_ID3_BYTES)));
    const media = await loadMedia();
    const input = new media.Input({
      formats: [media.FLAC, media.OGG, media.MP4, media.QTFF, media.WAVE],
      source: new media.CustomSource({ ...limited(source, MOST_READS), maxCacheSize: 0 }),
    });
    return (await input.getMetadataTags()).album?.trim() || undefined;
  } catch {
    return undefined; // what is wrong with a file is said when its sound is read
  }
}

/**
 * The source as `mediabunny` wants it. On some damaged files it asks for the same bytes without end;
 * each read goes past us, as nothing is cached, so that we can put an end to it. No packet is so small
 * that one byte takes a read.
 */
function limited(source: ByteSource, most = source.size + 10000): {
  getSize: () => number;
  read: (start: number, end: number) => Promise<Uint8Array>;
} {
  const file = bufferedSource(source);
  let left = most;
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

function bytesOf(data: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
    : new Uint8Array(data).slice();
}
