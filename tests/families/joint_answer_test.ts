/** Answers for two tonics put together, worked by hand. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { jointAnswer } from "../../lib/families/joint_answer.ts";
import type { FamilyAnswer } from "../../lib/families/mod.ts";

// Logarithms and back: rounding.
const EPSILON = 1e-12;

const answer = (
  probabilities: number[] | undefined,
  more: Partial<FamilyAnswer>,
): FamilyAnswer => ({
  scores: Float64Array.from(probabilities ?? [], Math.log),
  probabilities: probabilities && Float64Array.from(probabilities),
  typical: true,
  tonicEvidence: 0,
  voicedSeconds: 60,
  ...more,
});
const close = (found: ArrayLike<number> | undefined, expected: number[]) => {
  assertEquals(found?.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(found![i], value, EPSILON));
};
const candidates = [{ tonicHz: 200, confidence: 4 }, { tonicHz: 300, confidence: 1 }];

Deno.test("tonics weigh by the root of their confidence and by their evidence", () => {
  const first = answer([0.9, 0.1], {}), second = answer([0.2, 0.8], { tonicEvidence: Math.log(2) });
  // sqrt(4) exp(0) = sqrt(1) exp(log 2): as likely.
  const even = jointAnswer([first, second], candidates);
  close(even.ofTonic, [0.5, 0.5]);
  close(even.probabilities, [0.55, 0.45]);
  close(even.scores, [Math.log(0.55), Math.log(0.45)]);
  assertEquals(even.chosen, 0, "where the best label is likeliest");
  // With the whole confidence it is 4 : 2.
  const whole = jointAnswer(
    [first, second].map((one) => ({ ...one, confidenceWeight: 1 })),
    candidates,
  );
  close(whole.ofTonic, [2 / 3, 1 / 3]);
  close(whole.probabilities, [2 / 3, 1 / 3]);
  // The likelier tonic need not be the one on which the best label is likeliest.
  const other = jointAnswer([answer([0.5, 0.5], {}), answer([0.1, 0.9], {})], candidates);
  close(other.ofTonic, [2 / 3, 1 / 3]);
  assertEquals(other.chosen, 0);
  assertEquals(jointAnswer([answer([0.6, 0.4], {}), answer([0, 1], {})], candidates).chosen, 1);
});

Deno.test("without probabilities the scores stand for them, and the sum has none", () => {
  const bare = answer(undefined, { scores: Float64Array.of(0, Math.log(3)) });
  const joint = jointAnswer([bare, answer([0.5, 0.5], {})], candidates);
  close(joint.scores, [2 / 3 * 0.25 + 1 / 3 * 0.5, 2 / 3 * 0.75 + 1 / 3 * 0.5].map(Math.log));
  assertEquals(joint.probabilities, undefined);
  assertEquals(joint.chosen, 0);
  // Labels far behind keep their order where their probabilities round to 0.
  const far = answer(undefined, { scores: Float64Array.of(0, -3000, -2000) });
  const { scores } = jointAnswer([far, far], candidates);
  assert(scores[0] > scores[2] && scores[2] > scores[1], `${scores}`);
});
