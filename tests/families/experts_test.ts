/** Experts on numbers small enough to check by hand. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { countsExpert, type CountsOptions } from "../../lib/families/experts/counts.ts";
import { classicHmm } from "../../lib/families/experts/classic_hmm.ts";
import { kernelRidge } from "../../lib/families/experts/kernel_ridge.ts";
import { resolveClassicOptions } from "../../lib/families/experts/classic_options.ts";
import { trainClassic } from "../../lib/families/experts/train_classic.ts";
import type { SparseVector } from "../../lib/families/features/delayed_surface.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";

// Logarithms and a few products: rounding.
const EPSILON = 1e-12;
const close = (found: ArrayLike<number>, expected: number[], tolerance = EPSILON) => {
  assertEquals(found.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(found[i], value, tolerance));
};
const LABELS = ["Desh", "Kafi"];
const example = <F>(raag: string, group: string, features: F) => (
  { id: `${raag} ${group}`, raag, group, features }
);

/** Two symbols in one context: a coin. One head and one tail are counted beforehand. */
function coin(more: Partial<CountsOptions>) {
  return countsExpert({
    name: "coin",
    nSymbols: 2,
    count: () => new Float64Array(2),
    table: ([heads, tails]) =>
      Float64Array.of(heads + 1, tails + 1).map((count) => count / (heads + tails + 2)),
    hmm: (table) =>
      new DiscreteHmm({
        nStates: 1,
        nSymbols: 2,
        startprob: Float64Array.of(1),
        transmat: Float64Array.of(1),
        emissionprob: table,
      }),
    ...more,
  });
}
const throws = (heads: number, tails: number) => Float64Array.of(heads, tails);
const TOSSED = [
  example("Desh", "a", throws(5, 1)),
  example("Desh", "b", throws(2, 0)),
  example("Kafi", "c", throws(1, 7)),
];

Deno.test("counts: the log-likelihood over the root of the number of counts", async () => {
  const score = async (more: Partial<CountsOptions>, asked: Float64Array) => {
    const expert = coin(more);
    return expert.scorer((await expert.learn(TOSSED, LABELS, {})).learnt)(asked);
  };
  // Desh 7 heads and 1 tail, Kafi 1 and 7: with one more of each 8/10 and 2/10.
  const desh = (3 * Math.log(0.8) + Math.log(0.2)) / 2;
  const kafi = (3 * Math.log(0.2) + Math.log(0.8)) / 2;
  close(await score({}, throws(3, 1)), [desh, kafi]);
  close(await score({}, throws(0, 0)), [0, 0]);
  // As if of four throws only one counted: four times a quarter, over the root of one.
  close(await score({ mostCounts: 1 }, throws(3, 1)), [desh / 2, kafi / 2]);
  assertEquals(await score({ mostCounts: 4 }, throws(3, 1)), await score({}, throws(3, 1)));
});

Deno.test("counts: a mixture of recordings, each on top of its class", async () => {
  const expert = coin({ exemplars: { tau: 10, beta: 2 } });
  const { learnt, heldOut, records } = await expert.learn(TOSSED, LABELS, { seed: 5 });
  // The class has .8 heads, with ten throws of which the recordings begin.
  const of = (heads: number, all: number, p: number) => (heads + 10 * p) / (all + 10);
  const nats = (p: number) => (3 * Math.log(p) + Math.log(1 - p)) / 2;
  const mixed = (values: number[]) =>
    Math.log(values.reduce((sum, value) => sum + Math.exp(2 * value), 0) / values.length) / 2;
  close(expert.scorer(learnt)(throws(3, 1)), [
    mixed([nats(of(5, 6, 0.8)), nats(of(2, 2, 0.8))]),
    nats(of(1, 8, 0.2)),
  ]);
  // Without its group the first recording of Desh finds two heads: (2 + 1) / 4. Of Kafi nothing is
  // left but its table, one head and one tail.
  const held = heldOut(), root = Math.sqrt(6), p = of(2, 2, 0.75);
  assertAlmostEquals(held[0][0], (5 * Math.log(p) + Math.log(1 - p)) / root, EPSILON);
  assertAlmostEquals(held[2][1], 8 * Math.log(0.5) / Math.sqrt(8), EPSILON);
  assertEquals(held[0][1], expert.scorer(learnt)(TOSSED[0].features)[1]);
  assertEquals(records![0], {
    recordings: 2,
    symbols: 8,
    status: "counted",
    iterations: 0,
    logLikelihood: 7 * Math.log(0.8) + Math.log(0.2),
    history: [],
    seed: 5,
  });
  assertEquals(expert.recall!(learnt.raags[0]), [throws(5, 1), throws(2, 0)]);
  close(expert.hmm!(learnt, 0).emissionprob, [0.8, 0.2]);
});

