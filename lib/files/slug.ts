import { hashString } from "../random.ts";

/** Longest slug: leaves room for endings within the 255 bytes that file systems allow. */
const MAX_LENGTH = 60;

/** Names that Windows keeps for devices, whatever the ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * A file name from a label of any script: lower-case Latin letters, digits and `_`, with `-` and
 * a hash where letters had to be left out. `Gaud_Malhar` gives `gaud_malhar`, `Rāg Śrī` gives
 * `rag_sri`, `यमन` gives `raag-` and eight hex digits.
 *
 * Different labels may share a slug (`Gaud Malhar` and `gaud-malhar`): see
 * {@linkcode uniqueSlug}.
 *
 * @returns A name that is safe on every file system, 1..60 characters, without an ending.
 */
export function slugOf(label: string): string {
  const bare = label.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  // Vowel signs are marks too, so a script other than Latin loses letters either way.
  const lost = /[\p{L}\p{N}]/u.test(bare.replace(/[a-z0-9]/g, ""));
  const words = bare.replace(/[^a-z0-9]+/g, "_").replace(/^_+|_+$/g, "");
  if (words !== "" && !lost && words.length <= MAX_LENGTH && !RESERVED.test(words)) return words;
  const start = words.slice(0, MAX_LENGTH - 9).replace(/_+$/, "") || "raag";
  return `${start}-${hashString(label).toString(16).padStart(8, "0")}`;
}

/** A slug that none of the others has: the plain one, or the plain one with a number behind it. */
export function uniqueSlug(label: string, taken: ReadonlySet<string>): string {
  const plain = slugOf(label);
  let slug = plain;
  for (let number = 2; taken.has(slug); number++) slug = `${plain}-${number}`;
  return slug;
}
