/** Worked examples that are printed elsewhere, and enumeration of every path. */

import { assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { DiscreteHmm, forward, transitionPosteriors } from "../../lib/hmm/mod.ts";
import { enumerate, largestDifference, randomModel } from "./oracle.ts";

/** Rabiner 1989, section II.A, equation 4: rain, cloudy, sunny, each day seen as it is. */
const weather = new DiscreteHmm({
  nStates: 3,
  nSymbols: 3,
  startprob: Float64Array.of(0, 0, 1),
  transmat: Float64Array.of(0.4, 0.3, 0.3, 0.2, 0.6, 0.2, 0.1, 0.1, 0.8),
  emissionprob: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
});

Deno.test("Rabiner's weather: P(sun, sun, sun, rain, rain, sun, cloudy, sun) = 1.536e-4", () => {
  const week = [2, 2, 2, 0, 0, 2, 1, 2];
  assertAlmostEquals(Math.exp(weather.score(week)), 1.536e-4, 1e-15);
  const { states, logProbability } = weather.decode(week);
  assertEquals(Array.from(states), week);
  assertAlmostEquals(Math.exp(logProbability), 1.536e-4, 1e-15);
});

Deno.test("Rabiner's weather: 5 sunny, 2.5 cloudy and 1.67 rainy days in a row", () => {
  const durations = weather.expectedStateDurations();
  assertAlmostEquals(durations[2], 5, 1e-12);
  assertAlmostEquals(durations[1], 2.5, 1e-12);
  assertAlmostEquals(durations[0], 5 / 3, 1e-12);
});

/** Wikipedia, "Viterbi algorithm": healthy or fever; normal, cold, dizzy. */
const fever = new DiscreteHmm({
  nStates: 2,
  nSymbols: 3,
  startprob: Float64Array.of(0.6, 0.4),
  transmat: Float64Array.of(0.7, 0.3, 0.4, 0.6),
  emissionprob: Float64Array.of(0.5, 0.4, 0.1, 0.1, 0.3, 0.6),
});

Deno.test("Wikipedia's doctor: healthy, healthy, fever with probability 0.01512", () => {
  const { states, logProbability } = fever.decode([0, 1, 2]);
  assertEquals(Array.from(states), [0, 0, 1]);
  assertAlmostEquals(Math.exp(logProbability), 0.01512, 1e-15);
});

/** Wikipedia, "Forward-backward algorithm" (after Russell and Norvig): umbrella or none. */
const umbrella = new DiscreteHmm({
  nStates: 2,
  nSymbols: 2,
  startprob: Float64Array.of(0.5, 0.5),
  transmat: Float64Array.of(0.7, 0.3, 0.3, 0.7),
  emissionprob: Float64Array.of(0.9, 0.1, 0.2, 0.8),
});

Deno.test("Wikipedia's umbrella: filtered and smoothed probabilities of rain", () => {
  const days = [0, 0, 1, 0, 0];
  const { alpha } = forward(umbrella.parameters, days);
  const filtered = [0, 1, 2, 3, 4].map((t) => alpha[2 * t]);
  const smoothed = umbrella.posteriors(days).getColumn(0);
  const printed = { filtered: [0.8182, 0.8834, 0.1907, 0.7308, 0.8673] };
  // The article prints four digits.
  assertLess(largestDifference(filtered, printed.filtered), 5.1e-5);
  assertLess(largestDifference(smoothed, [0.8673, 0.8204, 0.3075, 0.8204, 0.8673]), 5.1e-5);
});

Deno.test("an exact zero is impossible, and not a number too small to keep", () => {
  const { alpha, scales, tiny } = forward(weather.parameters, [2, 0]);
  assertEquals(tiny, false);
  assertEquals([Array.from(alpha), Array.from(scales)], [[0, 0, 1, 1, 0, 0], [1, 0.1]]);
  const dry = { ...umbrella.parameters, startprob: Float64Array.of(1, 0) };
  assertEquals(forward(dry, [0, 1]).tiny, false);
});

Deno.test("stationary distribution of a two-state chain is (q, p) / (p + q)", () => {
  const stationary = fever.stationaryDistribution();
  assertAlmostEquals(stationary[0], 0.4 / 0.7, 1e-14);
  assertAlmostEquals(stationary[1], 0.3 / 0.7, 1e-14);
});

for (const N of [1, 2, 3]) {
  for (const T of [1, 2, 6]) {
    Deno.test(`every path of ${N} states and ${T} frames, added up`, () => {
      for (let seed = 0; seed < 5; seed++) {
        const hmm = randomModel(N, 4, seed), { symbols } = hmm.sample(T, { seed });
        const truth = enumerate(hmm.parameters, symbols);
        // Sums of at most 729 products of 12 factors: 1e-12 leaves room for their rounding.
        assertAlmostEquals(hmm.score(symbols), Math.log(truth.likelihood), 1e-12);
        const { logProbability, states } = hmm.decode(symbols);
        assertAlmostEquals(logProbability, Math.log(truth.best), 1e-12);
        assertEquals(Array.from(states), truth.bestPath);
        assertLess(largestDifference(hmm.posteriors(symbols).to1DArray(), truth.gamma), 1e-12);
        assertLess(
          largestDifference(transitionPosteriors(hmm.parameters, symbols), truth.xi),
          1e-12,
        );
      }
    });
  }
}
