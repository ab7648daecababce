/**
 * `deno task page`: one HTML file that hears a raag.
 *
 * @module
 */

import { basename, join } from "@std/path";
import { RaagkitError, UsageError } from "../errors.ts";
import { atomicWrite } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { assemblePage, type PackedModels, packModels } from "../web/mod.ts";
import { makeCommand, projectPath, runCommand, userPath } from "./command.ts";
import { print } from "./console.ts";

interface Flags {
  models?: string[];
  out: string;
}

const command = makeCommand(
  "page",
  "Make one HTML file that names the raag of a recording or of what is sung, without a network.",
)
  .option("--models <folder...>", "folders of trained models to put inside, beside the textbook's")
  .option("--out <file>", "where to", "raagkit.html")
  .action(page);

async function page(flags: Flags): Promise<void> {
  const models: PackedModels[] = [];
  for (const folder of flags.models ?? []) {
    const path = userPath(folder);
    const set = await new ModelPersistence(path).loadAllModels();
    if (set.size === 0) throw new UsageError(`--models: there are no models in ${folder}`);
    models.push(packModels(set, basename(path)));
  }
  const source = (name: string) => Deno.readTextFile(projectPath("lib", "web", "page", name));
  const html = await assemblePage({
    html: await source("page.html"),
    css: await source("page.css"),
    page: await bundle("lib/web/page/main.ts"),
    worker: await bundle("lib/web/worker.ts"),
    models,
  });
  const out = userPath(flags.out);
  await atomicWrite(out, new TextEncoder().encode(html));
  print(`${out}: ${(html.length / 1e6).toFixed(1)} MB`);
}

/** A program of the kit with all that it imports, as one classic script for browsers. */
async function bundle(entry: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "bundle.js");
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ..."bundle --quiet --platform browser --format iife --minify".split(" "),
        ...["--output", file, entry],
      ],
      cwd: projectPath(),
      stdin: "null",
    }).output();
    if (code !== 0) {
      const reason = new TextDecoder().decode(stderr).trim();
      throw new RaagkitError(`Cannot bundle ${entry}: ${reason}`);
    }
    // wav-decoder and its kind still ask for Node's name of the global object.
    return "var global = globalThis;" + await Deno.readTextFile(file);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) await runCommand(command);
