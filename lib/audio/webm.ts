import { cannotRead, checkHeader, DAMAGED, type Decoder, type DecoderContext } from "./decoder.ts";
import { decodeOpus, decodeVorbis, OPUS_RATE } from "./ogg.ts";
import { ascii, bufferedSource, type ByteSource, viewOf } from "./source.ts";

/** Names of the elements that we look at (RFC 9559), without their subtree's names. */
const SEGMENT = 0x18538067, INFO = 0x1549a966, TIME_SCALE = 0x2ad7b1, DURATION = 0x4489;
const TRACKS = 0x1654ae6b, TRACK = 0xae, NUMBER = 0xd7, TYPE = 0x83, CODEC = 0x86, PRIVATE = 0x63a2;
const AUDIO = 0xe1, RATE = 0xb5, CHANNELS = 0x9f;
const CLUSTER = 0x1f43b675, BLOCK_GROUP = 0xa0, BLOCK = 0xa1, SIMPLE_BLOCK = 0xa3;
const SOUND_TRACK = 2;
/** Elements whose content is elements: we go in and walk on, so their own size does not matter. */
const PARENTS = new Set([SEGMENT, INFO, TRACKS, TRACK, AUDIO, CLUSTER, BLOCK_GROUP]);
/** No setup or packet of sound is longer. */
const MOST_BYTES = 1 << 20;

interface Element {
  id: number;
  content: () => Promise<Uint8Array>;
}

interface Track {
  number: number;
  type: number;
  codec: string;
  setup: Uint8Array;
  sampleRate: number;
  channels: number;
}

/**
 * Opens WebM and Matroska sound: Opus and Vorbis. The packets are wrapped anew, in Ogg pages, and
 * then go the way of Ogg files.
 *
 * @param source The file.
 * @param context Its name and the limits.
 * @returns The decoder.
 * @throws {AudioError} If there is no sound track or its codec is another.
 */
export async function openWebm(source: ByteSource, context: DecoderContext): Promise<Decoder> {
  const file = bufferedSource(source), { name } = context;
  const { tracks, seconds } = await readHead(file);
  const track = tracks.find(({ type }) => type === SOUND_TRACK);
  if (track === undefined) throw cannotRead(name, "it has no sound track");
  const { codec, channels } = track, opus = codec === "A_OPUS";
  if (!opus && codec !== "A_VORBIS") {
    throw cannotRead(name, `WebM or Matroska with ${codec || "an unnamed codec"} is not supported`);
  }
  const sampleRate = opus ? OPUS_RATE : track.sampleRate;
  checkHeader(sampleRate, channels, context);
  const headers = opus ? opusHeaders(track.setup) : vorbisHeaders(track.setup);
  if (headers === undefined) throw cannotRead(name, `its ${codec} setup is cut short`, DAMAGED);
  const pages = (): AsyncGenerator<Uint8Array> =>
    toOgg(headers, blocksOf(file, track.number, context));
  return {
    format: { container: "webm", codec: opus ? "opus" : "vorbis", sampleRate, channels },
    declaredSeconds: seconds,
    ...(opus ? decodeOpus(pages) : decodeVorbis(pages)),
  };
}

/** All elements, parents before their children. */
async function* elements(file: ByteSource): AsyncGenerator<Element> {
  for (let offset = 0; offset < file.size;) {
    const head = await file.read(offset, 12);
    const idBytes = Math.clz32(head[0]) - 23, sizeBytes = Math.clz32(head[idBytes]) - 23;
    if (idBytes > 4 || sizeBytes > 8 || idBytes + sizeBytes > head.length) return; // damaged
    let id = 0, size = head[idBytes] & (0xff >> sizeBytes);
    for (let i = 0; i < idBytes; i++) id = id * 256 + head[i];
    for (let i = 1; i < sizeBytes; i++) size = size * 256 + head[idBytes + i];
    const start = offset + idBytes + sizeBytes, length = size;
    yield { id, content: () => file.read(start, Math.min(length, MOST_BYTES)) };
    offset = PARENTS.has(id) ? start : start + size;
  }
}

