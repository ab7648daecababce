/**
 * Copies of the kit in temporary folders, and test files that run there. The kit itself is never
 * changed.
 *
 * @module
 */

import { join, relative } from "@std/path";
import type { Change } from "./operators.ts";

/** What a copy leaves behind: large, made, or no part of a test. */
const LEFT_OUT = [".git", "node_modules", "notebooks", "models", "data/sample", "data/cache"];

/** A source with one thing changed. */
export interface Mutant extends Change {
  /** Path from the root. */
  path: string;
  /** The whole source before. */
  source: string;
  /** Line of the change, from 1. */
  line: number;
  /** That line before and after, for people. */
  before: string;
  after: string;
}

/** A test file that passes, and what it runs. */
export interface TestFile {
  /** Path from the root. */
  path: string;
  /** How long it takes, start included. */
  seconds: number;
  /** Lines that it runs, by source. */
  lines: Map<string, Set<number>>;
}

/** Copies the kit to a folder. */
export async function copyKit(root: string, to: string, inside = ""): Promise<void> {
  await Deno.mkdir(join(to, inside), { recursive: true });
  for await (const { name, isDirectory, isFile } of Deno.readDir(join(root, inside))) {
    const path = inside === "" ? name : `${inside}/${name}`;
    if (LEFT_OUT.includes(path)) continue;
    if (isDirectory) await copyKit(root, to, path);
    if (isFile) await Deno.copyFile(join(root, path), join(to, path));
  }
}

/** Runs Deno in a copy; `undefined` where it had to be stopped. */
async function deno(kit: string, args: string[], limitSeconds: number) {
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: kit,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
    signal: limit,
  }).output();
  if (limit.aborted) return undefined;
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}

/** All mutants of a folder of `lib`, in the order of the sources. */
export async function findMutants(kit: string, folder: string): Promise<Mutant[]> {
  const rules = {
    plugins: ["./tests/mutants/operators.ts"],
    rules: { tags: [], include: ["mutants/change"] },
  };
  await Deno.writeTextFile(join(kit, "mutants.json"), JSON.stringify({ lint: rules }));
  const args = ["lint", "--config", "mutants.json", "--json", `lib/${folder}`];
  const { out, err } = await deno(kit, args, 60) ?? { out: "", err: "no end within 60 s" };
  if (out === "") throw new Error(`deno lint gave nothing: ${err}`);
  const found = new Map<string, Mutant>();
  const { diagnostics, errors } = JSON.parse(out) as {
    diagnostics: { filename: string; message: string; code: string }[];
    errors: { message: string }[];
  };
  if (errors.length > 0) throw new Error(`deno lint: ${errors[0].message}`);
  for (const { filename, message, code } of diagnostics) {
    if (code !== "mutants/change") continue;
    const path = relative(kit, new URL(filename).pathname);
    const source = await Deno.readTextFile(join(kit, path));
    const mutant = makeMutant(path, source, JSON.parse(message));
    found.set(`${path} ${message}`, mutant);
  }
  return [...found.values()].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start
  );
}

function makeMutant(path: string, source: string, change: Change): Mutant {
  const from = source.lastIndexOf("\n", change.start - 1) + 1;
  const to = (source + "\n").indexOf("\n", change.end);
  const inOneLine = (text: string) => text.trim().replace(/\s+/g, " ");
  return {
    ...change,
    path,
    source,
    line: source.slice(0, change.start).split("\n").length,
    before: inOneLine(source.slice(from, to)),
    after: inOneLine(source.slice(from, change.start) + change.text + source.slice(change.end, to)),
  };
}

const testArgs = [
  "test",
  "--allow-all",
  "--no-check",
  "--no-prompt",
  "--cached-only",
  "--fail-fast",
];

/**
 * Runs a test file on the unchanged kit.
 *
 * @returns What it runs; where it cannot tell a mutant from the original, why: it fails, or takes
 * longer than the limit.
 */
export async function measure(
  kit: string,
  path: string,
  limitSeconds: number,
): Promise<TestFile | string> {
  const start = performance.now();
  const folder = join(kit, "coverage", path);
  const ran = await deno(kit, [...testArgs, `--coverage=${folder}`, path], limitSeconds);
  if (ran === undefined) return `takes more than ${limitSeconds} s`;
  if (ran.code !== 0) return `fails before any change:\n${ran.out}${ran.err}`;
  const seconds = (performance.now() - start) / 1000;
  const lines = new Map<string, Set<number>>();
  let source = new Set<number>();
  for (const line of (await Deno.readTextFile(join(folder, "lcov.info"))).split("\n")) {
    const [key, value] = line.split(":", 2);
    if (key === "SF") lines.set(relative(kit, value), source = new Set());
    // A line of which a part did not run, as in `if (rare) return;`, is given 0; it has a branch.
    const isRun = key === "BRDA" || (key === "DA" && !value.endsWith(",0"));
    if (isRun) source.add(Number(value.split(",")[0]));
  }
  return { path, seconds, lines };
}

/**
 * Runs tests on a mutant, until one fails.
 *
 * @param kit The copy that carries the mutant meanwhile.
 * @returns How it ended, and for whom.
 * @throws {Error} If the mutant is no program at all.
 */
export async function tryMutant(
  kit: string,
  mutant: Mutant,
  tests: readonly TestFile[],
): Promise<"killed" | "stopped" | "survived"> {
  const { path, source, start, end, text } = mutant;
  await Deno.writeTextFile(join(kit, path), source.slice(0, start) + text + source.slice(end));
  try {
    for (const test of tests) {
      const ran = await deno(kit, [...testArgs, test.path], 5 * test.seconds + 10);
      if (ran === undefined) return "stopped";
      if (ran.err.includes("could not be parsed")) throw new Error(`${mutant.after}: ${ran.err}`);
      if (ran.code !== 0) return "killed";
    }
    return "survived";
  } finally {
    await Deno.writeTextFile(join(kit, path), source);
  }
}

/** The test files whose paths in `tests` begin in one of these ways. */
export async function listTests(
  kit: string,
  beginnings: readonly string[],
  folder = "",
): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(kit, "tests", folder))) {
    const path = folder + name;
    if (isDirectory) found.push(...await listTests(kit, beginnings, `${path}/`));
    const isWanted = beginnings.some((beginning) => path.startsWith(beginning));
    if (isWanted && name.endsWith("_test.ts")) found.push(`tests/${path}`);
  }
  return found.sort();
}
