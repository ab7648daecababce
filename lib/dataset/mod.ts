/**
 * Recordings with their metadata: found on disk in several arrangements, checked, and listed with
 * their splits, groups and checksums.
 *
 * A data set is a folder of files and what is written about them: beside each, in a table, or by the
 * names of the folders. Nothing is ever read out of a file's own name.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDataset } from "raagkit";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/test`);
 * await Deno.writeTextFile(`${folder}/test/a.pitch`, "0.00 220\n0.01 221\n");
 * await Deno.writeTextFile(`${folder}/test/a.json`, `{ "recording_id": "a", "raag": "Yaman" }`);
 *
 * const { recordings, splits } = await loadDataset(folder);
 * assertEquals([recordings.length, splits.test], [1, 1]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @example From a folder to a manifest.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as data from "raagkit/dataset";
 *
 * const folder = await Deno.makeTempDir();
 * for (const raag of ["Desh", "Yaman"]) {
 *   await Deno.mkdir(`${folder}/${raag}`);
 *   await Deno.writeTextFile(`${folder}/${raag}/a.pitch`, "0.00 220\n0.01 221\n");
 * }
 * assertEquals((await data.listMedia(folder)).map(({ relative }) => relative).sort(), [
 *   "Desh/a.pitch",
 *   "Yaman/a.pitch",
 * ]);
 * assertEquals(data.kindOf("song.mp3"), "audio");
 * assertEquals((await data.describeFile(`${folder}/Desh/a.pitch`)).kind, "pitch");
 *
 * const dataset = await data.loadDataset(folder);
 * assertEquals(data.summariseDataset(dataset.recordings).raags, { Desh: 1, Yaman: 1 });
 *
 * // The two files hold the same bytes.
 * const [copies] = await data.findCopies(dataset.recordings);
 * assertEquals(data.describeCopies(copies).length > 0, true);
 *
 * // What was measured on these files can be told from what is measured on others.
 * const { recordings } = await data.datasetManifest(dataset);
 * assertEquals(recordings[0].sha256, recordings[1].sha256);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */

export { type Copyable, describeCopies, findCopies } from "./copies.ts";
export { type DatasetSummary, summariseDataset } from "./summary.ts";
export { kindOf } from "./kinds.ts";
export { listMedia, type Media } from "./list_media.ts";
export { loadDataset } from "./load.ts";
export { type DatasetManifest, datasetManifest, type ManifestEntry } from "./manifest.ts";
export { type AssumedMetadata, checkMetadata } from "./metadata.ts";
export { describeFile, type FileDescription } from "./describe_file.ts";
export { validateDataset, type ValidateOptions } from "./validate_dataset.ts";
export type {
  Dataset,
  DatasetLayout,
  DatasetOptions,
  Recording,
  RecordingMetadata,
} from "./types.ts";
