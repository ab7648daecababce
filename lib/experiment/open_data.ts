import { dirname, join, resolve } from "@std/path";
import { type Dataset, datasetManifest, loadDataset } from "../dataset/mod.ts";
import { hashString } from "../random.ts";
import { RAAGS } from "../raags/mod.ts";
import { ensureSampleDataset } from "../synth/mod.ts";
import { ExperimentError } from "./error.ts";
import type { Experiment, OpenedData, RunExperimentOptions, SampleData } from "./types.ts";

/**
 * Finds the recordings of an experiment, makes them where they are the kit's own, and hashes them.
 *
 * @returns Those that the experiment uses: everything with folds; with splits what teaches and what is
 * judged.
 * @throws {ExperimentError} If the folder is missing, holds nothing usable, lacks a split that is
 * named, or has fewer groups than folds.
 */
export async function openExperiment(
  experiment: Experiment,
  options: RunExperimentOptions,
): Promise<OpenedData> {
  const { label, dataset } = await open(experiment, options);
  const field = misfit(experiment, dataset);
  if (field !== undefined) {
    throw new ExperimentError(`${options.file} cannot be run on its data:`, [
      { file: options.file, severity: "error", ...field },
    ]);
  }
  const { splits } = experiment;
  const recordings = splits === undefined
    ? dataset.recordings
    : dataset.recordings.filter(({ split }) => split === splits.train || split === splits.test);
  const used = { ...dataset, recordings };
  return { label, dataset: used, manifest: await datasetManifest(used, options) };
}

async function open(
  { data }: Experiment,
  options: RunExperimentOptions,
): Promise<{ label: string; dataset: Dataset }> {
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
  { sampleDir, cacheDir, onProgress }: RunExperimentOptions,
): Promise<Dataset> {
  const { raags, ...numbers } = sample;
  const own = Object.keys(sample).length === 0;
  const name = hashString(JSON.stringify(Object.entries(sample).sort())).toString(16);
  const folder = own ? sampleDir : join(cacheDir, `sample-${name.padStart(8, "0")}`);
  await ensureSampleDataset(folder, {
    ...numbers,
    ...(raags !== undefined && { grammars: raags.map((raag) => RAAGS[raag]) }),
    onProgress: ({ done, total, id }) => onProgress?.({ phase: "sample", done, total, item: id }),
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
  for (const [field, split] of Object.entries(splits ?? {})) {
    if (Object.hasOwn(there, split)) continue;
    const known = Object.keys(there).map((name) => JSON.stringify(name)).join(", ");
    const message = `must be one of the splits ${known}, found "${split}"`;
    return { field: `splits.${field}`, message };
  }
}
