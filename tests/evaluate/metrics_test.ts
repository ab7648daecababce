import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  accuracy,
  balancedAccuracy,
  classReports,
  confusionMatrix,
  formatPValue,
  macroF1,
  mcnemar,
  topKAccuracy,
  wilsonInterval,
} from "../../lib/evaluate/mod.ts";
import { areaUnderCurve } from "../../lib/evaluate/judge_split.ts";
import { rankScores } from "../../lib/families/mod.ts";

// 1e-12: sums of a few ratios, exact but for rounding.
const EPSILON = 1e-12;

const TRUTH = ["a", "a", "a", "b", "b", "c"];
const PREDICTED = ["a", "a", "b", "b", "c", "c"];

Deno.test("metrics: a table worked by hand", () => {
  const confusion = confusionMatrix(TRUTH, PREDICTED);
  assertEquals(confusion, { labels: ["a", "b", "c"], matrix: [[2, 1, 0], [0, 1, 1], [0, 0, 1]] });
  assertAlmostEquals(accuracy(confusion), 4 / 6, EPSILON);
  assertAlmostEquals(balancedAccuracy(confusion), (2 / 3 + 1 / 2 + 1) / 3, EPSILON);
  assertAlmostEquals(macroF1(confusion), (4 / 5 + 1 / 2 + 2 / 3) / 3, EPSILON);
  assertEquals(classReports(confusion)[0], {
    label: "a",
    precision: 1,
    recall: 2 / 3,
    f1: 4 / 5,
    support: 3,
  });
});

Deno.test("metrics: an absent class has no recall and does not count in the means", () => {
  const confusion = confusionMatrix(["a", "a"], ["a", "a"], ["a", "b"]);
  const absent = classReports(confusion)[1];
  assertEquals([absent.precision, absent.recall, absent.f1, absent.support], [NaN, NaN, NaN, 0]);
  assertEquals([balancedAccuracy(confusion), macroF1(confusion)], [1, 1]);
  // Predicted, though it has no recordings: F1 is 0 and counts, recall has no denominator.
  const called = confusionMatrix(["a", "a"], ["a", "b"], ["a", "b"]);
  assertEquals([balancedAccuracy(called), macroF1(called)], [1 / 2, 1 / 3]);
});

Deno.test("metrics: an empty split has no metrics", () => {
  const confusion = confusionMatrix([], []);
  assertEquals(
    [accuracy(confusion), balancedAccuracy(confusion), macroF1(confusion), topKAccuracy([], [], 3)],
    [NaN, NaN, NaN, NaN],
  );
  assertEquals(wilsonInterval(0, 0), [0, 1]);
});

Deno.test("metrics: refuse what does not fit", () => {
  assertThrows(() => confusionMatrix(["a"], []), InvalidArgumentError, "found 1 and 0");
  assertThrows(() => confusionMatrix(["a"], ["b"], ["a"]), InvalidArgumentError, '"b"');
  assertThrows(() => topKAccuracy(["a"], [["a"]], 0), InvalidArgumentError, "found 0");
  for (const [hits, total] of [[3, 2], [-1, 2], [NaN, 2], [1, NaN], [-2, -1]]) {
    assertThrows(() => wilsonInterval(hits, total), InvalidArgumentError, `${hits} of ${total}`);
  }
});

Deno.test("rankScores: best first, ties in order, NaN last", () => {
  assertEquals(rankScores([1, NaN, 2, 2]), [2, 3, 0, 1]);
  assertEquals(rankScores([-Infinity, -Infinity]), [0, 1]);
});

Deno.test("topKAccuracy: k = 1 is accuracy, all labels is 1, more is never less", () => {
  const labels = ["a", "b", "c", "d"];
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(
          fc.constantFrom(...labels),
          fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 4, maxLength: 4 }),
        ),
        { minLength: 1 },
      ),
      (cases) => {
        const truth = cases.map(([label]) => label);
        const ranked = cases.map(([, scores]) => rankScores(scores).map((k) => labels[k]));
        const top = [1, 2, 3, 4].map((k) => topKAccuracy(truth, ranked, k));
        assertEquals(top[0], accuracy(confusionMatrix(truth, ranked.map(([first]) => first))));
        assertEquals(top[3], 1);
        assertEquals(top, [...top].sort((a, b) => a - b));
      },
    ),
    { seed: 42, numRuns: 100 },
  );
  assertEquals(topKAccuracy(["z"], [["a", "b"]], 2), 0);
});

Deno.test("wilsonInterval: published values", () => {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
  for (
    const [hits, total, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]
  ) {
    const [lower, upper] = wilsonInterval(hits, total);
    assertAlmostEquals(lower, low, 5e-5); // the table has four digits
    assertAlmostEquals(upper, high, 5e-5);
  }
  assertEquals(wilsonInterval(20, 20)[1], 1);
  // Not even by rounding beyond 0 and 1.
  for (let total = 1; total <= 300; total++) {
    assertEquals([wilsonInterval(0, total)[0] >= 0, wilsonInterval(total, total)[1] <= 1], [
      true,
      true,
    ]);
  }
});

Deno.test("mcnemar: equals the sum over all outcomes", () => {
  // The oracle counts, of all 2^n ways in which n differences can fall, those at least as uneven.
  for (const [b, c] of [[0, 0], [1, 0], [3, 1], [2, 2], [0, 6], [4, 7]]) {
    const n = b + c;
    let extreme = 0;
    for (let way = 0; way < 2 ** n; way++) {
      const ones = way.toString(2).replaceAll("0", "").length;
      if (Math.abs(ones - n / 2) >= Math.abs(b - n / 2)) extreme++;
    }
    const first = [...Array(b).fill(true), ...Array(c).fill(false), true, false];
    const second = [...Array(b).fill(false), ...Array(c).fill(true), true, false];
    const result = mcnemar(first, second);
    assertEquals([result.onlyFirst, result.onlySecond], [b, c]);
    assertAlmostEquals(result.pValue, extreme / 2 ** n, EPSILON);
    assertAlmostEquals(mcnemar(second, first).pValue, result.pValue, EPSILON);
  }
});

Deno.test("mcnemar: thousands of differences do not underflow", () => {
  const first = Array.from({ length: 3000 }, (_, i) => i < 1540);
  // Normal approximation with continuity correction: z = 79 / sqrt(3000) = 1.442, p = 0.149.
  assertAlmostEquals(mcnemar(first, first.map((right) => !right)).pValue, 0.149, 1e-3);
  assertThrows(() => mcnemar([true], []), InvalidArgumentError, "1 and 0");
});

Deno.test("areaUnderCurve: pairs that are in order, ties by half", () => {
  // Of nine pairs 1 > 0; 2 > 0 and 2 = 2; 3 > all three.
  assertEquals(areaUnderCurve([1, 2, 3], [0, 2, 2.5]), (1 + 1.5 + 3) / 9);
  assertEquals(areaUnderCurve([1], []), NaN);
});

Deno.test("a p-value is printed with three decimals, or as less than the least of them", () => {
  assertEquals([0.0009, 0.001, 0.25].map(formatPValue), ["<0.001", "0.001", "0.250"]);
});
