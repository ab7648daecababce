/**
 * Where the bytes of a recording come from. Decoders ask for pieces, so that a file of two gigabytes
 * need not be in memory.
 */
export interface ByteSource {
  /** Number of bytes. */
  readonly size: number;
  /**
   * Reads a piece.
   *
   * @param offset First byte, >= 0.
   * @param length Number of bytes wanted.
   * @returns The bytes; fewer than wanted at the end, none beyond it. Not to be written to.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes per read in sequential decoding: large enough to be quick, small enough to be cheap. */
export const READ_BYTES = 1 << 16;

/** A source over bytes in memory; nothing is copied. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Part of another source, cut at its end, as a source of its own. */
export function sliceSource(source: ByteSource, start: number, size: number): ByteSource {
  const length = Math.max(0, Math.min(size, source.size - start));
  return {
    size: length,
    read: (offset, wanted) =>
      source.read(start + offset, Math.max(0, Math.min(wanted, length - offset))),
  };
}

/** Parts of a source, cut at its end, one after the other, as one. */
export function joinedSource(
  source: ByteSource,
  parts: readonly { offset: number; size: number }[],
): ByteSource {
  const slices = parts.map(({ offset, size }) => sliceSource(source, offset, size));
  return {
    size: slices.reduce((sum, { size }) => sum + size, 0),
    async read(offset, length) {
      const pieces: Uint8Array[] = [];
      let start = 0; // of the slice, in the joint source
      for (const slice of slices) {
        const from = Math.max(0, offset - start);
        const to = Math.min(slice.size, offset + length - start);
        if (from < to) pieces.push(await slice.read(from, to - from));
        start += slice.size;
      }
      return joined(pieces);
    },
  };
}

/** Several stretches of bytes as one. */
export function joined(parts: Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * A source that keeps the last {@linkcode READ_BYTES} it read, for decoders that ask for a few
 * bytes at a time.
 */
export function bufferedSource(source: ByteSource): ByteSource {
  let start = 0, window = new Uint8Array(0);
  return {
    size: source.size,
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, source.size - offset));
      if (wanted > READ_BYTES / 2) return await source.read(offset, wanted);
      if (offset < start || offset + wanted > start + window.length) {
        window = (await source.read(offset, READ_BYTES)) as typeof window;
        start = offset;
      }
      return window.subarray(offset - start, offset - start + wanted);
    },
  };
}

/** The source from `start` to its end, in pieces of {@linkcode READ_BYTES}. */
export async function* readPieces(source: ByteSource, start = 0): AsyncGenerator<Uint8Array> {
  for (let offset = start; offset < source.size; offset += READ_BYTES) {
    const piece = await source.read(offset, READ_BYTES);
    if (piece.length === 0) return; // the file shrank while it was read
    yield piece;
  }
}

/** `length` bytes at `offset` as Latin-1 text: chunk names and magic words. */
export function ascii(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

/** A DataView over exactly these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
