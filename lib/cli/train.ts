/**
 * `deno task train`: one model per raag.
 *
 * @module
 */

import { type Command, Option } from "commander";
import type { Dataset } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import {
  crossValidate,
  type FamilyResult,
  judgeSplit,
  type SplitJudgement,
} from "../evaluate/mod.ts";
import { DEFAULT_FAMILY, FAMILY_NAMES, type TrainingStart } from "../families/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import type { SymbolKind } from "../quantize/mod.ts";
import { RaagTrainer, type TrainingResult } from "../train/mod.ts";
import { makeCommand, realNumber, runCommand, wholeNumber } from "./command.ts";
import { cacheFolder, modelsFolder, SHOWN } from "./places.ts";
import { openDataset } from "./sample.ts";
import { formatTable, print, printJson, Progress } from "./console.ts";
import {
  addLongRunOptions,
  type LongRun,
  longRun,
  type LongRunFlags,
  tracksKeptIn,
} from "./long_run.ts";

interface Flags extends LongRunFlags {
  data?: string;
  models?: string;
  split?: string;
  family?: string;
  prior?: "textbook";
  states?: number;
  symbols?: SymbolKind;
  start?: TrainingStart;
  maxIterations?: number;
  tolerance?: number;
  cv?: boolean;
  seed: number;
  jobs: number;
  cache: string | boolean;
  json?: boolean;
}

export const command: Command = addLongRunOptions(
  makeCommand(
    "train",
    "Learn raags from recordings and save the models. Without --data it learns five raags from " +
      `synthesised recordings, which it makes in ${SHOWN.sample} when they are first needed.`,
  )
    .option("--data <folder>", "data set to learn from (data/README.md shows the layouts)")
    .option("--models <folder>", `folder for the models (default: ${SHOWN.models})`)
    .option(
      "--split <name>",
      "split to learn from (default: train; all recordings if there is none)",
    )
    .addOption(
      new Option(
        "--family <name>",
        `what is trained (default: ${DEFAULT_FAMILY}; note-hmm or frame-hmm-random if an option of ` +
          "Baum-Welch is given)",
      ).choices(FAMILY_NAMES),
    )
    .addOption(
      new Option("--prior <name>", "start from the textbook models: the same as --family textbook")
        .choices(["textbook"]).conflicts("family"),
    )
    .option("--states <n>", "hidden states of models trained by Baum-Welch", wholeNumber(1, 4096))
    .addOption(
      new Option("--symbols <kind>", "what each symbol of these models stands for")
        .choices(["notes", "frames"]),
    )
    .addOption(
      new Option("--start <name>", "starting point of Baum-Welch")
        .choices(["one-state-per-symbol", "random"]),
    )
    .option("--max-iterations <n>", "largest number of iterations", wholeNumber(1, 1e6))
    .option(
      "--tolerance <nats>",
      "stop when an iteration gains less",
      realNumber(0, Infinity),
    )
    .option("--cv", "estimate accuracy on other recordings by cross-validation")
    .option("--seed <n>", "seed of the random numbers", wholeNumber(0), 42)
    .option("--jobs <n>", "threads", wholeNumber(1, 1024), navigator.hardwareConcurrency)
    .option("--cache <folder>", `folder for extracted pitch tracks (default: ${SHOWN.cache})`)
    .option("--no-cache", "extract all pitch tracks again and keep none")
    .option("--json", "print one JSON document"),
)
  .action(longRun("train", train));

async function train(flags: Flags, run: LongRun): Promise<void> {
  const { signal, warn } = run;
  const persistence = new ModelPersistence(modelsFolder(flags.models));
  const trainer = new RaagTrainer({
    family: flags.family ?? flags.prior,
    nStates: flags.states,
    maxIterations: flags.maxIterations,
    convergenceTolerance: flags.tolerance,
    randomState: flags.seed,
    symbols: flags.symbols,
    start: flags.start,
    jobs: flags.jobs,
    cacheDir: cacheFolder(flags.cache),
  });
  run.keep(tracksKeptIn(cacheFolder(flags.cache)));
  const dataset = await openDataset(flags.data);
  const split = flags.split ?? ("train" in dataset.splits ? "train" : undefined);
  if (split === undefined) warn(`${dataset.root}: no split "train": learning from all recordings`);

  dataset.problems.forEach(run.reportProblem);
  const bars = { extract: new Progress("recordings"), train: new Progress("raags") };
  const result = await trainer.trainAllRaagModels(dataset, split ?? null, {
    signal,
    onStart: run.begin,
    onProgress: ({ phase, done, total, item, problem }) => {
      bars[phase].update(done, total, item);
      run.reportProblem(problem);
    },
  });
  await persistence.saveAllModels(result.models);
  run.keep(`the models are saved in ${persistence.modelsDir}`);

  run.note(result.warnings);
  const bar = new Progress("test recordings");
  const tested = split === "train" && "test" in dataset.splits
    ? await judgeSplit(result.models, dataset, "test", {
      ...trainer.options,
      signal,
      onStart: run.begin,
      onProgress: (done, total, id, problem) => {
        bar.update(done, total, id);
        run.reportProblem(problem);
      },
    })
    : undefined;
  const crossed = flags.cv ? await crossValidated(dataset, split, trainer, result, run) : undefined;
  const skipped = [...result.skipped, ...tested?.skipped ?? []];
  run.note(tested?.warnings ?? []);
  if (flags.json) printJson(document(result, skipped, persistence.modelsDir, tested, crossed));
  else report(result, persistence.modelsDir, tested, crossed);
  run.finish(skipped);
}

