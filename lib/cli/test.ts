/**
 * `deno task test`: the test suite, documentation examples included.
 *
 * @module
 */

import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { makeCommand, runCommand } from "./command.ts";
import { projectPath } from "./places.ts";
import { runDeno } from "./run_deno.ts";

/** Tests in which chromium, Jupyter, Slurm, Node or corpora of recordings take part. */
const OUTSIDE = "tests/outside/";

interface TestFlags {
  all?: boolean;
  filter?: string;
  update?: boolean;
}

export const command: Command = makeCommand(
  "test",
  "Run the tests and the examples in the documentation.\n\n" +
    `Those of ${OUTSIDE}, in which chromium, Jupyter, Slurm, Node and corpora of\n` +
    "recordings take part, run with --all or when they are named; they take minutes.",
)
  .argument("[path...]", `test files or folders; by default all but ${OUTSIDE}`)
  .option("--all", `the tests of ${OUTSIDE} as well`)
  .option("--filter <text>", "only the tests whose name holds this text")
  .option("--update", "keep the pictures and numbers that tests compare with anew; with a path")
  .action(async (paths: string[], { all = false, filter, update = false }: TestFlags) => {
    if (update && paths.length === 0) {
      throw new UsageError(
        "--update needs the path of the tests whose pictures or numbers are meant",
      );
    }
    if (all && paths.length > 0) throw new UsageError("--all takes no path");
    Deno.exitCode = await runDeno(
      [
        "test",
        // Types are `deno task check`'s: here each worker would be checked anew whenever it starts.
        "--no-check",
        "--allow-all",
        "--no-prompt",
        "--doc",
        "--parallel",
        ...(filter === undefined ? [] : ["--filter", filter]),
        ...(all || paths.length > 0 ? [] : [`--ignore=${OUTSIDE}`]),
        ...(paths.length > 0 ? paths : ["tests/", "lib/", "mod.ts"]),
        ...(update ? ["--", "--update"] : []),
      ],
      projectPath(),
    );
  });

if (import.meta.main) await runCommand(command);
