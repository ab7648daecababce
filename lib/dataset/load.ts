import { DatasetError, InvalidArgumentError, type Problem } from "../errors.ts";
import { reasonOf } from "../files/mod.ts";
import { findCompmusic, scanCompmusic } from "./compmusic.ts";
import { nothingFound, scanFolders } from "./folders.ts";
import { checkSpelling, type LabelUse } from "./labels.ts";
import type { Dataset, DatasetLayout, DatasetOptions, Recording } from "./types.ts";

/** What a scan learns beside the recordings that it yields. */
export interface ScanState {
  layout: DatasetLayout;
  splits: Record<string, number>;
  problems: Problem[];
}

function checkOptions(root: string, { prefer = "audio" }: DatasetOptions): void {
  if (typeof root !== "string" || root === "") {
    throw new InvalidArgumentError(`root must be the path of a folder, found ${root}`);
  }
  if (prefer !== "audio" && prefer !== "pitch") {
    throw new InvalidArgumentError(`prefer must be "audio" or "pitch", found ${prefer}`);
  }
}

/** The root with its links resolved. */
async function resolveRoot(root: string): Promise<string> {
  try {
    if ((await Deno.stat(root)).isDirectory) return await Deno.realPath(root);
  } catch (cause) {
    const message = reasonOf(cause);
    throw new DatasetError(
      `Cannot open the data set ${root}: ${message}; give the path of a folder that holds recordings` +
        " with their metadata",
      [{ file: root, message, severity: "error" }],
      { cause },
    );
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
  checkOptions(root, options);
  const report = (problem: Problem): void => void state.problems.push(problem);
  const realRoot = await resolveRoot(root), { followLinks = false, signal } = options;
  const limits = { realRoot, entered: new Set([realRoot]), followLinks, signal, report };
  const wanted = (split: string): boolean => options.split === undefined || split === options.split;
  const seen = new Map<string, string>(), labels = new Map<string, LabelUse>();
  let count = 0;
  const admit = ({ id, raag, split, path, metadataPath: file }: Recording): boolean => {
    const first = seen.get(id);
    if (first !== undefined) {
      const message = `"${id}" is also the id of ${first}; each recording needs its own`;
      report({ file, field: "recording_id", message, severity: "error" });
      return false;
    }
    seen.set(id, path);
    if (!labels.has(raag)) labels.set(raag, { raag, file });
    state.splits[split] = (state.splits[split] ?? 0) + 1;
    if (wanted(split)) count++;
    return wanted(split);
  };
  const trees = await findCompmusic(root);
  if (trees.length > 0) state.layout = "compmusic";
  for (const tree of trees) {
    for await (const recording of scanCompmusic(tree, limits, options)) {
      if (admit(recording)) yield recording;
    }
  }
  for await (const folder of trees.length > 0 ? [] : scanFolders(root, limits, options)) {
    // What is wrong in the test folder is no concern of whoever asks for the training split.
    if (folder.split === undefined || wanted(folder.split)) folder.problems.forEach(report);
    if (folder.recordings.length > 0 && state.layout !== "folders") state.layout = folder.layout;
    for (const recording of folder.recordings) if (admit(recording)) yield recording;
  }
  if (trees.length === 0) checkSpelling([...labels.values()]).forEach(report);
  if (count === 0) refuseEmpty(root, options, state);
}

/** Refuses a data set out of which no recording came. */
function refuseEmpty(root: string, { split }: DatasetOptions, state: ScanState): never {
  const splits = Object.entries(state.splits).map(([name, count]) => `${name} (${count})`);
  if (split === undefined || splits.length === 0) throw nothingFound(root, state.problems);
  throw new DatasetError(
    `${root} has no usable recording in the split "${split}"; its splits are ${splits.join(", ")}`,
    state.problems,
  );
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
