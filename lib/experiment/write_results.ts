import { dirname, isAbsolute, join, relative, resolve, SEPARATOR } from "@std/path";
import { classReports, type FamilyResult } from "../evaluate/mod.ts";
import { atomicWrite, csv, sha256Hex } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { writeReport } from "./report/write_report.ts";
import type { ExperimentResults } from "./experiment_results.ts";
import { hashInputs } from "./run_folder.ts";
import type { Experiment, RunExperimentOptions } from "./types.ts";

/**
 * Writes all files of a finished experiment, `manifest.json` last: where it is, the rest is whole.
 */
export async function writeResults(
  results: ExperimentResults,
  { out, file, report = true, onProgress }: RunExperimentOptions,
): Promise<void> {
  const { experiment, models, predictions, data, environment, started_at, finished_at } = results;
  const portable = movedTo(out, experiment, file);
  const tables: Record<string, string> = {
    "experiment.json": pretty(portable),
    "predictions.json": `[\n${predictions.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`,
    "predictions.csv": predictionsCsv(results),
    "metrics.json": pretty(metricsOf(results)),
    "metrics.csv": metricsCsv(results),
    "comparisons.csv": comparisonsCsv(results),
  };
  for (const [name, text] of Object.entries(tables)) await atomicWrite(join(out, name), text);
  if (models) await new ModelPersistence(join(out, "models")).saveAllModels(models);
  if (report) {
    await writeReport(
      out,
      results,
      (done, total) => onProgress?.({ phase: "report", done, total, item: "" }),
    );
  }
  const manifest = {
    format: "raagkit-experiment",
    format_version: 1,
    experiment: portable,
    inputs: await hashInputs({ experiment, manifest: data.manifest, environment }),
    environment,
    started_at,
    finished_at,
    data: { label: data.label, ...data.manifest },
    skipped: data.skipped.map(({ message }) => message),
    files: await describeFiles(out),
  };
  await atomicWrite(join(out, "manifest.json"), pretty(manifest));
}

/** The experiment as it reads from its own folder: relative paths lead where they led before. */
function movedTo(out: string, experiment: Experiment, file: string): Experiment {
  const move = (path: string) => {
    if (isAbsolute(path) || /^\w+:/.test(path)) return path;
    return relative(resolve(out), resolve(dirname(file), path)).replaceAll(SEPARATOR, "/");
  };
  const { data, $schema } = experiment;
  const moved = typeof data === "string"
    ? data === "sample" ? data : move(data)
    : { ...data, ...(data.folder !== undefined && { folder: move(data.folder) }) };
  return { ...experiment, ...($schema !== undefined && { $schema: move($schema) }), data: moved };
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `metrics.json`: everything but the predictions, which have a file of their own. */
function metricsOf({ experiment, summary, runs, timelines }: ExperimentResults) {
  const withoutPredictions = ({ predictions: _, ...metrics }: FamilyResult) => ({
    ...metrics,
    per_class: classReports(metrics.confusion),
  });
  return {
    experiment: experiment.name,
    summary,
    runs: runs.map(({ seed, result, learnt }) => ({
      seed,
      families: result.results.map(withoutPredictions),
      comparisons: result.comparisons,
      learnt,
    })),
    mistakes_shown: timelines && {
      family: timelines.family,
      recordings: timelines.cases.map(({ recording_id }) => recording_id),
    },
  };
}

function metricsCsv({ runs }: ExperimentResults): string {
  const header = [
    ...["seed", "family", "recordings", "accuracy", "ci95_low", "ci95_high"],
    ...["balanced_accuracy", "top3", "macro_f1", "log_loss", "brier"],
    ...["expected_calibration_error", "refused", "seconds"],
  ];
  const rows = runs.flatMap(({ seed, result }) =>
    result.results.map((one) => [
      ...[seed, one.family, one.predictions.length, one.accuracy, ...one.accuracy_ci95],
      ...[one.balanced_accuracy, one.top3, one.macro_f1],
      ...[one.calibration.log_loss, one.calibration.brier],
      ...[one.calibration.expected_calibration_error, one.refused, one.seconds],
    ])
  );
  return csv([header, ...rows]);
}

function predictionsCsv({ predictions }: ExperimentResults): string {
  const labels = [...new Set(predictions.flatMap(({ scores }) => Object.keys(scores)))].sort();
  const header = [
    ...["seed", "family", "recording_id", "fold", "truth", "predicted", "confidence"],
    ...["refused", "typicality"],
    ...["probability", "score"].flatMap((what) => labels.map((label) => `${what} ${label}`)),
  ];
  const rows = predictions.map((one) => [
    ...[one.seed, one.family, one.recording_id, one.fold, one.truth, one.predicted],
    ...[one.confidence, String(one.refused), one.typicality],
    ...[one.probabilities, one.scores].flatMap((values) => labels.map((label) => values?.[label])),
  ]);
  return csv([header, ...rows]);
}

function comparisonsCsv({ runs }: ExperimentResults): string {
  return csv([
    ["seed", "first", "second", "only_first", "only_second", "p_value"],
    ...runs.flatMap(({ seed, result }) =>
      result.comparisons.map((one) => [
        ...[seed, one.first, one.second, one.only_first, one.only_second, one.p_value],
      ])
    ),
  ]);
}

/** Checksums of all files of the folder, so that a reader sees whether one was changed. */
async function describeFiles(out: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(join(out, folder))) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (name === "run" || name === "manifest.json" || name.endsWith(".tmp")) continue;
      if (isDirectory) await walk(path);
      else files[path] = await sha256Hex(await Deno.readFile(join(out, path)));
    }
  };
  await walk("");
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => a < b ? -1 : 1));
}
