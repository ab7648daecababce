import { dirname, join, resolve } from "@std/path";
import { type Dataset, loadDataset } from "../dataset/mod.ts";
import { hashString } from "../random.ts";
import { RAAGS } from "../raags/mod.ts";
import { ensureSampleDataset, type SampleProgress } from "../synth/mod.ts";
import { ExperimentError } from "./error.ts";
import type { Experiment, SampleData } from "./types.ts";

/** Where data are looked for. */
export interface OpenDataOptions {
  /** Path of the experiment file: relative folders start there. */
  file: string;
  /** Folder of the kit's own sample set. */
  sampleDir: string;
  /** Folder for sample sets with other options. */
  cacheDir: string;
  /** Told of each sample recording that has to be made. */
  onSample?: (progress: SampleProgress) => void | Promise<void>;
}

/** The recordings of an experiment under a name that is the same everywhere. */
export interface OpenedData {
  /** What reports call it. */
  label: string;
  /** The recordings. */
  dataset: Dataset;
}

/**
 * Finds, or makes, the recordings of an experiment, and checks that it can be run on them.
 *
 * @param experiment The experiment.
 * @param options Where to look.
 * @returns The data set.
 * @throws {ExperimentError} If the folder is missing, holds nothing usable, lacks a split that is
 * named, or has fewer groups than folds.
 */
export async function openData(
  experiment: Experiment,
  options: OpenDataOptions,
): Promise<OpenedData> {
  const opened = await open(experiment, options);
  const field = misfit(experiment, opened.dataset);
  if (field !== undefined) {
    throw new ExperimentError(`${options.file} cannot be run on its data:`, [
      { file: options.file, severity: "error", ...field },
    ]);
  }
  return opened;
}

async function open({ data }: Experiment, options: OpenDataOptions): Promise<OpenedData> {
  const { sample, folder, prefer } = typeof data === "string"
    ? data === "sample" ? { sample: {} } : { folder: data, prefer: undefined }
    : data;
  if (sample !== undefined) {
    return { label: sampleLabel(sample), dataset: await openSample(sample, options) };
  }
  const root = resolve(dirname(options.file), folder!);
  try {
    return { label: folder!, dataset: await loadDataset(root, { prefer }) };
  } catch (error) {
    const message = `must be the folder of a data set or "sample", found ${
      JSON.stringify(folder)
    }: ${(error as Error).message}`;
    throw new ExperimentError(`${options.file} cannot be run:`, [
      { file: options.file, field: "data", message, severity: "error" },
    ], { cause: error });
  }
}

/** The kit's own set where nothing else is asked for, else one in the cache. */
async function openSample(
  sample: SampleData,
  { sampleDir, cacheDir, onSample }: OpenDataOptions,
): Promise<Dataset> {
  const { raags, ...numbers } = sample;
  const own = Object.keys(sample).length === 0;
  const name = hashString(JSON.stringify(Object.entries(sample).sort())).toString(16);
  const folder = own ? sampleDir : join(cacheDir, `sample-${name.padStart(8, "0")}`);
  await ensureSampleDataset(folder, {
    ...numbers,
    ...(raags !== undefined && { grammars: raags.map((raag) => RAAGS[raag]) }),
    onProgress: onSample,
  });
  return await loadDataset(folder);
}

function sampleLabel(sample: SampleData): string {
  const settings = Object.entries(sample).map(([key, value]) => `${key} ${value}`);
  return settings.length > 0 ? `sample (${settings.join("; ")})` : "sample";
}

/** What the experiment asks for and the data do not give. */
function misfit(
  { folds, splits }: Experiment,
  { recordings, splits: there }: Dataset,
): { field: string; message: string } | undefined {
  const groups = new Set(recordings.map(({ group }) => group)).size;
  if (folds !== undefined && folds > groups) {
    return {
      field: "folds",
      message: `must be at most the number of groups of recordings (${groups}), found ${folds}`,
    };
  }
  const named = {
    "splits.train": splits?.train,
    "splits.test": splits?.test,
  };
  for (const [field, split] of Object.entries(named)) {
    if (split !== undefined && !Object.hasOwn(there, split)) {
      const known = Object.keys(there).map((name) => JSON.stringify(name)).join(", ");
      return { field, message: `must be one of the splits ${known}, found "${split}"` };
    }
  }
}
