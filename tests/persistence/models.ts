import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import type { RaagModel } from "../../lib/persistence/mod.ts";

/** A small model of random parameters for the tests of this folder. */
export function makeModel(raag: string, seed: number, nStates = 12, nSymbols = 12): RaagModel {
  return {
    raag,
    hmm: DiscreteHmm.random(nStates, nSymbols, seed),
    training: {
      recordings: 6,
      symbols: 3000,
      status: "converged",
      iterations: 2,
      logLikelihood: -6000.125,
      logLikelihoodPerSymbol: -2.000041666,
      seconds: 0.5,
      history: [
        { iteration: 0, logLikelihood: -Infinity, gain: 0, seconds: 0 },
        { iteration: 1, logLikelihood: -6000.125, gain: Infinity, seconds: 0.25 },
      ],
      seed,
      tonicSources: { metadata: 5, audio: 1 },
    },
    hyperparameters: { nStates, tolerance: 0.1, nested: { list: [1, "two", null] } },
    quantizer: { kind: "notes", nSymbols },
    manifest: { hash: "ab".repeat(32), recordings: ["a", "b"] },
    versions: { raagkit: "0.1.0", deno: "2.9.6" },
  };
}

/** Runs a test in a folder of its own, which is removed afterwards. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit-models-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
