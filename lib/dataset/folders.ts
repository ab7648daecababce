import { DatasetError, describeProblem, type Problem } from "../errors.ts";
import { readAlbum } from "../audio/read.ts";
import { readBounded, readJson } from "../files/mod.ts";
import { type Bundle, bundleFiles, chooseMedia } from "./bundles.ts";
import { isSaraga, readSaraga } from "./saraga.ts";
import { type Draft, isSplit, settle } from "./settle.ts";
import { isTableName, readTable, TableRows } from "./recordings_table.ts";
import type { DatasetLayout, DatasetOptions, Recording } from "./types.ts";
import { type FoundFile, isIgnored, listFolder, walkFiles, type WalkLimits } from "./walk.ts";

/** What one folder of the data set holds. */
export interface FolderContent {
  /** The split that the folder's name gives to all of them, if it does. */
  split?: string;
  layout: DatasetLayout;
  recordings: Recording[];
  problems: Problem[];
  /** Folders that named the raag of a recording. */
  raagFolders: Set<string>;
  /** What gave a recording its group where nothing written about it does, one entry for each. */
  groupsFrom: string[];
}

/** What holds for all folders of a data set. */
type Scan = { tables: TableRows; options: DatasetOptions };

/** Files are read this many at a time: enough to hide the disk's latency, too few to exhaust it. */
const BATCH = 16;
/** Bounds on the JSON of a recording, which has a few hundred bytes. */
const METADATA = { maxBytes: 1 << 20, maxDepth: 20 };
/** A tonic in a file of its own is one number. */
const TONIC_BYTES = 4096;
/** Album names that programs give to whatever they record. */
const NO_ALBUM =
  /^(unknown( album)?|untitled( album)?|(my |new )?(voice )?(memos?|recordings?|recorder))$/i;

/** What the JSON of a recording says, by the kit's keys, or why it cannot be used. */
interface Beside {
  values?: Record<string, unknown>;
  isSaraga: boolean;
  problems: Problem[];
}

async function readBeside({ metadata, tonic }: Bundle): Promise<Beside> {
  if (metadata === undefined) return { isSaraga: false, problems: [] };
  const refused = (message: string, isSaraga = false): Beside => {
    const field = isSaraga ? "raags" : undefined;
    return { isSaraga, problems: [{ file: metadata.path, field, message, severity: "error" }] };
  };
  try {
    const value = await readJson(metadata.path, METADATA);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const found = JSON.stringify(value).slice(0, 60);
      return refused(`must be a JSON object with raag, found ${found}`);
    }
    if ("raag" in value || "recording_id" in value || !isSaraga(value)) {
      return { values: value as Record<string, unknown>, isSaraga: false, problems: [] };
    }
    const { values, problem } = readSaraga(value);
    if (problem !== undefined) return refused(problem, true);
    if (tonic !== undefined) {
      const text = new TextDecoder().decode(await readBounded(tonic.path, TONIC_BYTES)).trim();
      values.tonic_hz = text === "" || Number.isNaN(Number(text)) ? text : Number(text);
    }
    return { values, isSaraga: true, problems: [] };
  } catch (cause) {
    return refused(`cannot read this metadata: ${(cause as Error).message}`);
  }
}

/** Turns the files of one name into a draft, or says why not. */
async function examine(
  bundle: Bundle,
  prefix: string,
  { tables, options }: Scan,
): Promise<{ draft?: Draft; problems: Problem[] }> {
  const problems: Problem[] = [];
  const stem = prefix + bundle.stem;
  const rows = bundle.media
    .map((file) => ({ file, row: tables.find(prefix + file.relative, stem) }));
  const found = rows.find(({ row }) => row !== undefined);
  const beside = await readBeside(bundle);
  const prefer = options.prefer ?? (beside.isSaraga ? "pitch" : "audio");
  const named = found &&
    rows.find(({ row, file }) =>
      row === found.row && row!.file.normalize("NFC").endsWith(file.name.normalize("NFC"))
    )?.file.name.normalize("NFC");
  const chosen = await chooseMedia(bundle, prefer, named ?? (found && ""), problems);
  if (!chosen) {
    // A JSON file that claims to be nobody's metadata (a manifest, an index) is none of ours.
    const claims = beside.values !== undefined &&
      ("recording_id" in beside.values || "raag" in beside.values);
    const message = "this metadata has no recording of the same name beside it";
    if (claims) problems.push({ file: bundle.metadata!.path, message, severity: "error" });
    else if (bundle.media.length > 0) problems.push(...beside.problems);
    return { problems };
  }
  if (found) found.row!.uses++;
  problems.push(...beside.problems);
  if (beside.problems.length > 0) return { problems };
  if (chosen.entry.size === 0) {
    problems.push({ file: chosen.entry.path, message: "this file is empty", severity: "error" });
    return { problems };
  }
  const path = chosen.entry.path, says = { ...found?.row?.values, ...beside.values };
  const isAlone = beside.values?.raag === undefined && says.group === undefined;
  const album = isAlone && chosen.kind === "audio" ? await readAlbum(path) : undefined;
  return {
    draft: {
      stem,
      path,
      kind: chosen.kind,
      json: beside.values && { path: bundle.metadata!.path, values: beside.values },
      row: found?.row,
      album: album === undefined || NO_ALBUM.test(album) ? undefined : album,
      isSaraga: beside.isSaraga,
    },
    problems,
  };
}

