import { join } from "@std/path";
import { honestGroups } from "../analysis/mod.ts";
import { readFeatures } from "../analysis/read_features.ts";
import type { Dataset } from "../dataset/mod.ts";
import { DatasetError } from "../errors.ts";
import { crossValidate, crossValidateShare } from "../evaluate/cross_validate.ts";
import { makeFamily, type ModelSet } from "../families/mod.ts";
import { atomicWrite, FolderLock } from "../files/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import { RaagTrainer } from "../train/mod.ts";
import { describeEnvironment } from "./environment.ts";
import { expandFamilies } from "./families.ts";
import { openExperiment } from "./open_data.ts";
import type {
  ExperimentDataSummary,
  ExperimentResults,
  FamilySummary,
  SeedRun,
} from "./experiment_results.ts";
import { finishRun, openRun } from "./run_folder.ts";
import { bestFamily, listPredictions, summarizeRuns } from "./summarize_runs.ts";
import { timelinesOfMistakes } from "./mistake_timelines.ts";
import type { Experiment, OpenedData, RunExperimentOptions } from "./types.ts";
import { writeResults } from "./write_results.ts";

/**
 * Runs an experiment and writes what it gives: `manifest.json`, `experiment.json`, predictions and
 * metrics as JSON and CSV, `models/`, `report.html`, `report.md` with `figures/`.
 *
 * Work that is done is kept in `<out>/run` until the whole is, so that a run that was stopped, or
 * killed, continues with `resume` and ends in the same numbers.
 *
 * @param experiment What to run.
 * @param options Where to, threads, progress.
 * @returns The results; undefined if `resume` found the run complete.
 * @throws {ExperimentError} If it cannot be run on its data, or the folder holds another run.
 * @throws {DatasetError} If no recording can be read.
 * @throws {AbortedError} If the signal fired.
 */
export async function runExperiment(
  experiment: Experiment,
  options: RunExperimentOptions,
): Promise<ExperimentResults | undefined> {
  const { out } = options;
  const opened = options.opened ?? await openExperiment(experiment, options);
  const { dataset, manifest, label } = opened;
  const environment = await describeEnvironment();
  await Deno.mkdir(out, { recursive: true });
  await using _lock = await FolderLock.acquire(out, { timeoutSeconds: 0 });
  const started_at = await openRun(out, { experiment, manifest, environment }, options.resume);
  if (started_at === undefined) return undefined;

  const data = { label, manifest, ...await summarizeData(experiment, dataset, options) };
  const runs: SeedRun[] = [];
  for (const seed of experiment.seeds) {
    runs.push(await runSeed(experiment, seed, opened, options));
  }
  const summary = summarizeRuns(runs), predictions = listPredictions(runs);
  const judged = { experiment, data, runs, summary, predictions };
  const results: ExperimentResults = {
    ...judged,
    models: await trainModels(experiment, dataset, summary, options),
    timelines: await timelinesOfMistakes(judged, dataset, options),
    environment,
    started_at,
    finished_at: new Date().toISOString(),
  };
  await writeResults(results, options);
  await finishRun(out);
  return results;
}

/**
 * Does one share of an experiment that many processes do together: reads its recordings, or fits its
 * folds. {@linkcode runExperiment} with the same `run` then finds all of it done.
 */
export async function runExperimentShare(
  experiment: Experiment,
  options: RunExperimentOptions & { run: SharedRun; opened: OpenedData },
): Promise<void> {
  const { opened: { dataset }, run } = options;
  const fits = experimentFits(experiment);
  // Every seed reads the same.
  const seeds = run.share.stage === "read" ? experiment.seeds.slice(0, 1) : experiment.seeds;
  for (const [s, seed] of seeds.entries()) {
    await crossValidateShare(dataset, crossValidation(experiment, seed, options), s * fits);
  }
}

/** How many fits each seed of an experiment takes. */
export function experimentFits({ families, folds }: Experiment): number {
  return expandFamilies(families).length * (folds ?? 1);
}

