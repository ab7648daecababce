/** The class and the functions around training: starts, scoring, sampling, analysis, JSON. */

import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertLess,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import {
  DiscreteHmm,
  type DiscreteHmmJson,
  forward,
  type HmmParameters,
  modelDistance,
  pathLogProbability,
  scoreSequences,
  symbolStart,
  transitionPosteriors,
} from "../../lib/hmm/mod.ts";
import { checkSize } from "../../lib/hmm/validate.ts";
import { largestDifference, randomModel, stickyParameters } from "./oracle.ts";

const sticky = new DiscreteHmm(stickyParameters(8, 8, 3));
const recordings = [300, 1, 4000, 2500, 40].map((length, seed) => {
  return Uint8Array.from(sticky.sample(length, { seed }).symbols);
});

Deno.test("the model copies what it is given and gives copies", () => {
  const parameters = stickyParameters(3, 3, 1), before = parameters.transmat.slice();
  const hmm = new DiscreteHmm(parameters);
  parameters.transmat.fill(0);
  hmm.transmat.fill(7);
  hmm.parameters.emissionprob.fill(7);
  assertEquals(hmm.transmat, before);
  assertEquals(hmm.emissionprob, stickyParameters(3, 3, 1).emissionprob);
});

Deno.test("JSON there and back scores the same to the bit", () => {
  const copy = DiscreteHmm.fromJSON(JSON.parse(JSON.stringify(sticky)));
  assertEquals(copy.parameters, sticky.parameters);
  assertEquals(copy.scoreAll(recordings), sticky.scoreAll(recordings));
});

Deno.test("a score does not depend on what is scored beside it", () => {
  const together = sticky.scoreAll(recordings);
  recordings.forEach((recording, i) => assertEquals(sticky.score(recording), together[i]));
});

Deno.test("many models, many recordings: each number is the forward recursion's", () => {
  const models = [sticky, randomModel(8, 8, 1), randomModel(3, 8, 2), randomModel(13, 8, 3)]
    .map((hmm) => hmm.parameters);
  const scores = scoreSequences(models, recordings);
  models.forEach((model, m) => {
    const expected = recordings.map((symbols) => forward(model, symbols).logLikelihood);
    // A few thousand logarithms, added in another order.
    recordings.forEach((_, i) => assertLess(Math.abs(scores[m][i] / expected[i] - 1), 1e-10));
  });
  assertEquals(scoreSequences([], recordings), []);
});

Deno.test("a long impossible sequence scores -Infinity, by runs too", () => {
  const { startprob, transmat, emissionprob, nStates, nSymbols } = sticky.parameters;
  for (let i = 0; i < nStates; i++) emissionprob[i * nSymbols + (i === 0 ? 0 : i)] += 0;
  const never = emissionprob.map((p, x) => x % nSymbols === 5 ? 0 : p);
  for (let i = 0; i < nStates; i++) {
    const row = never.subarray(i * nSymbols, (i + 1) * nSymbols);
    const sum = row.reduce((a, b) => a + b, 0);
    row.forEach((p, k) => row[k] = p / sum);
  }
  const hmm = new DiscreteHmm({ nStates, nSymbols, startprob, transmat, emissionprob: never });
  const symbols = [...new Array(2000).fill(1), ...new Array(50).fill(5), ...new Array(50).fill(2)];
  assertEquals(hmm.score(symbols), -Infinity);
  assert(Number.isFinite(hmm.score(symbols.slice(0, 2000))));
  // No state can be behind it, by whichever door one asks.
  for (
    const [ask, position] of [
      [() => hmm.posteriors(symbols), 2000],
      [() => hmm.decode(symbols, { method: "posterior" }), 2000],
      [() => transitionPosteriors(hmm.parameters, symbols.slice(1990, 2010)), 10],
    ] as const
  ) assertThrows(ask, ModelError, `the symbol at position ${position} has probability 0`);
  const { alpha, scales } = forward(hmm.parameters, symbols.slice(1990, 2010));
  assertEquals([scales.indexOf(0), Math.max(...scales.subarray(10))], [10, 0]);
  assertEquals([alpha.indexOf(0), Math.max(...alpha.subarray(10 * nStates))], [10 * nStates, 0]);
  assertEquals(hmm.decode(symbols).logProbability, -Infinity);
});

