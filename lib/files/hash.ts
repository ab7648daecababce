import { createHash } from "node:crypto";

/**
 * SHA-256 of bytes that are in memory.
 *
 * @returns 64 hex digits in lower case.
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  // The copy gives an ArrayBuffer of its own where the bytes lie in shared memory.
  const digest = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return new Uint8Array(digest).toHex();
}

/**
 * SHA-256 of a file, read in pieces: a recording of three hours takes no more memory than one of
 * three seconds. (Web Crypto has no streaming digest, hence node:crypto.)
 *
 * @returns The digest in 64 hex digits, and the number of bytes read.
 */
export async function sha256File(
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  const piece = new Uint8Array(1 << 18);
  let bytes = 0;
  using file = await Deno.open(path);
  for (;;) {
    options.signal?.throwIfAborted();
    const count = await file.read(piece);
    if (count === null) break;
    hash.update(piece.subarray(0, count));
    bytes += count;
  }
  return { sha256: hash.digest("hex"), bytes };
}
