import { ModelSet, type RaagModel } from "../../lib/families/mod.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";

/** A small model of random parameters for the tests of this folder. */
export function makeModel(raag: string, seed: number, nStates = 12, nSymbols = 12): RaagModel {
  return {
    raag,
    hmm: DiscreteHmm.random(nStates, nSymbols, seed),
    components: {},
    arrays: {},
    training: {
      recordings: 6,
      groups: 4,
      symbols: 3000,
      status: "converged",
      iterations: 2,
      logLikelihood: -6000.125,
      history: [
        { iteration: 0, logLikelihood: -Infinity, gain: 0, seconds: 0 },
        { iteration: 1, logLikelihood: -6000.125, gain: Infinity, seconds: 0.25 },
      ],
      seed,
      tonicSources: { metadata: 5, audio: 1 },
      durationSeconds: 360,
    },
    manifest: { hash: "ab".repeat(32), recordings: ["a", "b"] },
    quantizer: { kind: "notes", nSymbols } as RaagModel["quantizer"],
  };
}

/**
 * A set of such models. Its family, that of version 0.1, asks nothing of them but a hidden Markov
 * model, so that they may be of any size.
 */
export function makeSet(models: readonly RaagModel[], parts: Partial<ModelSet> = {}): ModelSet {
  const size = models[0]?.hmm.nSymbols ?? 12;
  return new ModelSet(models, {
    family: { family: "format-1" },
    settings: {
      quantizer: { kind: "notes", nSymbols: size, binsPerOctave: size },
      temperature: 1.5,
    },
    shared: {},
    provenance: { seed: 42, pitch: {}, versions: { raagkit: "0.1.0", deno: "2.9.6" } },
    ...parts,
  });
}

/** Models of these labels, two states and two symbols each, whose records all name one seed. */
export function smallSet(labels: readonly string[], seed = 1): ModelSet {
  return makeSet(labels.map((raag, i) => {
    const model = makeModel(raag, 100 * seed + i, 2, 2);
    return { ...model, training: { ...model.training, seed } };
  }));
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
