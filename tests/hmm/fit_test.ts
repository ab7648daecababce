/** Training: what must hold for any data, how a fit ends, and what it reports. */

import { assert, assertAlmostEquals, assertEquals, assertLess, assertRejects } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import { train } from "../../lib/hmm/baum_welch.ts";
import { fillFitOptions } from "../../lib/hmm/fit_options.ts";
import { normaliseRow } from "../../lib/hmm/m_step.ts";
import { DiscreteHmm, type FitOptions, type HmmParameters } from "../../lib/hmm/mod.ts";
import { textbookEStep } from "../../lib/hmm/textbook_e_step.ts";
import { Random } from "../../lib/random.ts";
import { largestDifference, randomModel, stickyParameters } from "./oracle.ts";

const truth = new DiscreteHmm(stickyParameters(3, 3, 5));
const sequences = [1, 2, 3, 4].map((seed) => truth.sample(120 * seed, { seed }).symbols);

const sequenceSets = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 40 }), {
  minLength: 1,
  maxLength: 5,
});

Deno.test("no step of EM lowers the objective, whatever the prior and the floor", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      sequenceSets,
      fc.constantFrom(0, 0.01, 1),
      fc.constantFrom(0, 1e-8, 0.05),
      fc.nat(1000),
      async (nStates, data, pseudoCount, probabilityFloor, seed) => {
        const { history, model, status } = await randomModel(nStates, 4, seed).fit(data, {
          pseudoCount,
          probabilityFloor,
          maxIterations: 25,
          tolerance: -Infinity,
        });
        assert(status === "max-iterations");
        for (const { gain } of history) assert(gain >= -1e-9, `gain ${gain}`);
        for (const p of [...model.startprob, ...model.transmat, ...model.emissionprob]) {
          assert(p >= probabilityFloor * (1 - 1e-12) && p <= 1 + 1e-12);
        }
        for (const sum of model.transmatMatrix().sum("row")) assertAlmostEquals(sum, 1, 1e-12);
        for (const sum of model.emissionprobMatrix().sum("row")) assertAlmostEquals(sum, 1, 1e-12);
      },
    ),
    { seed: 11, numRuns: 60 },
  );
});

Deno.test("the M-step's row is the best one above the floor", () => {
  const random = new Random(4), floor = 0.08;
  for (let trial = 0; trial < 200; trial++) {
    const weights = Float64Array.from({ length: 6 }, () => random.uniform() ** 6);
    const row = weights.slice();
    assert(normaliseRow(row, 0, 6, floor, () => false));
    const value = (p: Float64Array) => weights.reduce((s, w, i) => s + w * Math.log(p[i]), 0);
    // Any other distribution above the floor.
    const other = Float64Array.from({ length: 6 }, () => random.uniform() ** 3);
    const sum = other.reduce((a, b) => a + b, 0);
    const feasible = other.map((p) => floor + p / sum * (1 - 6 * floor));
    assert(value(row) >= value(feasible) - 1e-12);
    assertAlmostEquals(row.reduce((a, b) => a + b, 0), 1, 1e-12);
  }
});

/** The same model with its states in another order. */
function permute(parameters: HmmParameters, order: number[]): HmmParameters {
  const { nStates: N, nSymbols: M, startprob, transmat, emissionprob } = parameters;
  return {
    nStates: N,
    nSymbols: M,
    startprob: startprob.map((_, i) => startprob[order[i]]),
    transmat: transmat.map((_, x) => transmat[order[Math.floor(x / N)] * N + order[x % N]]),
    emissionprob: emissionprob.map((_, x) => emissionprob[order[Math.floor(x / M)] * M + x % M]),
  };
}

Deno.test("permuting states changes nothing but their labels", async () => {
  const start = randomModel(4, 3, 8).parameters, order = [2, 0, 3, 1];
  const options: FitOptions = { maxIterations: 15, tolerance: -Infinity };
  const plain = await new DiscreteHmm(start).fit(sequences, options);
  const permuted = await new DiscreteHmm(permute(start, order)).fit(sequences, options);
  // Sums in another order, carried through 15 iterations.
  assertLess(Math.abs(permuted.logLikelihood / plain.logLikelihood - 1), 1e-9);
  const expected = permute(plain.model.parameters, order);
  assertLess(largestDifference(permuted.model.transmat, expected.transmat), 1e-9);
  assertLess(largestDifference(permuted.model.emissionprob, expected.emissionprob), 1e-9);
  const path = plain.model.decode(sequences[0]).states;
  const permutedPath = permuted.model.decode(sequences[0]).states;
  assertEquals(permutedPath.map((state) => order[state]), path);
});

