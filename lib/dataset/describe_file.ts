import { basename } from "@std/path";
import { readJson } from "../files/mod.ts";
import { splitName, startsLikePitchTrack } from "./kinds.ts";
import { checkMetadata } from "./metadata.ts";
import type { RecordingMetadata } from "./types.ts";

/** What can be told of one file that is not part of a listed data set. */
export interface FileDescription {
  /** Sound, or a pitch track. */
  kind: "audio" | "pitch";
  /** What the JSON file beside it says, where there is a valid one. */
  metadata?: RecordingMetadata;
  /** Why a JSON file beside it was passed over. */
  problem?: string;
}

/**
 * Looks at one file: whether its name and first lines are those of a pitch track, and whether a
 * JSON file of the same name lies beside it.
 *
 * @param path Path of the file; it need not exist.
 * @returns Kind, metadata, and what was wrong with the metadata.
 */
export async function describeFile(path: string): Promise<FileDescription> {
  const { stem, kind } = splitName(path);
  // A table is a pitch track, if a bad one; of other endings the content tells.
  const isTrack = kind === "pitch" || kind === "text" ||
    (kind !== "audio" && await startsLikePitchTrack(path));
  const description: FileDescription = { kind: isTrack ? "pitch" : "audio" };
  const beside = `${stem}.json`;
  try {
    await Deno.stat(beside);
  } catch {
    return description;
  }
  try {
    // A tonic or a hop alone is worth having: what a data set asks for beside it is not asked here.
    const { metadata, problems } = checkMetadata(await readJson(beside), beside, {
      recording_id: basename(stem),
      raag: "unknown",
    });
    const [first] = problems.filter(({ severity }) => severity === "error");
    const said = first ?? problems.find(({ message }) => message.includes("is not read"));
    const problem = said && `${beside} (${said.field}): ${said.message}`;
    return { ...description, metadata, problem };
  } catch (error) {
    return { ...description, problem: `${beside}: ${(error as Error).message}` };
  }
}
