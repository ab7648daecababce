/**
 * `deno task notebooks`: executes the notebooks in the Deno kernel and keeps their outputs.
 *
 * @module
 */

import type { Command } from "commander";
import { basename, join } from "@std/path";
import { RaagkitError } from "../errors.ts";
import { EXIT, makeCommand, runCommand, wholeNumber } from "./command.ts";
import { projectPath, userPath } from "./places.ts";
import { print, warn } from "./console.ts";
import { executeNotebook } from "./notebooks_execute.ts";
import { writePage } from "./notebooks_page.ts";
import { changedOutputs, outputFaults } from "../notebook/cells.ts";
import { formatNotebook, type NotebookDocument, parseNotebook } from "../notebook/document.ts";

interface Flags {
  check?: boolean;
  html?: string;
  execute: boolean;
  jobs: number;
}

export const command: Command = makeCommand(
  "notebooks",
  "Execute the notebooks in the Deno kernel, from the first cell to the last, and write their " +
    "outputs back. Needs Jupyter (nbconvert and nbclient); the kernel is this Deno.",
)
  .argument("[notebook...]", "notebook files (default: all of notebooks/)")
  .option("--check", "write nothing; fail on an error, a missing output or a changed number")
  .option("--html <folder>", "also write a page for each; none needs a network")
  .option("--no-execute", "take the outputs as they are")
  .option("--jobs <n>", "notebooks at a time", wholeNumber(1, 64), 2)
  .action(async (paths: string[], flags: Flags) => {
    const start = performance.now();
    const queue = paths.length > 0 ? paths.map(userPath) : await allNotebooks();
    const total = queue.length;
    let faults = 0;
    const work = async () => {
      for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
        // Not `faults += await`: it would read the sum before the wait and lose the others' faults.
        const found = await treat(path, flags);
        faults += found;
      }
    };
    await Promise.all(Array.from({ length: flags.jobs }, work));
    print(`${total} notebooks in ${secondsSince(start)} s`);
    if (faults > 0) {
      warn(`error: ${faults} faults`);
      Deno.exitCode = EXIT.failed;
    }
  });

/** Treats one notebook; returns the number of faults. One that cannot be run spoils no other. */
async function treat(path: string, flags: Flags): Promise<number> {
  try {
    return await treatOne(path, flags);
  } catch (error) {
    if (!(error instanceof RaagkitError)) throw error;
    warn(`error: ${error.message}`);
    return 1;
  }
}

/** Executes, checks or writes one notebook; returns the number of faults. */
async function treatOne(path: string, { check, html, execute }: Flags): Promise<number> {
  const start = performance.now(), name = basename(path);
  const kept = parseNotebook(await Deno.readTextFile(path), name);
  const now = execute ? parseNotebook(await executeNotebook(path), name) : kept;
  const faults = [...outputFaults(now), ...(check ? changedOutputs(kept, now) : [])];
  for (const fault of faults) warn(`${name}: ${fault}`);
  if (execute && !check && faults.length === 0) await keep(path, now);
  if (html !== undefined) await writePage(formatNotebook(now), name, userPath(html));
  print(`${name}: ${faults.length === 0 ? "ok" : "faulty"}, ${secondsSince(start)} s`);
  return faults.length;
}

/** Most bytes of a notebook file: larger ones are a burden to whoever clones the project. */
const MOST_BYTES = 2_000_000;

async function keep(path: string, notebook: NotebookDocument): Promise<void> {
  const text = formatNotebook(notebook);
  if (text.length > MOST_BYTES) {
    warn(`warning: ${basename(path)} has ${text.length} bytes, more than ${MOST_BYTES}`);
  }
  await Deno.writeTextFile(path, text);
}

async function allNotebooks(): Promise<string[]> {
  const folder = projectPath("notebooks");
  const names: string[] = [];
  for await (const { name, isFile } of Deno.readDir(folder)) {
    if (isFile && name.endsWith(".ipynb")) names.push(name);
  }
  return names.sort().map((name) => join(folder, name));
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

if (import.meta.main) await runCommand(command);
