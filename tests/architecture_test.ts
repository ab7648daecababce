/** The rules of the house that a machine can hold: which part may import which, and who touches what. */
import { assertEquals } from "@std/assert";
import { dirname, fromFileUrl, join, relative } from "@std/path";
import project from "../deno.json" with { type: "json" };

const ROOT = fromFileUrl(new URL("../", import.meta.url));

/** The parts from the ground up: a part imports parts that stand before it, never after. */
const FLOORS = [
  ["errors", "wasm"],
  ["math", "options", "random", "version", "signal", "files"],
  ["jobs", "hmm", "audio"],
  ["pitch"],
  ["tonic", "quantize", "dataset"],
  ["raags"],
  ["synth", "analysis"],
  ["families"],
  ["train", "evaluate"],
  ["persistence", "plot"],
  ["notebook"],
  ["experiment", "web"],
  ["cli"],
];

/** Parts that must run in a browser page: web standards only. */
const WEB_ONLY = ["pitch", "tonic", "quantize", "raags", "hmm", "families", "plot", "web"];

interface Source {
  /** Path from the root, with slashes. */
  path: string;
  /** The part it belongs to: the folder under lib, or the file's own name. */
  part: string;
  text: string;
  /** The same without comments. */
  code: string;
  /** Paths from the root of the project's own files that it imports. */
  imports: string[];
}

async function readSources(): Promise<Source[]> {
  const sources: Source[] = [];
  const walk = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = join(folder, name);
      if (isDirectory) await walk(path);
      else if (name.endsWith(".ts")) sources.push(await readSource(path));
    }
  };
  await walk(join(ROOT, "lib"));
  return sources;
}

async function readSource(path: string): Promise<Source> {
  const text = await Deno.readTextFile(path);
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+\.ts)"/g)]
    .map(([, target]) => relative(ROOT, join(dirname(path), target)));
  const inside = relative(ROOT, path);
  return { path: inside, part: partOf(inside), text, code, imports };
}

function partOf(path: string): string {
  return path.split("/")[1].replace(/\.ts$/, "");
}

const sources = await readSources();

Deno.test("imports point one way: a part imports what stands before it", () => {
  const floor = new Map(FLOORS.flatMap((parts, height) => parts.map((part) => [part, height])));
  assertEquals(sources.filter(({ part }) => !floor.has(part)).map(({ path }) => path), []);
  const back = sources.flatMap(({ path, part, imports }) =>
    imports
      .filter((target) => partOf(target) !== part)
      .filter((target) => floor.get(partOf(target))! > floor.get(part)!)
      .map((target) => `${path} -> ${target}`)
  );
  assertEquals(back, []);
});

Deno.test("no file imports itself by way of others", () => {
  const graph = new Map(sources.map(({ path, imports }) => [path, imports]));
  const state = new Map<string, "open" | "done">();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    state.set(path, "open");
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, "done");
  };
  for (const path of graph.keys()) visit(path, []);
  assertEquals(cycles, []);
});

Deno.test("parts that a browser runs use web standards only", () => {
  const offenders = sources
    .filter(({ part, path }) =>
      WEB_ONLY.includes(part) || (part === "audio" && !path.endsWith("/read.ts"))
    )
    .filter(({ code }) => /\bDeno\.|"node:|\bprocess\./.test(code));
  assertEquals(offenders.map(({ path }) => path), []);
});

Deno.test("the console belongs to cli and the kernel to notebook", () => {
  // quiet.ts keeps decoders of others from talking there.
  const talkers = sources.filter(({ part, path, code }) =>
    (part !== "cli" && !path.endsWith("audio/quiet.ts") && /\bconsole\./.test(code)) ||
    (part !== "notebook" && /\bDeno\.jupyter\b/.test(code))
  );
  assertEquals(talkers.map(({ path }) => path), []);
});

Deno.test("hmm knows whole numbers only: it imports the ground floor and nothing else", () => {
  const foreign = sources
    .filter(({ part }) => part === "hmm")
    .flatMap(({ imports }) => imports)
    .filter((target) =>
      !["hmm", "errors", "math", "options", "random", "wasm"].includes(partOf(target))
    );
  assertEquals(foreign, []);
});

Deno.test("a file is one idea: none is longer than 350 lines", () => {
  const long = sources
    .filter(({ path }) => !path.endsWith("_wasm.ts"))
    .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
    .filter(({ lines }) => lines > 350);
  assertEquals(long, []);
});

Deno.test("every folder of lib has a face", async () => {
  const faceless: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, "lib"))) {
    const face = name === "cli" || sources.some(({ path }) => path === `lib/${name}/mod.ts`);
    if (isDirectory && !face) faceless.push(name);
  }
  assertEquals(faceless, []);
});

/** Parts that are for the kit itself: no door leads to them. */
const INSIDE = ["files", "jobs", "signal"];

Deno.test("what is public is named one by one, behind a door for each part", async () => {
  const doors: Record<string, string> = project.exports;
  const imports: Record<string, string> = project.imports;
  for (const [door, path] of Object.entries(doors)) {
    const text = await Deno.readTextFile(join(ROOT, path));
    assertEquals(text.match(/^export \* .*$/gm), null, `${path} names what it exports`);
    // A program is no library: nothing imports the commands by name.
    if (door !== "./cli") assertEquals(imports[`raagkit${door.slice(1)}`], path, door);
  }
  const folders = new Set(
    sources.filter(({ path }) => path.split("/").length > 2).map(({ part }) => part),
  );
  const closed = [...folders].filter((part) => doors[`./${part}`] === undefined);
  assertEquals(closed.sort(), INSIDE);
});

Deno.test("the front door has names for notebooks and most programs, and no more", async () => {
  const text = await Deno.readTextFile(join(ROOT, "mod.ts"));
  const names = [...text.matchAll(/^export \{([^}]*)\}/gm)]
    .flatMap(([, list]) => list.split(",").map((name) => name.trim()).filter(Boolean));
  assertEquals(new Set(names).size, names.length);
  assertEquals(names.length >= 70 && names.length <= 90, true, `${names.length} names`);
});
