/** Endings of sound files. What a file really is its reader learns from the content. */
const AUDIO = new Set(
  ["wav", "flac", "mp3", "ogg", "oga", "opus", "m4a", "aac", "aif", "aiff", "aifc", "webm"],
);

/** Endings that stand for pitch tracks and nothing else. */
const PITCH = new Set(["pitch", "f0"]);

/** Endings of pitch tracks that other things have, too: such a file needs metadata, or a look. */
const TEXT = new Set(["txt", "csv", "tsv"]);

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

/**
 * Whether a text file starts like a pitch track: one to three numbers on its first or second line
 * (the first may be a header).
 *
 * @param path Path of the file.
 * @returns Whether it looks so; false if it cannot be read.
 */
export async function looksLikePitchTrack(path: string): Promise<boolean> {
  const piece = new Uint8Array(512);
  try {
    using file = await Deno.open(path);
    const count = await file.read(piece) ?? 0;
    const lines = new TextDecoder().decode(piece.subarray(0, count)).split(/\r?\n/, 2);
    return lines.some((line) => {
      const fields = line.trim().split(/[\s,;]+/);
      return fields.length <= 3 && /^-?\d/.test(fields[0]) &&
        fields.every((field) =>
          Number.isFinite(Number(field)) || /^(nan|--undefined--)$/i.test(field)
        );
    });
  } catch {
    return false;
  }
}

/**
 * What a file's name says it is.
 *
 * @param path Path of a file.
 * @returns `pitch` for `.pitch`, `.f0`, `.txt`, `.csv` and `.tsv`, `audio` for the endings of sound
 * files, undefined for any other.
 */
export function kindOf(path: string): "audio" | "pitch" | undefined {
  const { kind } = splitName(path.replaceAll("\\", "/"));
  if (kind === "text") return "pitch";
  return kind === "audio" || kind === "pitch" ? kind : undefined;
}