Deno.test("the order of the sequences changes nothing beyond rounding", async () => {
  const start = randomModel(4, 3, 8), options = { maxIterations: 15, tolerance: -Infinity };
  const plain = await start.fit(sequences, options);
  const reversed = await start.fit([...sequences].reverse(), options);
  assertLess(Math.abs(reversed.logLikelihood / plain.logLikelihood - 1), 1e-9);
  assertLess(largestDifference(reversed.model.transmat, plain.model.transmat), 1e-9);
});

Deno.test("the same fit twice is the same to the last bit", async () => {
  for (const eStep of ["textbook", "fast", "run-length", "auto"] as const) {
    const [a, b] = await Promise.all(
      [1, 2].map(() =>
        randomModel(6, 3, 2).fit(sequences, { eStep, restarts: 2, maxIterations: 8 })
      ),
    );
    assertEquals(a.model.parameters, b.model.parameters);
    assertEquals(a.logLikelihood, b.logLikelihood);
  }
});

Deno.test("symbols may come as arrays, bytes or integers: the fit is the same", async () => {
  const kinds = [
    sequences.map((s) => Array.from(s)),
    sequences.map((s) => Uint8Array.from(s)),
    sequences,
  ];
  const [a, b, c] = await Promise.all(
    kinds.map((data) => randomModel(3, 3, 2).fit(data, { maxIterations: 3 })),
  );
  assertEquals(a.model.parameters, b.model.parameters);
  assertEquals(a.model.parameters, c.model.parameters);
});

Deno.test("a fit finds the model that made the data", async () => {
  // 1200 symbols leave a hidden transition uncertain by a tenth; 24 000 by some hundredths.
  const long = [1, 2, 3, 4].map((seed) => truth.sample(6000, { seed }).symbols);
  const { model, status } = await DiscreteHmm.fromSymbols(long, 3).fit(long);
  assertEquals(status, "converged");
  assertLess(largestDifference(model.transmat, truth.transmat), 0.08);
  const total = (hmm: DiscreteHmm) => hmm.scoreAll(long).reduce((a, b) => a + b);
  assert(total(model) > total(truth), "the maximum lies above the truth");
});

Deno.test("the reported log-likelihood and objective are those of the returned model", async () => {
  for (const maxIterations of [0, 1, 7, 200]) {
    const pseudoCount = 0.5;
    const fit = await randomModel(3, 3, 1).fit(sequences, { maxIterations, pseudoCount });
    const { model, history, logLikelihood, logLikelihoodPerSymbol } = fit;
    const score = model.scoreAll(sequences).reduce((a, b) => a + b, 0);
    assertLess(Math.abs(score / logLikelihood - 1), 1e-12);
    assertEquals(logLikelihoodPerSymbol, logLikelihood / 1200);
    const { startprob, transmat, emissionprob } = model;
    const logs = [...startprob, ...transmat, ...emissionprob].map(Math.log);
    const objective = logLikelihood + pseudoCount * logs.reduce((a, b) => a + b, 0);
    assertLess(Math.abs(history.at(-1)!.objective! / objective - 1), 1e-12);
    assertEquals(history.map((row) => row.iteration), history.map((_, i) => i));
    assertEquals(history[0].gain, 0);
  }
});

Deno.test("how a fit ends: converged, max-iterations, aborted", async () => {
  const start = randomModel(3, 3, 1);
  const converged = await start.fit(sequences, { tolerance: 1 });
  assertEquals(converged.status, "converged");
  assert(converged.history.at(-1)!.gain < 1 && converged.history.at(-2)!.gain >= 1);
  assertEquals((await start.fit(sequences, { maxIterations: 2 })).status, "max-iterations");
  // One state gains nothing more after the first step, and nothing is not less than nothing.
  const still = await randomModel(1, 3, 1).fit([[0, 1]], { tolerance: 0, pseudoCount: 0 });
  assertEquals([still.status, still.history.length], ["max-iterations", 201]);

  const controller = new AbortController(), rows: number[] = [];
  const aborted = await start.fit(sequences, {
    signal: controller.signal,
    restarts: 5,
    onIteration: async ({ iteration }) => {
      await Promise.resolve();
      rows.push(iteration);
      if (iteration === 3) controller.abort();
    },
  });
  assertEquals(aborted.status, "aborted");
  assertEquals(rows, [0, 1, 2, 3]);
  assertEquals(aborted.restartsTried.length, 1);
  const score = aborted.model.scoreAll(sequences).reduce((a, b) => a + b, 0);
  assertLess(Math.abs(score / aborted.logLikelihood - 1), 1e-12);
});

