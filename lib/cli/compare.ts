import type { Command } from "commander";
import type { Dataset } from "../dataset/mod.ts";
import { UsageError } from "../errors.ts";
import { compareFamilies, crossValidate, type FamilyResult, judgeSplit } from "../evaluate/mod.ts";
import { COMPARED_FAMILIES } from "../families/mod.ts";
import { atomicWrite } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, userPath } from "./places.ts";
import { printJson } from "./console.ts";
import { errorsOf, type LongRun, longRun, openDataset } from "./long_run.ts";
import { reportFamilies } from "./reports.ts";

interface Flags extends Omit<CommonFlags, "models"> {
  families: string;
  models?: string[];
  trainSplit: string;
  split: string;
}

export const command: Command = longRun(
  makeCommand(
    "compare",
    "Compare on a fixed split: families of models, which learn from one split and are judged on " +
      "another; or, with --models, two or more folders of saved models on the same recordings.",
  )
    .option("--models <folders...>", "folders of saved models, instead of families")
    .option("--train-split <name>", "split that families learn from", "train")
    .option("--split <name>", "split to judge", "test")
    .option("--families <names>", "names, separated by commas", COMPARED_FAMILIES.join(","))
    .option("--out <file>", "write the whole result there, as JSON"),
  compare,
);
addOptions(command, "data", "seed", "jobs", "cache", "json");

async function compare(flags: Flags, run: LongRun): Promise<void> {
  if (flags.models !== undefined && flags.models.length < 2) {
    throw new UsageError("--models needs two folders or more to compare");
  }
  const dataset = await openDataset(flags.data);
  dataset.problems.forEach(run.reportProblem);
  const results = flags.models === undefined
    ? await judgeFamilies(dataset, flags, run)
    : await judgeModels(dataset, flags.models, flags, run);
  const result = {
    dataset: dataset.root,
    split: flags.split,
    results,
    comparisons: compareFamilies(results),
  };
  if (flags.out !== undefined) {
    await atomicWrite(userPath(flags.out), JSON.stringify(result, null, 2) + "\n");
  }
  if (flags.json) printJson(result);
  else reportFamilies(result);
}

async function judgeFamilies(
  dataset: Dataset,
  flags: Flags,
  run: LongRun,
): Promise<FamilyResult[]> {
  const { result, skipped, warnings } = await crossValidate(dataset, {
    splits: { train: flags.trainSplit, test: flags.split },
    families: flags.families.split(","),
    seed: flags.seed,
    jobs: flags.jobs,
    cacheDir: cacheFolder(flags.cache),
    signal: run.signal,
    onStart: run.begin,
    onProgress: run.progress({ read: "recordings", fit: "fits" }),
  });
  run.note(warnings);
  run.finish([...errorsOf(dataset.problems), ...skipped]);
  return result.results;
}

async function judgeModels(
  dataset: Dataset,
  folders: readonly string[],
  flags: Flags,
  run: LongRun,
): Promise<FamilyResult[]> {
  const results: FamilyResult[] = [];
  for (const [index, folder] of folders.entries()) {
    const models = await new ModelPersistence(userPath(folder)).loadAllModels();
    const { metrics, skipped } = await judgeSplit(models, dataset, flags.split, {
      jobs: flags.jobs,
      cacheDir: cacheFolder(flags.cache),
      signal: run.signal,
      onStart: run.begin,
    });
    // What cannot be read is the same for all folders: it is told of once.
    if (index === 0) run.finish([...errorsOf(dataset.problems), ...skipped]);
    results.push({ ...metrics, family: folder });
  }
  return results;
}

if (import.meta.main) await runCommand(command);