Deno.test("Viterbi's path has the probability it claims, and none drawn is better", () => {
  const { states, symbols } = sticky.sample(400, { seed: 12 });
  const path = sticky.decode(symbols);
  const claimed = pathLogProbability(sticky.parameters, symbols, path.states);
  assertAlmostEquals(path.logProbability, claimed, 1e-9);
  assert(claimed >= pathLogProbability(sticky.parameters, symbols, states));
  const posterior = sticky.decode(symbols, { method: "posterior" });
  assert(claimed >= posterior.logProbability);
  assert(posterior.expectedCorrect! <= 400 && posterior.expectedCorrect! > 300);
});

Deno.test("more than 256 states decode as well", () => {
  const hmm = randomModel(300, 4, 1);
  const { symbols } = hmm.sample(5, { seed: 1 });
  const { states, logProbability } = hmm.decode(symbols);
  const claimed = pathLogProbability(hmm.parameters, symbols, states);
  assertAlmostEquals(claimed, logProbability, 1e-9);
});

Deno.test("samples follow the model", () => {
  const hmm = randomModel(3, 4, 5), T = 60_000;
  const { states, symbols } = hmm.sample(T, { seed: 1 });
  const counts = new Float64Array(3), emitted = new Float64Array(12);
  for (let t = 0; t < T; t++) {
    counts[states[t]]++;
    emitted[states[t] * 4 + symbols[t]]++;
  }
  // A share of 60 000 draws has a standard error below 0.0021; dependence may double it.
  assertLess(largestDifference(counts.map((n) => n / T), hmm.stationaryDistribution()), 0.015);
  const emissions = emitted.map((n, x) => n / counts[Math.floor(x / 4)]);
  assertLess(largestDifference(emissions, hmm.emissionprob), 0.02);
  assertEquals(hmm.sample(50, { seed: 3 }), hmm.sample(50, { seed: 3 }));
  assertNotEquals(hmm.sample(50, { seed: 3 }), hmm.sample(50, { seed: 4 }));
});

Deno.test("a start from symbols: bigrams with prior, 0.9 on the own symbol", () => {
  const { startprob, transmat, emissionprob } = symbolStart([[0, 0, 1], [0, 2]], 3);
  assertLess(largestDifference(startprob, [1 / 3, 1 / 3, 1 / 3]), 1e-15);
  // Row 0: pairs 00, 01, 02 once each, plus 1; rows 1 and 2: the prior alone.
  assertLess(largestDifference(transmat, new Array(9).fill(1 / 3)), 1e-15);
  assertLess(largestDifference(emissionprob.subarray(0, 3), [0.9, 0.05, 0.05]), 1e-15);
  const counted = symbolStart([[0, 1, 0, 1, 0]], 2, { prior: 0.5 });
  assertLess(largestDifference(counted.transmat, [0.5 / 3, 2.5 / 3, 2.5 / 3, 0.5 / 3]), 1e-15);
  assertLess(largestDifference(counted.emissionprob, [0.9, 0.1, 0.1, 0.9]), 1e-15);
});

