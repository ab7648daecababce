/**
 * The text in a file of numbers, whichever of the usual encodings it was saved in.
 *
 * A byte order mark decides; without one, many zero bytes at even or odd places tell UTF-16. All
 * else is UTF-8, with whatever is none replaced: the numbers are ASCII in every code page.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const head = bytes.subarray(0, 512);
  const zeros = [0, 0];
  head.forEach((byte, i) => byte === 0 && zeros[i & 1]++);
  // Latin letters and digits in UTF-16 leave every second byte zero.
  const most = head.length / 4;
  if (zeros[1] > most && zeros[0] < most / 4) return "utf-16le";
  if (zeros[0] > most && zeros[1] < most / 4) return "utf-16be";
  return "utf-8";
}
