import { basename, dirname, join, relative, SEPARATOR } from "@std/path";
import { describeProblem, RaagkitError } from "../errors.ts";
import { readJson, statOf } from "../files/mod.ts";
import { splitName, startsLikePitchTrack } from "./kinds.ts";
import { checkMetadata } from "./metadata.ts";
import { readTable, TABLE_NAMES, type TableRow, TableRows } from "./recordings_table.ts";
import type { RecordingMetadata } from "./types.ts";

/** What can be told of one file that is not part of a listed data set. */
export interface FileDescription {
  /** Sound, or a pitch track. */
  kind: "audio" | "pitch";
  /** What the JSON file beside it says, or a table in its folder or the two above. */
  metadata?: RecordingMetadata;
  /** Why the JSON file or the table was passed over. */
  problem?: string;
}

/** Folders above a file in which a table is looked for: `<root>/<split>/<raag>`. */
const TABLE_FOLDERS = 3;

/**
 * Looks at one file: whether its name and first lines are those of a pitch track, and what a JSON file
 * of the same name or a table of recordings says of it. Neither needs to give an id or a raag.
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
  let source = beside;
  try {
    const row = await findRow(path);
    const json = (await statOf(beside))?.isFile ? await readJson(beside) : undefined;
    if (row === undefined && json === undefined) return description;
    if (json === undefined) source = `${row!.table}, line ${row!.line}`;
    const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
    const value = json === undefined || isObject ? { ...row?.values, ...json as object } : json;
    // A tonic or a hop alone is worth having: what a data set asks for is not asked here.
    const { metadata, problems } = checkMetadata(value, source, {
      recording_id: basename(stem),
      raag: "unknown",
    });
    const [first] = problems.filter(({ severity }) => severity === "error");
    const said = first ?? problems.find(({ message }) => message.includes("is not read"));
    return { ...description, metadata, problem: said && describeProblem(said) };
  } catch (error) {
    if (!(error instanceof RaagkitError)) throw error;
    return { ...description, problem: `${source}: ${error.message}` };
  }
}

/** The line of the nearest table that names a file. */
async function findRow(path: string): Promise<TableRow | undefined> {
  let folder = dirname(path);
  for (let up = 0; up < TABLE_FOLDERS; up++, folder = dirname(folder)) {
    for (const name of TABLE_NAMES) {
      const table = join(folder, name);
      if (!(await statOf(table))?.isFile) continue;
      const below = relative(folder, path).replaceAll(SEPARATOR, "/");
      const row = (await rowsOf(table)).find(below, splitName(below).stem);
      if (row !== undefined) return row;
    }
  }
  return undefined;
}

/** The table that was read last: the files of one folder ask for the same one in turn. */
let last: { version: string; rows: TableRows } | undefined;

/** The rows of a table; none where it is a table of something else. */
async function rowsOf(table: string): Promise<TableRows> {
  const { size, mtime } = await Deno.stat(table);
  const version = `${table} ${size} ${mtime?.getTime()}`;
  if (last?.version === version) return last.rows;
  const rows = new TableRows();
  rows.add((await readTable(table).catch(() => ({ rows: [] }))).rows, "");
  last = { version, rows };
  return rows;
}
