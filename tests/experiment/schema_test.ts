/** Experiment files: what is accepted, and what is said of those that are not. */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { FAMILY_NAMES } from "../../lib/families/mod.ts";
import { familyOptions } from "../../lib/families/registry.ts";
import {
  checkExperiment,
  expandFamilies,
  ExperimentError,
  experimentJsonSchema,
  readExperiment,
} from "../../lib/experiment/mod.ts";

const EXAMPLES = fromFileUrl(new URL("../../data/experiments/", import.meta.url));

const good = { name: "x", title: "X", data: "sample", folds: 4, families: ["note-hmm"] };

/** A wrong file, the field that is wrong and words on what is allowed there. */
const WRONG: [Record<string, unknown>, string, string][] = [
  [{ ...good, fold: 3 }, "fold", "is unknown; allowed are"],
  [{ ...good, name: undefined }, "name", "must be a text, it is missing"],
  [{ ...good, name: "Two words" }, "name", "1 to 60 of a-z"],
  [{ ...good, title: "" }, "title", "must have a length >= 1"],
  [{ ...good, folds: "4" }, "folds", 'must be a number, found "4"'],
  [{ ...good, folds: 2.5 }, "folds", "must be a whole number, found 2.5"],
  [{ ...good, folds: 1 }, "folds", "must be >= 2, found 1"],
  [{ ...good, folds: undefined }, "folds", "give either folds or splits, found neither"],
  [{ ...good, splits: { train: "a", test: "b" } }, "folds", "found both"],
  [
    { ...good, folds: undefined, splits: { train: "a", test: "a" } },
    "splits.test",
    "must differ from splits.train",
  ],
  [{ ...good, data: 3 }, "data", "must be a text or an object"],
  [{ ...good, data: {} }, "data", "give either sample or folder"],
  [{ ...good, data: { folder: "a", sample: {} } }, "data", "give either sample or folder"],
  [{ ...good, data: { foldr: "a" } }, "data.foldr", "allowed are sample, folder, prefer"],
  [{ ...good, data: { sample: { raags: ["Bhoop"] } } }, "data.sample.raags.0", '"Yaman"'],
  [{ ...good, families: [] }, "families", "must hold >= 1 entries"],
  [{ ...good, families: ["note-hm"] }, "families.0", "must be one of"],
  [{ ...good, families: [{ family: "note-hm" }] }, "families.0.family", "must be one of"],
  [{ ...good, families: [{ family: "note-hmm", k: 3 }] }, "families.0.k", "nSymbols"],
  [
    { ...good, families: [{ family: "note-hmm", nSymbols: 600 }] },
    "families.0.nSymbols",
    "must be <= 512, found 600",
  ],
  [
    { ...good, families: [{ family: "note-hmm", sweep: { nSymbols: [12, 0] } }] },
    "families.0.sweep.nSymbols.1",
    "must be >= 1, found 0",
  ],
  [{ ...good, families: [{ family: "pcd-knn", nBins: 13 }] }, "families.0.nBins", "12, 24, 40"],
  [{ ...good, families: [{ family: "hmm", sweep: {} }] }, "families.0.sweep", "allowed are family"],
  [
    { ...good, families: [{ family: "note-hmm", nStates: 30, start: "one-state-per-symbol" }] },
    "families.0",
    "nStates to be a multiple of nSymbols (36), found 30",
  ],
  [
    {
      ...good,
      families: ["hmm", {
        family: "note-hmm",
        start: "one-state-per-symbol",
        sweep: { nStates: [36, 7] },
      }],
    },
    "families.1",
    "nStates to be a multiple of nSymbols (36), found 7",
  ],
  [{ ...good, families: ["note-hmm", "note-hmm"] }, "families.1.name", "occurs twice"],
  [
    { ...good, families: [{ family: "note-hmm", name: "n", sweep: { nSymbols: [12, 12] } }] },
    "families.0.name",
    '"n-nSymbols12" occurs twice',
  ],
  [{ ...good, seeds: [1, 2, 1] }, "seeds.2", "must differ, 1 occurs twice"],
  [{ ...good, seeds: [-1] }, "seeds.0", "must be >= 0"],
  [{ ...good, tonic: "guess" }, "tonic", '"known", "estimated"'],
  [{ ...good, pitch: { floorHz: 1 } }, "pitch.floorHz", "must be >= 20, found 1"],
  [{ ...good, models: 3 }, "models", "must be true or false or a text"],
  [{ ...good, models: { nStates: 3 } }, "models", "must be true or false or a text"],
  [{ ...good, models: "hmm" }, "models", 'must be true, false or "note-hmm", found "hmm"'],
];

