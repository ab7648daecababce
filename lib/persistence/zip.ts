import { Inflate } from "fflate";
import { PersistenceError } from "../errors.ts";

/** What is read of a zip archive that may come from anywhere. */
export interface ZipLimits {
  /**
   * Most members.
   * @default 256: a model has three, an ensemble of five fifteen
   */
  maxMembers?: number;
  /**
   * Most bytes that all members together may unpack to.
   * @default 268435456: 256 MiB, a model of 4000 states
   */
  maxBytes?: number;
}

/** A member as the archive's directory declares it. */
interface Member {
  name: string;
  method: number;
  crc: number;
  packed: number;
  unpacked: number;
  /** Offset of its local header. */
  offset: number;
}

/**
 * An archive of more than a megabyte inside may unpack to so many times its size: models pack 3 to 9
 * times, a single array of counts 150 times, nothing but zeros 1000 times.
 */
const MAX_RATIO = 100, FREE_BYTES = 1 << 20;

const END_SIGNATURE = 0x06054b50, MEMBER_SIGNATURE = 0x02014b50, LOCAL_SIGNATURE = 0x04034b50;

/** Size of the records without their names and comments. */
const END_SIZE = 22, MEMBER_SIZE = 46, LOCAL_SIZE = 30;

function fail(rule: string): never {
  throw new PersistenceError(`this zip archive ${rule}`);
}

/** The remainders of all bytes for {@linkcode crc32}. */
const CRC_TABLE: Uint32Array = Uint32Array.from({ length: 256 }, (_, rest) => {
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The checksum of a zip archive's members. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Reads the directory at the archive's end; nothing is unpacked. */
function readDirectory(bytes: Uint8Array, view: DataView, maxMembers: number): Member[] {
  let end = bytes.length - END_SIZE;
  // A comment of up to 65535 bytes may follow the last record.
  const lowest = Math.max(0, end - 0xffff);
  while (end >= lowest && view.getUint32(end, true) !== END_SIGNATURE) end--;
  if (end < lowest || bytes.length < END_SIZE) {
    fail("has no directory; is it a .npz file, and whole?");
  }
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) fail("is larger than 4 GB");
  if (count > maxMembers) fail(`has ${count} members, more than the ${maxMembers} allowed`);
  if (at + size > end) fail("has a directory that is cut off");
  const members: Member[] = [];
  for (let i = 0; i < count; i++) {
    if (at + MEMBER_SIZE > end || view.getUint32(at, true) !== MEMBER_SIGNATURE) {
      fail("has a damaged directory");
    }
    const flags = view.getUint16(at + 8, true);
    const nameLength = view.getUint16(at + 28, true);
    const next = at + MEMBER_SIZE + nameLength + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
    if (next > end) fail("has a damaged directory");
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    if (flags & 1) fail(`has the encrypted member ${JSON.stringify(name)}`);
    members.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      unpacked: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return members;
}

/**
 * Unpacks a deflated member of a size that is known. Fed in pieces, so that a stream that unpacks
 * to more than it declares is found before it has filled the memory.
 */
function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  const result = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((piece) => {
    if (length + piece.length > size) {
      fail(`has the member ${name} that unpacks to more than it declares`);
    }
    result.set(piece, length);
    length += piece.length;
  });
  // Deflate packs at most 1032 times: a piece of 16 KiB makes 16 MiB at most.
  const step = 1 << 14;
  try {
    for (let at = 0; at === 0 || at < packed.length; at += step) {
      stream.push(packed.subarray(at, at + step), at + step >= packed.length);
    }
  } catch (error) {
    if (error instanceof PersistenceError) throw error;
    fail(`has the damaged member ${name}: ${(error as Error).message}`);
  }
  if (length !== size) fail(`has the member ${name} that unpacks to less than it declares`);
  return result;
}

/**
 * Unpacks a zip archive in memory, stored or deflated.
 *
 * Sizes are checked before anything is unpacked or allocated, contents against their checksums.
 * Names are never used as paths; those with anything but letters, digits, `_`, `-` and dots in them
 * are refused all the same, and so are two members of one name.
 *
 * By hand, since a browser, which reads packed models, has no `node:zlib`, and fflate's `unzipSync`
 * checks no checksum and inflates a member to its end whatever it declares: 300 MB of zeros in 293 kB,
 * declared as 10 bytes, keep it busy for 5 s without an error.
 *
 * @throws {PersistenceError} If it is no zip archive, damaged, or beyond a limit.
 * @see PKWARE, APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
 */
export function unzip(bytes: Uint8Array, limits: ZipLimits = {}): Map<string, Uint8Array> {
  const { maxMembers = 256, maxBytes = 1 << 28 } = limits;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const members = readDirectory(bytes, view, maxMembers);
  for (const { name, method } of members) {
    if (!/^\w[\w.-]{0,120}$/.test(name)) {
      fail(`has a member with the unsafe name ${JSON.stringify(name)}`);
    }
    if (method !== 0 && method !== 8) {
      fail(`has the member ${name} packed by the unknown method ${method}`);
    }
  }
  const total = members.reduce((sum, { unpacked }) => sum + unpacked, 0);
  if (total > maxBytes) fail(`unpacks to ${total} bytes, more than the ${maxBytes} allowed`);
  if (total > Math.max(FREE_BYTES, MAX_RATIO * bytes.length)) {
    fail(
      `unpacks to ${total} bytes, more than ${MAX_RATIO} times its own ${bytes.length}: that is no` +
        " model's; train again, or restore it from a copy",
    );
  }
  const contents = new Map<string, Uint8Array>();
  for (const { name, method, unpacked, packed, offset, crc } of members) {
    const damaged = `has the damaged member ${name}`;
    if (contents.has(name)) fail(`has two members called ${name}`);
    if (method === 0 && packed !== unpacked) fail(damaged);
    if (offset + LOCAL_SIZE > bytes.length || view.getUint32(offset, true) !== LOCAL_SIGNATURE) {
      fail(damaged);
    }
    // The two lengths may differ from those in the directory (NumPy writes an extra field here only).
    const start = offset + LOCAL_SIZE + view.getUint16(offset + 26, true) +
      view.getUint16(offset + 28, true);
    if (start + packed > bytes.length) fail(`has the member ${name} that is cut off`);
    const raw = bytes.subarray(start, start + packed);
    const content = method === 0 ? raw : inflate(raw, unpacked, name);
    if (crc32(content) !== crc) fail(`${damaged}: its checksum is wrong`);
    contents.set(name, content);
  }
  return contents;
}