/** Two numbers as a sparse vector. */
const vector = (...values: number[]): SparseVector => {
  const indices = Int32Array.from(values.keys()).filter((i) => values[i] !== 0);
  return { indices, values: Float32Array.from(indices, (i) => values[i]) };
};

Deno.test("kernel ridge: two recordings, and what each says of the other", async () => {
  const lambda = 0.5;
  const expert = kernelRidge({ name: "ridge", lambda, prepare: () => vector() });
  const examples = [example("Desh", "a", vector(3, 0)), example("Kafi", "b", vector(0, 4))];
  const { learnt, heldOut } = await expert.learn(examples, LABELS, {});
  // Squared distance 9 + 16: gamma 1/25, nearness 1/e. By symmetry alpha is .5 / (1 + l - 1/e) each.
  const near = Math.exp(-1), alpha = 0.5 / (1 + lambda - near);
  close(learnt.shared.gamma.data, [1 / 25]);
  close(learnt.shared.alpha.data, [alpha, -alpha, -alpha, alpha]);
  const score = expert.scorer(learnt);
  close(score(vector(3, 0)), [alpha * (1 - near), -alpha * (1 - near)]);
  // 1 from Desh's, 4 + 16 from Kafi's.
  const other = alpha * (Math.exp(-1 / 25) - Math.exp(-20 / 25));
  close(score(vector(2, 0)), [other, -other]);
  close(score(vector(2)), [other, -other]);
  // Without the recording itself: the other one alone, of weight -.5 / (1 + l).
  const alone = -0.5 / (1 + lambda) * near, held = heldOut();
  close(held[0], [alone, -alone]);
  close(held[1], [-alone, alone]);
  assertEquals(expert.recall!(learnt.raags[1]), [vector(0, 4)]);
});

Deno.test("kernel ridge: a label that goes takes its recordings and its column along", async () => {
  const expert = kernelRidge({ name: "ridge", lambda: 1, prepare: () => vector() });
  const examples = [
    example("Desh", "a", vector(1, 0)),
    example("Kafi", "b", vector(0, 1)),
    example("Kafi", "c", vector(0, 2)),
    example("Todi", "d", vector(3, 3)),
  ];
  const { learnt } = await expert.learn(examples, ["Desh", "Kafi", "Todi"], {});
  const { shape, data } = learnt.shared.alpha;
  assertEquals(shape, [4, 3]);
  const left = expert.forget!(learnt, 1);
  assertEquals(left.alpha.shape, [2, 2]);
  assertEquals([...left.alpha.data], [data[0], data[2], data[9], data[11]]);
  assertEquals(left.gamma, learnt.shared.gamma);
  // Where no two recordings differ gamma is 1: nothing is divided by 0.
  const { learnt: same } = await expert.learn(
    [example("Desh", "a", vector(1)), example("Kafi", "b", vector(1))],
    LABELS,
    {},
  );
  assertEquals([...same.shared.gamma.data], [1]);
});

