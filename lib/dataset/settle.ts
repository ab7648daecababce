import type { Problem } from "../errors.ts";
import { slugOf } from "../files/mod.ts";
import { checkMetadata } from "./metadata.ts";
import type { TableRow } from "./recordings_table.ts";
import type { Recording } from "./types.ts";

/** A recording whose label, split and group are not settled yet. */
export interface Draft {
  /** Its path below the data set's folder without its ending, with `/` between its parts. */
  stem: string;
  path: string;
  kind: Recording["kind"];
  /** What the JSON beside it says, and where that lies. */
  json?: { path: string; values: Record<string, unknown> };
  row?: TableRow;
  /** The album that its sound names, where nothing written about it says which group it is of. */
  album?: string;
  /** Whether it is one of Saraga's, whose folders name pieces. */
  isSaraga: boolean;
}

/** Names of folders that are splits, whatever lies in them. */
const SPLITS =
  /^(train|training|test|testing|dev|development|val|valid|validation|eval|evaluation|fold[ _-]?\d+|split[ _-]?\d+)$/i;
/** Names of folders that say what kind of file lies in them. */
const CONTAINERS = /^(audio|pitch|metadata|features|recordings|sounds?)$/i;

const raagOf = ({ json, row }: Draft): unknown => json?.values.raag ?? row?.values.raag;

/**
 * Whether a folder is a split: by its name, or because the metadata of what lies in it names other
 * raags than the folder.
 */
export function isSplit(folder: string, drafts: readonly Draft[]): boolean {
  if (SPLITS.test(folder)) return true;
  if (drafts.some(({ row }) => row !== undefined) || drafts.some(({ isSaraga }) => isSaraga)) {
    return false;
  }
  const isOther = (draft: Draft) =>
    draft.json?.values.raag !== undefined &&
    slugOf(String(draft.json.values.raag)) !== slugOf(folder);
  const others = drafts.filter(isOther).length;
  return others > drafts.filter((draft) => raagOf(draft) === undefined).length;
}

/** A recording with what was assumed of it, or why it is none. */
export interface Settled {
  recording?: Recording;
  problems: Problem[];
  /** The folder that named its raag. */
  raagFolder?: string;
  /** What gave its group, where nothing written about it does. */
  groupFrom?: "sub-folders" | "album tags";
}

/**
 * Settles what a recording is: its metadata counts before a table's line, and that before its folder.
 */
export function settle(draft: Draft, split: string | undefined): Settled {
  const { stem, path, kind, json, row } = draft;
  const dirs = stem.split("/").slice(0, -1);
  const below = (split === undefined ? dirs : dirs.slice(1)).filter((dir) => !CONTAINERS.test(dir));
  const named = raagOf(draft);
  const raagFolder = named === undefined && !draft.isSaraga ? below[0] : undefined;
  if (named === undefined && raagFolder === undefined && json === undefined) {
    const name = stem.slice(stem.lastIndexOf("/") + 1);
    const message = row === undefined
      ? `this recording has no metadata; write ${name}.json with raag, add it to a table metadata.csv` +
        " (the command `init` makes one), or put it into a folder named after its raag"
      : `line ${row.line} of ${row.table} gives no raag for it, and no folder names one`;
    return { problems: [{ file: path, message, severity: "error" }] };
  }
  // Of a table's or a folder's recordings, a sub-folder is a concert, an album or a singer.
  const isLabelled = json?.values.raag !== undefined;
  const concert = below.filter((dir) => slugOf(dir) !== slugOf(String(named ?? raagFolder)));
  const folderGroup = isLabelled || concert.length === 0 ? undefined : concert.join("/");
  const assumed = folderGroup ?? draft.album;
  const file = json?.path ?? row?.table ?? path;
  const { metadata, problems } = checkMetadata({ ...row?.values, ...json?.values }, file, {
    recording_id: stem,
    raag: raagFolder,
    group: assumed,
  });
  const where = json === undefined && row !== undefined ? `line ${row.line}, ` : "";
  const said = problems.map((problem) => ({ ...problem, field: where + problem.field }));
  if (metadata === undefined) return { problems: said };
  const own = metadata.split;
  if (split !== undefined && own !== undefined && own !== split) {
    said.push({
      file,
      field: "split",
      message: `is "${own}", but the recording lies in the folder "${split}"; the folder counts`,
      severity: "warning",
    });
  }
  return {
    recording: {
      id: metadata.recording_id,
      raag: metadata.raag,
      split: split ?? own ?? "all",
      group: metadata.group ?? metadata.recording_id,
      kind,
      path,
      metadataPath: file,
      metadata,
    },
    problems: said,
    raagFolder,
    ...(assumed !== undefined && metadata.group === assumed && {
      groupFrom: folderGroup === undefined ? "album tags" : "sub-folders",
    }),
  };
}
