import { DatasetError, type Problem } from "../errors.ts";
import { readJson, slugOf } from "../files/mod.ts";
import { splitName, startsLikePitchTrack } from "./kinds.ts";
import { checkMetadata } from "./metadata.ts";
import type { DatasetLayout, DatasetOptions, Recording, RecordingMetadata } from "./types.ts";
import { type Entry, isIgnored, listFolder, walkFiles, type WalkLimits } from "./walk.ts";

/** The files of one recording: they share a name but for its ending. */
interface Bundle {
  media: (Entry & { relative: string })[];
  metadata?: Entry;
}

/** A recording whose split is not settled yet, or the problems that kept it from being one. */
interface Finding {
  recording?: Recording;
  problems: Problem[];
}

/** What one folder of the data set holds. */
export interface FolderContent {
  /** The split that the folder's name gives to all of them, if it does. */
  split?: string;
  /** The arrangement within the folder. */
  layout: DatasetLayout;
  /** Its recordings. */
  recordings: Recording[];
  /** What was wrong. */
  problems: Problem[];
}

/** Files are read this many at a time: enough to hide the disk's latency, too few to exhaust it. */
const BATCH = 16;

/**
 * Groups files by their name without its ending. Where the folder has a `metadata` folder, the
 * names count from below `audio`, `pitch` and `metadata`, so that files of one name meet.
 */
