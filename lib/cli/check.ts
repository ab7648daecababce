/**
 * `deno task check`: format, lint, types and documentation.
 *
 * @module
 */

import type { Command } from "commander";
import project from "../../deno.json" with { type: "json" };
import { makeCommand, runCommand } from "./command.ts";
import { projectPath } from "./places.ts";
import { print, warn } from "./console.ts";
import { runDeno } from "./run_deno.ts";

/** What others import: all that is public must be documented, and refer to public types only. */
const DOORS = Object.values(project.exports);

const CHECKS: readonly { name: string; args: string[] }[] = [
  { name: "format", args: ["fmt", "--check", "--quiet"] },
  { name: "lint", args: ["lint", "--quiet"] },
  { name: "types", args: ["check", "--quiet", "--doc", "mod.ts", "lib/", "tests/"] },
  { name: "documentation", args: ["doc", "--lint", "--quiet", ...DOORS] },
];

export const command: Command = makeCommand(
  "check",
  "Check format, lint rules, types and documentation.",
)
  .action(async () => {
    const failed: string[] = [];
    for (const { name, args } of CHECKS) {
      print(`# ${name}: deno ${args.join(" ")}`);
      if (await runDeno(args, projectPath()) !== 0) failed.push(name);
    }
    if (failed.length > 0) {
      warn(`failed: ${failed.join(", ")}`);
      Deno.exitCode = 1;
    }
  });

if (import.meta.main) await runCommand(command);
