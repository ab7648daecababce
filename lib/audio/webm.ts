import { ascii, bufferedSource, type ByteSource, viewOf } from "./source.ts";
import type { Track } from "./demux.ts";

/** Names of the elements that we look at (RFC 9559), without their subtree's names. */
const SEGMENT = 0x18538067, INFO = 0x1549a966, TIME_SCALE = 0x2ad7b1, DURATION = 0x4489;
const TRACKS = 0x1654ae6b, TRACK = 0xae, NUMBER = 0xd7, TYPE = 0x83, CODEC = 0x86, PRIVATE = 0x63a2;
const AUDIO = 0xe1, RATE = 0xb5, CHANNELS = 0x9f, BITS = 0x6264;
const CLUSTER = 0x1f43b675, TIME = 0xe7, BLOCK_GROUP = 0xa0, BLOCK = 0xa1, SIMPLE_BLOCK = 0xa3;
const SOUND_TRACK = 2;
/** Elements whose content is elements: we go in and walk on, so their own size does not matter. */
const PARENTS = new Set([SEGMENT, INFO, TRACKS, TRACK, AUDIO, CLUSTER, BLOCK_GROUP]);
/** No setup or packet of sound is longer. */
const MOST_BYTES = 1 << 22;

/** Codecs under the names that `mediabunny` gives them; those of PCM follow from their bits. */
const CODECS: Record<string, string> = {
  A_OPUS: "opus",
  A_VORBIS: "vorbis",
  A_FLAC: "flac",
  A_AAC: "aac",
  "A_MPEG/L3": "mp3",
  A_AC3: "ac3",
  A_EAC3: "eac3",
  A_DTS: "dts",
  A_ALAC: "alac",
};

interface Element {
  id: number;
  /** Whether the file reaches to its end. */
  isWhole: boolean;
  content: () => Promise<Uint8Array>;
}

/**
 * The first sound track of a WebM or Matroska file; undefined if there is none. By hand, as
 * `mediabunny` gives up on a file whose last cluster is cut short, and reads some damaged ones
 * without end.
 */
export async function openWebm(source: ByteSource): Promise<Track | undefined> {
  const file = bufferedSource(source), { tracks, seconds, scale } = await readHead(file);
  const track = tracks.find(({ type }) => type === SOUND_TRACK);
  if (track === undefined) return undefined;
  const { number, sampleRate, channels, setup } = track;
  const codec = track.codec === "A_PCM/INT/LIT"
    ? track.bits === 8 ? "pcm-u8" : `pcm-s${track.bits}`
    : track.codec === "A_PCM/INT/BIG"
    ? `pcm-s${track.bits}be`
    : track.codec === "A_PCM/FLOAT/IEEE"
    ? `pcm-f${track.bits}`
    : CODECS[track.codec] ?? track.codec;
  const packets = () => blocksOf(file, number, scale / 1e9);
  return { codec, sampleRate, channels, setup, seconds, start: 0, end: Infinity, packets };
}

/** All elements, parents before their children. */
async function* elements(file: ByteSource): AsyncGenerator<Element> {
  for (let offset = 0; offset < file.size;) {
    const head = await file.read(offset, 12);
    const idBytes = Math.clz32(head[0]) - 23, sizeBytes = Math.clz32(head[idBytes]) - 23;
    if (idBytes > 4 || sizeBytes > 8 || idBytes + sizeBytes > head.length) {
      // Damaged: the next cluster is the next thing that can be known.
      const next = await findCluster(file, offset + 1);
      if (next === undefined) return;
      offset = next;
      continue;
    }
    let id = 0, size = head[idBytes] & (0xff >> sizeBytes);
    for (let i = 0; i < idBytes; i++) id = id * 256 + head[i];
    for (let i = 1; i < sizeBytes; i++) size = size * 256 + head[idBytes + i];
    const start = offset + idBytes + sizeBytes, length = size;
    const isWhole = PARENTS.has(id) || start + size <= file.size;
    yield { id, isWhole, content: () => file.read(start, Math.min(length, MOST_BYTES)) };
    offset = PARENTS.has(id) ? start : start + size;
  }
}

