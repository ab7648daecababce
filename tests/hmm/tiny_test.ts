/** Probabilities near the smallest double: nothing may be lost by underflow. */
import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  DiscreteHmm,
  type HmmParameters,
  pathLogProbability,
  statePosteriors,
  transitionPosteriors,
} from "../../lib/hmm/mod.ts";
import { createEStep } from "../../lib/hmm/choose_e_step.ts";
import { forward } from "../../lib/hmm/forward_backward.ts";
import { logSumExp } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";

/** log P(O) as the sum over every path of states, by logarithms. */
function enumerate(parameters: HmmParameters, symbols: number[]): number {
  const N = parameters.nStates;
  return logSumExp(Array.from({ length: N ** symbols.length }, (_, path) => {
    const states = symbols.map((_, t) => Math.floor(path / N ** t) % N);
    return pathLogProbability(parameters, symbols, states);
  }));
}

/** Rows that sum to 1 but hold powers of ten down to 1e-300. */
function tinyModel(seed: number, nStates = 3, nSymbols = 3): HmmParameters {
  const random = new Random(seed);
  const rows = (count: number, columns: number) => {
    const data = new Float64Array(count * columns);
    for (let row = 0; row < count; row++) {
      const own = data.subarray(row * columns, (row + 1) * columns);
      own.forEach((_, k) => own[k] = 10 ** -random.int(0, 300));
      own[random.int(0, columns - 1)] = 1;
      const sum = own.reduce((a, b) => a + b, 0);
      own.forEach((p, k) => own[k] = p / sum);
    }
    return data;
  };
  return {
    nStates,
    nSymbols,
    startprob: rows(1, nStates),
    transmat: rows(nStates, nStates),
    emissionprob: rows(nStates, nSymbols),
  };
}

Deno.test("a likelihood beyond the doubles is exact", () => {
  const model = new DiscreteHmm({
    nStates: 2,
    nSymbols: 2,
    startprob: Float64Array.of(1e-300, 1),
    transmat: Float64Array.of(1, 1e-300, 1e-300, 1),
    emissionprob: Float64Array.of(1e-30, 1, 1e-300, 1),
  });
  // By exact fractions: 1e-360 and what does not show beside it.
  assertAlmostEquals(model.score([0, 0, 1, 1, 1, 1]), -828.9306334778566, 1e-9);
});

Deno.test("the forward probabilities of tiny numbers sum to 1 at each step, and scales make up P", () => {
  let compared = 0;
  for (let seed = 0; seed < 30; seed++) {
    const parameters = tinyModel(seed), symbols = [0, 2, 1, 1, 0];
    const { alpha, scales, logLikelihood } = forward(parameters, symbols);
    for (let t = 0; t < symbols.length; t++) {
      // Three numbers and their sum, each rounded once or twice.
      assertAlmostEquals(alpha[3 * t] + alpha[3 * t + 1] + alpha[3 * t + 2], 1, 1e-12, `${seed}`);
    }
    // A scale under the smallest normal double, 2e-308, has lost digits, and one under 5e-324 all.
    if (scales.some((scale) => scale < 2e-308)) continue;
    const total = scales.reduce((sum, scale) => sum + Math.log(scale), 0);
    assertAlmostEquals(total, logLikelihood, 1e-8); // logarithms near -3000
    compared++;
  }
  assert(compared > 10, `${compared}`);
});

Deno.test("scores, counts and posteriors of tiny probabilities agree with all paths", () => {
  const random = new Random(3);
  for (let seed = 0; seed < 60; seed++) {
    const parameters = tinyModel(seed);
    const symbols = Array.from({ length: 6 }, () => random.int(0, 2));
    const expected = enumerate(parameters, symbols);
    // Logarithms near -3000 have ten digits behind the point; sums of 729 paths lose a few.
    const within = 1e-8;
    assertAlmostEquals(new DiscreteHmm(parameters).score(symbols), expected, within, `${seed}`);
    for (const kind of ["textbook", "fast", "run-length"] as const) {
      const { logLikelihood, start, transitions, emissions } = createEStep(
        kind,
        [symbols],
        parameters,
      ).expectedCounts(parameters);
      assertAlmostEquals(logLikelihood, expected, within, `${seed} ${kind}`);
      const sum = (counts: Float64Array) => counts.reduce((a, b) => a + b, 0);
      assertAlmostEquals(sum(start), 1, within);
      assertAlmostEquals(sum(transitions), 5, within, `${seed} ${kind}`);
      assertAlmostEquals(sum(emissions), 6, within);
    }
    const gamma = statePosteriors(parameters, symbols);
    const xi = transitionPosteriors(parameters, symbols);
    for (let t = 0; t < 6; t++) {
      for (let i = 0; i < 3; i++) {
        const leaving = [0, 1, 2].reduce((all, j) => all + xi[t * 9 + i * 3 + j], 0);
        if (t < 5) assertAlmostEquals(leaving, gamma[t * 3 + i], within);
      }
    }
  }
});

