import { parseAacConfig } from "./aac/decoder.ts";
import { decodePackets, type Trim } from "./aac/packets.ts";
import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { ascii, bufferedSource, type ByteSource, sliceSource, viewOf } from "./source.ts";

/** Codecs that come in MP4 and that we can name but not read. */
const CODEC_NAMES: Record<string, string> = {
  alac: "Apple Lossless",
  "ac-3": "AC-3",
  "ec-3": "E-AC-3",
  Opus: "Opus",
  fLaC: "FLAC",
  samr: "AMR",
  ".mp3": "MP3",
};

/** No file has more boxes on one level; one made to keep us walking may. */
const MOST_BOXES = 10000;

/** Tables that a file may make large; more than this many bytes are not read. */
const MOST_TABLE_BYTES = 1 << 26;

/**
 * Opens MP4 (m4a): AAC of the LC profile, the lower half of HE-AAC.
 *
 * @param source The file.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If there is no sound track or its codec is another.
 *
 * @see ISO/IEC 14496-12 (boxes), 14496-1 (7.2.6, descriptors).
 */
export async function openMp4(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const { name } = context, file = bufferedSource(source);
  const movie = await findBox(file, "moov");
  if (movie === undefined) {
    throw cannotRead(
      name,
      "its MP4 index (moov) is missing: the recording was not closed",
      undefined,
    );
  }
  const track = await findSoundTrack(movie);
  if (track === undefined) throw cannotRead(name, "it has no sound track");
  const table = await findBox(track, "mdia", "minf", "stbl");
  const description = await readAll(table && await findBox(table, "stsd"));
  if (table === undefined || description.length < 16 + 28) {
    throw cannotRead(name, "its sound track is not described", DAMAGED);
  }
  const codec = ascii(description, 12, 4);
  const setup = codec === "mp4a" ? findSetup(description) : undefined;
  const config = setup && parseAacConfig(setup);
  if (config === undefined) {
    throw cannotRead(name, `MP4 with ${CODEC_NAMES[codec] ?? `"${codec}"`} is not supported`);
  }
  const sizes = await findBox(table, "stsz");
  if ((sizes?.size ?? 0) <= 12 && await findBox(movie, "mvex")) {
    throw cannotRead(name, "fragmented MP4 is not supported");
  }
  const stated = viewOf(description).getUint16(32);
  const channels = [stated, 1, 2, 3, 4, 5, 6, 8][config.channelConfiguration] ?? stated;
  const { sampleRate } = config;
  checkHeader(sampleRate, channels, context);
  const trim = await readTrim(movie, track, sampleRate);
  const seconds = Number.isFinite(trim.keep) ? trim.keep / sampleRate : undefined;
  return {
    format: { container: "m4a", codec: "aac", sampleRate, channels },
    declaredSeconds: seconds,
    ...decodePackets(packets(file, table), config, context, trim),
  };
}

/** The boxes directly inside a source: name and content. */
async function* boxes(source: ByteSource): AsyncGenerator<{ type: string; content: ByteSource }> {
  let offset = 0;
  for (let n = 0; n < MOST_BOXES && offset + 8 <= source.size; n++) {
    const head = await source.read(offset, 16), view = viewOf(head);
    if (head.length < 8) return;
    let size = view.getUint32(0), headBytes = 8;
    if (size === 1 && head.length === 16) {
      size = Number(view.getBigUint64(8));
      headBytes = 16;
    } else if (size === 0) size = source.size - offset;
    if (size < headBytes) return;
    const content = sliceSource(source, offset + headBytes, size - headBytes);
    yield { type: ascii(head, 4, 4), content };
    offset += size;
  }
}

/** The content of the box at the end of a path of names. */
async function findBox(source: ByteSource, ...path: string[]): Promise<ByteSource | undefined> {
  const [first, ...rest] = path;
  for await (const { type, content } of boxes(source)) {
    if (type === first) return rest.length === 0 ? content : await findBox(content, ...rest);
  }
  return undefined;
}

async function findSoundTrack(movie: ByteSource): Promise<ByteSource | undefined> {
  for await (const { type, content } of boxes(movie)) {
    if (type !== "trak") continue;
    const handler = await readAll(await findBox(content, "mdia", "hdlr"));
    if (ascii(handler, 8, 4) === "soun") return content;
  }
  return undefined;
}

async function readAll(source: ByteSource | undefined): Promise<Uint8Array> {
  if (source === undefined) return new Uint8Array(0);
  return (await source.read(0, Math.min(source.size, MOST_TABLE_BYTES))).slice();
}

