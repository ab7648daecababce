/**
 * `deno task notebooks`: executes the notebooks in the Deno kernel and keeps their outputs.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { formatNotebook, parseNotebook } from "../notebook/document.ts";
import { makeCommand, projectPath, runCommand, userPath } from "./command.ts";
import { print, warn } from "./console.ts";
import { executeNotebook } from "./notebooks_execute.ts";

const command = makeCommand("notebooks", "Execute the notebooks in the Deno kernel.")
  .argument("[notebook...]", "notebook files; all of notebooks/ by default")
  .action(async (paths: string[]) => {
    for (const path of paths.length > 0 ? paths.map(userPath) : await allNotebooks()) {
      const start = performance.now();
      const executed = parseNotebook(await executeNotebook(path), path);
      await Deno.writeTextFile(path, formatNotebook(executed));
      print(`${basename(path)}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
      warn("");
    }
  });

async function allNotebooks(): Promise<string[]> {
  const folder = projectPath("notebooks");
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".ipynb")) names.push(name);
  }
  return names.sort().map((name) => join(folder, name));
}

if (import.meta.main) await runCommand(command);
