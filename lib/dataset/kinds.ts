import { looksLikePitchTrack } from "../pitch/mod.ts";

/**
 * What a file's name promises: `audio`, `pitch`, `text` (may be a pitch track, and other things have
 * such names, too: it needs metadata, or a look), `other` (counts as sound if it has metadata of its
 * own) or `none` (never holds a recording).
 */
export type NameKind = "audio" | "pitch" | "text" | "other" | "none";

/** Endings by what they promise. What a file really is its reader learns from the content. */
const ENDINGS = {
  audio: "wav flac mp3 ogg oga opus m4a aac aif aiff aifc webm",
  pitch: "pitch pitchtier f0 svl",
  text: "txt csv tsv tab dat",
  none:
    "json md html htm pdf png jpg jpeg gif svg doc docx xls xlsx odt lab textgrid mid midi xml " +
    "yaml yml toml log zip gz tar 7z npy npz pkl h5 mat tonic tonicfine sha256 md5 tmp bak py ts js " +
    "sh ipynb",
};

const KINDS = new Map(
  Object.entries(ENDINGS).flatMap(([kind, endings]) =>
    endings.split(" ").map((ending) => [ending, kind as NameKind])
  ),
);

/**
 * Splits a file's name, or a path with `/` between its parts, into what is before its last dot, the
 * ending in lower case without a dot, and what the name promises.
 */
export function splitName(name: string): { stem: string; ending: string; kind: NameKind } {
  const dot = name.lastIndexOf(".");
  if (dot <= name.lastIndexOf("/") + 1) return { stem: name, ending: "", kind: "none" };
  const ending = name.slice(dot + 1).toLowerCase();
  return { stem: name.slice(0, dot), ending, kind: KINDS.get(ending) ?? "other" };
}

/** Bytes from which a pitch track is told: a header and some lines. */
const HEAD_BYTES = 4096;

/**
 * Whether a file starts like a pitch track, whatever its name.
 *
 * @returns Whether it looks so; false if it cannot be read.
 */
export async function startsLikePitchTrack(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    const head = new Uint8Array(HEAD_BYTES);
    return looksLikePitchTrack(head.subarray(0, await file.read(head) ?? 0));
  } catch {
    return false;
  }
}

/**
 * What a file's name says it is.
 *
 * @param path Path of a file.
 * @returns `pitch` for the endings of pitch tracks and tables (`.pitch`, `.svl`, `.csv`, ...), `audio` for the endings of sound
 * files, undefined for any other.
 */
export function kindOf(path: string): "audio" | "pitch" | undefined {
  const { kind } = splitName(path.replaceAll("\\", "/"));
  if (kind === "text") return "pitch";
  return kind === "audio" || kind === "pitch" ? kind : undefined;
}
