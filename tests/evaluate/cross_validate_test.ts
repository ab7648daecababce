/** Cross-validation of whole data sets: the same on any number of threads, and what training gives. */
import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import {
  classifyRecording,
  crossValidate,
  type CrossValidateOptions,
  judgeSplit,
} from "../../lib/evaluate/mod.ts";
import { predictionOf } from "../../lib/evaluate/fold.ts";
import { type Dataset, loadDataset } from "../../lib/dataset/mod.ts";
import { FAMILY_NAMES } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { formatPitchTrack } from "../../lib/pitch/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { RaagTrainer } from "../../lib/train/mod.ts";

const folder = await Deno.makeTempDir({ prefix: "raagkit_crossval_" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** Twelve true pitch tracks of two raags, two recordings a group. */
for (const raag of ["Darbari", "Yaman"]) {
  await Deno.mkdir(join(folder, "data", "train"), { recursive: true });
  for (let i = 0; i < 6; i++) {
    const { truth, tonicHz } = generateRecording(
      RAAGS[raag],
      {
        seed: i,
        durationSeconds: 20,
        drone: false,
      } as Parameters<typeof generateRecording>[1],
    );
    const id = `${raag}_${i}`, stem = join(folder, "data", "train", id);
    await Deno.writeTextFile(`${stem}.pitch`, formatPitchTrack(truth));
    await Deno.writeTextFile(
      `${stem}.json`,
      JSON.stringify({
        recording_id: id,
        raag,
        tonic_hz: tonicHz,
        group: `${raag}/${i >> 1}`,
      }),
    );
  }
}
const dataset = await loadDataset(join(folder, "data"));
const families = ["hmm", "note-hmm"];
const run = (options: CrossValidateOptions = {}) =>
  crossValidate(dataset, { folds: 3, families, cacheDir: join(folder, "cache"), ...options });

/** All but how long it took. */
function figures({ result }: Awaited<ReturnType<typeof run>>) {
  return { ...result, results: result.results.map((one) => ({ ...one, seconds: 0 })) };
}

Deno.test("the figures do not depend on the threads, and a group lies in one fold", async () => {
  const alone = await run({ jobs: 1 }), two = await run({ jobs: 2 });
  assertEquals(figures(two), figures(alone));
  assertEquals(alone.result.results.map(({ predictions }) => predictions.length), [12, 12]);
  const folds = new Map<string, Set<number>>();
  for (const { id, group } of dataset.recordings) {
    folds.set(group, (folds.get(group) ?? new Set()).add(alone.foldOf[id]));
  }
  assert([...folds.values()].every((own) => own.size === 1));
  // Two raags as unlike as Darbari and Yaman: anything less says that something is broken.
  assert(alone.result.results[0].accuracy >= 0.9, `${alone.result.results[0].accuracy}`);
});

/** The probabilities of a result, by recording. */
const probabilitiesOf = (predictions: { recording_id: string; probabilities?: unknown }[]) =>
  Object.fromEntries(predictions.map((one) => [one.recording_id, one.probabilities]));

for (const family of FAMILY_NAMES.filter((name) => name !== "frame-hmm-random")) {
  Deno.test(`${family}: a fold is what train and classify give, to the last bit`, async () => {
    const { result, foldOf } = await run({ families: [family] });
    const folded = probabilitiesOf(result.results[0].predictions);
    for (const fold of [0, 1, 2]) {
      // The same recordings as a data set with a training and a test split, trained and saved.
      const recordings = dataset.recordings.map((one) => ({
        ...one,
        split: foldOf[one.id] === fold ? "test" : "train",
      }));
      const split = { ...dataset, recordings, splits: { train: 1, test: 1 } } as unknown as Dataset;
      const { models } = await new RaagTrainer({ family }).trainAllRaagModels(split, "train");
      const persistence = new ModelPersistence(join(folder, `models-${family}`));
      await persistence.saveAllModels(models);
      const loaded = await persistence.loadAllModels();
      const { classifications } = await judgeSplit(loaded, split, "test");
      for (const [id, classification] of classifications) {
        assertEquals(predictionOf(id, "", classification).probabilities, folded[id]);
        const path = recordings.find((one) => one.id === id)!.path;
        const { classification: alone } = await classifyRecording(path, loaded);
        assertEquals(predictionOf(id, "", alone).probabilities, folded[id]);
      }
    }
  });
}

Deno.test("a recording that is judged is in no model that judges it, nor in its calibration", async () => {
  // Another label for one recording changes nothing of what its own fold's models say of it.
  const marked = dataset.recordings[0].id;
  const relabelled = {
    ...dataset,
    recordings: dataset.recordings.map((one) => one.id === marked ? { ...one, raag: "Else" } : one),
  };
  const foldOf = (await run({ families: ["hmm"] })).foldOf;
  const judge = async (data: Dataset) => {
    const recordings = data.recordings.map((one) => ({
      ...one,
      split: foldOf[one.id] === foldOf[marked] ? "test" : "train",
    }));
    const split = { ...data, recordings, splits: { train: 1, test: 1 } } as unknown as Dataset;
    const { result } = await crossValidate(split, {
      families: ["hmm"],
      splits: { train: "train", test: "test" },
    });
    return result.results[0].predictions.find(({ recording_id }) => recording_id === marked)!;
  };
  const before = await judge(dataset), after = await judge(relabelled as Dataset);
  assertEquals(after.probabilities, before.probabilities);
  assertEquals([before.truth, after.truth], ["Darbari", "Else"]);
});