Deno.test("Baum-Welch: with one state it counts, and a group's counts are taken away again", async () => {
  const sequences = [[0, 0, 0, 5], [0, 5], [], [7, 7]].map((one) => Uint8Array.from(one));
  const asked = Uint8Array.of(0, 5), pseudoCount = 0.5;
  const result = await trainClassic({
    raag: "Desh",
    sequences,
    groups: ["a", "b", "b", "c"],
    judged: [
      { group: "a", sequences: [asked, Uint8Array.of()] },
      { group: "elsewhere", sequences: [asked] },
    ],
    seed: 3,
    options: resolveClassicOptions({ nStates: 1, nSymbols: 12, pseudoCount, start: "random" }),
  });
  // Of eight symbols four are Sa, two Ma and two Pa; half a count more for each of twelve.
  const p = (count: number, all: number) => (count + pseudoCount) / (all + 12 * pseudoCount);
  // The floor of 1e-8 moves what lies above it by less than 1e-6.
  assertAlmostEquals(result.parameters.emissionprob[0], p(4, 8), 1e-6);
  assertAlmostEquals(result.parameters.emissionprob[1], p(0, 8), 1e-6);
  // Without the first recording one Sa, one Ma.
  assertAlmostEquals(result.withoutGroup[0][0], 2 * Math.log(p(1, 4)), 1e-5);
  assertEquals(result.withoutGroup[0][1], 0, "nothing asked, nothing said");
  assertAlmostEquals(result.withoutGroup[1][0], Math.log(p(4, 8)) + Math.log(p(2, 8)), 1e-5);
  const { recordings, symbols, seed, logLikelihood } = result.record;
  assertEquals([recordings, symbols, seed], [4, 8, 3]);
  const all = 4 * Math.log(p(4, 8)) + 4 * Math.log(p(2, 8));
  assertAlmostEquals(logLikelihood, all, 1e-5);
});

Deno.test("Baum-Welch: held out, a recording is judged by a model without its group", async () => {
  const expert = classicHmm({ nStates: 1, nSymbols: 12, pseudoCount: 0.5, start: "random" }, "one");
  const symbols = [[0, 0, 0, 5], [], [0, 5], [7, 7, 7, 0]].map((one) => Uint8Array.from(one));
  const [first, silent, second, other] = symbols;
  const { learnt, heldOut } = await expert.learn(
    [
      example("Desh", "a", first),
      example("Desh", "b", silent),
      example("Desh", "b", second),
      example("Kafi", "c", other),
    ],
    LABELS,
    { seed: 3 },
  );
  const p = (count: number, all: number) => (count + 0.5) / (all + 6);
  const held = heldOut();
  // Over the root of the number of symbols. Without a: one Sa, one Ma; without b: three and one.
  assertAlmostEquals(held[0][0], (3 * Math.log(p(1, 2)) + Math.log(p(1, 2))) / 2, 1e-5);
  assertAlmostEquals(held[2][0], (Math.log(p(3, 4)) + Math.log(p(1, 4))) / Math.sqrt(2), 1e-5);
  assertEquals([...held[1]], [0, 0]);
  // Without c nothing is left of Kafi but the pseudo-counts: each of twelve alike.
  assertAlmostEquals(held[3][1], Math.log(1 / 12) * 4 / 2, 1e-5);
  // What the other label says is as of any melody.
  const score = expert.scorer(learnt);
  symbols.forEach((asked, i) => {
    const label = i === 3 ? 0 : 1;
    assertEquals(held[i][label], score(asked)[label]);
  });
});

Deno.test("Baum-Welch: of silence alone everything is expected alike", async () => {
  const result = await trainClassic({
    raag: "Desh",
    sequences: [Uint8Array.of()],
    groups: ["a"],
    judged: [{ group: "a", sequences: [Uint8Array.of(), Uint8Array.of(3)] }],
    seed: 3,
    options: resolveClassicOptions({ nStates: 2, nSymbols: 12 }),
  });
  const { startprob, transmat, emissionprob } = result.parameters;
  assertEquals([...startprob, ...transmat], new Array(6).fill(1 / 2));
  assertEquals([...emissionprob], new Array(24).fill(1 / 12));
  close(result.withoutGroup[0], [0, Math.log(1 / 12)]);
  assertEquals(result.record, {
    recordings: 0,
    symbols: 0,
    status: "nothing-heard",
    iterations: 0,
    logLikelihood: 0,
    history: [],
    seed: 3,
  });
});
