import { type Command, Option } from "commander";
import { DEFAULT_SEED } from "../random.ts";
import { realNumber, wholeNumber } from "./command.ts";
import { SHOWN } from "./places.ts";

/** Options that mean the same in every command that has them. */
export interface CommonFlags {
  /** Folder of a data set; the sample recordings by default. */
  data?: string;
  models?: string;
  seed: number;
  jobs: number;
  /** Folder of the cache; `false` for none. */
  cache: string | boolean;
  json?: boolean;
  /** Where results are written. */
  out?: string;
  /** Seconds of each recording that is judged. */
  excerpt?: number;
  ignoreTonic?: boolean;
  /** Of a pitch track: seconds between its lines, and the lowest confidence of a voiced one. */
  hop?: number;
  confidence?: number;
  /** Of a long run: whether recordings that are left out are no failure, or the first one ends it. */
  keepGoing?: boolean;
  strict?: boolean;
  log?: string;
  /** Of a command in shares: how many tasks a stage has, how far it is, which share is done. */
  plan?: number;
  status?: boolean;
  share?: string;
}

const COMMON = {
  data: (command: Command) =>
    command.option("--data <folder>", `data set (default: ${SHOWN.sample})`),
  models: (command: Command) =>
    command.option("--models <folder>", `folder of the models (default: ${SHOWN.models})`),
  seed: (command: Command) =>
    command.option("--seed <n>", "seed of the random numbers", wholeNumber(0), DEFAULT_SEED),
  jobs: (command: Command) =>
    command.option("--jobs <n>", "threads", wholeNumber(1, 1024), navigator.hardwareConcurrency),
  cache: (command: Command) =>
    command.option("--cache <folder>", `folder for pitch tracks (default: ${SHOWN.cache})`),
  "no-cache": (command: Command) =>
    command.option("--no-cache", "extract all pitch tracks again and keep none"),
  json: (command: Command) => command.option("--json", "print one JSON document"),
  excerpt: (command: Command) =>
    command.option(
      "--excerpt <seconds>",
      "use only an excerpt of this length of each recording, from a random place",
      realNumber(1, 36_000),
    ),
  "ignore-tonic": (command: Command) =>
    command.option("--ignore-tonic", "estimate Sa even if the metadata gives it"),
  track: (command: Command) =>
    command
      .option(
        "--hop <seconds>",
        "time between the lines of a one-column pitch track",
        realNumber(0.0001, 1),
      )
      .option(
        "--confidence <share>",
        "lowest confidence of a voiced frame in a pitch track (default: 0.5)",
        realNumber(0, 1),
      ),
  long: (command: Command) =>
    command
      .addOption(
        new Option("--keep-going", "exit with 0 even if recordings were left out")
          .conflicts("strict"),
      )
      .option("--strict", "stop at the first recording that cannot be used")
      .option("--log <file>", "append a log with times to this file"),
  shares: (command: Command) =>
    command
      .option(
        "--plan <n>",
        "write a plan of n tasks a stage beside the results, with submit.sh for Slurm",
        wholeNumber(1, 1000), // Slurm's arrays end at 1000 unless it is told otherwise
      )
      .option("--status", "say how far the plan is: what is done, running, failed and why")
      .addOption(new Option("--share <stage:index>", "do one share of the plan").hideHelp()),
};

/** Adds options of {@linkcode CommonFlags} to a command. */
export function addOptions(command: Command, ...names: (keyof typeof COMMON)[]): Command {
  return names.reduce((whole, name) => COMMON[name](whole), command);
}
