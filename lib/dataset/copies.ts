import type { Problem } from "../errors.ts";
import { sha256File, statOf } from "../files/mod.ts";
import type { Recording } from "./types.ts";

/** What is compared of a recording. */
export type Copyable = Pick<Recording, "path" | "raag" | "split" | "group">;

/**
 * Finds recordings of the same content, to the byte. Files of different size differ, so few files are
 * read; a file that cannot be read has no copy.
 *
 * @param recordings From a data set.
 * @param options A signal that stops the search.
 * @returns Sets of two or more recordings of one content, in the order given.
 */
export async function findCopies<R extends Copyable>(
  recordings: readonly R[],
  { signal }: { signal?: AbortSignal } = {},
): Promise<R[][]> {
  const sizes = new Map<R, number>();
  for (const recording of recordings) {
    sizes.set(recording, (await statOf(recording.path))?.size ?? -1);
  }
  const copies: R[][] = [];
  for (const alike of Map.groupBy(recordings, (recording) => sizes.get(recording)).values()) {
    if (alike.length < 2) continue;
    const hashes = new Map<R, string>();
    for (const recording of alike) {
      const hash = await sha256File(recording.path, { signal }).catch(() => undefined);
      signal?.throwIfAborted();
      if (hash !== undefined) hashes.set(recording, hash.sha256);
    }
    const equal = Map.groupBy(hashes.keys(), (recording) => hashes.get(recording));
    copies.push(...[...equal.values()].filter((set) => set.length > 1));
  }
  return copies;
}

/**
 * What is said of recordings of the same content: an error where they differ in split, group or raag,
 * because then a test may ask for what training has seen.
 *
 * @param copies A set from {@linkcode findCopies}.
 * @returns One problem for each but the first.
 */
export function describeCopies([first, ...copies]: readonly Copyable[]): Problem[] {
  return copies.map((copy) => {
    const differs = (["raag", "split", "group"] as const).filter((key) => first[key] !== copy[key]);
    const how = differs.map((key) =>
      `${key} ${JSON.stringify(copy[key])} against ${JSON.stringify(first[key])}`
    ).join(", ");
    return {
      file: copy.path,
      message: `has the same content as ${first.path}` +
        (how === "" ? "" : `, with ${how}; a test could` +
          " ask for what training has seen: remove one, or give both the same split and group"),
      severity: differs.length > 0 ? "error" : "warning",
    };
  });
}
