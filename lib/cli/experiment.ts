import type { Command } from "commander";
import { basename, dirname, join } from "@std/path";
import { UsageError } from "../errors.ts";
import {
  checkRun,
  type ExperimentProgress,
  type OpenedData,
  readExperiment,
  runExperiment,
} from "../experiment/mod.ts";
import { openExperiment } from "../experiment/open_data.ts";
import { experimentFits, runExperimentShare } from "../experiment/run.ts";
import { EXIT, interruptSignal, makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, DEFAULTS, userPath } from "./places.ts";
import { print, Progress, warn } from "./console.ts";
import { printFamilies } from "./reports.ts";
import { isPart, learningCosts, runSharedCommand } from "./shared_command.ts";

interface Flags extends CommonFlags {
  resume?: boolean;
  check?: string;
}

export const command: Command = makeCommand(
  "experiment",
  "Run an experiment file and write its predictions, metrics, models and report; or run a finished " +
    "one again and compare. data/experiments holds two examples and a schema for editors.",
)
  .argument("[file]", "experiment file (JSON)")
  .option("--out <folder>", "folder for the results (default: FILE_results)")
  .option("--resume", "continue a run that was stopped")
  .option("--check <folder>", "run a finished experiment again and list what differs")
  .option("--keep-going", "exit with 0 even if recordings were left out")
  .action(experiment);
addOptions(command, "jobs", "cache", "shares");

async function experiment(file: string | undefined, flags: Flags): Promise<void> {
  if ((file === undefined) === (flags.check === undefined)) {
    throw new UsageError("give either an experiment FILE or --check FOLDER");
  }
  if (flags.check !== undefined && (flags.out !== undefined || flags.resume)) {
    throw new UsageError("--check cannot be used with --out or --resume");
  }
  const options = {
    sampleDir: DEFAULTS.sample,
    cacheDir: cacheFolder(flags.cache)!,
    jobs: flags.jobs,
    signal: interruptSignal(),
    onProgress: showProgress(),
  };
  if (flags.check !== undefined) return await check(userPath(flags.check), options);

  const path = userPath(file!);
  const parsed = await readExperiment(path);
  const out = flags.out !== undefined
    ? userPath(flags.out)
    : join(dirname(path), basename(path).replace(/\.json$/, "") + "_results");
  await runSharedCommand<OpenedData>(flags, {
    name: "experiment",
    out,
    jobs: true,
    open: async () => {
      const known = await openExperiment(parsed, { ...options, file: path, out });
      const hashes = new Map(known.manifest.recordings.map(({ id, sha256 }) => [id, sha256]));
      const recordings = known.dataset.recordings.map(({ id, path }) => (
        { id, path, sha256: hashes.get(id) }
      ));
      return { recordings, known };
    },
    stages: ({ inputs }) =>
      learningCosts(
        inputs,
        parsed.seeds.length * experimentFits(parsed),
        parsed.families.map((one) => typeof one === "string" ? one : one.family),
      ),
    work: async (opened, run) => {
      const all = { ...options, file: path, out, run, opened };
      if (isPart(run)) return await runExperimentShare(parsed, { ...all, run });
      const resume = flags.resume || run !== undefined;
      const results = await runExperiment(parsed, { ...all, resume });
      run?.files.push(join(out, "manifest.json"));
      if (results === undefined) return print(`complete already: ${join(out, "report.html")}`);
      printFamilies(results.summary);
      print(`\nreport: ${join(out, "report.html")}`);
      const { skipped } = results.data;
      if (skipped.length > 0) {
        warn(`error: ${skipped.length} recordings were left out:`);
        for (const { file, message } of skipped) warn(`  ${file}: ${message}`);
        if (!flags.keepGoing) Deno.exitCode = EXIT.failed;
      }
    },
  });
}

async function check(folder: string, options: Parameters<typeof checkRun>[1]): Promise<void> {
  const { differences, notes } = await checkRun(folder, options);
  for (const note of notes) warn(`note: ${note}`);
  if (differences.length === 0) return print("same");
  for (const line of differences) print(line);
  Deno.exitCode = EXIT.failed;
}

function showProgress(): (progress: ExperimentProgress) => void {
  const bars = {
    sample: new Progress("making sample recordings"),
    read: new Progress("recordings"),
    fit: new Progress("fits"),
    models: new Progress("models"),
    report: new Progress("figures"),
  };
  return ({ phase, done, total, item }) => bars[phase].update(done, total, item);
}

if (import.meta.main) await runCommand(command);
