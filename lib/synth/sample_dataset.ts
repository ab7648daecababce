import { basename, dirname, join, resolve } from "@std/path";
import { encodeWav } from "../audio/encode_wav.ts";
import { DatasetError, InvalidArgumentError } from "../errors.ts";
import { requireWhole, requireWithin } from "../options.ts";
import { formatPitchTrack } from "../pitch/tracks/mod.ts";
import { hashString } from "../random.ts";
import { type RaagGrammar, RAAGS } from "../raags/mod.ts";
import { generateRecording } from "./recording.ts";
import { type SampleItem, sampleItems } from "./sample_items.ts";

/** Changes whenever the same options would give other sound, so that old sets are made anew. */
export const SAMPLE_VERSION = 4;

/** How far the making of a sample set has come. */
export interface SampleProgress {
  /** Recordings written. */
  done: number;
  /** Recordings in all. */
  total: number;
  /** The recording just written, `train/desh_03`. */
  id: string;
}

/** Options of {@linkcode makeSampleDataset} and {@linkcode ensureSampleDataset}. */
export interface SampleDatasetOptions {
  /** Seed of the whole set; each recording derives its own from it. @default {1} */
  seed?: number;
  /**
   * Length of a recording in seconds, 2..3600; each differs from it by up to a tenth.
   * @default {40}
   */
  durationSeconds?: number;
  /** Recordings of each raag in the train split, 1..999. @default {6} */
  train?: number;
  /** Recordings of each raag in the test split, 0..999. @default {2} */
  test?: number;
  /** Grammars of the raags to perform. @default {all of RAAGS} */
  grammars?: readonly RaagGrammar[];
  /** Told of each recording written; awaited. */
  onProgress?: (progress: SampleProgress) => void | Promise<void>;
}

/** What a sample set says about itself in `sample.json`. */
export interface SampleInfo {
  /** {@linkcode SAMPLE_VERSION} of the kit that made it. */
  version: number;
  /** Hash of the grammars, so that an edited grammar makes a new set. */
  grammars: string;
  /** Seed of the set. */
  seed: number;
  /** Nominal length in seconds. */
  durationSeconds: number;
  /** Recordings of each raag in the train split. */
  train: number;
  /** Recordings of each raag in the test split. */
  test: number;
  /** Every file of the set but this one, with its size in bytes. */
  files: Record<string, number>;
}

/** The options with their defaults. */
type Complete = Required<Omit<SampleDatasetOptions, "onProgress">>;