Deno.test("a timer's abort is heard during a long fit", async () => {
  const data = [truth.sample(30_000, { seed: 1 }).symbols];
  const { status } = await randomModel(8, 3, 1).fit(data, {
    signal: AbortSignal.timeout(150),
    maxIterations: 1_000_000,
    tolerance: -Infinity,
  });
  assertEquals(status, "aborted");
});

Deno.test("an objective that falls ends the fit with the parameters before the fall", async () => {
  const honest = textbookEStep(sequences), start = randomModel(3, 3, 1).parameters;
  let calls = 0;
  const wrong = {
    kind: honest.kind,
    expectedCounts(parameters: HmmParameters) {
      const counts = honest.expectedCounts(parameters);
      if (++calls === 3) counts.logLikelihood -= 1000;
      return counts;
    },
  };
  const result = await train(start, sequences, wrong, fillFitOptions({}, 3, 3), 0);
  assertEquals(result.status, "likelihood-decreased");
  assertEquals(result.history.length, 2);
  const { logLikelihood } = honest.expectedCounts(result.parameters);
  assertEquals(logLikelihood, result.history[1].logLikelihood);
});

Deno.test("a fall by 1e-11 of the objective, or of 1, is rounding, and no more is", async () => {
  const honest = textbookEStep([[0, 1, 2]]), start = randomModel(3, 3, 1).parameters;
  const options = fillFitOptions({ maxIterations: 2, tolerance: -Infinity, pseudoCount: 0 }, 3, 3);
  for (const objective of [-300, -0.5]) {
    for (
      const [fall, status] of [[0.9, "max-iterations"], [1.1, "likelihood-decreased"]] as const
    ) {
      let logLikelihood = objective;
      const falling = {
        kind: honest.kind,
        expectedCounts(parameters: HmmParameters) {
          const counts = { ...honest.expectedCounts(parameters), logLikelihood };
          logLikelihood -= fall * 1e-11 * Math.max(1, -objective);
          return counts;
        },
      };
      assertEquals((await train(start, [[0, 1, 2]], falling, options, 0)).status, status);
    }
  }
});

Deno.test("a row's seconds are those since its fit began", async () => {
  const began = performance.now(), until: number[] = [];
  const { history } = await randomModel(2, 3, 1).fit(sequences, {
    maxIterations: 3,
    tolerance: -Infinity,
    onIteration: async () => {
      until.push((performance.now() - began) / 1000);
      await new Promise((resolve) => setTimeout(resolve, 10));
    },
  });
  history.forEach(({ seconds }, i) => {
    assert(seconds <= until[i] && seconds >= (i === 0 ? 0 : history[i - 1].seconds + 0.009));
  });
});

Deno.test("restarts: the best by objective wins, seeds are told", async () => {
  const { restartsTried, bestRestart, history } = await randomModel(3, 3, 77).fit(sequences, {
    restarts: 4,
    seed: 10,
    maxIterations: 10,
  });
  assertEquals(restartsTried.map((restart) => restart.seed), [undefined, 10, 11, 12]);
  const best = Math.max(...restartsTried.map((restart) => restart.objective));
  assertEquals(restartsTried[bestRestart].objective, best);
  assertEquals(history.at(-1)!.objective, best);
});

Deno.test("restarts: of equals the first", async () => {
  // One state learns the same from every start, to the last bit.
  const fit = await randomModel(1, 3, 5).fit(sequences, { restarts: 3, pseudoCount: 0 });
  const { restartsTried: [first, ...others], bestRestart } = fit;
  for (const { objective } of others) assertEquals(objective, first.objective);
  assertEquals(bestRestart, 0);
});

Deno.test("zeros of the start stay zeros when asked, and only then", async () => {
  const start = new DiscreteHmm({
    nStates: 3,
    nSymbols: 3,
    startprob: Float64Array.of(1, 0, 0),
    transmat: Float64Array.of(0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, 1),
    emissionprob: new Float64Array(9).fill(1 / 3).map((p, i) => p + (i % 4 === 0 ? 0.2 : -0.1)),
  });
  const kept = (await start.fit(sequences, { keepZeros: true, maxIterations: 5 })).model;
  assertEquals(kept.startprob, Float64Array.of(1, 0, 0));
  assertEquals([2, 3, 6, 7].map((i) => kept.transmat[i]), [0, 0, 0, 0]);
  // A fit begins above the floor, whether or not it goes on.
  const none = { maxIterations: 0, probabilityFloor: 0.25 };
  const above = (rows: Float64Array) => rows.every((p) => p >= 0.25 * (1 - 1e-12));
  const raised = (await start.fit(sequences, none)).model;
  assert(above(raised.startprob) && above(raised.transmat) && above(raised.emissionprob));
  const held = (await start.fit(sequences, { ...none, keepZeros: true })).model;
  assertEquals([held.startprob, held.transmat], [start.startprob, start.transmat]);
  assert(above(held.emissionprob) && !above(start.emissionprob) && !above(held.transmat));
  const filled = (await start.fit(sequences, { maxIterations: 5 })).model;
  assert(filled.transmat.every((p) => p >= 1e-8));
});