for (const [file, field, words] of WRONG) {
  Deno.test(`a wrong experiment file: ${field} ${words}`, () => {
    const error: ExperimentError = assertThrows(
      () => checkExperiment(file, "wrong.json"),
      ExperimentError,
    );
    const problem = error.problems.find((one) => one.field === field);
    assertStringIncludes(problem?.message ?? `no problem at ${field}: ${error.message}`, words);
    assertStringIncludes(error.message, `${field}: `);
  });
}

Deno.test("every problem of a file is told at once", () => {
  const error: ExperimentError = assertThrows(
    () => checkExperiment({ ...good, folds: 1, seeds: ["a"], tonic: 3 }),
    ExperimentError,
  );
  assertEquals(error.problems.map(({ field }) => field), ["folds", "seeds.0", "tonic"]);
});

Deno.test("a file that is not there or no JSON is told by its name", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "broken.json");
  await Deno.writeTextFile(path, "{ not JSON");
  for (const [file, words] of [[path, "not JSON"], [join(folder, "none.json"), "not exist"]]) {
    const error = await readExperiment(file).then(() => undefined, (error) => error);
    assertEquals(error instanceof ExperimentError, true);
    assertStringIncludes(error.message, file);
    assertStringIncludes(error.message, words);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the schema that editors read is that of the code", async () => {
  const kept = JSON.parse(await Deno.readTextFile(join(EXAMPLES, "experiment.schema.json")));
  assertEquals(kept, JSON.parse(JSON.stringify(experimentJsonSchema())));
});

Deno.test("the examples are experiments and name the schema", async () => {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(EXAMPLES)) {
    if (!name.endsWith(".json") || name.endsWith(".schema.json")) continue;
    const { $schema } = await readExperiment(join(EXAMPLES, name));
    assertEquals($schema, "./experiment.schema.json", name);
    names.push(name);
  }
  assertEquals(names.sort(), ["families.json", "states_x_symbols.json"]);
});

Deno.test("the schema knows the families and settings that there are", () => {
  // deno-lint-ignore no-explicit-any
  const { items } = (experimentJsonSchema() as any).properties.families;
  assertEquals(items.anyOf[0].enum, [...FAMILY_NAMES]);
  // deno-lint-ignore no-explicit-any
  const settings = items.anyOf[1].oneOf.map(({ properties }: any) => properties);
  // deno-lint-ignore no-explicit-any
  assertEquals(settings.map(({ family }: any) => family.const), [...FAMILY_NAMES]);
  for (const { family, name: _, sweep, ...options } of settings) {
    const known = Object.keys(familyOptions(family.const));
    assertEquals(Object.keys(options), known, family.const);
    assertEquals(Object.keys(sweep?.properties ?? {}), known, family.const);
  }
});

Deno.test("a sweep is one family for each combination", () => {
  const sweep = { nStates: [36, 72], nSymbols: [12, 36] };
  const names = (name?: string) =>
    expandFamilies([{ family: "note-hmm", ...(name && { name }), pseudoCount: 1, sweep }])
      .map(({ name }) => name);
  assertEquals(names("{nStates}x{nSymbols}"), ["36x12", "36x36", "72x12", "72x36"]);
  assertEquals(names()[3], "note-hmm-nStates72-nSymbols36");
  assertEquals(names("p{pseudoCount}")[0], "p1");
});
