/**
 * `deno task pack`: the kit as a package for npm.
 *
 * The package holds the modules as they lie here, each turned into JavaScript, so that workers and
 * data are found beside the code. Its dependencies are the packages that the modules import, and
 * Deno itself, which the command `raagkit` runs in.
 *
 * @module
 */

import type { Command } from "commander";
import { dirname, join, SEPARATOR } from "@std/path";
import { stop, transform } from "esbuild";
import project from "../../deno.json" with { type: "json" };
import { RaagkitError } from "../../lib/errors.ts";
import { atomicWrite } from "../../lib/files/mod.ts";
import { VERSION } from "../../lib/version.ts";
import { browserScript, readyScript } from "../../lib/cli/browser_script.ts";
import { makeCommand, runCommand } from "../../lib/cli/command.ts";
import { print } from "../../lib/cli/console.ts";
import { projectPath, userPath } from "../../lib/cli/places.ts";
import { tarball, type TarFile } from "./tarball.ts";

/** Texts that go along as they are. */
const TEXTS = [
  "README.md",
  "LICENSE",
  "CHANGELOG.md",
  "data/README.md",
  "data/experiments/experiment.schema.json",
  "data/experiments/families.json",
  "data/experiments/states_x_symbols.json",
];

/** What the page of `raagkit page` is made of, bundled. */
const SCRIPTS = ["lib/web/page/main.ts", "lib/web/worker.ts"];

const LAUNCHER = "lib/cli/launcher.js";

export const command: Command = makeCommand(
  "pack",
  "Write the kit as a package for npm, raagkit-VERSION.tgz.",
)
  .option("--out <folder>", "where to", ".")
  .action(async ({ out }: { out: string }) => {
    const files = await packageFiles();
    const bytes = await tarball(files.map((file) => ({ ...file, path: `package/${file.path}` })));
    const path = join(userPath(out), `raagkit-${VERSION}.tgz`);
    await atomicWrite(path, bytes);
    print(`${path}: ${files.length} files, ${(bytes.length / 1e6).toFixed(1)} MB`);
  });

async function packageFiles(): Promise<TarFile[]> {
  const { scripts, packages } = await reachedModules();
  const read = async (path: string) => ({ path, bytes: await Deno.readFile(projectPath(path)) });
  const bundle = async (entry: string) => ({
    path: readyScript(entry),
    bytes: encode(await browserScript(entry)),
  });
  return [
    { path: "package.json", bytes: encode(JSON.stringify(manifest(packages), null, 2) + "\n") },
    { ...await read("tests/package/launcher.js"), path: LAUNCHER, executable: true },
    ...await Promise.all(TEXTS.map(read)),
    ...await Promise.all(SCRIPTS.map(bundle)),
    ...scripts,
  ].sort((a, b) => a.path < b.path ? -1 : 1);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function manifest(packages: ReadonlySet<string>): Record<string, unknown> {
  const versions = new Map(
    Object.values(project.imports).flatMap((target) => {
      const [, name, version] = /^npm:((?:@[^/]+\/)?[^/@]+)@([^/]+)/.exec(target) ?? [];
      return name === undefined ? [] : [[name, version] as const];
    }),
  );
  return {
    name: "raagkit",
    version: VERSION,
    description: "Learns raags from recordings, and names the raag of a recording",
    license: project.license,
    type: "module",
    bin: { raagkit: LAUNCHER },
    exports: Object.fromEntries(
      Object.entries(project.exports).map(([door, path]) => [door, asScript(path)]),
    ),
    engines: { node: ">=20" },
    dependencies: {
      deno: Deno.version.deno,
      ...Object.fromEntries([...packages].sort().map((name) => [name, versions.get(name)])),
    },
  };
}

/** `./lib/a.ts` becomes `./lib/a.js`; data and texts become modules. */
function asScript(path: string): string {
  return path.replace(/\.ts$/, ".js").replace(/\.(json|css|html)$/, ".$1.js");
}

/** What names another file in a script: a statement, a call, or the address of a worker. */
const REFERENCE =
  /((?:\bfrom|\bimport|\bimport\(|\bnew URL\(|\bimport\.meta\.resolve\()\s*)"([\w@./-]+)"( with \{ type: "(?:json|text)" \})?/g;

/** The modules that doors and commands lead to, as scripts, and the packages that they import. */
async function reachedModules(): Promise<{ scripts: TarFile[]; packages: Set<string> }> {
  const scripts = new Map<string, TarFile>(), packages = new Set<string>();
  const waiting: string[] = ["lib/cli/main.ts", ...Object.values(project.exports)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (scripts.has(path)) continue;
    const folder = dirname(path);
    const target = (specifier: string) => {
      if (!specifier.startsWith(".")) return npmSpecifier(specifier, packages);
      // The root of the code is a folder, not a module.
      if (/\.(ts|json|css|html)$/.test(specifier)) waiting.push(join(folder, specifier));
      return asScript(specifier);
    };
    const text = (await scriptOf(path))
      .replace(REFERENCE, (_, call, specifier) => `${call}"${target(specifier)}"`);
    scripts.set(path, { path: asScript(path).replaceAll(SEPARATOR, "/"), bytes: encode(text) });
  }
  await stop();
  return { scripts: [...scripts.values()], packages };
}

/** A module as JavaScript that Node 20 reads; it has no `using`, and warns of imported JSON. */
async function scriptOf(path: string): Promise<string> {
  const text = await Deno.readTextFile(projectPath(path));
  if (path.endsWith(".json")) return `export default ${text.trim()};\n`;
  if (!path.endsWith(".ts")) return `export default ${JSON.stringify(text)};\n`;
  const { code } = await transform(text, {
    loader: "ts",
    format: "esm",
    target: "node20",
    charset: "utf8",
  });
  return code;
}

/** What a name of the import map is for npm; the package it belongs to is noted. */
function npmSpecifier(specifier: string, packages: Set<string>): string {
  if (specifier.startsWith("node:")) return specifier;
  const alias = Object.keys(project.imports).find((name) =>
    specifier === name || specifier.startsWith(`${name}/`)
  ) as keyof typeof project.imports | undefined;
  const [, name, path] =
    /^npm:((?:@[^/]+\/)?[^/@]+)@[^/]+(\/.*)?$/.exec(project.imports[alias ?? "raagkit"]) ?? [];
  if (alias === undefined || name === undefined) {
    throw new RaagkitError(`${specifier} is imported, but deno.json gives no package for it`);
  }
  packages.add(name);
  return name + (path ?? "") + specifier.slice(alias.length);
}

if (import.meta.main) await runCommand(command);
