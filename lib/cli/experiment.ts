/**
 * `deno task experiment`: a result that one can hand to a reviewer.
 *
 * @module
 */

import type { Command } from "commander";
import { basename, dirname, join } from "@std/path";
import type { DatasetManifest } from "../dataset/mod.ts";
import { UsageError } from "../errors.ts";
import {
  checkRun,
  type ExperimentProgress,
  type ExperimentResults,
  type OpenedData,
  readExperiment,
  runExperiment,
} from "../experiment/mod.ts";
import { experimentFits, openExperiment, runExperimentShare } from "../experiment/run.ts";
import { EXIT, interruptSignal, makeCommand, runCommand, wholeNumber } from "./command.ts";
import { cacheFolder, DEFAULTS, SHOWN, userPath } from "./places.ts";
import { print, Progress, warn } from "./console.ts";
import { printFamilies } from "./report_families.ts";
import {
  addShareOptions,
  isPart,
  learningCosts,
  runSharedCommand,
  type ShareFlags,
} from "./shares.ts";

interface Flags extends ShareFlags {
  out?: string;
  resume?: boolean;
  check?: string;
  jobs: number;
  cache: string | boolean;
  keepGoing?: boolean;
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
  .option("--jobs <n>", "threads", wholeNumber(1, 1024), navigator.hardwareConcurrency)
  .option("--cache <folder>", `folder for pitch tracks (default: ${SHOWN.cache})`)
  .option("--keep-going", "exit with 0 even if recordings were left out")
  .action(experiment);
addShareOptions(command);

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
  await runSharedCommand<OpenedData & { manifest: DatasetManifest }>(flags, {
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
      report(results, out);
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

function report({ summary }: ExperimentResults, out: string): void {
  printFamilies(summary);
  print();
  print(`report: ${join(out, "report.html")}`);
}

if (import.meta.main) await runCommand(command);
