import { fromFileUrl, join, relative, SEPARATOR } from "@std/path";
import project from "../../deno.json" with { type: "json" };
import { sha256Hex } from "../files/mod.ts";
import { VERSION } from "../version.ts";

/** Everything besides data and experiment file that results may depend on. */
export interface Environment {
  /** The kit's version. */
  raagkit: string;
  /** SHA-256 over the kit's source files; absent where they are not files. */
  source_sha256?: string;
  /** The commit that is checked out, where there is one. */
  commit?: string;
  /** Versions of Deno, V8 and TypeScript. */
  deno: Record<string, string>;
  /** The packages that the kit is made of, with their exact versions. */
  packages: string[];
  /** Operating system, processor, threads; does not change results. */
  machine: { os: string; arch: string; threads: number };
}

/**
 * Describes where the program runs.
 *
 * @returns Versions and machine, without names of people, hosts or folders.
 */
export async function describeEnvironment(): Promise<Environment> {
  const packages = Object.values(project.imports)
    .filter((target) => target.startsWith("npm:"))
    .map((target) => target.replace(/^npm:/, "").replace(/^((?:@[^/]+\/)?[^/@]+@[^/]+).*$/, "$1"));
  return {
    raagkit: VERSION,
    ...await (source ??= describeSource()),
    deno: { ...Deno.version },
    packages: [...new Set(packages)].sort(),
    machine: {
      os: Deno.build.os,
      arch: Deno.build.arch,
      threads: navigator.hardwareConcurrency,
    },
  };
}

/** What runs is what was loaded first, though the files may change under it. */
let source: ReturnType<typeof describeSource> | undefined;

async function describeSource(): Promise<Pick<Environment, "source_sha256" | "commit">> {
  const root = new URL("../../", import.meta.url);
  if (root.protocol !== "file:") return {};
  const folder = fromFileUrl(root);
  const [source_sha256, commit] = await Promise.all([hashSource(folder), readCommit(folder)]);
  return { source_sha256, ...(commit !== undefined && { commit }) };
}

/** A hash over what runs: every file under lib, and what imports resolve to. */
async function hashSource(folder: string): Promise<string> {
  const versions = import.meta.url.endsWith(".ts") ? "deno.json" : "package.json";
  const files = [...await listFiles(join(folder, "lib")), join(folder, versions)].sort();
  const lines = await Promise.all(files.map(async (file) => {
    const hash = await sha256Hex(await Deno.readFile(file));
    return `${relative(folder, file).replaceAll(SEPARATOR, "/")} ${hash}\n`;
  }));
  return await sha256Hex(new TextEncoder().encode(lines.join("")));
}

async function listFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) files.push(...await listFiles(path));
    else if (/\.(ts|js|json|wasm)$/.test(name)) files.push(path);
  }
  return files;
}

/** The commit of the checkout, read from its files: no other program has to be run. */
async function readCommit(folder: string): Promise<string | undefined> {
  const read = (...parts: string[]) =>
    Deno.readTextFile(join(folder, ".git", ...parts)).then((text) => text.trim(), () => undefined);
  const head = await read("HEAD");
  const branch = head?.match(/^ref: (refs\/[\w./-]+)$/)?.[1];
  const commit = branch === undefined ? head : await read(...branch.split("/")) ??
    (await read("packed-refs"))?.split("\n").find((line) => line.endsWith(` ${branch}`))
      ?.split(" ")[0];
  return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
}
