import { type Command, Option } from "commander";
import type { Dataset } from "../dataset/mod.ts";
import { crossValidateShare } from "../evaluate/cross_validate.ts";
import { crossValidate, type TonicMode } from "../evaluate/mod.ts";
import { COMPARED_FAMILIES } from "../families/mod.ts";
import { atomicWrite } from "../files/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import { makeCommand, runCommand, wholeNumber } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, userPath } from "./places.ts";
import { printJson } from "./console.ts";
import { errorsOf, type LongRun, longRun, openDataset } from "./long_run.ts";
import { reportFamilies } from "./reports.ts";
import { isPart, learningCosts, runSharedCommand } from "./shared_command.ts";

interface Flags extends CommonFlags {
  families: string;
  folds: number;
  tonic: TonicMode;
}

export const command: Command = longRun(
  makeCommand(
    "crossval",
    "Compare families of models by stratified cross-validation that never splits a group. To " +
      "continue a run that was stopped, give the same command again.",
  )
    .option("--folds <n>", "folds", wholeNumber(2, 1000), 10)
    .addOption(
      new Option(
        "--tonic <mode>",
        "tonic of the held-out recordings: from the metadata, or estimated together with the raag",
      ).choices(["known", "estimated"]).default("known"),
    )
    .option("--families <names>", "names, separated by commas", COMPARED_FAMILIES.join(","))
    .option("--out <file>", "write the whole result there, as JSON"),
  crossval,
);
addOptions(command, "data", "excerpt", "seed", "jobs", "cache", "json", "shares");

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
  run.kept = `pitch tracks and fits so far are kept in ${cacheDir}`;
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
    onProgress: run.progress({ read: "recordings", fit: "fits" }),
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