async function findCluster(file: ByteSource, from: number): Promise<number | undefined> {
  const step = 1 << 14;
  for (let offset = from; offset < file.size; offset += step) {
    const bytes = await file.read(offset, step + 3);
    for (let i = bytes.indexOf(0x1f); i >= 0; i = bytes.indexOf(0x1f, i + 1)) {
      if (i + 4 <= bytes.length && viewOf(bytes).getUint32(i) === CLUSTER) return offset + i;
    }
  }
  return undefined;
}

/** A track until the file says more of it (RFC 9559, section 5.1.4.1.29, for rate and channels). */
const NEW_TRACK = {
  ...{ number: 0, type: 0, codec: "", setup: new Uint8Array(0) },
  ...{ sampleRate: 8000, channels: 1, bits: 16 },
};

/** What stands before the first cluster: the tracks and the length. */
async function readHead(file: ByteSource) {
  const tracks: (typeof NEW_TRACK)[] = [];
  let scale = 1e6, duration = NaN;
  for await (const { id, content } of elements(file)) {
    if (id === CLUSTER || tracks.length > 100) break;
    if (id === TRACK) tracks.push({ ...NEW_TRACK });
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
    else if (id === BITS) track.bits = toInteger(await content());
  }
  const seconds = duration * scale / 1e9; // the scale is in nanoseconds
  return { tracks, scale, seconds: seconds > 0 && seconds < Infinity ? seconds : undefined };
}

function toInteger(bytes: Uint8Array): number {
  return bytes.subarray(0, 8).reduce((value, byte) => value * 256 + byte, 0);
}

function toFloat(bytes: Uint8Array): number {
  if (bytes.length === 4) return viewOf(bytes).getFloat32(0);
  return bytes.length === 8 ? viewOf(bytes).getFloat64(0) : NaN;
}

/** The packets of one track, with their time in seconds. */
async function* blocksOf(
  file: ByteSource,
  track: number,
  scale: number,
): ReturnType<Track["packets"]> {
  let cluster = 0;
  for await (const { id, isWhole, content } of elements(file)) {
    if (id === TIME) cluster = toInteger(await content());
    if ((id !== SIMPLE_BLOCK && id !== BLOCK) || !isWhole) continue;
    const block = await content();
    // Track number, two bytes of time, flags; numbers above 127 take more bytes and do not occur.
    if (block.length < 5 || block[0] !== (0x80 | track)) continue;
    const seconds = (cluster + viewOf(block).getInt16(1)) * scale;
    if ((block[3] & 0x06) === 0) yield { data: block.subarray(4), seconds };
    else {
      // Laced: the packets follow each other, so that only the first has a time of its own.
      let first: number | undefined = seconds;
      for (const data of unlace(block)) {
        yield { data, seconds: first };
        first = undefined;
      }
    }
  }
}

/** The frames of a laced block (RFC 9559, section 10.3), but for those of a damaged one. */
function unlace(block: Uint8Array): Uint8Array[] {
  const kind = (block[3] >> 1) & 3, count = block[4] + 1, sizes: number[] = [];
  let at = 5;
  const readVariable = (): number => {
    const bytes = Math.clz32(block[at] ?? 0) - 23;
    let value = (block[at++] ?? 0) & (0xff >> bytes);
    for (let i = 1; i < bytes; i++) value = value * 256 + (block[at++] ?? 0);
    return kind === 3 && sizes.length > 0 ? value - (2 ** (7 * bytes - 1) - 1) : value;
  };
  for (let i = 0; i + 1 < count; i++) {
    if (kind === 2) sizes.push(Math.floor((block.length - 5) / count));
    else if (kind === 3) sizes.push(readVariable() + (sizes.at(-1) ?? 0));
    else {
      let size = 0;
      while (block[at] === 255) size += block[at++];
      sizes.push(size + (block[at++] ?? 0));
    }
  }
  const frames: Uint8Array[] = [];
  for (const size of [...sizes, Infinity]) {
    const end = Math.min(block.length, at + size);
    if (size > 0 && end > at) frames.push(block.subarray(at, end));
    at = end;
  }
  return frames;
}