/** Examines files and settles their label and split. */
async function gather(
  files: readonly FoundFile[],
  folder: string | undefined,
  scan: Scan,
): Promise<FolderContent> {
  const { options } = scan;
  const prefix = folder === undefined ? "" : `${folder.normalize("NFC")}/`;
  const apart = files.some((file) => file.relative.startsWith("metadata/"));
  const content: FolderContent = {
    layout: folder === undefined ? "flat" : apart ? "folders" : "beside",
    recordings: [],
    problems: [],
    raagFolders: new Set(),
    groupsFrom: [],
  };
  const tables = files.filter(({ name }) => isTableName(name));
  for (const table of tables) content.problems.push(...await addTable(table, prefix, scan));
  const bundles = bundleFiles(files.filter((file) => !tables.includes(file)), apart);
  const drafts: Draft[] = [];
  for (let start = 0; start < bundles.length; start += BATCH) {
    options.signal?.throwIfAborted();
    const batch = bundles.slice(start, start + BATCH).map((one) => examine(one, prefix, scan));
    for (const { draft, problems } of await Promise.all(batch)) {
      if (draft) drafts.push(draft);
      content.problems.push(...problems);
    }
  }
  if (folder !== undefined && (drafts.length === 0 || isSplit(folder, drafts))) {
    content.split = folder;
  }
  for (const draft of drafts) {
    const { recording, problems, raagFolder, groupFrom } = settle(draft, content.split);
    content.problems.push(...problems);
    if (recording === undefined) continue;
    content.recordings.push(recording);
    if (raagFolder !== undefined) content.raagFolders.add(raagFolder);
    if (groupFrom !== undefined) content.groupsFrom.push(groupFrom);
    if (draft.isSaraga) content.layout = "saraga";
    else if (raagFolder !== undefined) content.layout = "raags";
    else if (draft.row !== undefined) content.layout = "table";
  }
  return content;
}

/** Reads a table into the scan; what is wrong with it. */
async function addTable(file: FoundFile, prefix: string, { tables }: Scan): Promise<Problem[]> {
  try {
    const { rows, problems } = await readTable(file.path);
    const below = file.relative.slice(0, file.relative.length - file.name.length);
    return [...problems, ...tables.add(rows, prefix + below)];
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    return [{ file: file.path, message: error.message, severity: "error" }];
  }
}

/**
 * Reads a data set of layouts 1 to 3 and 5 to 7, folder by folder: first what lies in the root itself,
 * then each folder below it.
 */
export async function* scanFolders(
  root: string,
  limits: WalkLimits,
  options: DatasetOptions,
): AsyncGenerator<FolderContent> {
  const scan: Scan = { tables: new TableRows(), options };
  const entries = await listFolder(root, limits);
  // A link from one split to another must not take the other's recordings away.
  for (const { path, isFolder } of entries) {
    if (isFolder) limits.entered.add(await Deno.realPath(path).catch(() => path));
  }
  const parts = ["audio", "pitch", "metadata"];
  const hasParts = entries.some((entry) => entry.isFolder && entry.name === "metadata");
  const own = entries.filter((entry) => !entry.isFolder)
    .map((entry) => ({ ...entry, relative: entry.name }));
  if (hasParts) {
    for (const entry of entries) {
      if (!entry.isFolder || !parts.includes(entry.name)) continue;
      for (const file of await walkFiles(entry.path, limits)) {
        own.push({ ...file, relative: `${entry.name}/${file.relative}` });
      }
    }
  }
  const raagFolders = new Set<string>(), groupsFrom: string[] = [];
  const noted = (content: FolderContent): FolderContent => {
    content.raagFolders.forEach((folder) => raagFolders.add(folder));
    content.groupsFrom.forEach((from) => groupsFrom.push(from));
    return content;
  };
  if (own.length > 0) yield noted(await gather(own, undefined, scan));
  for (const entry of entries) {
    if (!entry.isFolder || isIgnored(entry.name)) continue;
    if (hasParts && parts.includes(entry.name)) continue;
    const problems: Problem[] = [];
    const files = await walkFiles(entry.path, {
      ...limits,
      report: (problem) => problems.push(problem),
    });
    const content = await gather(files, entry.name, scan);
    content.problems.unshift(...problems);
    yield noted(content);
  }
  scan.tables.checkUses().forEach(limits.report);
  const assumptions = describeAssumptions(raagFolders, groupsFrom);
  if (assumptions !== "") limits.report({ file: root, message: assumptions, severity: "warning" });
}

/** What is said where folders named raags, and folders or tags groups; empty if none did. */
function describeAssumptions(
  raagFolders: ReadonlySet<string>,
  groupsFrom: readonly string[],
): string {
  const groups = Map.groupBy(groupsFrom, (from) => from);
  const names = [...raagFolders].sort();
  const listed = names.slice(0, 8).join(", ") +
    (names.length > 8 ? `, and ${names.length - 8} more` : "");
  return [
    ...(names.length > 0 ? [`raag taken from the folder names: ${listed}`] : []),
    ...[...groups].map(([from, { length }]) =>
      `group of ${length} recordings taken from their ${from}`
    ),
  ].join("; ");
}

/** What is said when a folder holds nothing that could be used. */
export function nothingFound(root: string, problems: readonly Problem[]): DatasetError {
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length === 0) {
    return new DatasetError(
      `No recordings in ${root}: looked for <split>/<id>.wav (or flac, mp3, ogg, ... or a pitch` +
        " track .pitch, .txt, .csv) with <id>.json beside it or in <split>/metadata, for a folder" +
        " named after each raag, for a table metadata.csv, and for _info_/path_mbid_ragaid.json;" +
        " data/README.md shows how to lay out a data set",
      problems,
    );
  }
  return new DatasetError(
    `No usable recordings in ${root}: ${errors.length} problem${errors.length > 1 ? "s" : ""},` +
      ` first ${describeProblem(errors[0])}`,
    problems,
  );
}
