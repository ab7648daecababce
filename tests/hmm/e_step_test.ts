/** The three E-steps: one answer, from enumeration to a million symbols. */

import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { createEStep } from "../../lib/hmm/choose_e_step.ts";
import { KernelEStep } from "../../lib/hmm/kernel_e_step.ts";
import { DiscreteHmm, type EStepKind, type Symbols } from "../../lib/hmm/mod.ts";
import { planRuns, scoringCost, trainingCost } from "../../lib/hmm/run_plan.ts";
import { textbookEStep } from "../../lib/hmm/textbook_e_step.ts";
import { enumerate, largestDifference, stickyParameters } from "./oracle.ts";

const KINDS: EStepKind[] = ["textbook", "fast", "run-length"];

/** Powers for nothing, so that every run is taken by them, on however little data. */
const EAGER = { frame: 3, run: 3, power: 0 };

/** The largest relative difference of all counts, where counts under one visit weigh as one. */
function difference(
  a: ReturnType<ReturnType<typeof textbookEStep>["expectedCounts"]>,
  b: typeof a,
): number {
  return Math.max(
    Math.abs(a.logLikelihood - b.logLikelihood) / Math.max(1, Math.abs(a.logLikelihood)),
    largestDifference(a.start, b.start),
    largestDifference(a.transitions, b.transitions),
    largestDifference(a.emissions, b.emissions),
  );
}

Deno.test("each E-step counts what enumeration counts", () => {
  for (let seed = 0; seed < 12; seed++) {
    const parameters = stickyParameters(1 + seed % 3, 2, seed), N = parameters.nStates;
    const { symbols } = new DiscreteHmm(parameters).sample(6, { seed });
    const truth = enumerate(parameters, symbols);
    const plans = [planRuns([symbols], 2), planRuns([symbols], 2, EAGER)];
    for (
      const eStep of [
        textbookEStep([symbols]),
        ...plans.map((plan) => new KernelEStep([symbols], plan, N)),
      ]
    ) {
      const counts = eStep.expectedCounts(parameters);
      // At most 729 paths of 12 factors each: rounding stays far below 1e-12.
      assertLess(Math.abs(counts.logLikelihood - Math.log(truth.likelihood)), 1e-12);
      assertLess(largestDifference(counts.transitions, truth.transitions), 1e-12);
      assertLess(largestDifference(counts.emissions, truth.emissions), 1e-12);
      assertLess(largestDifference(counts.start, truth.gamma.subarray(0, N)), 1e-12);
    }
  }
});

Deno.test("fast and run-length agree with the textbook on any shape, run length and window", () => {
  const run = fc.tuple(fc.nat(4), fc.oneof(fc.integer({ min: 1, max: 3 }), fc.nat(150)));
  const sequence = fc.array(run, { minLength: 1, maxLength: 12 })
    .map((runs) => runs.flatMap(([k, n]) => new Array(n + 1).fill(k)));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.array(sequence, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 2, max: 60 }),
      fc.nat(1000),
      (nStates, sequences, maxRows, seed) => {
        const parameters = stickyParameters(nStates, 5, seed);
        const truth = textbookEStep(sequences).expectedCounts(parameters);
        for (const cost of [undefined, EAGER, trainingCost(nStates, 5)]) {
          const plan = planRuns(sequences, 5, cost);
          const eStep = new KernelEStep(sequences, plan, nStates, maxRows);
          // 1e-9 is promised; 1e-11 is what rounding leaves over some hundred products.
          assertLess(difference(eStep.expectedCounts(parameters), truth), 1e-11);
        }
      },
    ),
    { seed: 3, numRuns: 60 },
  );
});

Deno.test("an E-step leaves nothing behind: the second answer is the first, to the bit", () => {
  const parameters = stickyParameters(5, 4, 1), other = stickyParameters(5, 4, 2);
  const sequences = [1, 2, 3].map((seed) =>
    new DiscreteHmm(parameters).sample(500, { seed }).symbols
  );
  const eStep = new KernelEStep(sequences, planRuns(sequences, 4, EAGER), 5, 64);
  const first = eStep.expectedCounts(parameters);
  eStep.expectedCounts(other);
  assertEquals(eStep.expectedCounts(parameters), first);
});