function bundleFiles(files: (Entry & { relative: string })[], apart: boolean): Map<string, Bundle> {
  const bundles = new Map<string, Bundle>();
  for (const file of files) {
    const name = apart ? file.relative.replace(/^(audio|pitch|metadata)\//, "") : file.relative;
    const { stem, ending } = splitName(name);
    let bundle = bundles.get(stem);
    if (!bundle) bundles.set(stem, bundle = { media: [] });
    if (ending === "json") bundle.metadata ??= file;
    else bundle.media.push(file);
  }
  return bundles;
}

/** The file of a bundle that is the recording; lossless sound before lossy, known before unknown. */
async function chooseMedia(
  bundle: Bundle,
  options: DatasetOptions,
  problems: Problem[],
): Promise<{ entry: Entry; kind: Recording["kind"] } | undefined> {
  const rank = ["wav", "flac", "aiff", "aif", "aifc"];
  const audio: Entry[] = [], pitch: Entry[] = [], other: Entry[] = [];
  for (const entry of bundle.media) {
    const { kind } = splitName(entry.name);
    if (kind === "audio") audio.push(entry);
    else if (kind === "pitch") pitch.push(entry);
    else if (kind === "text") {
      if (bundle.metadata || await startsLikePitchTrack(entry.path)) pitch.push(entry);
    } else if (kind === "other" && bundle.metadata) other.push(entry);
  }
  const order = (entry: Entry): number => {
    const at = rank.indexOf(splitName(entry.name).ending);
    return at < 0 ? rank.length : at;
  };
  audio.sort((a, b) => order(a) - order(b));
  const sound = audio.length > 0 ? audio : pitch.length > 0 ? [] : other;
  const usesPitch = pitch.length > 0 && (sound.length === 0 || options.prefer === "pitch");
  const [entry, ...rest] = usesPitch ? pitch : sound;
  if (!entry) return undefined;
  if (rest.length > 0) {
    problems.push({
      file: entry.path,
      message: `is used, and not ${rest.map((file) => file.name).join(", ")} of the same name;` +
        " give each recording a name of its own",
      severity: "warning",
    });
  }
  return { entry, kind: usesPitch ? "pitch" : "audio" };
}

/** Reads and checks the metadata of one recording. */
async function readMetadata(
  path: string,
  options: DatasetOptions,
): Promise<{ metadata?: RecordingMetadata; problems: Problem[]; value?: unknown }> {
  const { maxMetadataBytes: maxBytes = 1 << 20, maxMetadataDepth: maxDepth = 20 } = options;
  try {
    const value = await readJson(path, { maxBytes, maxDepth });
    return { ...checkMetadata(value, path), value };
  } catch (error) {
    const message = `cannot read this metadata: ${(error as Error).message}`;
    return { problems: [{ file: path, message, severity: "error" }] };
  }
}

/** Turns the files of one name into a recording, or says why not. */
async function examine(bundle: Bundle, options: DatasetOptions): Promise<Finding> {
  const problems: Problem[] = [];
  const fail = (file: string, message: string): Finding => {
    problems.push({ file, message, severity: "error" });
    return { problems };
  };
  const chosen = await chooseMedia(bundle, options, problems);
  if (!bundle.metadata) {
    if (!chosen) return { problems };
    const wanted = splitName(chosen.entry.name).stem;
    return fail(
      chosen.entry.path,
      `this recording has no metadata; write ${wanted}.json with recording_id and raag`,
    );
  }
  const file = bundle.metadata.path;
  const { metadata, problems: found, value } = await readMetadata(file, options);
  if (!chosen) {
    // A JSON file that claims to be nobody's metadata (a manifest, an index) is none of ours.
    const claims = typeof value === "object" && value !== null &&
      ("recording_id" in value || "raag" in value);
    if (!claims) return { problems };
    return fail(file, "this metadata has no recording of the same name beside it");
  }
  problems.push(...found);
  if (!metadata) return { problems };
  if (chosen.entry.size === 0) return fail(chosen.entry.path, "this file is empty");
  const recording: Recording = {
    id: metadata.recording_id,
    raag: metadata.raag,
    split: metadata.split ?? "all",
    group: metadata.group ?? metadata.recording_id,
    kind: chosen.kind,
    path: chosen.entry.path,
    metadataPath: file,
    metadata,
  };
  return { recording, problems };
}

/** Whether a folder is named after the one raag that all its recordings have. */
function isRaagFolder(name: string, recordings: Recording[]): boolean {
  return recordings.length > 0 && recordings.every(({ raag }) => slugOf(raag) === slugOf(name));
}

/** Examines files and settles their split. */
async function gather(
  files: (Entry & { relative: string })[],
  folder: string | undefined,
  options: DatasetOptions,
): Promise<FolderContent> {
  const apart = files.some((file) => file.relative.startsWith("metadata/"));
  const bundles = [...bundleFiles(files, apart).values()];
  const content: FolderContent = {
    layout: folder === undefined ? "flat" : apart ? "folders" : "beside",
    recordings: [],
    problems: [],
  };
  for (let start = 0; start < bundles.length; start += BATCH) {
    options.signal?.throwIfAborted();
    const batch = bundles.slice(start, start + BATCH).map((bundle) => examine(bundle, options));
    for (const { recording, problems } of await Promise.all(batch)) {
      if (recording) content.recordings.push(recording);
      content.problems.push(...problems);
    }
  }
  if (folder !== undefined && !isRaagFolder(folder, content.recordings)) {
    content.split = folder;
    for (const recording of content.recordings) {
      if (recording.split !== folder && recording.metadata.split !== undefined) {
        content.problems.push({
          file: recording.metadataPath,
          field: "split",
          message: `is "${recording.split}", but the recording lies in the folder "${folder}";` +
            " the folder counts",
          severity: "warning",
        });
      }
      recording.split = folder;
    }
  }
  return content;
}

/**
 * Reads a data set of layouts 1 to 3, folder by folder: first what lies in the root itself, then
 * each folder below it.
 *
 * @param root Path of the data set.
 * @param limits What bounds the walk; its `report` takes what is wrong with the root.
 * @param options What is read and how.
 */
export async function* scanFolders(
  root: string,
  limits: WalkLimits,
  options: DatasetOptions,
): AsyncGenerator<FolderContent> {
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
  if (own.length > 0) yield await gather(own, undefined, options);
  for (const entry of entries) {
    if (!entry.isFolder || isIgnored(entry.name)) continue;
    if (hasParts && parts.includes(entry.name)) continue;
    const problems: Problem[] = [];
    const files = await walkFiles(entry.path, {
      ...limits,
      report: (problem) => problems.push(problem),
    });
    const content = await gather(files, entry.name, options);
    content.problems.unshift(...problems);
    yield content;
  }
}

/** What is said when a folder holds nothing that could be used. */
export function nothingFound(root: string, problems: readonly Problem[]): DatasetError {
  const errors = problems.filter((problem) => problem.severity === "error");
  if (errors.length === 0) {
    return new DatasetError(
      `No recordings in ${root}: looked for <split>/<id>.wav (or flac, mp3, ogg, ... or a pitch` +
        " track .pitch, .txt, .csv) with <id>.json beside it or in <split>/metadata, and for" +
        " _info_/path_mbid_ragaid.json; data/README.md shows how to lay out a data set",
      problems,
    );
  }
  return new DatasetError(
    `No usable recordings in ${root}: ${errors.length} problem${errors.length > 1 ? "s" : ""},` +
      ` first ${describe(errors[0])}`,
    problems,
  );
}

/** A problem in one line: file, field and message. */
export function describe({ file, field, message }: Problem): string {
  return `${file}${field ? `, ${field}` : ""}: ${message}`;
}
