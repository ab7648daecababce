import { DatasetError, InvalidArgumentError, type Problem } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import { findCompmusic, scanCompmusic } from "./compmusic.ts";
import { nothingFound, scanFolders } from "./folders.ts";
import { checkSpelling, type LabelUse } from "./labels.ts";
import type { Dataset, DatasetLayout, DatasetOptions, Recording } from "./types.ts";
import type { WalkLimits } from "./walk.ts";

/** What a scan learns beside the recordings that it yields. */
export interface ScanState {
  layout: DatasetLayout;
  splits: Record<string, number>;
  problems: Problem[];
}

function checkOptions(root: string, options: DatasetOptions): void {
  const { prefer = "audio" } = options;
  if (typeof root !== "string" || root === "") {
    throw new InvalidArgumentError(`root must be the path of a folder, found ${root}`);
  }
  if (prefer !== "audio" && prefer !== "pitch") {
    throw new InvalidArgumentError(`prefer must be "audio" or "pitch", found ${prefer}`);
  }
}

/** The root with its links resolved. */
async function resolveRoot(root: string): Promise<string> {
  let info: Deno.FileInfo;
  try {
    info = await Deno.stat(root);
    if (info.isDirectory) return await Deno.realPath(root);
  } catch (error) {
    const message = `Cannot open the data set ${root}: ${reasonOf(error)}; give the path of a` +
      " folder that holds recordings with their metadata";
    throw new DatasetError(message, [{ file: root, message: reasonOf(error), severity: "error" }], {
      cause: error,
    });
  }
  throw new DatasetError(`Cannot open the data set ${root}: it is a file, not a folder`);
}

/**
 * The one way through a data set: yields recordings, keeps what else it learns in `state`.
 *
 * @throws {DatasetError} If the folder cannot be opened; at the end, if there was nothing usable.
 * @throws {InvalidArgumentError} If an option is out of range.
 */
export async function* scan(
  root: string,
  options: DatasetOptions,
  state: ScanState,
): AsyncGenerator<Recording> {
  let count = 0;
  for await (const recording of scanAll(root, options, state)) {
    count++;
    yield recording;
  }
  if (count === 0) refuseEmpty(root, options, state);
}

/** The scan itself. */
async function* scanAll(
  root: string,
  options: DatasetOptions,
  state: ScanState,
): AsyncGenerator<Recording> {
  checkOptions(root, options);
  const report = (problem: Problem): void => void state.problems.push(problem);
  const realRoot = await resolveRoot(root);
  const limits: WalkLimits = {
    realRoot,
    entered: new Set([realRoot]),
    followLinks: options.followLinks ?? false,
    signal: options.signal,
    report,
  };
  const wanted = (split: string): boolean => options.split === undefined || split === options.split;
  const seen = new Map<string, string>();
  const labels = new Map<string, LabelUse>();
  const admit = (recording: Recording): boolean => {
    const first = seen.get(recording.id);
    if (first !== undefined) {
      report({
        file: recording.metadataPath,
        field: "recording_id",
        message: `"${recording.id}" is also the id of ${first}; each recording needs its own`,
        severity: "error",
      });
      return false;
    }
    seen.set(recording.id, recording.path);
    const { raag, metadataPath: file } = recording;
    if (!labels.has(raag)) labels.set(raag, { raag, file });
    state.splits[recording.split] = (state.splits[recording.split] ?? 0) + 1;
    return wanted(recording.split);
  };
  const trees = await findCompmusic(root);
  if (trees.length > 0) state.layout = "compmusic";
  for (const tree of trees) {
    for await (const recording of scanCompmusic(tree, limits, options)) {
      if (admit(recording)) yield recording;
    }
  }
  if (trees.length > 0) return;
  for await (const folder of scanFolders(root, limits, options)) {
    // What is wrong in the test folder is no concern of whoever asks for the training split.
    if (folder.split === undefined || wanted(folder.split)) folder.problems.forEach(report);
    if (folder.recordings.length > 0 && state.layout !== "folders") state.layout = folder.layout;
    for (const recording of folder.recordings) if (admit(recording)) yield recording;
  }
  checkSpelling([...labels.values()]).forEach(report);
}

/** Refuses a data set out of which no recording came. */
function refuseEmpty(root: string, options: DatasetOptions, state: ScanState): never {
  const splits = Object.keys(state.splits);
  if (options.split !== undefined && splits.length > 0) {
    throw new DatasetError(
      `${root} has no usable recording in the split "${options.split}"; its splits are ` +
        splits.map((name) => `${name} (${state.splits[name]})`).join(", "),
      state.problems,
    );
  }
  throw nothingFound(root, state.problems);
}

/** A state for a scan to fill. Split names may be any word, so the record has no prototype. */
export function newState(): ScanState {
  return { layout: "flat", splits: Object.create(null), problems: [] };
}

/**
 * Lists the recordings of a data set. The arrangement of its files is recognised; data/README.md
 * describes those that are known.
 *
 * Files are found and their metadata checked; sound and pitch tracks are not opened. A file that
 * cannot be used is skipped and counted among the problems.
 *
 * @param root Path of the data set.
 * @param options What is listed and how.
 * @returns The usable recordings and everything that was wrong.
 * @throws {DatasetError} If the folder cannot be opened or holds nothing usable.
 * @throws {InvalidArgumentError} If an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDataset } from "raagkit";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/train`);
 * await Deno.writeTextFile(`${folder}/train/a.pitch`, "0.00 220\n0.01 221\n");
 * await Deno.writeTextFile(`${folder}/train/a.json`, `{ "recording_id": "a", "raag": "Desh" }`);
 *
 * const dataset = await loadDataset(folder);
 * assertEquals(dataset.recordings.map(({ id, raag, kind }) => [id, raag, kind]), [
 *   ["a", "Desh", "pitch"],
 * ]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function loadDataset(root: string, options: DatasetOptions = {}): Promise<Dataset> {
  const state = newState();
  const recordings: Recording[] = [];
  for await (const recording of scan(root, options, state)) recordings.push(recording);
  const { layout, splits, problems } = state;
  return { root, layout, recordings, splits: { ...splits }, problems };
}
