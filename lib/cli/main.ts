/**
 * `raagkit NAME ...`: every command of the kit under one name.
 *
 * @example
 * ```sh
 * deno install --global --allow-all --name raagkit jsr:@raagkit/raagkit/cli
 * raagkit classify song.mp3
 * ```
 *
 * @module
 */

import { Command } from "commander";
import project from "../../deno.json" with { type: "json" };
import { VERSION } from "../version.ts";
import { configure, runCommand } from "./command.ts";

/** The commands, in the order of their use. Each is loaded when it is called. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  train: () => import("./train.ts"),
  classify: () => import("./classify.ts"),
  evaluate: () => import("./evaluate.ts"),
  crossval: () => import("./crossval.ts"),
  compare: () => import("./compare.ts"),
  experiment: () => import("./experiment.ts"),
  models: () => import("./models.ts"),
  init: () => import("./init.ts"),
  validate: () => import("./validate.ts"),
  extract: () => import("./extract.ts"),
  tonic: () => import("./tonic.ts"),
  synth: () => import("./synth.ts"),
  page: () => import("./page.ts"),
};

/** What `raagkit --help` says; it also refuses what is no command, with a suggestion. */
function overview(): Command {
  const program = configure(new Command("raagkit"))
    .description("Learn raags from recordings, and name the raag of a recording.")
    .usage("NAME [options]")
    .version(VERSION, "--version", "print the version")
    .helpCommand("help [NAME]", "explain a command")
    .addHelpText("after", "\n`raagkit NAME --help` explains a command.");
  const tasks: Record<string, { description: string }> = project.tasks;
  for (const name of Object.keys(COMMANDS)) {
    program.command(name).description(tasks[name].description).helpOption(false);
  }
  return program;
}

/** Runs the command that the first argument names. */
async function main(args: readonly string[]): Promise<never> {
  // Set by npm and `deno task`: a command on the path works in the folder where it is typed.
  Deno.env.delete("INIT_CWD");
  const [first, ...rest] = args[0] === "help" && args[1] in COMMANDS ? [args[1], "--help"] : args;
  if (!Object.hasOwn(COMMANDS, first ?? "")) {
    return await runCommand(overview(), args.length > 0 ? args : ["--help"]);
  }
  const { command } = await COMMANDS[first]();
  return await runCommand(command.name(`raagkit ${first}`), rest);
}

if (import.meta.main) await main(Deno.args);
