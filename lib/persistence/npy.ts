import { PersistenceError } from "../errors.ts";

/** An array of numbers with its shape, as a `.npy` file holds it. */
export interface NpyArray {
  /** Length of each dimension; empty for a single number. */
  shape: number[];
  /** The numbers in row-major (C) order, whatever the file's own order and type. */
  data: Float64Array;
}

/** `\x93NUMPY`, the first six bytes of every `.npy` file. */
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Longest header that is read. NumPy itself refuses more than 10 000 characters. */
const MAX_HEADER = 10_000;

/**
 * Writes an array as `.npy`, version 1.0: float64, little-endian, C order.
 *
 * @param array The array; the product of its shape is the length of its data.
 * @returns The file's bytes, the same on every machine.
 * @throws {PersistenceError} If shape and data do not fit.
 * @see NumPy Enhancement Proposal 1, "A simple file format for NumPy arrays".
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array {
  const count = countOf(shape, "this array");
  if (count !== data.length) {
    throw new PersistenceError(
      `an array of shape (${shape.join(", ")}) holds ${count} numbers, found ${data.length}`,
    );
  }
  // A tuple of one has a comma behind it in Python: (12,).
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  let header = `{'descr': '<f8', 'fortran_order': False, 'shape': (${tuple}), }`;
  // Padded so that the numbers start at a multiple of 64, as the format asks.
  header += " ".repeat(63 - (MAGIC.length + 4 + header.length) % 64) + "\n";
  const bytes = new Uint8Array(MAGIC.length + 4 + header.length + 8 * count);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes[6] = 1;
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  for (let i = 0; i < count; i++) view.setFloat64(10 + header.length + 8 * i, data[i], true);
  return bytes;
}

/** The number of elements in a shape; a product that leaves the whole numbers is refused. */
function countOf(shape: readonly number[], name: string): number {
  const count = shape.reduce((product, length) => product * length, 1);
  if (shape.length > 32 || !Number.isSafeInteger(count)) {
    throw new PersistenceError(`${name} has the impossible shape (${shape.join(", ")})`);
  }
  return count;
}

const IS_LITTLE_ENDIAN: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Readers of one number at a byte offset, by NumPy's code for the type, with its size. */
const TYPES: Record<string, [number, (view: DataView, at: number, little: boolean) => number]> = {
  f8: [8, (view, at, little) => view.getFloat64(at, little)],
  f4: [4, (view, at, little) => view.getFloat32(at, little)],
  f2: [2, (view, at, little) => view.getFloat16(at, little)],
  i8: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  u8: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  i4: [4, (view, at, little) => view.getInt32(at, little)],
  u4: [4, (view, at, little) => view.getUint32(at, little)],
  i2: [2, (view, at, little) => view.getInt16(at, little)],
  u2: [2, (view, at, little) => view.getUint16(at, little)],
  i1: [1, (view, at) => view.getInt8(at)],
  u1: [1, (view, at) => view.getUint8(at)],
  b1: [1, (view, at) => view.getUint8(at)],
};

/** The three facts of a header: type with its byte order, element order, shape. */
function parseHeader(header: string): { descr: string; fortran: boolean; shape: number[] } | null {
  const descr = /'descr':\s*'([<>|=][a-zA-Z]\d{0,4})'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const tuple = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || tuple === undefined) return null;
  const shape = tuple.split(",").map((part) => part.trim()).filter((part) => part !== "");
  if (!shape.every((part) => /^\d+$/.test(part))) return null;
  return { descr, fortran: fortran === "True", shape: shape.map(Number) };
}

/** Turns column-major order into row-major order. */
function toRowMajor(data: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(data.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let from = 0; from < data.length; from++) {
    let to = 0;
    for (let axis = 0; axis < shape.length; axis++) to = to * shape[axis] + index[axis];
    result[to] = data[from];
    // In column-major order the first index runs fastest.
    for (let axis = 0; axis < shape.length && ++index[axis] === shape[axis]; axis++) {
      index[axis] = 0;
    }
  }
  return result;
}

/**
 * Reads a `.npy` file, versions 1.0 to 3.0: floats, whole numbers and truth values of any size and
 * byte order, in C or Fortran order. Python objects are refused: to read them is to run code.
 *
 * @param bytes The file's bytes.
 * @param name What to call it in messages.
 * @returns The array; whole numbers beyond 2^53 lose digits. It may share
 * the memory of `bytes`.
 * @throws {PersistenceError} If this is not such a file, or its length and shape do not fit.
 */
export function decodeNpy(bytes: Uint8Array, name = "this array"): NpyArray {
  const fail = (rule: string): never => {
    throw new PersistenceError(`${name} ${rule}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || MAGIC.some((byte, i) => bytes[i] !== byte)) fail("is not a .npy array");
  const version = bytes[6];
  if (version < 1 || version > 3) fail(`has the unknown .npy version ${version}.${bytes[7]}`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || start + length > bytes.length) {
    fail("has a .npy header that is cut off");
  }
  const header = parseHeader(new TextDecoder().decode(bytes.subarray(start, start + length)));
  if (header === null) return fail("has a .npy header that cannot be understood");
  const { descr, fortran, shape } = header;
  const type = TYPES[descr.slice(1)];
  if (!type) {
    fail(`holds elements of the type ${descr}; only numbers are read, never Python objects`);
  }
  const [size, read] = type;
  const count = countOf(shape, name);
  const offset = start + length;
  if (offset + count * size !== bytes.length) {
    fail(
      `has ${bytes.length - offset} bytes of numbers, but the shape (${shape.join(", ")})` +
        ` asks for ${count * size}`,
    );
  }
  const at = bytes.byteOffset + offset;
  if (descr === "<f8" && !fortran && at % 8 === 0 && IS_LITTLE_ENDIAN) {
    return { shape, data: new Float64Array(bytes.buffer as ArrayBuffer, at, count) };
  }
  const data = new Float64Array(count);
  // `|` and `=` stand on types of one byte or, by the format, mean the writer's own order; every
  // machine that NumPy is common on is little-endian.
  const little = descr[0] !== ">";
  for (let i = 0; i < count; i++) data[i] = read(view, offset + i * size, little);
  return { shape, data: fortran && shape.length > 1 ? toRowMajor(data, shape) : data };
}