async function summarizeData(
  experiment: Experiment,
  { recordings, root, problems }: Dataset,
  { run, cacheDir, jobs, signal, onProgress }: RunExperimentOptions,
): Promise<Pick<ExperimentDataSummary, "recordings" | "skipped" | "warnings">> {
  const families = expandFamilies(experiment.families).map(({ spec }) => makeFamily(spec));
  const { facts, skipped: unread, warnings } = await readFeatures(recordings, families, {
    run,
    keepFeatures: false,
    pitch: experiment.pitch,
    cacheDir,
    jobs,
    signal,
    onProgress: (done, total, item) => onProgress?.({ phase: "read", done, total, item }),
  });
  const skipped = [...problems.filter(({ severity }) => severity === "error"), ...unread];
  if (facts.length === 0) throw new DatasetError(`${root}: no recording can be read`, skipped);
  const honest = honestGroups(facts);
  return {
    recordings: facts.map(({ recording: { id, raag, split }, ...analysis }, i) => {
      const { durationSeconds, voicedFraction, tonicHz, tonicSource } = analysis;
      const group = honest.groups[i];
      return { id, raag, split, group, durationSeconds, voicedFraction, tonicHz, tonicSource };
    }),
    skipped,
    warnings: [...warnings, ...honest.warnings],
  };
}

/** The run with one seed: found where it was left, or computed. */
async function runSeed(
  experiment: Experiment,
  seed: number,
  { dataset, label }: OpenedData,
  options: RunExperimentOptions,
): Promise<SeedRun> {
  const path = join(options.out, "run", `seed-${seed}.json`);
  const found = await Deno.readTextFile(path).catch(() => undefined);
  if (found !== undefined) return JSON.parse(found);
  const { seeds } = experiment, before = seeds.indexOf(seed);
  const { result, learnt, foldOf } = await crossValidate(dataset, {
    ...crossValidation(experiment, seed, options),
    onProgress: ({ phase, done, total, item }) =>
      phase === "fit"
        ? options.onProgress?.({
          phase,
          done: before * total + done,
          total: seeds.length * total,
          item: `${item} (seed ${seed})`,
        })
        : undefined,
  });
  const text = JSON.stringify({ seed, result: { ...result, dataset: label }, learnt, foldOf });
  await atomicWrite(path, text);
  // Parsed again, so that a run and a resumed run see the same to the last bit.
  return JSON.parse(text);
}

/** What the cross-validation with one seed is asked for. */
function crossValidation<R extends SharedRun | undefined>(
  { folds, splits, families, tonic, pitch }: Experiment,
  seed: number,
  { out, cacheDir, jobs, signal, run }: RunExperimentOptions & { run?: R },
) {
  return {
    folds,
    splits,
    seed,
    families: expandFamilies(families).map(({ spec }) => spec),
    tonic,
    pitch,
    cacheDir,
    runsDir: join(out, "run"),
    run: run as R,
    jobs,
    signal,
  };
}

/**
 * The models that the experiment hands over: one family's, fitted as its folds were, with the first
 * seed, on all that teaches. With splits they are the very models that were measured.
 */
async function trainModels(
  { models: asked, families, splits, pitch, seeds }: Experiment,
  dataset: Dataset,
  summary: readonly FamilySummary[],
  { cacheDir, jobs, signal, onProgress, run }: RunExperimentOptions,
): Promise<ModelSet | undefined> {
  if (asked === false) return undefined;
  const chosen = asked === true ? bestFamily(summary).family : asked;
  const { spec } = expandFamilies(families).find(({ name }) => name === chosen)!;
  const trainer = new RaagTrainer({ family: spec, randomState: seeds[0], pitch, cacheDir, jobs });
  const { models } = await trainer.trainAllRaagModels(dataset, splits?.train ?? null, {
    signal,
    run,
    onProgress: ({ phase, done, total, item }) =>
      phase === "train" ? onProgress?.({ phase: "models", done, total, item }) : undefined,
  });
  return models;
}
