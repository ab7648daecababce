/**
 * `deno task crossval`: families of models side by side, by cross-validation.
 *
 * @module
 */

import { type Command, Option } from "commander";
import type { Dataset } from "../dataset/mod.ts";
import { crossValidateShare } from "../evaluate/cross_validate.ts";
import { crossValidate, type CrossValidateProgress, type TonicMode } from "../evaluate/mod.ts";
import { COMPARED_FAMILIES } from "../families/mod.ts";
import { atomicWrite } from "../files/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import { DEFAULT_SEED } from "../random.ts";
import { makeCommand, realNumber, runCommand, wholeNumber } from "./command.ts";
import { cacheFolder, SHOWN, userPath } from "./places.ts";
import { openDataset } from "./sample.ts";
import { printJson, Progress } from "./console.ts";
import {
  addLongRunOptions,
  errorsOf,
  type LongRun,
  longRun,
  type LongRunFlags,
} from "./long_run.ts";
import { reportFamilies } from "./report_families.ts";
import {
  addShareOptions,
  isPart,
  learningCosts,
  runSharedCommand,
  type ShareFlags,
} from "./shares.ts";

interface Flags extends LongRunFlags, ShareFlags {
  data?: string;
  folds: number;
  seed: number;
  families: string;
  tonic: TonicMode;
  excerpt?: number;
  jobs: number;
  out?: string;
  cache: string | boolean;
  json?: boolean;
}

export const command: Command = addLongRunOptions(
  makeCommand(
    "crossval",
    "Compare families of models by stratified cross-validation that never splits a group. To " +
      "continue a run that was stopped, give the same command again.",
  )
    .option("--data <folder>", `data set (default: ${SHOWN.sample})`)
    .option("--folds <n>", "folds", wholeNumber(2, 1000), 10)
    .option("--seed <n>", "seed of folds and training", wholeNumber(0), DEFAULT_SEED)
    .option("--families <names>", "names, separated by commas", COMPARED_FAMILIES.join(","))
    .addOption(
      new Option(
        "--tonic <mode>",
        "tonic of the held-out recordings: from the metadata, or estimated together with the raag",
      ).choices(["known", "estimated"]).default("known"),
    )
    .option(
      "--excerpt <seconds>",
      "use only an excerpt of this length of each held-out recording",
      realNumber(1, 36_000),
    )
    .option("--jobs <n>", "threads", wholeNumber(1, 1024), navigator.hardwareConcurrency)
    .option("--out <file>", "write the whole result there, as JSON")
    .option(
      "--cache <folder>",
      `folder for pitch tracks and unfinished runs (default: ${SHOWN.cache})`,
    )
    .option("--json", "print one JSON document"),
)
  .action(longRun("crossval", crossval));
addShareOptions(command);

async function crossval(flags: Flags, run: LongRun): Promise<void> {
  await runSharedCommand<Dataset>(flags, {
    name: "crossval",
    out: flags.out && userPath(flags.out),
    jobs: true,
    open: async () => {
      const known = await openDataset(flags.data);
      return { known, recordings: known.recordings };
    },
    stages: ({ inputs }) => {
      const families = flags.families.split(",");
      return learningCosts(inputs, families.length * flags.folds, families);
    },
    work: (dataset, shared) => crossvalOf(dataset, flags, run, shared),
  });
}

async function crossvalOf(
  dataset: Dataset,
  flags: Flags,
  run: LongRun,
  shared: SharedRun | undefined,
): Promise<void> {
  dataset.problems.forEach(run.reportProblem);
  const cacheDir = cacheFolder(flags.cache)!;
  run.keep(`pitch tracks and fits so far are kept in ${cacheDir}`);
  const bars = { read: new Progress("recordings"), fit: new Progress("fits") };
  const options = {
    folds: flags.folds,
    seed: flags.seed,
    families: flags.families.split(","),
    tonic: flags.tonic,
    excerptSeconds: flags.excerpt,
    jobs: flags.jobs,
    cacheDir,
    runsDir: cacheDir,
    run: shared,
    signal: run.signal,
    onStart: run.begin,
    onProgress: ({ phase, done, total, item, problem }: CrossValidateProgress) => {
      bars[phase].update(done, total, item);
      run.reportProblem(problem);
    },
  };
  if (isPart(shared)) return await crossValidateShare(dataset, { ...options, run: shared });
  const done = await crossValidate(dataset, options);
  const text = JSON.stringify(done.result, null, 2) + "\n";
  if (flags.out !== undefined) {
    await atomicWrite(userPath(flags.out), text);
    shared?.files.push(userPath(flags.out));
  }
  run.note(done.warnings);
  if (flags.json) printJson(done.result);
  else reportFamilies(done.result);
  run.finish([...errorsOf(dataset.problems), ...done.skipped]);
}

if (import.meta.main) await runCommand(command);