Deno.test("k states per symbol: tiled, jittered by the seed, rows still distributions", () => {
  const options = { statesPerSymbol: 3, seed: 4 };
  const hmm = DiscreteHmm.fromSymbols(recordings, 8, options);
  assertEquals(hmm.nStates, 24);
  assertEquals(hmm.parameters, DiscreteHmm.fromSymbols(recordings, 8, options).parameters);
  assertNotEquals(
    hmm.transmat,
    DiscreteHmm.fromSymbols(recordings, 8, { statesPerSymbol: 3, seed: 5 }).transmat,
  );
  for (let i = 0; i < 24; i++) {
    const row = hmm.emissionprob.subarray(i * 8, (i + 1) * 8);
    assertEquals(row.indexOf(Math.max(...row)), i % 8);
  }
  assertEquals(DiscreteHmm.fromSymbols([[0]], 1).emissionprob, Float64Array.of(1));
});

Deno.test("size and information criteria", () => {
  assertEquals(sticky.nParameters, 7 + 8 * 7 + 8 * 7);
  const total = sticky.scoreAll(recordings).reduce((a, b) => a + b, 0);
  assertAlmostEquals(sticky.aic(recordings), -2 * total + 2 * 119, 1e-9);
  assertAlmostEquals(sticky.bic(recordings), -2 * total + 119 * Math.log(6841), 1e-9);
});

Deno.test("the distance of two coins is Kullback and Leibler's", () => {
  const coin = (p: number): HmmParameters => ({
    nStates: 1,
    nSymbols: 2,
    startprob: Float64Array.of(1),
    transmat: Float64Array.of(1),
    emissionprob: Float64Array.of(p, 1 - p),
  });
  const [a, b] = [coin(0.5), coin(0.8)];
  const rate = (p: number, q: number) =>
    p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
  const exact = (rate(0.5, 0.8) + rate(0.8, 0.5)) / 2;
  // Either summand is within +-0.7 of its mean: 0.7 / sqrt(100 000) = 0.0022 is a standard error.
  assertAlmostEquals(modelDistance(a, b, { length: 100_000, seed: 1 }), exact, 0.008);
  assertEquals(modelDistance(a, a), 0);
  assertEquals(modelDistance(a, coin(1)), Infinity);
  assertEquals(modelDistance(a, b), modelDistance(b, a));
  assertEquals(modelDistance(a, b), modelDistance(a, b, { length: 20_000, seed: 0 }));
});

Deno.test("a state that is never left lasts for ever; two such have no one stationary law", () => {
  const { nSymbols, startprob, emissionprob } = randomModel(2, 2, 1).parameters;
  const transmat = Float64Array.of(1, 0, 0, 1);
  const hmm = new DiscreteHmm({ nStates: 2, nSymbols, startprob, transmat, emissionprob });
  assertEquals(hmm.expectedStateDurations(), Float64Array.of(Infinity, Infinity));
  assertThrows(() => hmm.stationaryDistribution(), ModelError, "not unique");
});

Deno.test("one state that is never left has the whole stationary law, whichever it is", () => {
  for (const [transmat, expected] of [[[1, 0, 0.5, 0.5], [1, 0]], [[0.5, 0.5, 0, 1], [0, 1]]]) {
    const found = new DiscreteHmm({
      ...randomModel(2, 2, 1).parameters,
      transmat: Float64Array.from(transmat),
    }).stationaryDistribution();
    assertLess(largestDifference(found, expected), 1e-15);
  }
});

