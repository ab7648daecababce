import { join } from "@std/path";
import { type Command, Option } from "commander";
import { type Dataset, loadDataset, type Recording } from "../dataset/mod.ts";
import { UsageError } from "../errors.ts";
import { crossValidate, type FamilyResult, judgeSplit } from "../evaluate/mod.ts";
import { DEFAULT_FAMILY, FAMILY_NAMES, type TrainingStart } from "../families/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import type { SymbolKind } from "../quantize/mod.ts";
import { RaagTrainer, type TrainingResult } from "../train/mod.ts";
import { makeCommand, realNumber, runCommand, wholeNumber } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, modelsFolder, SHOWN, userPath } from "./places.ts";
import { printJson } from "./console.ts";
import { type LongRun, longRun, openDataset, tracksKeptIn } from "./long_run.ts";
import { reportTraining, trainingDocument } from "./reports.ts";
import { isPart, learningCosts, runSharedCommand } from "./shared_command.ts";

interface Flags extends CommonFlags {
  split?: string;
  family?: string;
  prior?: "textbook";
  states?: number;
  symbols?: SymbolKind;
  start?: TrainingStart;
  maxIterations?: number;
  tolerance?: number;
  cv?: boolean;
  add?: string;
  remove?: string[];
}

export const command: Command = longRun(
  makeCommand(
    "train",
    "Learn raags from recordings and save the models. Without --data it learns five raags from " +
      `synthesised recordings, which it makes in ${SHOWN.sample} when they are first needed.`,
  )
    .option("--data <folder>", "data set to learn from (data/README.md shows the layouts)")
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
    .option("--add <folder>", "learn the recordings of another data set into the saved models")
    .option("--remove <ids...>", "withdraw recordings from the saved models"),
  train,
);
addOptions(command, "models", "seed", "jobs", "cache", "no-cache", "json", "shares");

async function train(flags: Flags, run: LongRun): Promise<void> {
  const modelsDir = modelsFolder(flags.models);
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
  if (flags.add !== undefined || flags.remove !== undefined) {
    return await retrain(trainer, modelsDir, flags, run);
  }
  if (flags.plan !== undefined && (flags.cv || trainer.options.cacheDir === undefined)) {
    throw new UsageError("--plan goes with neither --cv (plan crossval) nor --no-cache");
  }
  await runSharedCommand<Dataset>(flags, {
    name: "train",
    out: modelsDir,
    jobs: true,
    signal: run.signal,
    open: async () => {
      const known = await openDataset(flags.data), split = splitOf(known, flags);
      const used = ({ split: own }: Recording) =>
        split === undefined || own === split || (split === "train" && own === "test");
      const recordings = known.recordings.filter(used);
      return { recordings, known: { ...known, recordings } };
    },
    stages: ({ inputs, known: { recordings } }) => {
      const raags = new Set(recordings.map(({ raag }) => raag));
      return learningCosts(inputs, trainer.family.trains ? raags.size : 0, [trainer.family.name]);
    },
    work: async (dataset, shared) => {
      if (isPart(shared)) {
        const hooks = { signal: run.signal, onStart: run.begin, run: shared };
        return await trainer.trainShare(dataset, splitOf(dataset, flags) ?? null, hooks);
      }
      await trainAndSave(dataset, trainer, modelsDir, flags, run, shared);
    },
  });
}

/** Adds recordings to a saved set, or withdraws some: no other recording is read. */
async function retrain(
  trainer: RaagTrainer,
  modelsDir: string,
  flags: Flags,
  run: LongRun,
): Promise<void> {
  const other = flags.data !== undefined || flags.cv || flags.plan !== undefined || flags.status;
  if (other) throw new UsageError("--add and --remove go with none of --data, --cv and --plan");
  const persistence = new ModelPersistence(modelsDir);
  const models = await persistence.loadAllModels();
  const { family, provenance: { seed: randomState, pitch } } = models;
  const dataset = flags.add === undefined ? undefined : await loadDataset(userPath(flags.add));
  dataset?.problems.forEach(run.reportProblem);
  const split = dataset && splitOf(dataset, flags);
  const add = dataset?.recordings.filter((one) => split === undefined || one.split === split);
  const { cacheDir, jobs } = trainer.options;
  const result = await new RaagTrainer({ family, randomState, pitch, cacheDir, jobs }).retrain(
    models,
    { add, remove: flags.remove },
    {
      signal: run.signal,
      onStart: run.begin,
      onProgress: ({ problem }) => run.reportProblem(problem),
    },
  );
  await persistence.saveAllModels(result.models);
  run.note(result.warnings);
  if (flags.json) printJson(trainingDocument(result, result.skipped, modelsDir));
  else reportTraining(result, modelsDir);
  run.finish(result.skipped);
}

/** The split to learn from; undefined: all. */
function splitOf(dataset: Dataset, flags: Flags): string | undefined {
  return flags.split ?? ("train" in dataset.splits ? "train" : undefined);
}

async function trainAndSave(
  dataset: Dataset,
  trainer: RaagTrainer,
  modelsDir: string,
  flags: Flags,
  run: LongRun,
  shared: SharedRun | undefined,
): Promise<void> {
  const { signal, warn } = run;
  const persistence = new ModelPersistence(modelsDir);
  run.kept = tracksKeptIn(cacheFolder(flags.cache));
  const split = splitOf(dataset, flags);
  if (split === undefined) warn(`${dataset.root}: no split "train": learning from all recordings`);

  dataset.problems.forEach(run.reportProblem);
  const result = await trainer.trainAllRaagModels(dataset, split ?? null, {
    signal,
    run: shared,
    onStart: run.begin,
    onProgress: run.progress({ extract: "recordings", train: "raags" }),
  });
  await persistence.saveAllModels(result.models);
  shared?.files.push(join(modelsDir, "models_summary.json"));
  run.kept = `the models are saved in ${persistence.modelsDir}`;

  run.note(result.warnings);
  const tested = split === "train" && "test" in dataset.splits
    ? await judgeSplit(result.models, dataset, "test", {
      ...trainer.options,
      signal,
      onStart: run.begin,
      onProgress: run.counted("test recordings"),
    })
    : undefined;
  const crossed = flags.cv ? await crossValidated(dataset, split, trainer, result, run) : undefined;
  const skipped = [...result.skipped, ...tested?.skipped ?? []];
  run.note(tested?.warnings ?? []);
  if (flags.json) {
    printJson(trainingDocument(result, skipped, persistence.modelsDir, tested, crossed));
  } else reportTraining(result, persistence.modelsDir, tested, crossed);
  run.finish(skipped);
}

/** How the same family does on recordings that it has not heard: ten folds, or one a source. */
async function crossValidated(
  dataset: Dataset,
  split: string | undefined,
  { options }: RaagTrainer,
  { models }: TrainingResult,
  run: LongRun,
): Promise<FamilyResult | undefined> {
  const recordings = dataset.recordings.filter((one) => split === undefined || one.split === split);
  const sources = [...models.values()].reduce((sum, { training }) => sum + training.groups, 0);
  const folds = Math.min(10, sources);
  if (folds < 2) return undefined;
  const { result } = await crossValidate({ ...dataset, recordings }, {
    ...options,
    families: [options.family],
    folds,
    seed: options.randomState,
    signal: run.signal,
    onProgress: run.progress<"read" | "fit">({ fit: "fits" }),
  });
  return result.results[0];
}

if (import.meta.main) await runCommand(command);
