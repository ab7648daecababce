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
import { classifierOf, DEFAULT_FAMILY, type ModelSet } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { makeSampleDataset } from "../../lib/synth/mod.ts";
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
  const { models, summary, skipped, recordings } = await train({ family: "note-hmm" });
  assertEquals([...models.keys()], ["Gaud_Malhar", "Yaman"]);
  assertEquals([recordings, skipped.length], [4, 0]);
  for (const row of summary) {
    assertEquals(row.recordings, 2);
    // Two recordings of 9 s or more at 100 frames a second, of which some are rests.
    assert(row.frames > 900 && row.frames <= 2300, `${row.frames} voiced frames`);
    assert(row.symbols > 10 && row.symbols < row.frames);
    assert(["converged", "max-iterations"].includes(row.status), row.status);
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
  const symbols = Uint8Array.from({ length: 500 }, (_, i) => (i * 7) % 12);
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
    restarts: 5,
  };
  const { models } = await train({ ...options, jobs: 2 });
  const { models: alone } = await train({ ...options, jobs: 1 });
  const { models: single } = await train({ ...options, restarts: 1 });
  const objective = (set: ModelSet, raag: string) =>
    set.get(raag)!.training.history.at(-1)!.objective!;
  const parameters = (set: ModelSet) => [...set.values()].map(({ hmm }) => hmm.toJSON());
  assertEquals(parameters(alone), parameters(models));
  const gains = [...models.keys()].map((raag) => objective(models, raag) - objective(single, raag));
  assert(gains.every((gain) => gain >= 0), `never worse than the first start alone: ${gains}`);
  assert(gains.some((gain) => gain > 0), "of twelve further starts none was better");
});

Deno.test("the default hears notes and pitches over time, counted", async () => {
  const { models, summary } = await train();
  assertEquals(models.family, { family: DEFAULT_FAMILY });
  for (const { hmm, components, training, quantizer } of models.values()) {
    // A state is a pair of notes.
    assertEquals([hmm.nStates, hmm.nSymbols, quantizer?.kind], [144, 12, "notes"]);
    assert(Object.keys(components).length > 0);
    assertEquals([training.status, training.iterations], ["counted", 0]);
  }
  for (const { symbols, logLikelihoodPerSymbol } of summary) {
    assert(symbols > 10);
    // Better than guessing among 12 symbols.
    assert(logLikelihoodPerSymbol > -Math.log(12) && logLikelihoodPerSymbol < 0);
  }
});

Deno.test("any family is trained by its name or with settings", async () => {
  const { models } = await train({ family: { family: "pcd-knn", k: 3 } });
  assertEquals(models.family, { family: "pcd-knn", k: 3 });
  assertEquals(classifierOf(models).labels, ["Gaud_Malhar", "Yaman"]);
  assertEquals((await train({ nStates: 72 })).models.family.family, "note-hmm");
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

Deno.test("groupSequencesByRaag reads what the main models see", async () => {
  const { recordings } = await loadDataset(data);
  const trainer = new RaagTrainer({ symbols: "frames", cacheDir });
  const { sequences, skipped } = await trainer.groupSequencesByRaag(recordings);
  assertEquals([[...sequences.keys()], skipped], [["Gaud_Malhar", "Yaman"], []]);
  for (const [raag, own] of sequences) {
    assertEquals(own.length, 3);
    for (const one of own) {
      assertEquals(one.raag, raag);
      // Ten seconds at 100 frames a second, of which some are rests.
      assert(one.symbols.length > 400 && one.symbols.length <= 1001, `${one.symbols.length}`);
      assertEquals(one.onsets.length, one.symbols.length);
    }
  }
  await assertRejects(
    () => new RaagTrainer({ family: "pcd-knn" }).groupSequencesByRaag(recordings),
    DatasetError,
    "reads no sequences",
  );
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
    [{ family: "pcd-knn", nStates: 12 }, 'no setting "nStates"'],
    [{ family: "svm" }, "family must be one of"],
    [{ nStates: 20, start: "one-state-per-symbol" }, "nStates"],
  ];
  for (const [options, name] of wrong) {
    assertThrows(() => new RaagTrainer(options), InvalidArgumentError, name);
  }
});
