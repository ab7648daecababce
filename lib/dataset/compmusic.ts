import { join } from "@std/path";
import type { Problem } from "../errors.ts";
import { readBounded, readJson, statOf } from "../files/mod.ts";
import { splitName } from "./kinds.ts";
import { checkMetadata } from "./metadata.ts";
import type { DatasetOptions, Recording } from "./types.ts";
import { type FoundFile, walkFiles, type WalkLimits } from "./walk.ts";

/** One line of the data set's index. */
type IndexEntry = Record<"mbid" | "ragaid" | "path", string>;

/** The index of the Carnatic half is 150 kB; this leaves room for whoever adds to it. */
const INDEX_BYTES = 1 << 26;

const MBID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The folders of a tree that hold a CompMusic index: the root itself, or `Carnatic` and
 * `Hindustani` in it or in its `RagaDataset`.
 */
export async function findCompmusic(root: string): Promise<string[]> {
  for (const parent of [root, join(root, "RagaDataset")]) {
    if (await indexPath(parent)) return [parent];
    const found: string[] = [];
    for (const name of ["Carnatic", "Hindustani"]) {
      const folder = join(parent, name);
      if (await indexPath(folder)) found.push(folder);
    }
    if (found.length > 0) return found;
  }
  return [];
}

async function indexPath(folder: string): Promise<string | undefined> {
  for (const ending of ["json", "txt"]) {
    const path = join(folder, "_info_", `path_mbid_ragaid.${ending}`);
    if ((await statOf(path))?.isFile) return path;
  }
  return undefined;
}

/** Reads the index: an object by MBID, or lines of path, MBID and raga id between tabs. */
async function readIndex(path: string, report: WalkLimits["report"]): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  const refuse = (field: string, found: unknown): void => {
    const message = `must give path, mbid and ragaid as text, found ${JSON.stringify(found)}`;
    report({ file: path, field, message, severity: "error" });
  };
  if (path.endsWith(".txt")) {
    const text = new TextDecoder().decode(await readBounded(path, INDEX_BYTES));
    for (const [number, line] of text.split(/\r?\n/).entries()) {
      if (line.trim() === "" || line.startsWith("#")) continue;
      const [file, mbid, ragaid] = line.split("\t").map((field) => field.trim());
      if (file && mbid && ragaid) entries.push({ path: file, mbid, ragaid });
      else refuse(`line ${number + 1}`, line);
    }
    return entries;
  }
  const value = await readJson(path, { maxBytes: INDEX_BYTES });
  for (const [key, entry] of Object.entries(value ?? {})) {
    const { path: file, mbid = key, ragaid } = (entry ?? {}) as Record<string, unknown>;
    if (typeof file === "string" && typeof mbid === "string" && typeof ragaid === "string") {
      entries.push({ path: file, mbid, ragaid });
    } else refuse(key, entry);
  }
  return entries;
}

/** A path in a spelling that survives the archive's replacing of punctuation by `_`. */
function loosePath(path: string): string {
  return path.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{M}\p{N}/]/gu, "_");
}

