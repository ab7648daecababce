import { relative, SEPARATOR } from "@std/path";
import { z } from "zod";
import { DatasetError, type Problem } from "../errors.ts";
import { atomicWrite, readJson, reasonOf, sha256File, sha256Hex } from "../files/mod.ts";
import type { Dataset, Recording } from "./types.ts";

/** One recording of a manifest. */
export interface ManifestEntry {
  /** The recording's id. */
  id: string;
  /** Path below the data set's folder, with `/` between its parts. */
  path: string;
  /** SHA-256 of the file, 64 hex digits. */
  sha256: string;
  /** Its size. */
  bytes: number;
  /** The label. */
  raag: string;
  /** The split. */
  split: string;
  /** The group. */
  group: string;
  /** SHA-256 of the metadata: of its values, not of how the file is written. */
  metadata_sha256: string;
}

/** What a data set holds, to the byte: two data sets of the same hash give the same results. */
export interface DatasetManifest {
  /** `raagkit-manifest`. */
  format: "raagkit-manifest";
  /** Version of the format. */
  format_version: 1;
  /** SHA-256 over all entries. */
  hash: string;
  /** The recordings, sorted by id. */
  recordings: ManifestEntry[];
}

const manifestSchema = z.object({
  format: z.literal("raagkit-manifest"),
  format_version: z.literal(1),
  hash: z.string(),
  recordings: z.array(z.object({
    id: z.string(),
    path: z.string(),
    sha256: z.string(),
    bytes: z.number(),
    raag: z.string(),
    split: z.string(),
    group: z.string(),
    metadata_sha256: z.string(),
  })),
});

/** A value as JSON with its keys in order, so that equal values give equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
  return `{${
    fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(",")
  }}`;
}

const hashText = (text: string): Promise<string> => sha256Hex(new TextEncoder().encode(text));

async function makeEntry(
  root: string,
  recording: Recording,
  signal?: AbortSignal,
): Promise<ManifestEntry> {
  const { id, raag, split, group, path, metadata } = recording;
  try {
    return {
      id,
      path: relative(root, path).replaceAll(SEPARATOR, "/"),
      ...await sha256File(path, { signal }),
      raag,
      split,
      group,
      metadata_sha256: await hashText(canonical(metadata)),
    };
  } catch (error) {
    signal?.throwIfAborted();
    const message = reasonOf(error);
    throw new DatasetError(`Cannot read ${path}: ${message}`, [
      { file: path, message, severity: "error" },
    ], { cause: error });
  }
}

/**
 * What a data set holds, with a checksum of each recording and one over all. Files are read in
 * pieces, one after the other.
 *
 * @param dataset The data set, or a part of its recordings.
 * @param options `signal` stops the reading; `onRecording` is called after each file.
 * @returns The manifest.
 * @throws {DatasetError} If a recording cannot be read.
 */
export async function datasetManifest(
  dataset: Pick<Dataset, "root" | "recordings">,
  options: {
    signal?: AbortSignal;
    onRecording?: (done: number, total: number) => void | Promise<void>;
  } = {},
): Promise<DatasetManifest> {
  const sorted = dataset.recordings.toSorted((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const recordings: ManifestEntry[] = [];
  for (const recording of sorted) {
    recordings.push(await makeEntry(dataset.root, recording, options.signal));
    await options.onRecording?.(recordings.length, sorted.length);
  }
  const hash = await hashText(canonical(recordings));
  return { format: "raagkit-manifest", format_version: 1, hash, recordings };
}

/**
 * Writes a manifest as JSON, as a whole or not at all.
 *
 * @param path Path of the file.
 * @param manifest The manifest.
 * @throws {DatasetError} If the file cannot be written.
 */
export async function writeManifest(path: string, manifest: DatasetManifest): Promise<void> {
  try {
    await atomicWrite(path, `${JSON.stringify(manifest, null, 1)}\n`);
  } catch (error) {
    throw new DatasetError(`Cannot write ${path}: ${reasonOf(error)}`, [], { cause: error });
  }
}

/**
 * Reads a manifest and checks that its hash is that of its entries.
 *
 * @param path Path of the file.
 * @returns The manifest.
 * @throws {DatasetError} If the file cannot be read, is no manifest, or was changed by hand.
 */
export async function readManifest(path: string): Promise<DatasetManifest> {
  let value: unknown;
  try {
    value = await readJson(path, { maxBytes: 1 << 28 });
  } catch (error) {
    throw new DatasetError(`Cannot read ${path}: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
  const read = manifestSchema.safeParse(value);
  if (!read.success) {
    const problems = read.error.issues.map(({ path: field, message }): Problem => ({
      file: path,
      field: field.join("."),
      message,
      severity: "error",
    }));
    const [{ field, message }] = problems;
    throw new DatasetError(`${path} is not a manifest: ${field}: ${message}`, problems);
  }
  if (await hashText(canonical(read.data.recordings)) !== read.data.hash) {
    throw new DatasetError(`${path} was changed: its hash is not that of its entries`);
  }
  return read.data;
}

/**
 * Compares a data set with a manifest that was made of it before.
 *
 * @param dataset The data set as it is now.
 * @param manifest The manifest.
 * @param options `signal` stops the reading.
 * @returns One problem for each recording that is missing, new or changed; empty if all are the
 * same.
 * @throws {DatasetError} If a recording cannot be read.
 */
export async function verifyManifest(
  dataset: Pick<Dataset, "root" | "recordings">,
  manifest: DatasetManifest,
  options: { signal?: AbortSignal } = {},
): Promise<Problem[]> {
  const now = await datasetManifest(dataset, options);
  const problems: Problem[] = [];
  const say = (file: string, message: string, field?: string): void => {
    problems.push({ file, ...(field ? { field } : {}), message, severity: "error" });
  };
  const present = new Map(now.recordings.map((entry) => [entry.id, entry]));
  for (const expected of manifest.recordings) {
    const found = present.get(expected.id);
    present.delete(expected.id);
    if (!found) {
      say(expected.path, `the recording ${expected.id} is missing`);
      continue;
    }
    for (const key of Object.keys(found) as (keyof ManifestEntry)[]) {
      if (found[key] !== expected[key]) {
        say(found.path, `was ${expected[key]}, is ${found[key]}`, key);
      }
    }
  }
  for (const { id, path } of present.values()) say(path, `the recording ${id} is new`);
  return problems;
}