/** How the same family does on recordings that it has not heard: ten folds, or one a source. */
async function crossValidated(
  dataset: Dataset,
  split: string | undefined,
  { options }: RaagTrainer,
  { models }: TrainingResult,
  { signal }: LongRun,
): Promise<FamilyResult | undefined> {
  const recordings = dataset.recordings.filter((one) => split === undefined || one.split === split);
  const sources = [...models.values()].reduce((sum, { training }) => sum + training.groups, 0);
  const folds = Math.min(10, sources);
  if (folds < 2) return undefined;
  const bar = new Progress("fits");
  const { result } = await crossValidate({ ...dataset, recordings }, {
    families: [options.family],
    folds,
    seed: options.randomState,
    jobs: options.jobs,
    pitch: options.pitch,
    cacheDir: options.cacheDir,
    signal,
    onProgress: ({ phase, done, total, item }) => {
      if (phase === "fit") bar.update(done, total, item);
    },
  });
  return result.results[0];
}

/** What `--json` prints. */
function document(
  { models, summary, recordings, seconds, warnings }: TrainingResult,
  skipped: readonly Problem[],
  modelsDir: string,
  tested?: SplitJudgement,
  crossed?: FamilyResult,
): Record<string, unknown> {
  return {
    models_dir: modelsDir,
    family: models.family,
    recordings,
    seconds,
    raags: summary.map((row) => ({
      raag: row.raag,
      recordings: row.recordings,
      groups: row.groups,
      minutes: row.minutes,
      frames: row.frames,
      symbols: row.symbols,
      iterations: row.iterations,
      status: row.status,
      log_likelihood_per_symbol: row.logLikelihoodPerSymbol,
    })),
    test: tested && {
      recordings: tested.classifications.size,
      accuracy: tested.metrics.accuracy,
      calibration: tested.metrics.calibration,
      refused: tested.metrics.refused,
      none_of_these: tested.novelty,
    },
    cross_validation: crossed && { accuracy: crossed.accuracy, calibration: crossed.calibration },
    skipped,
    warnings,
  };
}

function report(
  result: TrainingResult,
  modelsDir: string,
  tested?: SplitJudgement,
  crossed?: FamilyResult,
): void {
  print(formatTable(
    ["raag", "recordings", "sources", "minutes", "status", "LL/symbol"],
    result.summary.map((row) => [
      row.raag,
      String(row.recordings),
      String(row.groups),
      row.minutes.toFixed(1),
      row.iterations > 0 ? `${row.status} (${row.iterations})` : row.status,
      row.logLikelihoodPerSymbol.toFixed(3),
    ]),
  ));
  print();
  const others = result.models.size - result.summary.length;
  if (others > 0) print(`${others} more raags are as the books describe them`);
  print(
    `${result.models.size} models (${result.models.family.family}) from ${result.recordings} ` +
      `recordings in ` +
      `${result.seconds.toFixed(1)} s, saved in ${modelsDir}`,
  );
  if (crossed !== undefined) {
    const { accuracy, accuracy_ci95: [low, high], calibration } = crossed;
    print(
      `by cross-validation ${accuracy.toFixed(3)} right (95 % interval ${low.toFixed(2)}..` +
        `${high.toFixed(2)}), calibration error ` +
        calibration.expected_calibration_error.toFixed(3),
    );
  } else if (tested === undefined) {
    print("no test split: use --cv to estimate the accuracy on other recordings");
  }
  if (tested !== undefined) {
    const { metrics } = tested;
    const right = metrics.predictions.filter(({ truth, predicted }) => truth === predicted).length;
    print(
      `test accuracy ${metrics.accuracy.toFixed(3)} (${right} of ${metrics.predictions.length})` +
        (metrics.refused > 0
          ? `, ${Math.round(metrics.refused * metrics.predictions.length)} answered "none of these"`
          : ""),
    );
  }
}

if (import.meta.main) await runCommand(command);
