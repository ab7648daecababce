import type { Command } from "commander";
import { join } from "@std/path";
import {
  classReports,
  type FamilyResult,
  judgeSplit,
  type NoveltyReport,
  type SplitJudgement,
} from "../evaluate/mod.ts";
import { atomicWrite, csv } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, modelsFolder, userPath } from "./places.ts";
import { formatTable, print, printJson, WIDTH } from "./console.ts";
import { errorsOf, type LongRun, longRun, openDataset, tracksKeptIn } from "./long_run.ts";

interface Flags extends CommonFlags {
  split: string;
}

export const command: Command = longRun(
  makeCommand(
    "evaluate",
    "Measure saved models on a split of a data set (the sample data unless --data is given).",
  )
    .option("--split <name>", "split to judge", "test")
    .option(
      "--out <folder>",
      "write evaluation_results.json, confusion_matrix.csv and classification_report.csv to this folder",
    ),
  evaluate,
);
addOptions(command, "data", "models", "excerpt", "ignore-tonic");
addOptions(command, "jobs", "cache", "no-cache", "json");

async function evaluate(flags: Flags, run: LongRun): Promise<void> {
  run.kept = tracksKeptIn(cacheFolder(flags.cache));
  const models = await new ModelPersistence(modelsFolder(flags.models)).loadAllModels();
  const dataset = await openDataset(flags.data);
  dataset.problems.forEach(run.reportProblem);
  const evaluation = await judgeSplit(models, dataset, flags.split, {
    jobs: flags.jobs,
    cacheDir: cacheFolder(flags.cache),
    ignoreTonic: flags.ignoreTonic,
    excerptSeconds: flags.excerpt,
    signal: run.signal,
    onStart: run.begin,
    onProgress: run.counted(`${flags.split} recordings`),
  });
  const skipped = [...errorsOf(dataset.problems), ...evaluation.skipped];
  const result = document({ ...evaluation, skipped }, dataset.root, flags.split);
  if (flags.out !== undefined) await writeResults(userPath(flags.out), result, evaluation.metrics);
  if (flags.json) printJson(result);
  else report(evaluation.metrics, evaluation.novelty);
  run.note(evaluation.warnings);
  run.finish(skipped);
}

/** The whole result, as `--json` prints it and `evaluation_results.json` keeps it. */
function document(
  { metrics, novelty, skipped }: SplitJudgement,
  dataset: string,
  split: string,
) {
  const { family: _, seconds: __, predictions, ...figures } = metrics;
  return {
    dataset,
    split,
    recordings: predictions.length,
    top1: metrics.accuracy,
    ...figures,
    none_of_these: novelty,
    per_class: classReports(metrics.confusion),
    predictions,
    skipped,
  };
}

async function writeResults(
  folder: string,
  result: ReturnType<typeof document>,
  { confusion }: FamilyResult,
): Promise<void> {
  const files = {
    "evaluation_results.json": JSON.stringify(result, null, 2) + "\n",
    "confusion_matrix.csv": csv(confusionTable(confusion)),
    "classification_report.csv": csv([
      ["raag", "precision", "recall", "f1", "support"],
      ...result.per_class.map(({ label, precision, recall, f1, support }) => [
        ...[label, precision, recall, f1, support],
      ]),
    ]),
  };
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await atomicWrite(join(folder, name), text);
}

/** Truth in rows, answers in columns, with a header. */
function confusionTable({ labels, matrix }: FamilyResult["confusion"]): (string | number)[][] {
  return [["truth \\ predicted", ...labels], ...matrix.map((row, i) => [labels[i], ...row])];
}

function report(metrics: FamilyResult, novelty: NoveltyReport): void {
  const { confusion, predictions, accuracy, accuracy_ci95, calibration } = metrics;
  const show = (value: number) => Number.isNaN(value) ? "-" : value.toFixed(3);
  const right = predictions.filter(({ truth, predicted }) => truth === predicted).length;
  const interval = accuracy_ci95.map(show).join("..");
  print(
    `accuracy ${show(accuracy)} (${right} of ${predictions.length}, 95 % interval ${interval})`,
  );
  print(
    `balanced ${show(metrics.balanced_accuracy)}, among the first three ${show(metrics.top3)}, ` +
      `macro-F1 ${show(metrics.macro_f1)}`,
  );
  const { log_loss, expected_calibration_error: ece } = calibration;
  if (Number.isFinite(log_loss)) {
    print(`log-loss ${show(log_loss)} nats, calibration error ${show(ece)}`);
  }
  print(`answered "none of these": ${show(metrics.refused)}`);
  if (novelty.unknown > 0) {
    print(
      `and ${show(novelty.refused_unknown)} of ${novelty.unknown} recordings in other raags ` +
        `(area under the curve ${show(novelty.auroc)})`,
    );
  }
  print();
  print(formatTable(
    ["raag", "precision", "recall", "F1", "recordings"],
    classReports(confusion).map(({ label, precision, recall, f1, support }) => [
      ...[label, show(precision), show(recall), show(f1), support],
    ]),
  ));
  print(`\n${confusions(confusion)}`);
}

/** The confusion matrix where it fits on a terminal, otherwise its mistakes as a list. */
function confusions(confusion: FamilyResult["confusion"]): string {
  const { labels, matrix } = confusion, [header, ...rows] = confusionTable(confusion);
  const table = formatTable(header.map(String), rows);
  if (table.split("\n").every((line) => line.length <= WIDTH)) return table;
  const mistakes = matrix
    .flatMap((row, i) => row.map((times, j) => [labels[i], labels[j], times] as const))
    .filter(([truth, taken, times]) => truth !== taken && times > 0)
    .sort(([, , a], [, , b]) => b - a);
  return formatTable(["raag", "taken for", "times"], mistakes);
}

if (import.meta.main) await runCommand(command);
