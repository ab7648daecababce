/**
 * Features, experts and stack against values of the reference implementation (numpy and scipy) on
 * melodies made here.
 */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fitStack, stackedScores, withOutliers } from "../../lib/families/stack.ts";
import { softmax } from "../../lib/math.ts";
import fixture from "./fixtures/recognisers.json" with { type: "json" };
import { assertClose, judge, viewed } from "./reference_experts.ts";
import { fractions, referenceMelody } from "./reference_melodies.ts";

const MADE = [0, 1, 2].flatMap((label) =>
  [0, 1, 2, 3, 4, 5].map((i) => viewed(referenceMelody(label, i)))
);
const JUDGED = new Set([0, 6, 12]);

Deno.test("the melodies are those of the reference, frame by frame", () => {
  const lengths = [0, 6, 12].map((i) => MADE[i].track.f0.length);
  assertEquals(lengths, fixture.lengths);
});

Deno.test("features as the reference computes them", async () => {
  [0, 6, 12].forEach((i, at) => {
    const { notes } = MADE[i].view;
    assertEquals(notes.length, fixture.n_notes[at]);
    assertEquals(Array.from(notes).slice(0, 20), fixture.notes[at]);
  });
  const first = async (name: string) => (await judge(name, MADE, JUDGED)).features[0];
  // The values have nine digits; sparse vectors are kept in single precision.
  const heard = (values: number[]) => values.filter((value) => value > 0);
  assertClose((await first("opening")).values, heard(fixture.open7_first), 1e-7);
  assertClose((await first("openingHeld")).values, heard(fixture.open7s_first), 1e-7);
  assertClose(await first("sixths"), fixture.emit6_first, 1e-8);
  assertClose(await first("sixthExemplars"), fixture.ex6_first, 1e-8);
  assertClose(await first("openingExemplars"), fixture.exO_first, 1e-8);
  const { values } = await first("surface");
  assertEquals(values.length, fixture.utd3_nonzero);
  const sum = values.reduce((total: number, value: number) => total + value, 0);
  assertAlmostEquals(sum, fixture.utd3_sum, 1e-4);
});

for (const name of Object.keys(fixture.scores) as (keyof typeof fixture.scores)[]) {
  Deno.test(`${name}: scores, and scores without the recording itself, as the reference`, async () => {
    const { scores, held } = await judge(name, MADE, JUDGED);
    scores.forEach((own, i) => assertClose(own, fixture.scores[name][i], 1e-6));
    assertClose(held[0], fixture.loo_first[name], 1e-6);
  });
}

Deno.test("the stack finds the reference's weights, biases and share of outliers", () => {
  const draw = fractions(12345);
  const truth = Array.from({ length: 40 }, (_, i) => i % 3);
  const heldOut = [0, 1].map(() =>
    truth.map((own) => Float64Array.from([0, 1, 2], (k) => draw() * 4 + (k === own ? 2.2 : 0)))
  );
  const stack = fitStack(heldOut, truth);
  // Two optimisers, one optimum: scipy's stops at a gradient of 1e-8.
  assertClose(stack.weights, fixture.stack.weights, 1e-4);
  assertClose(stack.bias, fixture.stack.bias, 1e-4);
  assertAlmostEquals(stack.outliers, fixture.stack.eps, 1e-4);
  const total = stackedScores(stack, [Float64Array.of(0.3, 1.1, 0.2), Float64Array.of(2, 0.5, 1)]);
  const logs = withOutliers(softmax(total), stack.outliers).map(Math.log);
  assertClose(logs, fixture.stack.log_probabilities, 1e-3);
});
