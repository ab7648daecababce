/** Against hmmlearn (git e01a10e, BSD), whose numbers lie in `reference/`. */

import { assert, assertEquals, assertLess } from "@std/assert";
import { DiscreteHmm, type EStepKind } from "../../lib/hmm/mod.ts";
import { largestDifference } from "./oracle.ts";
import { readReference, toParameters } from "./reference.ts";

const KINDS: EStepKind[] = ["textbook", "fast", "run-length"];

for (const name of ["inference_n2m3", "inference_n3m4", "inference_n36m36"]) {
  Deno.test(`hmmlearn parity: ${name}`, () => {
    const { model, sequences } = readReference(`${name}.json`);
    const hmm = new DiscreteHmm(toParameters(model));
    let total = 0;
    for (const expected of sequences) {
      const { symbols } = expected;
      const score = hmm.score(symbols);
      total += expected.log_likelihood;
      // Both sum T logarithms in doubles, so they agree to about T * 1e-16; 1e-10 is what we promise.
      assertLess(Math.abs(score / expected.log_likelihood - 1), 1e-10);
      const path = hmm.decode(symbols);
      assertEquals(Array.from(path.states), expected.viterbi_path);
      assertLess(Math.abs(path.logProbability / expected.viterbi_log_prob - 1), 1e-10);
      const map = hmm.decode(symbols, { method: "posterior" });
      assertEquals(Array.from(map.states), expected.map_path);
      assertLess(Math.abs(map.expectedCorrect! / expected.map_log_prob - 1), 1e-10);
      if (expected.posteriors) {
        const posteriors = hmm.posteriors(symbols).to1DArray();
        assertLess(largestDifference(posteriors, expected.posteriors.flat()), 1e-10);
      }
    }
    const all = hmm.scoreAll(sequences.map((s: { symbols: number[] }) => s.symbols));
    assertLess(Math.abs(all.reduce((a, b) => a + b, 0) / total - 1), 1e-10);
  });
}

Deno.test("hmmlearn parity: structural zeros and impossible sequences", () => {
  const { model, sequences } = readReference("edge_zero_probabilities.json");
  const hmm = new DiscreteHmm(toParameters(model));
  const number = (value: number | string) => Number(value);
  for (const expected of sequences) {
    const score = hmm.score(expected.symbols),
      { logProbability, states } = hmm.decode(
        expected.symbols,
      );
    assertEquals(Array.from(states), expected.viterbi_path);
    for (
      const [ours, theirs] of [
        [score, number(expected.score_log)],
        [logProbability, number(expected.viterbi_log_prob)],
      ]
    ) {
      if (theirs === -Infinity) assertEquals(ours, -Infinity);
      else assertLess(Math.abs(ours / theirs - 1), 1e-10);
    }
  }
});

for (const name of ["em_n2m3", "em_n3m4", "em_n36m36", "em_smoothed_n3m4"]) {
  for (const eStep of KINDS) {
    Deno.test(`hmmlearn parity: ${name}, ${eStep} E-step`, async () => {
      const file = readReference(`${name}.json`);
      const results = file.results ?? file.results_hmmlearn_prior_1_01;
      for (const expected of results) {
        const fit = await new DiscreteHmm(toParameters(file.initial)).fit(file.sequences, {
          maxIterations: expected.n_iter,
          tolerance: -Infinity,
          pseudoCount: file.pseudocount ?? 0,
          probabilityFloor: 0,
          eStep,
        });
        const history = fit.history.map((row) => row.logLikelihood);
        assertEquals(history.length, expected.n_iter + 1);
        const theirs = [...expected.history, expected.log_likelihood_after];
        // Ten iterations let rounding grow by some factor; 1e-9 is what we promise.
        assertLess(largestDifference(history, theirs), 1e-9);
        const { startprob, transmat, emissionprob } = fit.model;
        assertLess(largestDifference(startprob, expected.startprob), 1e-10);
        assertLess(largestDifference(transmat, expected.transmat.flat()), 1e-10);
        assertLess(largestDifference(emissionprob, expected.emissionprob.flat()), 1e-10);
      }
    });
  }
}

Deno.test("the original recipe's update: pseudo-count 0.01, floor 1e-8", async () => {
  const file = readReference("em_smoothed_n3m4.json");
  for (const expected of file.results_upstream_update_parameters_alpha_0_01_floor_1e_8) {
    const { model } = await new DiscreteHmm(toParameters(file.initial)).fit(file.sequences, {
      maxIterations: expected.n_iter,
      tolerance: -Infinity,
    });
    assertLess(largestDifference(model.transmat, expected.transmat.flat()), 1e-10);
    assertLess(largestDifference(model.emissionprob, expected.emissionprob.flat()), 1e-10);
  }
});

for (const eStep of KINDS) {
  Deno.test(`hmmlearn parity: ten iterations on 45 000 symbols, ${eStep} E-step`, async () => {
    const { initial, history, ll_after } = readReference("bench_history_hmmlearn.json");
    const sequences = readReference("bench_sequences.json").sequences;
    const fit = await new DiscreteHmm(toParameters(initial)).fit(sequences, {
      maxIterations: eStep === "textbook" ? 3 : 10,
      tolerance: -Infinity,
      pseudoCount: 0,
      probabilityFloor: 0,
      eStep,
    });
    const theirs = [...history, ll_after].slice(0, fit.history.length);
    assertLess(largestDifference(fit.history.map((row) => row.logLikelihood), theirs), 1e-9);
    assert(fit.status === "max-iterations");
  });
}
