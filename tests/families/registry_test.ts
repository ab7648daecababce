/** The list of families: names, and the options that each takes. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { COMPARED_FAMILIES, FAMILY_NAMES, makeFamily } from "../../lib/families/mod.ts";
import { familyOptions } from "../../lib/families/registry.ts";

Deno.test("makeFamily: unknown names and settings are refused, ranges checked", () => {
  assertThrows(() => makeFamily("toString"), InvalidArgumentError, 'found "toString"');
  assertThrows(
    () => makeFamily({ family: "hmm", depth: 3 }),
    InvalidArgumentError,
    'hmm has no setting "depth"; it has none',
  );
  assertThrows(
    () => makeFamily({ family: "note-hmm", nStates: 0 }),
    InvalidArgumentError,
    "nStates of note-hmm",
  );
  assertThrows(
    () => makeFamily({ family: "note-hmm", nStates: 7, start: "one-state-per-symbol" }),
    InvalidArgumentError,
    "multiple of nSymbols",
  );
});

/** The least and the most of each number that is an option. */
const RANGES: Record<string, Record<string, [least: number, most: number]>> = {
  "note-hmm": {
    nStates: [1, 512],
    nSymbols: [1, 512],
    maxIterations: [1, 100_000],
    convergenceTolerance: [0, Number.MAX_VALUE],
    pseudoCount: [0, 1e6],
    probabilityFloor: [0, 0.01],
    restarts: [1, 1000],
  },
  "frame-hmm-random": { frameSpacingSeconds: [0, 10] },
  "pcd-knn": { k: [1, 1000] },
};

Deno.test("options: the ends of a range belong to it, what lies beyond does not", () => {
  for (const [family, ranges] of Object.entries(RANGES)) {
    const options = familyOptions(family);
    for (const [name, [least, most]] of Object.entries(ranges)) {
      const takes = [least, most, least - 1, most * 1.01, NaN, `${least}`]
        .map((value) => options[name].safeParse(value).success);
      assertEquals(takes, [true, true, false, false, false, false], `${family} ${name}`);
      if (most < Number.MAX_VALUE) assert(!options[name].safeParse(most + 1).success, name);
    }
  }
  // Each bin is a whole number of steps of 5 cents.
  const bins = Array.from({ length: 300 }, (_, n) => n)
    .filter((n) => familyOptions("pcd-knn").nBins.safeParse(n).success);
  assertEquals(bins, [12, 24, 40, 48, 60, 80, 120, 240]);
});

Deno.test("families: which are compared, what each is called, and which are trained one by one", () => {
  assertEquals(FAMILY_NAMES[0], "hmm");
  assertEquals(
    FAMILY_NAMES.filter((name) => !COMPARED_FAMILIES.includes(name)),
    ["frame-hmm-random", "textbook"],
  );
  for (const name of FAMILY_NAMES) assertEquals(makeFamily(name).name, name);
  assertEquals(makeFamily({ family: "hmm", name: "mine" }).name, "mine");
  const trained = FAMILY_NAMES.filter((name) => makeFamily(name).trains);
  assertEquals(trained, ["note-hmm", "frame-hmm-random"]);
});
