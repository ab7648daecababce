import { DatasetError } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import { splitName, startsLikePitchTrack } from "./kinds.ts";
import { saragaTag } from "./saraga.ts";
import { isTableName } from "./recordings_table.ts";
import type { Recording } from "./types.ts";
import { walkFiles } from "./walk.ts";

/** A file that can be a recording. */
export interface Media extends Pick<Recording, "path" | "kind"> {
  /** Its path below the folder, with `/` between its parts. */
  relative: string;
}

/**
 * Every sound and every pitch track below a folder, whether or not anything is known of it. A pitch
 * track beside a sound of the same name is left out.
 *
 * @param root Path of the folder.
 * @param signal Stops the search.
 * @returns The files, sorted by path.
 * @throws {DatasetError} If the folder cannot be opened.
 */
export async function listMedia(root: string, signal?: AbortSignal): Promise<Media[]> {
  const realRoot = await Deno.realPath(root).catch((error) => {
    throw new DatasetError(`Cannot open ${root}: ${reasonOf(error)}`, [], { cause: error });
  });
  const files = await walkFiles(root, {
    realRoot,
    entered: new Set(),
    followLinks: false,
    signal,
    report: () => {},
  });
  const media: Media[] = [];
  for (const { path, relative, name } of files) {
    const { kind } = splitName(name), tag = saragaTag(name)?.tag;
    if (isTableName(name) || (tag !== undefined && tag !== "pitch")) continue;
    if (kind === "audio") media.push({ path, relative, kind });
    else if (kind === "pitch" || (kind === "text" && await startsLikePitchTrack(path))) {
      media.push({ path, relative, kind: "pitch" });
    }
  }
  const stem = ({ relative }: Media) =>
    splitName(relative.normalize("NFC")).stem.replace(/\.pitch$/, "");
  const sounds = new Set(media.filter(({ kind }) => kind === "audio").map(stem));
  return media.filter((one) => one.kind === "audio" || !sounds.has(stem(one)));
}
