import { looksLikePitchTrack } from "../pitch/mod.ts";

/** Endings of sound files. What a file really is its reader learns from the content. */
const AUDIO = new Set(
  ["wav", "flac", "mp3", "ogg", "oga", "opus", "m4a", "aac", "aif", "aiff", "aifc", "webm"],
);

/** Endings that stand for pitch tracks and nothing else. */
const PITCH = new Set(["pitch", "pitchtier", "f0", "svl"]);

/** Endings of pitch tracks that other things have, too: such a file needs metadata, or a look. */
const TEXT = new Set(["txt", "csv", "tsv", "tab", "dat"]);

/** Endings that never hold a recording, so that a picture beside its description is not sound. */
const NEVER = new Set(
  ("json md html htm pdf png jpg jpeg gif svg doc docx xls xlsx odt lab textgrid mid midi xml yaml" +
    " yml toml log zip gz tar 7z npy npz pkl h5 mat tonic tonicfine sha256 md5 tmp bak py ts js sh" +
    " ipynb").split(" "),
);

/**
 * What a file's name promises: `audio`, `pitch`, `text` (may be a pitch track), `other` (counts as
 * sound if it has metadata of its own) or `none`.
 */
export type NameKind = "audio" | "pitch" | "text" | "other" | "none";

/**
 * Splits a file's name into what is before its last dot and what it promises to be.
 *
 * @param name A file's name, or a path with `/` between its parts.
 * @returns The name without its ending, the ending in lower case without a dot, and its kind.
 */
export function splitName(name: string): { stem: string; ending: string; kind: NameKind } {
  const dot = name.lastIndexOf(".");
  if (dot <= name.lastIndexOf("/") + 1) return { stem: name, ending: "", kind: "none" };
  const ending = name.slice(dot + 1).toLowerCase();
  const kind = AUDIO.has(ending)
    ? "audio"
    : PITCH.has(ending)
    ? "pitch"
    : TEXT.has(ending)
    ? "text"
    : NEVER.has(ending)
    ? "none"
    : "other";
  return { stem: name.slice(0, dot), ending, kind };
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
