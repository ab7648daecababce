/** What stands beside a recording of Saraga: `<title>.ctonic.txt`, `<title>.pitch.txt`, ... */
const TAG =
  /^(.+)\.(ctonic|pitch|pitch-vocal|bpm-manual|sama-manual|tempo-manual|sections-manual|sections-manual-p|mphrases-manual|multitrack-[\w-]+)\.(txt|json|tsv|mp3|wav|m4a)$/i;

/**
 * The recording that a file of Saraga belongs to.
 *
 * @param path The file's path, with `/` between its parts.
 * @returns The recording's path without ending and what the file holds; undefined for other files.
 */
export function saragaTag(path: string): { stem: string; tag: string } | undefined {
  const match = TAG.exec(path);
  return match === null ? undefined : { stem: match[1], tag: match[2].toLowerCase() };
}

/** Whether the JSON of a recording is one of Saraga's. */
export function isSaraga(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    ["raags", "raaga", "raagas"].some((key) =>
      Array.isArray((value as Record<string, unknown>)[key])
    );
}

/**
 * What the JSON of a recording of Saraga says, by the kit's keys.
 *
 * @returns Its values; `raag` is absent where it has none or several, and `problem` then says so.
 */
export function readSaraga(
  value: Record<string, unknown>,
): { values: Record<string, unknown>; problem?: string } {
  const raags = names(value.raags ?? value.raaga ?? value.raagas);
  const values: Record<string, unknown> = {
    ...(raags.length === 1 && { raag: raags[0] }),
    ...optional("artist", names(value.album_artists ?? value.artists)[0]),
    // One concert or album is one source.
    ...optional("group", names(value.concert ?? value.release)[0]),
    ...optional("title", value.title),
    ...optional("mbid", value.mbid),
  };
  if (raags.length === 1) return { values };
  return {
    values,
    problem: raags.length === 0
      ? "its list of raags is empty"
      : `it is in ${raags.length} raags (${raags.join(", ")}), and one label is wanted`,
  };
}

function optional(key: string, value: unknown): Record<string, string> {
  return typeof value === "string" && value.trim() !== "" ? { [key]: value } : {};
}

/** Names of things listed as `{ common_name, name, title, artist: { name } }`. */
function names(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    const { common_name, name, title, artist } = (one ?? {}) as Record<string, unknown>;
    const inner = (artist as Record<string, unknown> | undefined)?.name;
    const found = [common_name, name, title, inner].find((text) =>
      typeof text === "string" && text.trim() !== ""
    );
    return found === undefined ? [] : [found as string];
  });
}