Deno.test("pieces, written out, are the sequence again", () => {
  const symbols = new DiscreteHmm(stickyParameters(6, 6, 4)).sample(5000, { seed: 1 }).symbols;
  for (const cost of [undefined, EAGER, trainingCost(6, 6), trainingCost(36, 6)]) {
    const { pieces, powers, firstSymbols } = planRuns([symbols], 6, cost);
    const written = [firstSymbols[0]];
    for (const piece of pieces[0]) {
      const { symbol, length } = piece < 6 ? { symbol: piece, length: 1 } : powers[piece - 6];
      for (let n = 0; n < length; n++) written.push(symbol);
    }
    assertEquals(written, Array.from(symbols));
    for (const { length, first, second } of powers) {
      if (length > 1) assertEquals(powers[first].length + powers[second].length, length);
      else assertEquals([first, second], [-1, -1]);
    }
    const used = new Set([...pieces[0], ...powers.flatMap((p) => [6 + p.first, 6 + p.second])]);
    powers.forEach((_, p) => assert(used.has(6 + p), "a power is a piece, or makes one"));
  }
});

/** `count` runs of each of these lengths, of symbols 0 and 1 in turn, after a first frame of 2. */
function runsOf(lengths: number[], count: number): number[] {
  const runs = Array.from({ length: count }, () => lengths).flat();
  return [2, ...runs.flatMap((length, i) => new Array(length).fill(i % 2))];
}

Deno.test("what runs are cut into is what costs least", () => {
  const lengths = (symbols: number[], cost = trainingCost(4, 3)) => {
    const { pieces, powers } = planRuns([symbols], 3, cost);
    return Array.from(pieces[0], (piece) => piece < 3 ? 1 : powers[piece - 3].length);
  };
  // A power takes 6 x 4 + 6 = 30, and saves 6 - 3.5 with each run of two frames.
  assertEquals(new Set(lengths(runsOf([2], 2 * 12))), new Set([1]));
  assertEquals(new Set(lengths(runsOf([2], 2 * 13))), new Set([2]));
  // With one state 12.
  assertEquals(new Set(lengths(runsOf([2], 2 * 4), trainingCost(1, 3))), new Set([1]));
  assertEquals(new Set(lengths(runsOf([2], 2 * 5), trainingCost(1, 3))), new Set([2]));
  // When scored, it takes (4 + 2) / 2 = 3, and saves 2 - 1.5.
  assertEquals(new Set(lengths(runsOf([2], 2 * 6), scoringCost(4, 3))), new Set([1]));
  assertEquals(new Set(lengths(runsOf([2], 2 * 7), scoringCost(4, 3))), new Set([2]));
  // Runs enough of each length are one piece each; few long ones are a power of two and the rest.
  for (const length of [3, 5, 7]) {
    assertEquals(new Set(lengths(runsOf([length], 100))), new Set([length]));
  }
  assertEquals(lengths(new Array(1 + 64 + 1).fill(0), EAGER), [64, 1]);
});

Deno.test("sequences share their powers, unless each is cut for itself", () => {
  const half = runsOf([2], 2 * 7);
  assert(planRuns([half, half], 3, trainingCost(4, 3)).powers.length > 0);
  assertEquals(planRuns([half, half], 3, trainingCost(4, 3), true).powers.length, 0);
});

Deno.test("symbols and powers beyond 16 bits are kept whole", () => {
  assertEquals(Array.from(planRuns([[0, 65536, 1]], 65537).pieces[0]), [65536, 1]);
  const { pieces, powers } = planRuns([[1, 0, 0, 0, 0, 2]], 65535, EAGER);
  const last = powers.findIndex(({ length }) => length === 4);
  assertEquals(Array.from(pieces[0]), [65535 + last, 2]);
  assert(last > 0);
});

Deno.test("no symbol has more powers than it may", () => {
  const symbols = runsOf([1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144], 3);
  for (let mostPowers = 0; mostPowers < 12; mostPowers++) {
    const { powers } = planRuns([symbols], 3, { ...EAGER, mostPowers });
    for (const k of [0, 1]) {
      const own = powers.filter(({ symbol }) => symbol === k).length;
      // One alone would be the matrix itself, which the single frames have without it.
      assert(own <= mostPowers && (own > 0) === (mostPowers > 1), `${own} of ${mostPowers}`);
    }
  }
});

Deno.test("the rows of 130 states lie in memory of their own", () => {
  // A kernel leaves the first kilobyte free, which holds 128 numbers: what lies there by mistake does
  // no harm before.
  const parameters = stickyParameters(130, 3, 2);
  const symbols = runsOf([1, 4, 2], 4), truth = textbookEStep([symbols]).expectedCounts(parameters);
  for (const cost of [undefined, EAGER]) {
    const eStep = new KernelEStep([symbols], planRuns([symbols], 3, cost), 130);
    assertLess(difference(eStep.expectedCounts(parameters), truth), 1e-11);
  }
  const score = new DiscreteHmm(parameters).score(symbols);
  assertLess(Math.abs(score / truth.logLikelihood - 1), 1e-12);
});