Deno.test("what the model refuses", () => {
  const refuses = (change: Partial<HmmParameters>, text: string) =>
    assertThrows(
      () => new DiscreteHmm({ ...stickyParameters(2, 3, 1), ...change }),
      InvalidArgumentError,
      text,
    );
  refuses({ nStates: 0 }, "nStates");
  refuses({ nSymbols: 2.5 }, "nSymbols");
  refuses({ startprob: Float64Array.of(1) }, "startprob must hold 1 x 2");
  refuses({ startprob: Float64Array.of(0.6, 0.6) }, "sums to 1.2");
  refuses({ transmat: Float64Array.of(1.5, -0.5, 0, 1) }, "row 0 holds 1.5");
  refuses({ transmat: Float64Array.of(NaN, 1, 0, 1) }, "row 0 holds NaN");
  refuses({ nSymbols: 1, emissionprob: Float64Array.of(1, 0.5) }, "row 1 sums to 0.5");
  refuses({ startprob: Float64Array.of(0.5, 0.5 + 1.1e-6) }, "row 0 sums to 1.0000011");
  new DiscreteHmm({ ...stickyParameters(2, 3, 1), startprob: Float64Array.of(0.5, 0.5 + 9e-7) });
  const hmm = randomModel(2, 3, 1);
  assertThrows(() => hmm.score([]), InvalidArgumentError, "at least one");
  assertThrows(() => hmm.score([0, 3]), InvalidArgumentError, "found 3 at position 1");
  assertThrows(() => hmm.score([0.5]), InvalidArgumentError, "found 0.5");
  assertThrows(() => hmm.decode([-1]), InvalidArgumentError, "found -1");
  assertThrows(() => hmm.posteriors([NaN]), InvalidArgumentError, "found NaN");
  const method = "map" as "posterior";
  assertThrows(() => hmm.decode([0], { method }), InvalidArgumentError, "method");
  assertThrows(() => hmm.sample(0), InvalidArgumentError, "length");
  assertThrows(() => hmm.sample(5, { seed: 0.1 }), InvalidArgumentError, "seed");
  assertThrows(() => DiscreteHmm.random(0, 2, 1), InvalidArgumentError, "nStates");
  assertThrows(() => DiscreteHmm.random(2, 2, NaN), InvalidArgumentError, "seed");
  const from = (options: Parameters<typeof symbolStart>[2]) => () =>
    DiscreteHmm.fromSymbols([[0]], 2, options);
  assertThrows(from({ statesPerSymbol: 0 }), InvalidArgumentError, "statesPerSymbol");
  assertThrows(from({ prior: 0 }), InvalidArgumentError, "prior");
  assertThrows(from({ prior: Infinity }), InvalidArgumentError, "prior");
  assertThrows(() => DiscreteHmm.fromSymbols([[0, 2]], 2), InvalidArgumentError, "found 2");
  assertThrows(() => DiscreteHmm.fromSymbols([[0]], 0), InvalidArgumentError, "nSymbols must be");
  assertThrows(
    () => DiscreteHmm.fromJSON({ nStates: 1 } as DiscreteHmmJson),
    InvalidArgumentError,
    "startprob",
  );
  for (const name of ["nStates", "nSymbols"]) {
    assertThrows(
      () => DiscreteHmm.fromJSON({ ...hmm.toJSON(), [name]: undefined }),
      InvalidArgumentError,
      `${name} must be a whole number`,
    );
  }
  const two = randomModel(2, 2, 1).parameters;
  assertThrows(
    () => scoreSequences([hmm.parameters, two], [[0]]),
    InvalidArgumentError,
    "same number of symbols",
  );
  assertThrows(() => scoreSequences([two], [[0], [2]]), InvalidArgumentError, "sequences[1]");
});

Deno.test("a model that no memory holds is refused before it is made", () => {
  checkSize(2 ** 13, 2 ** 14);
  checkSize(11_585, 1);
  const refuses = (nStates: number, nSymbols: number) =>
    assertThrows(() => checkSize(nStates, nSymbols), InvalidArgumentError, "at most 134217728");
  refuses(2 ** 13, 2 ** 14 + 1);
  refuses(11_586, 1); // squared, it is more than 2 ** 27
  for (const [nStates, nSymbols] of [[0, 1], [1.5, 1], [1, 0], [1, NaN]]) {
    assertThrows(() => checkSize(nStates, nSymbols), InvalidArgumentError, "whole number >= 1");
  }
  for (
    const make of [
      () => DiscreteHmm.random(12_000, 1, 1),
      () => DiscreteHmm.fromSymbols([[0]], 2, { statesPerSymbol: 6000 }),
    ]
  ) assertThrows(make, InvalidArgumentError, "at most 134217728");
});