Deno.test("what begins too small for a double wins in the end, in long sequences too", () => {
  // State 0 begins with 1e-300 x 1e-30 and then loses a half a symbol; state 1 loses 1e-3.
  const parameters = {
    nStates: 2,
    nSymbols: 3,
    startprob: Float64Array.of(1e-300, 1),
    transmat: Float64Array.of(1, 0, 0, 1),
    emissionprob: Float64Array.of(1e-30, 0.5, 0.5, 0.998, 1e-3, 1e-3),
  };
  // Without runs, which the kernel would take in one step.
  const symbols = [0, ...Array.from({ length: 4000 }, (_, t) => 1 + t % 2)];
  const expected = -330 * Math.log(10) + 4000 * Math.log(0.5);
  assertAlmostEquals(new DiscreteHmm(parameters).score(symbols), expected, 1e-8);
  for (const kind of ["textbook", "fast", "run-length"] as const) {
    const counts = createEStep(kind, [symbols], parameters).expectedCounts(parameters);
    assertAlmostEquals(counts.logLikelihood, expected, 1e-8, kind);
    // Each of 4000 terms is off by the rounding of logarithms near -3500, some 1e-12 of itself.
    assertAlmostEquals(counts.transitions[0], 4000, 1e-5, kind);
  }
});

Deno.test("what is lost in one step wins in the end too", () => {
  // State 1 is behind by 1e-140, and state 2 by 1e-200 more; it loses nothing, state 0 a half a symbol.
  const parameters = {
    nStates: 3,
    nSymbols: 3,
    startprob: Float64Array.of(0.5, 0.5, 0),
    transmat: Float64Array.of(1, 0, 0, 0, 1, 1e-200, 0, 0, 1),
    emissionprob: Float64Array.of(0.25, 0.25, 0.5, 1e-140, 1, 0, 0, 0, 1),
  };
  const symbols = [0, 1, ...new Array(1600).fill(2)];
  const { logLikelihood } = forward(parameters, symbols);
  assertAlmostEquals(logLikelihood, Math.log(0.5) - 340 * Math.log(10), 1e-9);
});

Deno.test("a single step beyond the doubles has its counts", () => {
  // From state 0 the second symbol is to be had by the other state only, with 1e-200 x 1e-200.
  const parameters = {
    nStates: 2,
    nSymbols: 3,
    startprob: Float64Array.of(1, 0),
    transmat: Float64Array.of(1, 1e-200, 0, 1),
    emissionprob: Float64Array.of(1, 0, 0, 0, 1e-200, 1),
  };
  for (const kind of ["textbook", "fast", "run-length"] as const) {
    const counts = createEStep(kind, [[0, 1, 2]], parameters).expectedCounts(parameters);
    assertAlmostEquals(counts.logLikelihood, -400 * Math.log(10), 1e-9);
    for (
      const [found, expected] of [
        [counts.start, [1, 0]],
        [counts.transitions, [0, 1, 0, 1]],
        [counts.emissions, [1, 0, 0, 0, 1, 1]],
      ] as const
    ) expected.forEach((count, at) => assertAlmostEquals(found[at], count, 1e-9, `${kind} ${at}`));
  }
  const xi = transitionPosteriors(parameters, [0, 1, 2]);
  [0, 1, 0, 0, 0, 0, 0, 1].forEach((p, at) => assertAlmostEquals(xi[at], p, 1e-9));
  // 10^-400 is no double, and yet no 0.
  const { scales } = forward(parameters, [0, 1, 2, 0]);
  assertEquals([...scales], [1, 5e-324, 1, 0]);
});

Deno.test("EM without a floor climbs from tiny probabilities", async () => {
  const random = new Random(4);
  for (let seed = 0; seed < 20; seed++) {
    const parameters = tinyModel(seed);
    const sequences = [12, 9].map((length) => Array.from({ length }, () => random.int(0, 2)));
    const { history, status } = await new DiscreteHmm(parameters).fit(sequences, {
      maxIterations: 8,
      probabilityFloor: 0,
      tolerance: 0,
    });
    assert(status !== "likelihood-decreased", `${seed}: ${history.map((row) => row.objective)}`);
    assert(history.every(({ logLikelihood }) => Number.isFinite(logLikelihood)));
  }
});

Deno.test("what is lost far back counts when all else becomes impossible", () => {
  // Two states that never change: the second falls behind by 10^-400 and is then the only one left.
  const parameters = {
    nStates: 2,
    nSymbols: 3,
    startprob: Float64Array.of(0.5, 0.5),
    transmat: Float64Array.of(1, 0, 0, 1),
    emissionprob: Float64Array.of(0.9, 0.1, 0, 0.09, 0.9, 0.01),
  };
  for (const length of [400, 4000]) {
    const symbols = [...new Array(length).fill(0), 2];
    const expected = Math.log(0.5) + length * Math.log(0.09) + Math.log(0.01);
    assertAlmostEquals(new DiscreteHmm(parameters).score(symbols), expected, 1e-7);
    // Logarithms near 10 000 have eleven digits behind the point.
    assertAlmostEquals(statePosteriors(parameters, symbols)[1], 1, 1e-9);
  }
});

Deno.test("one sequence in place of a list of sequences is told so", async () => {
  await assertRejects(
    () => DiscreteHmm.random(2, 2, 1).fit([0, 1] as never),
    InvalidArgumentError,
    "array of sequences, such as [[0, 1, 2]], found the number 0",
  );
});
