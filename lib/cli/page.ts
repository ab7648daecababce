import type { Command } from "commander";
import { basename } from "@std/path";
import { UsageError } from "../errors.ts";
import { atomicWrite } from "../files/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { assemblePage, type PackedModels, packModels } from "../web/mod.ts";
import css from "../web/page/page.css" with { type: "text" };
import html from "../web/page/page.html" with { type: "text" };
import { browserScript } from "./browser_script.ts";
import { makeCommand, runCommand } from "./command.ts";
import { userPath } from "./places.ts";
import { announced, print } from "./console.ts";

interface Flags {
  models?: string[];
  out: string;
}

export const command: Command = makeCommand(
  "page",
  "Make one HTML file that names the raag of a recording or of a singer, without a network.",
)
  .option("--models <folder...>", "folders of trained models to include beside the textbook models")
  .option("--out <file>", "file to write", "raagkit.html")
  .action(page);

async function page(flags: Flags): Promise<void> {
  const models: PackedModels[] = [];
  for (const folder of flags.models ?? []) {
    const path = userPath(folder);
    const set = await new ModelPersistence(path).loadAllModels();
    if (set.size === 0) throw new UsageError(`--models: there are no models in ${folder}`);
    models.push(packModels(set, basename(path)));
  }
  const page = await assemblePage({
    html,
    css,
    page: await announced("bundling the page", browserScript("lib/web/page/main.ts")),
    worker: await announced("bundling its worker", browserScript("lib/web/worker.ts")),
    models,
  });
  const out = userPath(flags.out);
  await atomicWrite(out, page);
  print(`${out}: ${(page.length / 1e6).toFixed(1)} MB`);
}

if (import.meta.main) await runCommand(command);
