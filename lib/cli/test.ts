/**
 * `deno task test`: the test suite, documentation examples included.
 *
 * @module
 */

import type { Command } from "commander";
import { makeCommand, runCommand } from "./command.ts";
import { projectPath } from "./places.ts";
import { runDeno } from "./run_deno.ts";

export const command: Command = makeCommand(
  "test",
  "Run the tests and the examples in the documentation.",
)
  .argument("[path...]", "test files or folders; all of them by default")
  .option("--filter <text>", "only the tests whose name holds this text")
  .action(async (paths: string[], flags: { filter?: string }) => {
    const chosen = paths.length > 0 ? paths : ["tests/", "lib/", "mod.ts"];
    // Types are `deno task check`'s: here each worker would be checked anew whenever it starts.
    const filter = flags.filter === undefined ? [] : ["--filter", flags.filter];
    Deno.exitCode = await runDeno(
      [
        "test",
        "--no-check",
        "--allow-all",
        "--no-prompt",
        "--doc",
        "--parallel",
        ...filter,
        ...chosen,
      ],
      projectPath(),
    );
  });

if (import.meta.main) await runCommand(command);
