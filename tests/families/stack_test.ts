/** How experts are weighed: sums by hand, and the loss that the weights must be the least of. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { centred, fitStack, stackedScores, withOutliers } from "../../lib/families/stack.ts";
import { fitTeam, groupsOf, leastOutliers, type Team } from "../../lib/families/team.ts";
import { softmax } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";

Deno.test("scores are centred, weighed and added; outliers leave something to each label", () => {
  assertEquals([...centred(Float64Array.of(1, 2, 6))], [-2, -1, 3]);
  const stack = { weights: [2, 0.5], bias: [0.1, 0, -0.1], outliers: 0 };
  const total = stackedScores(stack, [Float64Array.of(1, 2, 6), Float64Array.of(0, 4, 2)]);
  assertEquals([...total], [0.1 - 4 - 1, -2 + 1, -0.1 + 6]);
  assertEquals([...withOutliers(Float64Array.of(0.5, 0.5, 0, 0), 0.2)], [0.45, 0.45, 0.05, 0.05]);
});

/** Two experts and nine recordings of three labels; the second expert knows next to nothing. */
const random = new Random(3);
const truth = [0, 1, 2, 0, 1, 2, 0, 1, 2];
const heldOut = [2, 0.2].map((skill) =>
  truth.map((own) => Float64Array.from([0, 1, 2], (k) => random.normal() + (k === own ? skill : 0)))
);
const logit = (p: number) => Math.log(p / (1 - p));

/** The loss of the documentation, written down once more. */
function loss(weights: number[], bias: number[], outliers: number, usual: number[]): number {
  const N = truth.length;
  const nats = truth.map((own, i) => {
    const total = stackedScores({ weights, bias, outliers }, heldOut.map((scores) => scores[i]));
    return -Math.log(withOutliers(softmax(total), outliers)[own]) / N;
  });
  const squares = (values: number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
  return nats.reduce((a, b) => a + b) +
    20 / N * squares(weights.map((weight, m) => weight / usual[m] - 1)) +
    20 / N * squares(bias) + (logit(outliers) - logit(0.02)) ** 2 / N;
}

Deno.test("with usual weights the stack is where the loss that it states is least", () => {
  const usual = [0.7, 0.3];
  const { weights, bias, outliers } = fitStack(heldOut, truth, { usual });
  const least = loss(weights, bias, outliers, usual);
  for (const step of [1e-3, -1e-3]) {
    for (const place of [0, 1, 2]) {
      const moved = bias.map((value, k) => k === place ? value + step : value);
      assert(loss(weights, moved, outliers, usual) > least, `bias ${place} ${step}`);
    }
    for (const place of [0, 1]) {
      const moved = weights.map((value, m) => m === place ? value + step : value);
      assert(loss(moved, bias, outliers, usual) > least, `weight ${place} ${step}`);
    }
    assert(loss(weights, bias, outliers * (1 + 10 * step), usual) > least, `outliers ${step}`);
  }
  // Less than what was asked for it is not.
  assertAlmostEquals(fitStack(heldOut, truth, { usual, leastOutliers: 0.3 }).outliers, 0.3, 1e-9);
});

Deno.test("no answer claims more than n recordings can support", () => {
  for (const [n, K] of [[1, 2], [9, 3], [100, 20]]) {
    const least = leastOutliers(n, K);
    assertAlmostEquals(1 - least + least / K, (n + 1) / (n + 2), 1e-12);
  }
});

Deno.test("a team: no percentage, usual weights, or fitted ones, as there are recordings", () => {
  const labels = ["a", "b", "c"];
  const asked: number[] = [];
  const team: Team = {
    members: [1, 0],
    usual: (n) => {
      asked.push(n);
      return [0.7, 0.3];
    },
  };
  const examples = truth.map((own, i) => ({
    id: `${i}`,
    raag: labels[own],
    group: `${i}`,
    features: 0,
  }));
  const fit = (judged: number[], n = 3, some = labels) =>
    fitTeam(team, [heldOut[1], heldOut[0]], examples, judged, some, n);
  const usual = { weights: [0.7, 0.3], bias: [0, 0, 0] };
  assertEquals(fit([]), { stack: { ...usual, outliers: 1 }, held: 0 });
  assertEquals(fit([0, 3], 3, ["a"]).held, 0, "one label is no question");
  // Five of three labels are too few to fit on: 3 / (2 (5 + 2)) of outliers.
  assertEquals(fit([0, 1, 2, 3, 4]), { stack: { ...usual, outliers: 3 / 14 }, held: 5 });
  const all = [...truth.keys()];
  const least = leastOutliers(9, 3);
  assertEquals(fit(all), {
    stack: fitStack(heldOut, truth, { usual: [0.7, 0.3], leastOutliers: least }),
    held: 9,
  });
  assert(fit([0, 1, 2, 3, 4, 5]).stack.weights[0] !== 0.7, "two a label are enough");
  // Copies of one source are one.
  const copies = examples.map((one) => ({ ...one, group: "one concert" }));
  assertEquals([groupsOf(examples), groupsOf(copies)], [9, 1]);
  asked.length = 0;
  for (const n of [3, 20, 21, 500]) fit(all, n);
  assertEquals(asked, [3, 20, 20, 20]);
});

Deno.test("however many are held out, two of a hundred may be unlike all that was learnt", () => {
  // 140 recordings of eighty labels are too few to fit on, and would support less than .02.
  const labels = Array.from({ length: 80 }, (_, k) => `${k}`);
  const examples = Array.from({ length: 140 }, (_, i) => (
    { id: `${i}`, raag: labels[i % 80], group: `${i}`, features: 0 }
  ));
  const team: Team = { members: [0], usual: () => [1] };
  const { stack } = fitTeam(team, [[]], examples, [...examples.keys()], labels, 2);
  assert(leastOutliers(140, 80) < 0.02);
  assertEquals(stack.outliers, 0.02);
});