Deno.test("a state without visits is reported and stays finite", async () => {
  const start = new DiscreteHmm({
    nStates: 3,
    nSymbols: 2,
    startprob: Float64Array.of(0.5, 0.5, 0),
    transmat: Float64Array.of(0.5, 0.5, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5),
    emissionprob: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.5, 0.5),
  });
  const { model, emptiedStates } = await start.fit([[0, 1, 1, 0, 1, 0, 0, 0]], {
    pseudoCount: 0,
    probabilityFloor: 0,
    maxIterations: 5,
  });
  assertEquals(emptiedStates, [2]);
  assertEquals(Array.from(model.transmat.subarray(6)), [0.2, 0.3, 0.5]);
  assert([...model.startprob, ...model.transmat, ...model.emissionprob].every(Number.isFinite));
});

Deno.test("a state is empty below a millionth of a visit in all data", async () => {
  for (const state of [0, 1]) {
    for (const symbol of [0, 1]) {
      for (const [visits, isEmpty] of [[0.95e-6, true], [1.05e-6, false]] as const) {
        const startprob = Float64Array.of(1 - visits, 1 - visits);
        startprob[state] = visits;
        // Both states say the same, so that one frame leaves them as likely as they begin.
        const { emptiedStates } = await new DiscreteHmm({
          nStates: 2,
          nSymbols: 2,
          startprob,
          transmat: new Float64Array(4).fill(0.5),
          emissionprob: Float64Array.of(0.3, 0.7, 0.3, 0.7),
        }).fit([[symbol]], { maxIterations: 0 });
        assertEquals(emptiedStates, isEmpty ? [state] : []);
      }
    }
  }
});

Deno.test("length 1, one symbol only, one state only", async () => {
  for (const data of [[[2]], [[0], [1], [2]], [new Array(50).fill(1)]]) {
    for (const nStates of [1, 2, 5]) {
      for (const pseudoCount of [0, 0.01]) {
        const { model, logLikelihood, status } = await randomModel(nStates, 3, 3)
          .fit(data, { pseudoCount });
        assert(Number.isFinite(logLikelihood));
        assertEquals(status, "converged");
        assert([...model.transmat, ...model.emissionprob].every(Number.isFinite));
      }
    }
  }
});

Deno.test("what fit refuses", async () => {
  const start = randomModel(2, 3, 1);
  const wrong: [FitOptions, string][] = [
    [{ maxIterations: -1 }, "maxIterations"],
    [{ maxIterations: 1.5 }, "maxIterations"],
    [{ tolerance: NaN }, "tolerance"],
    [{ pseudoCount: -0.1 }, "pseudoCount"],
    [{ probabilityFloor: 0.4 }, "probabilityFloor"],
    [{ probabilityFloor: -1 }, "probabilityFloor"],
    [{ restarts: 0 }, "restarts"],
    [{ seed: 0.5 }, "seed"],
    [{ eStep: "quick" as "fast" }, "eStep"],
  ];
  for (const [options, name] of wrong) {
    await assertRejects(() => start.fit([[0]], options), InvalidArgumentError, name);
  }
  await assertRejects(() => start.fit([]), InvalidArgumentError, "sequences");
  await assertRejects(() => start.fit([[0], []]), InvalidArgumentError, "sequences[1]");
  await assertRejects(() => start.fit([[0, 3]]), InvalidArgumentError, "found 3");
  const oneWay = new DiscreteHmm({
    nStates: 1,
    nSymbols: 2,
    startprob: Float64Array.of(1),
    transmat: Float64Array.of(1),
    emissionprob: Float64Array.of(1, 0),
  });
  const zero = { probabilityFloor: 0 };
  await assertRejects(() => oneWay.fit([[0], [0, 1]], zero), ModelError, "sequences[1]");
});

Deno.test("a fit that is told nothing stops at the first gain under 0.1 nats", async () => {
  let between = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const { history, status } = await DiscreteHmm.random(3, 5, seed).fit(sequences);
    if (status !== "converged") continue;
    const gains = history.slice(1).map(({ gain }) => gain), last = gains.pop()!;
    assert(last < 0.1 && gains.every((gain) => gain >= 0.1), `${gains.slice(-2)}, ${last}`);
    if (last >= 0.05) between++;
  }
  // Some fits end between half the tolerance and all of it: they would go on under half of it.
  assert(between > 0);
});
