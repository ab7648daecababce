/**
 * What a second thread brings: the same units of training on one thread and on two.
 *
 * @module
 */

import { resolveClassicOptions } from "../../lib/families/experts/classic_options.ts";
import { type ClassicUnit, trainClassic } from "../../lib/families/experts/train_classic.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import { runUnits } from "../../lib/jobs/mod.ts";
import type { HmmBenchRow } from "./hmm_bench.ts";

const N = 36, ITERATIONS = 40;

/** Eight raags of 24 000 symbols without runs. */
function makeUnits(): ClassicUnit[] {
  return Array.from({ length: 8 }, (_, raag) => {
    const model = DiscreteHmm.random(N, N, raag);
    const sequences = Array.from(
      { length: 8 },
      (_, seed) => Uint8Array.from(model.sample(3000, { seed }).symbols),
    );
    return {
      raag: `raag ${raag}`,
      sequences,
      groups: sequences.map((_, i) => `${i}`),
      judged: [],
      seed: raag,
      options: resolveClassicOptions({
        maxIterations: ITERATIONS,
        convergenceTolerance: 0,
        pseudoCount: 0.01,
        start: "random",
      }),
    };
  });
}

/** Trains on one worker and on two; the least of three times each, start-up included. */
export async function runWorkersBench(): Promise<HmmBenchRow[]> {
  const units = makeUnits();
  const worker = new URL("../../lib/train/worker.ts", import.meta.url);
  const least = async (jobs: number) => {
    let best = Infinity;
    for (let run = 0; run < 3; run++) {
      const began = performance.now();
      const outcomes = await runUnits(units, (unit: ClassicUnit) => trainClassic(unit), {
        jobs,
        worker,
      });
      if (!outcomes.every((outcome) => outcome.ok)) throw new Error("a unit failed");
      best = Math.min(best, (performance.now() - began) / 1000);
    }
    return best;
  };
  const baseline = await least(1), value = await least(2);
  return [{
    question: "train 8 raags of 24 000 symbols: two threads against one",
    baseline,
    value,
    ratio: baseline / value,
    unit: "s",
  }];
}
