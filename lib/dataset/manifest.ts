import { relative, SEPARATOR } from "@std/path";
import { DatasetError } from "../errors.ts";
import { reasonOf, sha256File, sha256Hex } from "../files/mod.ts";
import type { Dataset, Recording } from "./types.ts";

/** One recording of a manifest. */
export interface ManifestEntry extends Pick<Recording, "id" | "raag" | "split" | "group"> {
  /** Path below the data set's folder, with `/` between its parts. */
  path: string;
  /** SHA-256 of the file, 64 hex digits. */
  sha256: string;
  /** Its size. */
  bytes: number;
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
 * @param options `signal` stops the reading.
 * @returns The manifest.
 * @throws {DatasetError} If a recording cannot be read.
 */
export async function datasetManifest(
  dataset: Pick<Dataset, "root" | "recordings">,
  options: { signal?: AbortSignal } = {},
): Promise<DatasetManifest> {
  const sorted = dataset.recordings.toSorted((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  const recordings: ManifestEntry[] = [];
  for (const recording of sorted) {
    recordings.push(await makeEntry(dataset.root, recording, options.signal));
  }
  const hash = await hashText(canonical(recordings));
  return { format: "raagkit-manifest", format_version: 1, hash, recordings };
}
