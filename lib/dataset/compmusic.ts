import { join } from "@std/path";
import type { Problem } from "../errors.ts";
import { readBounded, readJson } from "../files/mod.ts";
import { splitName } from "./kinds.ts";
import { checkMetadata } from "./metadata.ts";
import type { DatasetOptions, Recording } from "./types.ts";
import { type Entry, walkFiles, type WalkLimits } from "./walk.ts";

/** One line of the data set's index. */
interface IndexEntry {
  mbid: string;
  ragaid: string;
  path: string;
}

type File = Entry & { relative: string };

/** The index of the Carnatic half is 150 kB; this leaves room for whoever adds to it. */
const INDEX_BYTES = 1 << 26;

const MBID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The folders of a tree that hold a CompMusic index: the root itself, or `Carnatic` and
 * `Hindustani` in it or in its `RagaDataset`.
 *
 * @param root Path of the data set.
 * @returns Their paths; none if this is no such tree.
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
    if (await Deno.stat(path).then((info) => info.isFile, () => false)) return path;
  }
  return undefined;
}

/** Reads the index: an object by MBID, or lines of path, MBID and raga id between tabs. */
async function readIndex(path: string, report: WalkLimits["report"]): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  const refuse = (field: string, found: unknown): void =>
    report({
      file: path,
      field,
      message: `must give path, mbid and ragaid as text, found ${JSON.stringify(found)}`,
      severity: "error",
    });
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
function lookup(files: File[]): (entry: IndexEntry) => File | undefined {
  const byMbid = new Map<string, File>(), byPath = new Map<string, File>();
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
    if (!(await Deno.stat(file).then((info) => info.isFile, () => false))) continue;
    const text = new TextDecoder().decode(await readBounded(file, 4096)).trim();
    const tonic_hz = Number(text.split(/\s+/)[0]);
    if (text !== "" && tonic_hz >= 40 && tonic_hz <= 1000) {
      return { tonic_hz, tonic_source: ending };
    }
    const message = `must hold a frequency in Hz within 40..1000, found ${
      JSON.stringify(text.slice(0, 40))
    }`;
    return { problem: { file, message, severity: "error" } };
  }
  return {
    problem: {
      file: stem,
      message: "has neither .tonicFine nor .tonic beside it; the tonic will be estimated",
      severity: "warning",
    },
  };
}

/**
 * Reads one tree of the CompMusic raga data set (layout 4). Files are found by the MBID that ends
 * their names, else by their path with punctuation made alike, because the paths in the index are
 * not always those of the archive. Recordings of one concert (artist and album folder) make a
 * group.
 *
 * @param base A folder from {@linkcode findCompmusic}.
 * @param limits What bounds the walk; `report` takes what is wrong.
 * @param options What is read and how.
 * @see Gulati, Serrà, Ganguli, Şentürk, Serra (2016), "Time-delayed melody surfaces for rāga
 * recognition", ISMIR, for the data set.
 */
export async function* scanCompmusic(
  base: string,
  limits: WalkLimits,
  options: DatasetOptions,
): AsyncGenerator<Recording> {
  const index = await indexPath(base) as string;
  const namesPath = join(base, "_info_", "ragaId_to_ragaName_mapping.json");
  const fail = (file: string, message: string): void =>
    limits.report({ file, message, severity: "error" });
  let entries: IndexEntry[], names: Record<string, unknown>;
  try {
    entries = await readIndex(index, limits.report);
  } catch (error) {
    return fail(index, `cannot read this index: ${(error as Error).message}`);
  }
  try {
    names = await readJson(namesPath, { maxBytes: INDEX_BYTES }) as Record<string, unknown> ?? {};
  } catch (error) {
    return fail(namesPath, `cannot read the names of the raags: ${(error as Error).message}`);
  }
  const below = async (folder: string, kind: Recording["kind"]): Promise<File[]> => {
    const path = join(base, folder);
    if (!(await Deno.stat(path).then((info) => info.isDirectory, () => false))) return [];
    return (await walkFiles(path, limits)).filter(({ name }) => splitName(name).kind === kind);
  };
  const pitch = await below("features", "pitch"), audio = await below("audio", "audio");
  const preferred: Recording["kind"][] = options.prefer === "audio"
    ? ["audio", "pitch"]
    : ["pitch", "audio"];
  const find = { pitch: lookup(pitch), audio: lookup(audio) };
  const used = new Set<string>();
  entries.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  for (const entry of entries) {
    limits.signal?.throwIfAborted();
    const kind = preferred.find((kind) => find[kind](entry));
    const file = kind && find[kind](entry);
    if (!kind || !file) {
      fail(index, `no .pitch file under features for ${entry.mbid} (${entry.path})`);
      continue;
    }
    used.add(file.path);
    const features = find.pitch(entry)?.path ?? join(base, "features", file.relative);
    const tonic = await readTonic(splitName(features.replaceAll("\\", "/")).stem).catch(
      (error: Error) => ({
        problem: {
          file: features,
          message: `cannot read the tonic: ${error.message}`,
          severity: "error" as const,
        },
      }),
    ) as Awaited<ReturnType<typeof readTonic>>;
    if (tonic.problem) limits.report({ ...tonic.problem, file: tonic.problem.file });
    if (tonic.problem?.severity === "error") continue;
    const [, artist, album] = file.relative.split("/");
    const concert = file.relative.split("/").length > 3 ? `${artist}/${album}` : undefined;
    const { metadata, problems } = checkMetadata({
      recording_id: entry.mbid,
      raag: names[entry.ragaid],
      tonic_hz: tonic.tonic_hz,
      artist: file.relative.split("/").length > 2 ? artist.replaceAll("_", " ") : undefined,
      group: concert,
      tonic_source: tonic.tonic_source,
      mbid: entry.mbid,
      ragaid: entry.ragaid,
    }, index);
    for (const problem of problems) {
      limits.report({ ...problem, field: `${entry.mbid}.${problem.field}` });
    }
    if (!metadata) continue;
    if (file.size === 0) {
      fail(file.path, "this file is empty");
      continue;
    }
    yield {
      id: metadata.recording_id,
      raag: metadata.raag,
      split: "all",
      group: metadata.group ?? metadata.recording_id,
      kind,
      path: file.path,
      metadataPath: index,
      metadata,
    };
  }
  for (const file of pitch) {
    if (!used.has(file.path)) {
      limits.report({
        file: file.path,
        message: `is not listed in ${index}, so its raag is unknown`,
        severity: "warning",
      });
    }
  }
}
