import { createFlac, createVorbis, parseVorbisHead, planOpus, type SoundPlan } from "./codecs.ts";
import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { parseStreamInfo } from "./flac.ts";
import { type OggHealth, type OggPage, readOggPages } from "./ogg_pages.ts";
import { ascii, type ByteSource, viewOf } from "./source.ts";
import { type PacketCodec, Timeline } from "./timeline.ts";

/** How much of the end of a file is searched for its last page, whose position is the length. */
const TAIL_BYTES = 1 << 17;
/** Pages in which the first stream of sound must have begun. */
const MOST_FIRST_PAGES = 20;

/** A stream of sound, known from its first packet. */
interface OggSound extends Omit<SoundPlan, "create"> {
  bitDepth?: number;
  /** Packets before the sound, the first included; more may follow that {@linkcode isHeader} knows. */
  headers: number;
  isHeader?(packet: Uint8Array): boolean;
  create(headers: Uint8Array[]): ReturnType<SoundPlan["create"]>;
}

/**
 * Opens an Ogg file: Vorbis, Opus or FLAC, woven together with other streams or alone, one after
 * the other (chained) or one.
 *
 * @throws {AudioError} If there is no such stream.
 * @see RFC 3533 (Ogg), RFC 7845 (Opus in Ogg), Vorbis I specification, appendix A.
 */
export async function openOgg(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const sound = await findSound(source, context);
  const { codec, sampleRate, channels, bitDepth, skip } = sound;
  checkHeader(sampleRate, channels, context);
  const length = await lastPosition(source);
  const decoder: Decoder = {
    format: {
      ...{ container: "ogg", codec, sampleRate, channels },
      ...(bitDepth === undefined ? {} : { bitDepth }),
    },
    declaredSeconds: length && Math.max(0, length - skip) / sampleRate,
    warnings: [],
    blocks: () => decodeLinks(source, decoder, context),
  };
  return decoder;
}

/** Decodes link after link; a link is one stream of sound from its first page to its last. */
async function* decodeLinks(
  source: ByteSource,
  decoder: Decoder,
  context: DecoderContext,
): ReturnType<Decoder["blocks"]> {
  const { warnings } = decoder, health: OggHealth = { damaged: 0, cut: false };
  let link: Link | undefined, links = 0, sounding = false, seconds = 0;
  const close = (): void => {
    seconds += link?.timeline?.seconds ?? 0;
    warnings.push(...link?.timeline?.findings() ?? []);
    link?.codec?.free();
    link = undefined;
  };
  try {
    for await (const page of readOggPages(source, health)) {
      if (page.first) {
        if (sounding) close();
        sounding = false;
        const sound: OggSound | undefined = link ? undefined : identify(page.packets[0]);
        if (sound === undefined) continue; // a picture, a text or a second sound beside the first
        checkHeader(sound.sampleRate, sound.channels, context);
        link = { serial: page.serial, sound, headers: [], ended: false };
        links++;
      }
      if (link === undefined || page.serial !== link.serial) continue;
      sounding ||= !page.first;
      for await (const channels of playPage(link, page, context)) {
        yield { channels, sampleRate: link.sound.sampleRate };
      }
    }
    const whole = link?.ended ?? true;
    close();
    if (links > 1) decoder.declaredSeconds = undefined; // that was the length of one
    if (health.damaged > 0) {
      warnings.push(`damaged Ogg pages (wrong checksum) were left out: ${health.damaged}`);
    }
    if (health.cut || !whole) {
      const where = health.cut ? "within a page" : "without an end mark";
      warnings.push(
        `the file is cut short: it ends ${where} after ${seconds.toFixed(2)} s of sound`,
      );
      decoder.declaredSeconds = undefined; // said already
    }
  } finally {
    close();
  }
}

/** A stream of sound that is being read. */
interface Link {
  serial: number;
  sound: OggSound;
  headers: Uint8Array[];
  ended: boolean;
  codec?: PacketCodec;
  timeline?: Timeline;
}

async function* playPage(
  link: Link,
  page: OggPage,
  { name }: DecoderContext,
): AsyncGenerator<Float32Array[]> {
  const { sound, headers } = link, packets: Uint8Array[] = [];
  for (const packet of page.packets) {
    if (headers.length < sound.headers) headers.push(packet);
    else if (packet.length > 0 && !sound.isHeader?.(packet)) packets.push(packet);
  }
  link.ended ||= page.last;
  if (packets.length === 0) return;
  if (link.timeline === undefined) {
    try {
      link.codec = await sound.create(headers);
    } catch (error) {
      throw cannotRead(name, "the set-up of its sound is damaged", DAMAGED, error);
    }
    link.timeline = new Timeline(link.codec, name, { skip: sound.skip, keep: Infinity });
  }
  const { afterLoss, last, position } = page;
  yield* link.timeline.play({ packets, end: position, afterLoss, last });
}

/** The first stream of sound in the file. */
async function findSound(source: ByteSource, { name }: DecoderContext): Promise<OggSound> {
  let seen = 0, codec = "";
  for await (const { first, packets } of readOggPages(source, { damaged: 0, cut: false })) {
    const sound = first ? identify(packets[0]) : undefined;
    if (sound !== undefined) return sound;
    if (first) codec ||= ascii(packets[0] ?? new Uint8Array(0), 0, 8).replace(/[^A-Za-z]/g, "");
    if (++seen >= MOST_FIRST_PAGES) break;
  }
  if (seen === 0) throw cannotRead(name, "its first Ogg page is damaged or cut short", DAMAGED);
  throw cannotRead(name, `Ogg with ${codec || "unknown content"} is not supported`);
}

function identify(packet: Uint8Array | undefined): OggSound | undefined {
  if (packet === undefined) return undefined;
  const opus = planOpus(packet), vorbis = parseVorbisHead(packet);
  if (opus !== undefined) return { ...opus, headers: 2 };
  if (vorbis !== undefined) {
    return {
      ...{ codec: "vorbis", ...vorbis, skip: 0, headers: 3 },
      isHeader: (sound) => (sound[0] & 1) !== 0,
      create([identification, , setup]) {
        if (setup?.[0] !== 5) throw new RangeError("no set-up header"); // 5 is its kind
        return createVorbis(vorbis.sampleRate, identification, setup);
      },
    };
  }
  // The mapping's own 9 bytes stand before FLAC's usual beginning.
  const flac = ascii(packet, 1, 4) === "FLAC" ? parseStreamInfo(packet.subarray(9)) : undefined;
  if (flac === undefined) return undefined;
  const { sampleRate, channels, bitDepth } = flac;
  return {
    ...{ codec: "flac", sampleRate, channels, bitDepth, skip: 0, headers: 1 },
    isHeader: (frame) => frame[0] !== 0xff,
    create: () => createFlac(sampleRate),
  };
}

/** Position (in samples) that the last page states; undefined if it is of another stream. */
async function lastPosition(source: ByteSource): Promise<number | undefined> {
  const serial = viewOf(await source.read(0, 27)).getUint32(14, true);
  const tail = await source.read(Math.max(0, source.size - TAIL_BYTES), TAIL_BYTES);
  const view = viewOf(tail);
  for (let i = tail.length - 27; i >= 0; i--) {
    if (tail[i] !== 0x4f || ascii(tail, i, 4) !== "OggS") continue;
    const position = view.getBigInt64(i + 6, true);
    if (position < 0n) continue;
    return view.getUint32(i + 14, true) === serial ? Number(position) : undefined;
  }
  return undefined;
}
