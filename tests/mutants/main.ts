/**
 * `deno task mutants`: would the tests notice? Changes one thing at a time in copies of the sources
 * and runs the tests that reach it.
 *
 * @module
 */

import { join } from "@std/path";
import { makeCommand, runCommand, wholeNumber } from "../../lib/cli/command.ts";
import { formatTable, print, Progress, warn } from "../../lib/cli/console.ts";
import { projectPath } from "../../lib/cli/places.ts";
import { Random } from "../../lib/random.ts";
import {
  copyKit,
  findMutants,
  listTests,
  measure,
  type Mutant,
  type TestFile,
  tryMutant,
} from "./trial.ts";

/** Folders of `lib`, and what in `tests` holds them: beginnings of paths. */
const TESTS: Record<string, string[]> = {
  hmm: ["hmm/"],
  quantize: ["quantize/", "families/"],
  tonic: ["tonic/"],
  families: ["families/", "train/", "persistence/families", "persistence/format_1"],
  evaluate: ["evaluate/", "train/"],
};

interface Flags {
  folder?: string;
  sample: number;
  seed: number;
  jobs: number;
  slowest: number;
}

const command = makeCommand(
  "mutants",
  "Change one thing at a time in copies of the sources, and see whether a test fails. Survivors\n" +
    "that change nothing are listed with their reasons in tests/mutants/survivors.md.",
)
  .option("--folder <name>", `one of ${Object.keys(TESTS).join(", ")}; all by default`)
  .option("--sample <n>", "mutants of each folder, drawn at random", wholeNumber(1), 50)
  .option("--seed <n>", "seed of the draw", wholeNumber(0), 1)
  .option("--jobs <n>", "mutants tried at once", wholeNumber(1), navigator.hardwareConcurrency)
  .option("--slowest <s>", "leave out test files that take longer", wholeNumber(1), 120)
  .action(run);

async function run(flags: Flags): Promise<void> {
  if (flags.folder !== undefined && !(flags.folder in TESTS)) {
    command.error(
      `error: --folder: no ${flags.folder}; there are ${Object.keys(TESTS).join(", ")}`,
    );
  }
  const root = await Deno.makeTempDir({ prefix: "mutants_" });
  try {
    const kits = Array.from({ length: flags.jobs }, (_, job) => join(root, String(job)));
    for (const kit of kits) await copyKit(projectPath(), kit);
    const folders = flags.folder === undefined ? Object.keys(TESTS) : [flags.folder];
    const tests = await measureAll(kits, folders, flags.slowest);
    const known = await Deno.readTextFile(join(kits[0], "tests/mutants/survivors.md"));
    const rows: string[][] = [];
    for (const folder of folders) rows.push(await tryFolder(kits, folder, tests, known, flags));
    const header = [
      "folder",
      "all",
      "tried",
      "killed",
      "stopped",
      "survived",
      "equivalent",
      "% of all",
      "%",
    ];
    print(formatTable(header, rows));
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Gives each item to a copy of the kit that is free; results in the items' order. */
async function share<T, R>(
  kits: readonly string[],
  label: string,
  items: readonly T[],
  work: (kit: string, item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const bar = new Progress(label);
  let next = 0, done = 0;
  await Promise.all(kits.map(async (kit) => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(kit, items[index]);
      bar.update(++done, items.length);
    }
  }));
  return results;
}

/** The test files of some folders that are fast enough, the fastest first. */
async function measureAll(
  kits: readonly string[],
  folders: readonly string[],
  slowest: number,
): Promise<TestFile[]> {
  const homes = [...new Set(folders.flatMap((folder) => TESTS[folder]))];
  const paths = await listTests(kits[0], homes);
  const measured = await share(kits, "tests", paths, (kit, path) => measure(kit, path, slowest));
  paths.forEach((path, i) => {
    if (typeof measured[i] === "string") warn(`left out: ${path} ${measured[i]}`);
  });
  return measured.filter((test) => typeof test !== "string").sort((a, b) => a.seconds - b.seconds);
}

/** Tries a sample of a folder's mutants, prints the survivors and gives the row of the table. */
async function tryFolder(
  kits: readonly string[],
  folder: string,
  tests: readonly TestFile[],
  known: string,
  { sample, seed }: Flags,
): Promise<string[]> {
  const all = await findMutants(kits[0], folder);
  const random = new Random(seed).fork(folder);
  const drawn = all.map((mutant) => ({ mutant, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, sample)
    .map(({ mutant }) => mutant);
  const ends = await share(kits, folder, drawn, (kit, mutant) => {
    const reach = tests.filter(({ lines }) => lines.get(mutant.path)?.has(mutant.line));
    return reach.length > 0 ? tryMutant(kit, mutant, reach) : Promise.resolve("unreached" as const);
  });
  const count = (end: string) => ends.filter((other) => other === end).length;
  let equivalent = 0;
  drawn.forEach((mutant, i) => {
    if (ends[i] === "killed" || ends[i] === "stopped") return;
    if (isKnown(known, mutant)) equivalent++;
    else {print(`${mutant.path}:${mutant.line}${ends[i] === "unreached" ? " (no test runs it)" : ""}
  - ${mutant.before}\n  + ${mutant.after}`);}
  });
  const killed = count("killed"), stopped = count("stopped");
  const survived = drawn.length - killed - stopped;
  const percent = (of: number) => (100 * (killed + stopped) / of).toFixed(1);
  const counts = [all.length, drawn.length, killed, stopped, survived, equivalent].map(String);
  return [folder, ...counts, percent(drawn.length), percent(drawn.length - equivalent)];
}

/** Whether the list of equivalent mutants has this one: its path, and the line before and after. */
function isKnown(known: string, { path, before, after }: Mutant): boolean {
  // Lines may be broken anywhere, and code may hold the marks that stand around it.
  const bare = (text: string) => text.replace(/[\s`]/g, "");
  return bare(known).includes(bare(`${path}: ${before} => ${after}: `));
}

if (import.meta.main) await runCommand(command);