/** AudioSpecificConfig out of the `esds` box: descriptors 3, 4 and 5, one within the other. */
function findSetup(description: Uint8Array): Uint8Array | undefined {
  let at = -1;
  for (let i = 44; i + 4 <= description.length && at < 0; i++) {
    if (ascii(description, i, 4) === "esds") at = i + 8;
  }
  if (at < 0) return undefined;
  while (at < description.length) {
    const tag = description[at++];
    let length = 0;
    for (let i = 0; i < 4; i++) {
      const byte = description[at++];
      length = (length << 7) | (byte & 0x7f);
      if (!(byte & 0x80)) break;
    }
    if (tag === 3) {
      const flags = description[at + 2];
      at += 3 + (flags & 0x80 ? 2 : 0) + (flags & 0x40 ? 1 + description[at + 3] : 0) +
        (flags & 0x20 ? 2 : 0);
    } else if (tag === 4) {
      const type = description[at]; // 0x40 and 0x66..0x68 are AAC
      if (type !== 0x40 && !(type >= 0x66 && type <= 0x68)) return undefined;
      at += 13;
    } else if (tag === 5) return description.subarray(at, at + length);
    else return undefined;
  }
  return undefined;
}

/** What the edit list cuts off; without one, what the track's own length leaves. */
async function readTrim(movie: ByteSource, track: ByteSource, sampleRate: number): Promise<Trim> {
  const media = await readTimes(await findBox(track, "mdia", "mdhd"));
  const whole = await readTimes(await findBox(movie, "mvhd"));
  const all = media.scale > 0 && media.length > 0
    ? Math.round(media.length / media.scale * sampleRate)
    : Infinity;
  const list = await readAll(await findBox(track, "edts", "elst"));
  const long = list[0] === 1, entryBytes = long ? 20 : 12, view = viewOf(list);
  if (list.length < 8 + entryBytes || media.scale <= 0 || whole.scale <= 0) {
    return { skip: 0, keep: all };
  }
  const count = Math.min(view.getUint32(4), Math.floor((list.length - 8) / entryBytes));
  for (let i = 0; i < count; i++) {
    const at = 8 + i * entryBytes;
    const length = long ? Number(view.getBigUint64(at)) : view.getUint32(at);
    const start = long ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (start < 0) continue; // an empty edit: a pause before the sound
    const skip = Math.round(start / media.scale * sampleRate);
    const keep = Math.round(length / whole.scale * sampleRate);
    return { skip, keep: keep > 0 ? keep : Math.max(0, all - skip) };
  }
  return { skip: 0, keep: all };
}

/** Units a second and length in units, of `mvhd` and `mdhd` alike. */
async function readTimes(box: ByteSource | undefined): Promise<{ scale: number; length: number }> {
  const bytes = await readAll(box), view = viewOf(bytes);
  if (bytes[0] === 1 && bytes.length >= 32) {
    return { scale: view.getUint32(20), length: Number(view.getBigUint64(24)) };
  }
  if (bytes.length < 20) return { scale: 0, length: 0 };
  return { scale: view.getUint32(12), length: view.getUint32(16) };
}

/** The frames of a track: chunks by `stco`, frames a chunk by `stsc`, sizes by `stsz`. */
async function* packets(file: ByteSource, table: ByteSource): AsyncGenerator<Uint8Array> {
  const sizes = viewOf(await readAll(await findBox(table, "stsz")));
  const runs = viewOf(await readAll(await findBox(table, "stsc")));
  const short = await findBox(table, "stco"), wide = short ? undefined : "co64";
  const chunks = viewOf(await readAll(short ?? await findBox(table, "co64")));
  if (sizes.byteLength < 12 || runs.byteLength < 20 || chunks.byteLength < 8) return;
  const fixed = sizes.getUint32(4), stated = sizes.getUint32(8);
  // Counts are believed only as far as the tables and the file reach.
  const most = fixed > 0 ? Math.ceil(file.size / fixed) : (sizes.byteLength - 12) >> 2;
  const count = Math.min(stated, most), runCount = Math.floor((runs.byteLength - 8) / 12);
  const chunkCount = Math.floor((chunks.byteLength - 8) / (wide ? 8 : 4));
  let sample = 0, run = 0;
  for (let chunk = 0; chunk < chunkCount && sample < count; chunk++) {
    while (run + 1 < runCount && runs.getUint32(8 + 12 * (run + 1)) <= chunk + 1) run++;
    let offset = wide
      ? Number(chunks.getBigUint64(8 + 8 * chunk))
      : chunks.getUint32(8 + 4 * chunk);
    const inChunk = runs.getUint32(8 + 12 * run + 4);
    for (let i = 0; i < inChunk && sample < count; i++, sample++) {
      const size = fixed || sizes.getUint32(12 + 4 * sample);
      const packet = await file.read(offset, size);
      if (packet.length < size) return; // cut short
      yield packet;
      offset += size;
    }
  }
}
