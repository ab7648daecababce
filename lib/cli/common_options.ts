import type { Command } from "commander";
import { DEFAULT_SEED } from "../random.ts";
import { wholeNumber } from "./command.ts";
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
}

const COMMON: Record<keyof CommonFlags | "no-cache", (command: Command) => Command> = {
  data: (command) => command.option("--data <folder>", `data set (default: ${SHOWN.sample})`),
  models: (command) =>
    command.option("--models <folder>", `folder of the models (default: ${SHOWN.models})`),
  seed: (command) =>
    command.option("--seed <n>", "seed of the random numbers", wholeNumber(0), DEFAULT_SEED),
  jobs: (command) =>
    command.option("--jobs <n>", "threads", wholeNumber(1, 1024), navigator.hardwareConcurrency),
  cache: (command) =>
    command.option("--cache <folder>", `folder for pitch tracks (default: ${SHOWN.cache})`),
  "no-cache": (command) =>
    command.option("--no-cache", "extract all pitch tracks again and keep none"),
  json: (command) => command.option("--json", "print one JSON document"),
};

/** Adds options of {@linkcode CommonFlags} to a command. */
export function addOptions(command: Command, ...names: (keyof typeof COMMON)[]): Command {
  return names.reduce((whole, name) => COMMON[name](whole), command);
}