/** What stands before the first cluster: the tracks and the length. */
async function readHead(file: ByteSource): Promise<{ tracks: Track[]; seconds?: number }> {
  const tracks: Track[] = [];
  let scale = 1e6, duration = NaN;
  for await (const { id, content } of elements(file)) {
    if (id === CLUSTER || tracks.length > 100) break;
    if (id === TRACK) {
      const setup = new Uint8Array(0);
      tracks.push({ number: 0, type: 0, codec: "", setup, sampleRate: 8000, channels: 1 });
    }
    const track = tracks.at(-1);
    if (id === TIME_SCALE) scale = toInteger(await content());
    else if (id === DURATION) duration = toFloat(await content());
    else if (track === undefined) continue;
    else if (id === NUMBER) track.number = toInteger(await content());
    else if (id === TYPE) track.type = toInteger(await content());
    else if (id === CODEC) track.codec = ascii((await content()).subarray(0, 40), 0, 40);
    else if (id === PRIVATE) track.setup = (await content()).slice();
    else if (id === RATE) track.sampleRate = toFloat(await content());
    else if (id === CHANNELS) track.channels = toInteger(await content());
  }
  const seconds = duration * scale / 1e9; // the scale is in nanoseconds
  return { tracks, seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined };
}

function toInteger(bytes: Uint8Array): number {
  return bytes.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

function toFloat(bytes: Uint8Array): number {
  if (bytes.length === 4) return viewOf(bytes).getFloat32(0);
  return bytes.length === 8 ? viewOf(bytes).getFloat64(0) : NaN;
}

/** The packets of one track. */
async function* blocksOf(
  file: ByteSource,
  track: number,
  { name }: DecoderContext,
): AsyncGenerator<Uint8Array> {
  for await (const { id, content } of elements(file)) {
    if (id !== SIMPLE_BLOCK && id !== BLOCK) continue;
    const block = await content();
    // Track number, two bytes of time, flags; numbers above 127 take more bytes and do not occur.
    if (block.length < 5 || block[0] !== (0x80 | track)) continue;
    if (block[3] & 0x06) throw cannotRead(name, "WebM with laced blocks is not supported");
    yield block.subarray(4);
  }
}

/** OpusHead is the setup itself; the comment that must follow it may be empty. */
function opusHeaders(setup: Uint8Array): Uint8Array[] | undefined {
  if (setup.length < 19 || ascii(setup, 0, 8) !== "OpusHead") return undefined;
  return [setup, new TextEncoder().encode("OpusTags\0\0\0\0\0\0\0\0")];
}

/** Vorbis's three headers: 2, the lengths of the first two in steps of 255, the headers. */
function vorbisHeaders(setup: Uint8Array): Uint8Array[] | undefined {
  let at = 1;
  const readLength = (): number => {
    let length = 0;
    while (setup[at] === 255) length += setup[at++];
    return length + setup[at++];
  };
  const first = readLength(), second = readLength();
  if (setup[0] !== 2 || !(at + first + second < setup.length)) return undefined;
  const comment = at + first, books = comment + second;
  return [setup.subarray(at, comment), setup.subarray(comment, books), setup.subarray(books)];
}

/** Packets as an Ogg stream, a page each (RFC 3533, section 6). */
async function* toOgg(
  headers: Uint8Array[],
  packets: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let sequence = 0;
  const page = (packet: Uint8Array): Uint8Array => {
    const lacing = Math.floor(packet.length / 255) + 1;
    const bytes = new Uint8Array(27 + lacing + packet.length), view = viewOf(bytes);
    bytes.set(new TextEncoder().encode("OggS"));
    bytes[5] = sequence === 0 ? 2 : 0; // the first page is marked
    // The position counts pages here: decoders look at it in the last page only, which none is
    // marked as, and the checksum, left at 0, is not looked at either.
    view.setUint32(6, sequence, true);
    view.setUint32(14, 1, true);
    view.setUint32(18, sequence++, true);
    bytes[26] = lacing;
    bytes.fill(255, 27, 27 + lacing - 1);
    bytes[27 + lacing - 1] = packet.length % 255;
    bytes.set(packet, 27 + lacing);
    return bytes;
  };
  // A page holds 255 * 255 bytes at most; what is longer is no packet of sound.
  const fits = (packet: Uint8Array): boolean => packet.length > 0 && packet.length < 255 * 255;
  for (const header of headers) if (fits(header)) yield page(header);
  for await (const packet of packets) if (fits(packet)) yield page(packet);
}