function complete(options: SampleDatasetOptions): Complete {
  const { seed = 1, durationSeconds = 40, train = 6, test = 2, grammars = Object.values(RAAGS) } =
    options;
  requireWhole("train", train, 1, 999);
  requireWhole("test", test, 0, 999);
  requireWhole("seed", seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  requireWithin("durationSeconds", durationSeconds, 2, 3600);
  if (grammars.length === 0) throw new InvalidArgumentError("grammars must hold at least one raag");
  return { seed, durationSeconds, train, test, grammars };
}

/** What of a grammar is heard: a source or a spelling that is added to it makes no new set. */
function heardOf(grammar: RaagGrammar) {
  const { raag, aroh, avroh, vadi, samvadi, nyas, pakad, phrases } = grammar;
  const { intonation, ornaments, tempo, range, tanpura } = grammar;
  const lines = { raag, aroh, avroh, vadi, samvadi, nyas, pakad, phrases };
  return { ...lines, intonation, ornaments, tempo, range, tanpura };
}

/** What `sample.json` says of a set with these options, its files aside. */
function infoOf({ grammars, ...numbers }: Complete): Omit<SampleInfo, "files"> {
  const { seed, durationSeconds, train, test } = numbers;
  const hash = hashString(JSON.stringify(grammars.map(heardOf))).toString(16).padStart(8, "0");
  return { version: SAMPLE_VERSION, grammars: hash, seed, durationSeconds, train, test };
}

/** Whether `dir` holds the whole set that the options ask for. */
async function isComplete(dir: string, wanted: Omit<SampleInfo, "files">): Promise<boolean> {
  let found: SampleInfo;
  try {
    found = JSON.parse(await Deno.readTextFile(join(dir, "sample.json")));
  } catch {
    return false; // Missing or cut off: the set is made anew, which mends either.
  }
  for (const [key, value] of Object.entries(wanted)) {
    if (found[key as keyof SampleInfo] !== value) return false;
  }
  for (const [path, size] of Object.entries(found.files ?? {})) {
    const info = await Deno.stat(join(dir, path)).catch(() => undefined);
    if (info?.size !== size) return false;
  }
  return true;
}

/** Files in a folder and its subfolders, as paths relative to it; none if it does not exist. */
async function listFiles(dir: string, prefix = ""): Promise<string[]> {
  const files: string[] = [];
  try {
    for await (const entry of Deno.readDir(join(dir, prefix))) {
      const path = prefix + entry.name;
      if (entry.isDirectory) files.push(...await listFiles(dir, `${path}/`));
      else files.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return files.sort();
}

/** Refuses to replace a folder that holds anything we did not make. */
async function assertOurs(dir: string): Promise<void> {
  const foreign = (await listFiles(dir)).find((path) =>
    path !== "sample.json" &&
    !/^(train|test)\/[^/]+_\d{2,3}\.(wav|json)$/.test(path) &&
    !/^_truth\/[^/]+_\d{2,3}\.csv$/.test(path)
  );
  if (foreign !== undefined) {
    throw new DatasetError(
      `Cannot make the sample set in ${dir}: the folder holds ${foreign}, which is not of a sample ` +
        `set; name another folder or empty this one`,
    );
  }
}

async function writeItem(dir: string, item: SampleItem): Promise<Record<string, number>> {
  const recording = generateRecording(item.grammar, item.options);
  const metadata = {
    recording_id: item.id,
    raag: recording.raag,
    tonic_hz: Math.round(recording.tonicHz * 1000) / 1000,
    split: item.split,
    instrument: item.instrument,
    group: item.id,
    duration_sec: recording.samples.length / recording.sampleRate,
    notes: "synthesised",
  };
  const files = {
    [`${item.split}/${item.id}.wav`]: encodeWav(recording.samples, recording.sampleRate, {
      bitDepth: 16,
    }),
    [`${item.split}/${item.id}.json`]: new TextEncoder().encode(
      JSON.stringify(metadata, null, 2) + "\n",
    ),
    [`_truth/${item.id}.csv`]: new TextEncoder().encode(formatPitchTrack(recording.truth)),
  };
  const sizes: Record<string, number> = {};
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.writeFile(join(dir, path), bytes);
    sizes[path] = bytes.length;
  }
  return sizes;
}

/** Removes what a killed process left beside `target`: temporary folders more than an hour old. */
async function removeStale(target: string): Promise<void> {
  const parent = dirname(target), prefix = `${basename(target)}-`;
  for await (const entry of Deno.readDir(parent)) {
    if (!entry.isDirectory || !entry.name.startsWith(prefix) || !entry.name.endsWith(".tmp")) {
      continue;
    }
    const path = join(parent, entry.name);
    const { mtime } = await Deno.stat(path);
    if (mtime !== null && Date.now() - mtime.getTime() > 3_600_000) {
      await Deno.remove(path, { recursive: true });
    }
  }
}

/** Whether the operating system refused something: no permission, no space, not a folder. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error &&
    ("code" in error || Object.values(Deno.errors).some((kind) => error instanceof kind));
}

/** Puts `making` in the place of `target`. */
async function replaceFolder(target: string, making: string, settings: Complete): Promise<void> {
  // Another process that was making the same set may have been first, and be reading it by now.
  if (await isComplete(target, infoOf(settings))) {
    return await Deno.remove(making, { recursive: true });
  }
  await Deno.remove(target, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  try {
    await Deno.rename(making, target);
  } catch (error) {
    // It was first in the meantime: its bytes are the same.
    if (!await isComplete(target, infoOf(settings))) throw error;
    await Deno.remove(making, { recursive: true });
  }
}

/**
 * Makes the sample data set: `train/` and `test/` with a WAV and a JSON file for each recording,
 * `_truth/` with the exact pitch of each as CSV, and `sample.json`.
 *
 * Everything is written into a temporary folder beside `dir`, which takes the place of `dir` once it
 * is whole; a set that was there is replaced.
 *
 * @param dir Folder to make; the folder above it is made too.
 * @param options Size, seed and progress.
 * @returns What `sample.json` says.
 * @throws {InvalidArgumentError} If an option is out of range.
 * @throws {DatasetError} If `dir` holds files that are not of a sample set, or cannot be written.
 *
 * @example
 * ```ts ignore
 * import { makeSampleDataset } from "raagkit";
 *
 * await makeSampleDataset("data/sample", { durationSeconds: 20 });
 * ```
 */
export async function makeSampleDataset(
  dir: string,
  options: SampleDatasetOptions = {},
): Promise<SampleInfo> {
  const settings = complete(options);
  const items = sampleItems(settings);
  const target = resolve(dir);
  let making: string | undefined;
  try {
    await assertOurs(target);
    await Deno.mkdir(dirname(target), { recursive: true });
    await removeStale(target);
    making = await Deno.makeTempDir({
      dir: dirname(target),
      prefix: `${basename(target)}-`,
      suffix: ".tmp",
    });
    const folders = new Set([...items.map((item) => item.split), "_truth"]);
    for (const folder of folders) await Deno.mkdir(join(making, folder));
    const files: Record<string, number> = {};
    for (const [i, item] of items.entries()) {
      Object.assign(files, await writeItem(making, item));
      await options.onProgress?.({
        done: i + 1,
        total: items.length,
        id: `${item.split}/${item.id}`,
      });
    }
    const info: SampleInfo = { ...infoOf(settings), files };
    // Last of all: a set without it is half made.
    await Deno.writeTextFile(join(making, "sample.json"), JSON.stringify(info, null, 2) + "\n");
    await Deno.chmod(making, 0o755).catch(() => {}); // Temporary folders are private; not on Windows.
    await replaceFolder(target, making, settings);
    return info;
  } catch (error) {
    // The error that brought us here is the one to report, not one of tidying up after it.
    if (making !== undefined) await Deno.remove(making, { recursive: true }).catch(() => {});
    if (!isSystemError(error)) throw error;
    throw new DatasetError(
      `Cannot make the sample set in ${dir}: ${error.message}; name a folder that can be written`,
      [],
      { cause: error },
    );
  }
}

/**
 * Makes the sample data set unless it is there: whole, of this version and with these options.
 *
 * @param dir Folder of the set.
 * @param options As for {@linkcode makeSampleDataset}.
 * @returns Whether it had to be made.
 * @throws {InvalidArgumentError} If an option is out of range.
 * @throws {DatasetError} If `dir` holds files that are not of a sample set, or cannot be written.
 */
export async function ensureSampleDataset(
  dir: string,
  options: SampleDatasetOptions = {},
): Promise<boolean> {
  const settings = complete(options);
  if (await isComplete(dir, infoOf(settings))) return false;
  await makeSampleDataset(dir, options);
  return true;
}
