/** The main job on real samples of sound: synthesise, extract, train, save, load, score. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "@std/path";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { AbortedError, DatasetError, InvalidArgumentError } from "../../lib/errors.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { makeSampleDataset, RAAGS } from "../../lib/synth/mod.ts";
import { RaagTrainer, type TrainerOptions, type TrainingProgress } from "../../lib/train/mod.ts";

/** A folder with a small data set, made once for this file and removed when it ends. */
const folder = await Deno.makeTempDir({ prefix: "raagkit_train_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
const data = join(folder, "data"), cacheDir = join(folder, "cache");
await makeSampleDataset(data, {
  grammars: [RAAGS.Yaman, RAAGS.Gaud_Malhar],
  train: 2,
  test: 1,
  durationSeconds: 10,
});

const train = (options: TrainerOptions = {}) =>
  new RaagTrainer({ cacheDir, ...options }).trainAllRaagModels(data, "train");

Deno.test("trainAllRaagModels learns one model a raag from sound, labels as they came", async () => {
  const { models, summary, skipped, recordings } = await train();
  assertEquals([...models.keys()], ["Gaud_Malhar", "Yaman"]);
  assertEquals([recordings, skipped.length], [4, 0]);
  for (const row of summary) {
    assertEquals(row.recordings, 2);
    // Two recordings of 9 s or more at 100 frames a second, of which some are rests.
    assert(row.frames > 900 && row.frames <= 2300, `${row.frames} voiced frames`);
    assert(row.symbols > 10 && row.symbols < row.frames);
    assertEquals(row.status, "converged");
    // Better than guessing among 36 symbols.
    assert(row.logLikelihoodPerSymbol > -Math.log(36));
  }
  const yaman = models.get("Yaman")!;
  assertEquals(yaman.training.history.length, yaman.training.iterations + 1);
  assertEquals(yaman.training.tonicSources, { metadata: 2 });
  assertEquals(yaman.manifest.recordings.length, 2);
});

Deno.test("saved, loaded and scored again, a model answers to the last bit", async () => {
  const { models } = await train();
  const persistence = new ModelPersistence(join(folder, "models"));
  await persistence.saveAllModels(models);
  const loaded = await persistence.loadAllModels();
  assertEquals([...loaded.keys()], [...models.keys()]);
  const symbols = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 36);
  for (const [raag, model] of models) {
    assertEquals(loaded.get(raag)!.hmm.score(symbols), model.hmm.score(symbols));
  }
});

Deno.test("the models depend on seed and data, not on threads or cache", async () => {
  const options: TrainerOptions = { nStates: 12, start: "random", maxIterations: 5 };
  const parameters = async (more: TrainerOptions) =>
    [...(await train({ ...options, ...more })).models.values()].map(({ hmm }) => hmm.toJSON());
  const one = await parameters({ jobs: 1 });
  assertEquals(await parameters({ jobs: 2 }), one);
  assertEquals(await parameters({ cacheDir: undefined }), one);
  const [other] = await parameters({ randomState: 43 });
  assert(JSON.stringify(other) !== JSON.stringify(one[0]), "another seed gives another model");
});

Deno.test("the original recipe of frames and random states trains too", async () => {
  const { models } = await train({
    symbols: "frames",
    start: "random",
    nStates: 6,
    maxIterations: 3,
  });
  for (const { hmm, training } of models.values()) {
    assertEquals([hmm.nStates, hmm.nSymbols], [6, 36]);
    const gains = training.history.slice(1).map(({ gain }) => gain);
    assertEquals(gains.length, 3);
    assert(gains.every((gain) => gain > 0), `EM climbs: ${gains}`);
  }
});

Deno.test("of several starts the best is kept, whatever the threads", async () => {
  const options: TrainerOptions = {
    nStates: 4,
    start: "random",
    symbols: "frames",
    maxIterations: 4,
    restarts: 3,
  };
  const { models } = await train({ ...options, jobs: 2 });
  for (const { training } of models.values()) {
    const starts = training.restarts as { seed: number; objective: number }[];
    assertEquals(new Set(starts.map(({ seed }) => seed)).size, 3);
    const best = Math.max(...starts.map(({ objective }) => objective));
    assertEquals(training.history.at(-1)!.objective, best);
  }
  const alone = await train({ ...options, jobs: 1 });
  const parameters = (result: typeof alone) =>
    [...result.models.values()].map(({ hmm }) => hmm.toJSON());
  assertEquals(parameters(alone), parameters({ ...alone, models }));
});

Deno.test("the ensemble hears the whole and its thirds, and knows how sure it may be", async () => {
  const { models } = await train();
  for (const { components, hmm } of models.values()) {
    assertEquals(Object.keys(components!).sort(), ["first12", "last12", "middle12", "whole12"]);
    assertEquals(Object.values(components!).map((one) => one.nSymbols), [12, 12, 12, 12]);
    assertEquals(hmm.nSymbols, 36);
  }
  const single = await train({ ensemble: false });
  const main = (result: typeof single) => [...result.models.values()].map((m) => m.hmm.toJSON());
  assertEquals(main(single), main({ ...single, models }), "the main model is the same without");
  assertEquals(single.models.get("Yaman")!.components, {});
});

Deno.test("a recording that cannot be read is left out, named, and the rest is learnt", async () => {
  const broken = join(folder, "broken");
  await Deno.mkdir(join(broken, "train"), { recursive: true });
  for await (const { name } of Deno.readDir(join(data, "train"))) {
    await Deno.copyFile(join(data, "train", name), join(broken, "train", name));
  }
  await Deno.writeTextFile(join(broken, "train", "yaman_01.wav"), "not sound");
  const seen: TrainingProgress[] = [];
  const result = await new RaagTrainer({ cacheDir }).trainAllRaagModels(broken, "train", {
    onProgress: (progress) => void seen.push(progress),
  });
  assertEquals(result.recordings, 3);
  assertEquals(result.skipped.length, 1);
  assertStringIncludes(result.skipped[0].file, "yaman_01.wav");
  assertEquals(seen.filter(({ problem }) => problem).map(({ item }) => item), ["yaman_01"]);
  assertEquals(seen.filter(({ phase }) => phase === "train").length, 2);
});

Deno.test("extractAndQuantizeSequence reads one recording", async () => {
  const { recordings } = await loadDataset(data);
  const trainer = new RaagTrainer({ symbols: "frames" });
  const sequence = await trainer.extractAndQuantizeSequence(recordings[0]);
  assertEquals(sequence.raag, recordings[0].raag);
  assertEquals(sequence.symbols.length, sequence.voicedFrames);
  assertEquals(sequence.tonicSource, "metadata");
});

Deno.test("a split that is not there is named with those that are", async () => {
  await assertRejects(
    () => new RaagTrainer().trainAllRaagModels(data, "validation"),
    DatasetError,
    "the splits there are test, train",
  );
});

Deno.test("a signal stops the run", async () => {
  await assertRejects(
    () =>
      new RaagTrainer({ cacheDir }).trainAllRaagModels(data, "train", {
        signal: AbortSignal.abort(),
      }),
    AbortedError,
  );
});

Deno.test("options out of range are refused by name", () => {
  const wrong: [TrainerOptions, string][] = [
    [{ nStates: 0 }, "nStates"],
    [{ nObservations: 13 }, "nSymbols"],
    [{ maxIterations: 1.5 }, "maxIterations"],
    [{ convergenceTolerance: -1 }, "convergenceTolerance"],
    [{ regularizationAlpha: NaN }, "regularizationAlpha"],
    [{ probabilityFloor: 0.5 }, "probabilityFloor"],
    [{ randomState: 0.5 }, "randomState"],
    [{ jobs: 0 }, "jobs"],
    [{ restarts: 0 }, "restarts"],
    [{ ensemble: true, symbols: "frames" }, "ensemble"],
    [{ nStates: 20, start: "one-state-per-symbol" }, "nStates"],
  ];
  for (const [options, name] of wrong) {
    assertThrows(() => new RaagTrainer(options), InvalidArgumentError, name);
  }
});
