/**
 * Damage as it happens, and as somebody would do on purpose: bytes changed, cut out, doubled, cut
 * off; in text, also numbers and words that have no place there.
 *
 * @module
 */

import type { Random } from "../../lib/random.ts";

/** Bytes that sit on the edge of something: zero, sign, full, and the marks of text formats. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22, 0x2c, 0x5b, 0x7b];

/** Values of four bytes that a size or count goes wrong with. */
const SIZES = [0, 1, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** Words that stand for a value and are none, or one that nobody expects; and a few plain ones. */
const WORDS = [
  ...["2", "12", "0.5", '"x"', "[1]"],
  ...["NaN", "Infinity", "-1", "0", "1e999", "-1e-999", "1e9", "9007199254740993", "0x10"],
  ...["null", "true", '""', "[]", "{}", '"\\u0000"', '"../../etc/passwd"', '{"__proto__":1}'],
  ...["--undefined--", "\uFEFF", "\u202e", "१२३", "'", ",", "\t", "\n", "\r\n", " "],
];

/** Changes a copy of the bytes in one to eight places. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutant: Uint8Array = bytes.slice();
  for (let n = random.int(1, 8); n > 0 && mutant.length > 0; n--) {
    // Half of the changes hit the header, where they do most harm.
    const end = random.uniform() < 0.5 ? Math.min(mutant.length, 128) : mutant.length;
    mutant = changeOnce(mutant, random.int(0, end - 1), random);
  }
  return mutant;
}

function changeOnce(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = random.int(1, Math.min(64, bytes.length));
  switch (random.int(0, 7)) {
    case 0:
      return bytes.slice(0, at);
    case 1: // a stretch is lost
      return joined(bytes.subarray(0, at), bytes.subarray(Math.min(bytes.length, at + length)));
    case 2: // a stretch comes twice
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 3:
      if (at + 4 <= bytes.length) view.setUint32(at, random.pick(SIZES), random.uniform() < 0.7);
      return bytes;
    case 4:
      bytes[at] ^= 1 << random.int(0, 7);
      return bytes;
    case 5: // a stretch from elsewhere
      bytes.copyWithin(at, random.int(0, bytes.length - 1), bytes.length - length);
      return bytes;
    case 6:
      bytes[at] = random.pick(EDGES);
      return bytes;
    default:
      bytes[at] = random.int(0, 255);
      return bytes;
  }
}

/** Changes a text in one to four places: as bytes, or by putting a foreign word where a value was. */
export function mutateText(text: string, random: Random): Uint8Array {
  let mutant = text;
  // Often one change only: a file wrong in many ways is refused for the first of them.
  for (let n = random.uniform() < 0.5 ? 1 : random.int(2, 4); n > 0; n--) {
    const values = [...mutant.matchAll(/"[^"]*"|[-+\w.]+/g)];
    if (values.length === 0) break;
    const { index, 0: value } = random.pick(values);
    mutant = mutant.slice(0, index) + random.pick(WORDS) + mutant.slice(index + value.length);
  }
  const bytes = new TextEncoder().encode(mutant);
  return random.uniform() < 0.3 ? mutateBytes(bytes, random) : bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