/** Ways to find a file: by the MBID that ends its name, by its path, and by its loose path. */
function lookup(files: FoundFile[]): (entry: IndexEntry) => FoundFile | undefined {
  const byMbid = new Map<string, FoundFile>(), byPath = new Map<string, FoundFile>();
  for (const file of files) {
    const { stem } = splitName(file.relative);
    const mbid = MBID.exec(stem)?.[0].toLowerCase();
    if (mbid) byMbid.set(mbid, file);
    byPath.set(loosePath(stem), file);
  }
  return ({ mbid, path }) => {
    // `RagaDataset/Hindustani/audio/<ragaid>/...`: what follows `audio` or `features` counts.
    const below = path.replace(/^(?:.*?\/)?(?:audio|features)\//, "");
    const { stem, kind } = splitName(below);
    return byMbid.get(mbid.toLowerCase()) ??
      byPath.get(loosePath(kind === "none" || kind === "other" ? below : stem));
  };
}

/** Reads the tonic beside a pitch track: the one refined by hand before the automatic one. */
async function readTonic(
  stem: string,
): Promise<{ tonic_hz?: number; tonic_source?: string; problem?: Problem }> {
  for (const ending of ["tonicFine", "tonic"]) {
    const file = `${stem}.${ending}`;
    if (await statOf(file) === undefined) continue;
    let message: string;
    try {
      const text = new TextDecoder().decode(await readBounded(file, 4096)).trim();
      const tonic_hz = Number(text.split(/\s+/)[0]);
      if (tonic_hz >= 40 && tonic_hz <= 1000) return { tonic_hz, tonic_source: ending };
      const found = JSON.stringify(text.slice(0, 40));
      message = `must hold a frequency in Hz within 40..1000, found ${found}`;
    } catch (error) {
      message = `cannot be read: ${(error as Error).message}`;
    }
    return { problem: { file, message, severity: "error" } };
  }
  const message = "neither this .tonic nor a .tonicFine is there; the tonic will be estimated";
  return { problem: { file: `${stem}.tonic`, message, severity: "warning" } };
}

/** What the `_info_` folder says: where the recordings lie and what the raags are called. */
type Info = { index: string; entries: IndexEntry[]; names: Record<string, unknown> };

/** Reads the `_info_` folder; undefined, and a problem, if it is damaged. */
async function readInfo(base: string, report: WalkLimits["report"]): Promise<Info | undefined> {
  const index = await indexPath(base) as string;
  const namesPath = join(base, "_info_", "ragaId_to_ragaName_mapping.json");
  let reading = index;
  try {
    const entries = await readIndex(index, report);
    entries.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
    reading = namesPath;
    const names = await readJson(namesPath, { maxBytes: INDEX_BYTES });
    return { index, entries, names: (names ?? {}) as Record<string, unknown> };
  } catch (error) {
    const message = `cannot be read: ${(error as Error).message}`;
    report({ file: reading, message, severity: "error" });
    return undefined;
  }
}

/** A recording's file, and where its tonic would lie (without the ending). */
type Located = { file: FoundFile; kind: Recording["kind"]; tonicStem: string };

/** The files of a tree, and a way to find those of an entry. */
async function locateFiles(
  base: string,
  limits: WalkLimits,
  prefer: DatasetOptions["prefer"],
): Promise<{ pitch: FoundFile[]; locate: (entry: IndexEntry) => Located | undefined }> {
  const list = async (folder: string, kind: Recording["kind"]): Promise<FoundFile[]> => {
    const path = join(base, folder);
    if (!(await statOf(path))?.isDirectory) return [];
    return (await walkFiles(path, limits)).filter(({ name }) => splitName(name).kind === kind);
  };
  const pitch = await list("features", "pitch"), audio = await list("audio", "audio");
  const findPitch = lookup(pitch), findAudio = lookup(audio);
  return {
    pitch,
    locate(entry) {
      const track = findPitch(entry), sound = findAudio(entry);
      const file = prefer === "audio" ? sound ?? track : track ?? sound;
      if (!file) return undefined;
      const features = track?.path ?? join(base, "features", ...file.relative.split("/"));
      return {
        file,
        kind: file === track ? "pitch" : "audio",
        tonicStem: features.slice(0, features.lastIndexOf(".")),
      };
    },
  };
}

/** Puts a recording together; undefined, and a problem, if it is unusable. */
async function makeRecording(
  entry: IndexEntry,
  { file, kind, tonicStem }: Located,
  info: Info,
  report: WalkLimits["report"],
): Promise<Recording | undefined> {
  if (file.size === 0) {
    report({ file: file.path, message: "this file is empty", severity: "error" });
    return undefined;
  }
  const { tonic_hz, tonic_source, problem } = await readTonic(tonicStem);
  if (problem) report(problem);
  if (problem?.severity === "error") return undefined;
  // <ragaid>/<artist>/<album>/<song>: one concert may hold several raags and is one source.
  const parts = file.relative.split("/");
  const { metadata, problems } = checkMetadata({
    recording_id: entry.mbid,
    raag: info.names[entry.ragaid],
    tonic_hz,
    artist: parts.length > 2 ? parts[1].replaceAll("_", " ") : undefined,
    group: parts.length > 3 ? `${parts[1]}/${parts[2]}` : undefined,
    tonic_source,
    mbid: entry.mbid,
    ragaid: entry.ragaid,
  }, info.index);
  for (const one of problems) report({ ...one, field: `${entry.mbid}.${one.field}` });
  return metadata && {
    id: metadata.recording_id,
    raag: metadata.raag,
    split: "all",
    group: metadata.group ?? metadata.recording_id,
    kind,
    path: file.path,
    metadataPath: info.index,
    metadata,
  };
}

/**
 * Reads one tree of the CompMusic raga data set (layout 4). Files are found by the MBID that ends
 * their names, else by their path with punctuation made alike, because the paths in the index are
 * not always those of the archive. Recordings of one concert (artist and album folder) make a
 * group. Pitch tracks count before sound here unless `prefer` says otherwise: they are what the
 * data set publishes.
 *
 * @see Gulati, Serrà, Ganguli, Şentürk, Serra (2016), "Time-delayed melody surfaces for rāga
 * recognition", ISMIR, for the data set.
 */
export async function* scanCompmusic(
  base: string,
  limits: WalkLimits,
  options: DatasetOptions,
): AsyncGenerator<Recording> {
  const { report, signal } = limits;
  const info = await readInfo(base, report);
  if (!info) return;
  const { pitch, locate } = await locateFiles(base, limits, options.prefer);
  const used = new Set<string>();
  for (const entry of info.entries) {
    signal?.throwIfAborted();
    const located = locate(entry);
    if (!located) {
      const message = `no .pitch file under features for ${entry.mbid} (${entry.path})`;
      report({ file: info.index, message, severity: "error" });
      continue;
    }
    used.add(located.file.path);
    const recording = await makeRecording(entry, located, info, report);
    if (recording) yield recording;
  }
  for (const { path } of pitch) {
    if (used.has(path)) continue;
    const message = `is not listed in ${info.index}, so its raag is unknown`;
    report({ file: path, message, severity: "warning" });
  }
}
