import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  compareFamilies,
  crossValidateFold,
  type FoldResult,
  prepareMelodies,
  stratifiedGroupFolds,
  summarizeFamily,
} from "../../lib/evaluate/mod.ts";
import { assembleCrossValidation } from "../../lib/evaluate/assemble.ts";
import { Random } from "../../lib/random.ts";
import { makeFamily } from "../../lib/families/mod.ts";
import { toyMelodies } from "../families/melodies.ts";

const MELODIES = toyMelodies(6, 20);
const FAMILIES = ["hmm", "pcd-knn"];

async function runUnits(): Promise<FoldResult[]> {
  const units: FoldResult[] = [];
  for (const name of FAMILIES) {
    const family = makeFamily(name);
    const items = prepareMelodies(family, MELODIES);
    const folds = stratifiedGroupFolds(items, 3, 42);
    for (let fold = 0; fold < 3; fold++) {
      units.push(await crossValidateFold({ family, items, folds, fold, seed: 42 }));
    }
  }
  return units;
}

/** The result without what the clock says. */
function timeless(units: readonly FoldResult[]): FoldResult[] {
  return units.map((unit) => ({ ...unit, seconds: 0 }));
}

const input = { dataset: "toy", folds: 3, seed: 42, families: FAMILIES };

Deno.test("cross-validation: every recording is judged once, by each family", async () => {
  const report = assembleCrossValidation({ ...input, units: await runUnits() });
  assertEquals([report.dataset, report.folds, report.seed], ["toy", 3, 42]);
  assertEquals(report.results.map(({ family }) => family), FAMILIES);
  for (const result of report.results) {
    assertEquals(
      result.predictions.map(({ recording_id }) => recording_id),
      MELODIES.map(({ id }) => id).sort(),
    );
    const hits = result.predictions.filter(({ truth, predicted }) => truth === predicted).length;
    assertAlmostEquals(result.accuracy, hits / 18, 1e-12);
    assert(result.accuracy_ci95[0] < result.accuracy && result.accuracy <= result.accuracy_ci95[1]);
    assertEquals(result.top3, 1); // of three labels
    assertEquals(result.confusion.labels, ["Minor", "Pentad", "Zigzag"]);
    for (const { scores, predicted } of result.predictions) {
      const best = Math.max(...Object.values(scores));
      assertEquals(scores[predicted], best);
    }
  }
  assertEquals(report.comparisons.length, 1);
  const [{ first, second, only_first, only_second }] = report.comparisons;
  assertEquals([first, second], FAMILIES);
  assertEquals(
    only_first - only_second,
    Math.round(18 * (report.results[0].accuracy - report.results[1].accuracy)),
  );
  assertEquals(JSON.parse(JSON.stringify(report)), report);
});

Deno.test("cross-validation: the order of the units does not matter, nor does JSON", async () => {
  const units = timeless(await runUnits());
  const mixed = new Random(5).shuffle(JSON.parse(JSON.stringify(units)) as FoldResult[]);
  assertEquals(
    assembleCrossValidation({ ...input, units: mixed }),
    assembleCrossValidation({ ...input, units }),
  );
  assertEquals(timeless(await runUnits()), units);
});

Deno.test("cross-validation: one recording to judge, or one to learn from, is a fold", async () => {
  const family = makeFamily("pcd-knn");
  const items = prepareMelodies(family, MELODIES);
  const judge = (folds: number[]) =>
    crossValidateFold({ family, items: items.slice(0, folds.length), folds, fold: 0, seed: 42 });
  const { predictions, fold, family: name } = await judge([1, 0, 1]);
  assertEquals([name, fold], ["pcd-knn", 0]);
  assertEquals(predictions.map(({ recording_id }) => recording_id), [items[1].id]);
  assertEquals((await judge([0, 1, 0])).predictions.length, 2);
});

Deno.test("cross-validation: refuses what does not fit together", async () => {
  const units = await runUnits();
  assertThrows(
    () => assembleCrossValidation({ ...input, units: units.slice(1) }),
    InvalidArgumentError,
    "hmm must have one result for fold 0, found 0",
  );
  assertThrows(
    () => assembleCrossValidation({ ...input, units: [...units, units[5]] }),
    InvalidArgumentError,
    "pcd-knn must have one result for fold 2, found 2",
  );
  const whole = summarizeFamily("a", units.slice(0, 3));
  assertThrows(
    () => compareFamilies([whole, summarizeFamily("b", units.slice(3, 5))]),
    InvalidArgumentError,
    "same recordings",
  );
  const family = makeFamily("hmm");
  const items = prepareMelodies(family, MELODIES);
  const task = { family, items, folds: new Int32Array(18), fold: 0, seed: 42 };
  await assertRejects(() => crossValidateFold(task), InvalidArgumentError, "found 18 of 18");
  await assertRejects(
    () => crossValidateFold({ ...task, folds: [0] }),
    InvalidArgumentError,
    "found 1 for 18",
  );
});