Deno.test("a run of ten thousand frames is a few pieces", () => {
  const { pieces, powers } = planRuns([new Uint8Array(10_001)], 1, trainingCost(4, 1));
  assert(pieces[0].length < 30 && powers.length < 30);
});

Deno.test("a model too large for powers is trained by single frames", () => {
  const runs = Array.from({ length: 50_000 }, (_, t) => Math.floor(t / 1000) % 2);
  assertEquals(planRuns([runs], 2, trainingCost(100, 2)).powers.length > 0, true);
  assertEquals(planRuns([runs], 2, trainingCost(4000, 2)).powers.length, 0);
  // 2 ** 28 bytes, of which a power and its counts take 16 N^2, for each of M symbols.
  for (const costOf of [trainingCost, scoringCost]) {
    const most = [[2, 1], [1024, 1], [1025, 1], [1024, 3]]
      .map(([nStates, nSymbols]) => costOf(nStates, nSymbols).mostPowers);
    assertEquals(most, [2 ** 22, 16, 15, 5]);
  }
});

Deno.test("auto takes runs where they pay and single frames where they do not", () => {
  const shape = { nStates: 12, nSymbols: 12 };
  const sticky = new DiscreteHmm(stickyParameters(12, 12, 1)).sample(20_000).symbols;
  assertEquals(createEStep("auto", [sticky], shape).kind, "run-length");
  const notes = Array.from({ length: 20_000 }, (_, t) => (5 * t) % 12);
  assertEquals(createEStep("auto", [notes], shape).kind, "fast");
  assertEquals(createEStep("auto", [[3]], shape).kind, "fast");
  assertEquals(createEStep("textbook", [sticky], shape).kind, "textbook");
});

for (const kind of KINDS) {
  Deno.test(`${kind}: powers that underflow do not make a possible sequence impossible`, () => {
    // State 0 says symbol 0 with probability 1e-20, state 1 always, and neither reaches the other.
    // After 40 frames their shares of a power differ by 1e-800, so the power holds 0 for state 0.
    const parameters = {
      nStates: 2,
      nSymbols: 2,
      startprob: Float64Array.of(1, 0),
      transmat: Float64Array.of(1, 0, 0, 1),
      emissionprob: Float64Array.of(1e-20, 1, 1, 0),
    };
    const sequences: Symbols[] = [[...new Array(40).fill(0), 1], [1, 1, 0, 0, 0, 0, 0, 0]];
    const plan = planRuns(sequences, 2, kind === "run-length" ? EAGER : undefined);
    const eStep = kind === "textbook"
      ? textbookEStep(sequences)
      : new KernelEStep(sequences, plan, 2);
    const { logLikelihood, transitions } = eStep.expectedCounts(parameters);
    assert(Number.isFinite(logLikelihood) && transitions.every(Number.isFinite));
    assertLess(
      difference(
        eStep.expectedCounts(parameters),
        textbookEStep(sequences).expectedCounts(parameters),
      ),
      1e-9,
    );
  });

  Deno.test(`${kind}: an impossible sequence has log-likelihood -Infinity`, () => {
    const parameters = {
      nStates: 2,
      nSymbols: 2,
      startprob: Float64Array.of(0.5, 0.5),
      transmat: Float64Array.of(1, 0, 0, 1),
      emissionprob: Float64Array.of(1, 0, 0, 1),
    };
    for (const symbols of [[0, 1], [0, 0, 0, 0, 1, 1, 1, 1]]) {
      const eStep = createEStep(kind, [[0, 0], symbols, [1]], parameters);
      assertEquals(eStep.expectedCounts(parameters).logLikelihood, -Infinity);
    }
  });
}

Deno.test("a million symbols neither underflow nor drift", () => {
  const hmm = new DiscreteHmm(stickyParameters(4, 4, 9));
  const symbols = Uint8Array.from(hmm.sample(1_000_000, { seed: 2 }).symbols);
  const expected = textbookEStep([symbols]).expectedCounts(hmm.parameters);
  assert(Number.isFinite(expected.logLikelihood));
  for (const kind of ["fast", "run-length"] as const) {
    const counts = createEStep(kind, [symbols], hmm).expectedCounts(hmm.parameters);
    // Sums of a million terms, added in another order.
    assertLess(difference(counts, expected), 1e-9);
  }
  assertLess(Math.abs(hmm.score(symbols) / expected.logLikelihood - 1), 1e-10);
});
