import { parseAacConfig } from "./aac/decoder.ts";
import {
  createAac,
  createFlac,
  createMp3,
  createVorbis,
  planOpus,
  type SoundPlan,
} from "./codecs.ts";
import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { openMedia, type Track } from "./demux.ts";
import names from "./names.json" with { type: "json" };
import { createPcm } from "./pcm.ts";
import { ascii, type ByteSource, viewOf } from "./source.ts";
import { Timeline, type Trim } from "./timeline.ts";
import { openWebm } from "./webm.ts";

/** Codecs that we can name but not decode. */
const CODEC_NAMES: Record<string, string> = names.codecs;

/** Names of the AAC profiles that are refused (ISO/IEC 14496-3, table 1.1). */
const PROFILES: Record<number, string> = names.profiles;

/** iTunes's note, see {@linkcode readGapless}. */
const GAPLESS_NOTE = /iTunSMPB[^]{0,32} [0-9A-F]{8} ([0-9A-F]{8}) ([0-9A-F]{8}) ([0-9A-F]{16})/i;
/** More of an index is not searched for it. */
const MOST_INDEX_BYTES = 1 << 24;

/** What iTunes's encoder notes, in samples. */
interface Gapless {
  delay: number;
  length: number;
}

/**
 * Opens MP4 (m4a, mov), MPEG-TS and bare AAC (ADTS), which `mediabunny` takes apart, and WebM and
 * Matroska, with AAC-LC, MP3, Opus, Vorbis, FLAC or uncompressed sound in them.
 *
 * @throws {AudioError} If there is no sound track, its codec is another, or the index is missing.
 */
export async function openContainer(
  source: ByteSource,
  container: string,
  context: DecoderContext,
): Promise<Decoder> {
  const { name } = context, isMatroska = container === "webm" || container === "mkv";
  const gapless = container === "m4a" ? await readGapless(source, name) : undefined;
  const track = isMatroska ? await openWebm(source) : await openMedia(source, container);
  if (track === undefined) throw cannotRead(name, "no track of sound is found in it");
  const plan = planOf(track, container, context), { sampleRate, channels } = plan;
  checkHeader(sampleRate, channels, context);
  const trim = trimOf(track, gapless, plan), warnings: string[] = [];
  return {
    format: { container, codec: plan.codec, sampleRate, channels },
    declaredSeconds: Number.isFinite(trim.keep) ? trim.keep / sampleRate : track.seconds,
    warnings,
    async *blocks() {
      const codec = await plan.create(), timeline = new Timeline(codec, name, trim);
      try {
        for await (const { data, seconds } of track.packets()) {
          const start = seconds === undefined ? undefined : Math.round(seconds * sampleRate);
          for await (const block of timeline.play({ packets: [data], start })) {
            yield { channels: block, sampleRate };
          }
          if (timeline.isFull) break;
        }
        warnings.push(...timeline.findings());
      } finally {
        codec.free();
      }
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

const CONTAINER_NAMES: Record<string, string> = names.containers;

function planOf(track: Track, container: string, context: DecoderContext): SoundPlan {
  const { codec, sampleRate, channels, setup } = track, { name } = context;
  const plain = { codec, sampleRate, channels, skip: 0 };
  const damaged = (codec: string) => cannotRead(name, `its ${codec} set-up is damaged`, DAMAGED);
  switch (codec) {
    case "aac": {
      const config = parseAacConfig(setup);
      if (config === undefined) throw damaged("AAC");
      const { objectType, sampleRate, channelConfiguration } = config;
      if (objectType !== 2) {
        const profile = PROFILES[objectType] ?? `profile ${objectType}`;
        throw cannotRead(name, `AAC ${profile} is not supported, only LC and HE-AAC`);
      }
      const known = [channels || 2, 1, 2, 3, 4, 5, 6, 8][channelConfiguration] ?? channels;
      const create = () => createAac(config, context.maxChannels);
      return { ...plain, sampleRate, channels: known, create };
    }
    case "mp3":
      return { ...plain, create: () => createMp3(sampleRate, channels) };
    case "flac":
      return { ...plain, create: () => createFlac(sampleRate) };
    case "opus": {
      const plan = planOpus(setup);
      if (plan === undefined) throw damaged("Opus");
      return plan;
    }
    case "vorbis": {
      const headers = vorbisHeaders(setup);
      if (headers === undefined) throw damaged("Vorbis");
      return { ...plain, create: () => createVorbis(sampleRate, ...headers) };
    }
  }
  const match = /^pcm-([usf])(8|16|24|32|64)(be)?$/.exec(codec);
  if (match === null) {
    const known = CODEC_NAMES[codec] ?? (codec || "a codec without a name");
    throw cannotRead(name, `${CONTAINER_NAMES[container]} with ${known} is not supported`);
  }
  const [, letter, bits, big] = match, kind = letter === "f" ? "float" : "pcm";
  const form = { codec: kind, bytesPerSample: Number(bits) / 8, signed8: letter === "s" } as const;
  const create = () =>
    createPcm({ channels, sampleRate, ...form, littleEndian: big === undefined });
  return { ...plain, codec: kind, create };
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
function trimOf({ start, end }: Track, gapless: Gapless | undefined, plan: SoundPlan): Trim {
  if (start >= 0 && gapless !== undefined) return { skip: gapless.delay, keep: gapless.length };
  const skip = Math.max(plan.skip, Math.round(-start * plan.sampleRate));
  const keep = Math.round((end - Math.max(0, start)) * plan.sampleRate);
  return { skip, keep: keep > 0 ? keep : Infinity };
}
