/** Bytes of a tag that are looked at: what lies behind them is a picture. */
export const MOST_ID3_BYTES = 1 << 20;

/** Encodings of texts, by the byte that stands before them. */
const ENCODINGS = ["latin1", "utf-16", "utf-16be", "utf-8"];

/**
 * The album that an ID3 tag of version 2.2, 2.3 or 2.4 names; undefined if there is none.
 *
 * @see id3.org, "ID3 tag version 2.4.0 - Main Structure", section 4, and "- Native Frames", 4.2.
 */
export function albumOfId3(tag: Uint8Array): string | undefined {
  const view = new DataView(tag.buffer, tag.byteOffset, tag.byteLength), version = tag[3];
  const [wanted, header] = version === 2 ? ["TAL", 6] : ["TALB", 10];
  for (let at = 10; at + header < tag.length;) {
    const name = String.fromCharCode(...tag.subarray(at, at + wanted.length));
    const size = version === 2
      ? view.getUint32(at + 2) & 0xffffff
      : version === 4
      ? sevenBits(tag.subarray(at + 4, at + 8))
      : view.getUint32(at + 4);
    const text = tag.subarray(at + header, at + header + size);
    if (name === wanted && text.length > 0) {
      const words = new TextDecoder(ENCODINGS[text[0]] ?? "latin1").decode(text.subarray(1));
      return words.split("\0")[0].trim() || undefined;
    }
    if (!/^[A-Z0-9]+$/.test(name)) return undefined;
    at += header + size;
  }
  return undefined;
}

/** The number in bytes of seven bits each. */
export function sevenBits(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum << 7 | byte & 0x7f, 0);
}
