/** Nearest neighbours among pitch-class distributions, by hand. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { nearestDistributions, nearestHeld } from "../../lib/families/experts/nearest.ts";

/** Roots of shares: all of the time on one of the pitches, or half of it on each of two. */
const at = (nBins: number, ...bins: number[]) => {
  const roots = new Float64Array(nBins);
  for (const bin of bins) roots[bin] = Math.sqrt(1 / bins.length);
  return roots;
};
const example = (raag: string, group: string, features: Float64Array) => (
  { id: group, raag, group, features }
);
const LABELS = ["Desh", "Kafi"];
const close = (found: ArrayLike<number>, expected: number[]) => {
  assertEquals(found.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(found[i], value, 1e-9));
};

Deno.test("the k nearest vote by their closeness; every label's nearest adds a hundredth", async () => {
  const examples = [
    example("Desh", "a", at(12, 0)),
    example("Kafi", "b", at(12, 0, 1)),
    example("Kafi", "c", at(12, 5)),
  ];
  const scores = async (k: number, asked: Float64Array) => {
    const expert = nearestDistributions({ nBins: 12, k });
    const { learnt } = await expert.learn(examples, LABELS, {});
    return expert.scorer(learnt)(asked);
  };
  // Distances of all time on Sa: 0 to Desh, -log sqrt(1/2) to Kafi's nearer recording.
  const distance = Math.log(2) / 2;
  close(await scores(1, at(12, 0)), [Math.log(1.01), Math.log(0.01) - distance]);
  // Of two voters the mean distance is half of that, at which closeness is 1/e.
  const [desh, kafi] = [1, Math.exp(-2)], total = desh + kafi;
  close(
    await scores(2, at(12, 0)),
    [desh, kafi].map((share) => Math.log(share / total + 0.01 * share)),
  );
  // Nothing in common with anyone: -log 1e-300 to each, and all that vote are as far.
  close(await scores(3, at(12, 9)), [
    Math.log(1 / 3 + 0.01 / Math.E),
    Math.log(2 / 3 + 0.01 / Math.E),
  ]);
  // Where the other label is beyond all measure it is not at minus infinity.
  close(await scores(1, at(12, 1)), [-1e3, Math.log(1 + 0.01 / Math.E)]);
});

Deno.test("held out, a recording's own group does not vote", async () => {
  const expert = nearestDistributions({ nBins: 12, k: 15 });
  const { heldOut } = await expert.learn(
    [
      example("Desh", "a", at(12, 0)),
      example("Desh", "a", at(12, 1)),
      example("Kafi", "b", at(12, 5)),
    ],
    LABELS,
    {},
  );
  // For the first two nobody of Desh is left, and Kafi, as far as can be, has all votes.
  const all = Math.log(1 + 0.01 / Math.E), [first, second, third] = heldOut();
  close(first, [-1e3, all]);
  close(second, [-1e3, all]);
  close(third, [all, -1e3]);
});

Deno.test("the model of a raag sounds each pitch as often as its recordings did on average", async () => {
  const expert = nearestDistributions({ nBins: 12 });
  const { learnt } = await expert.learn(
    [example("Desh", "a", at(12, 0)), example("Desh", "b", at(12, 0, 1))],
    ["Desh"],
    {},
  );
  const { nStates, emissionprob } = expert.hmm!(learnt, 0);
  assertEquals(nStates, 1);
  close(emissionprob.subarray(0, 3), [0.75, 0.25, 0]);
  assertEquals(expert.recall!(learnt.raags[0]), [at(12, 0), at(12, 0, 1)]);
});

Deno.test("the distance to the nearest recording of a raag is 2 less twice what they share", async () => {
  const expert = nearestHeld();
  const examples = [
    example("Desh", "a", at(80, 0)),
    example("Desh", "b", at(80, 0, 1)),
    example("Kafi", "c", at(80, 5)),
  ];
  const { learnt, heldOut } = await expert.learn(examples, LABELS, {});
  const score = expert.scorer(learnt);
  close(score(at(80, 0)), [0, -2]);
  close(score(at(80, 1)), [-(2 - 2 * Math.sqrt(0.5)), -2]);
  close(score(at(80, 1, 79)), [-1, -2]);
  // Without its own group: the other recording of Desh, nobody of Kafi.
  const held = heldOut();
  close(held[0], [-(2 - 2 * Math.sqrt(0.5)), -2]);
  close(held[2], [-2, -2]);
});
