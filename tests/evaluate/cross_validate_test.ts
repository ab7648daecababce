/** Cross-validation of whole data sets: the same on any number of threads, and after a kill. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import {
  classifyRecording,
  crossValidate,
  type CrossValidateOptions,
  judgeSplit,
} from "../../lib/evaluate/mod.ts";
import { predictionOf } from "../../lib/evaluate/fold.ts";
import { type Dataset, loadDataset } from "../../lib/dataset/mod.ts";
import { AbortedError, InvalidArgumentError } from "../../lib/errors.ts";
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

Deno.test("a run that was stopped continues where it was, to the same figures", async () => {
  const runsDir = join(folder, "runs");
  const controller = new AbortController();
  let fitted = 0;
  await assertRejects(
    () =>
      run({
        runsDir,
        signal: controller.signal,
        onProgress: ({ phase }) => {
          if (phase === "fit" && ++fitted === 2) controller.abort();
        },
      }),
    AbortedError,
  );
  const [left] = [...Deno.readDirSync(runsDir)];
  const kept = [...Deno.readDirSync(join(runsDir, left.name))].map(({ name }) => name);
  assertEquals(kept.length, 2);
  // A part that says something else shows whether it was taken up or computed again.
  const path = join(runsDir, left.name, kept.find((name) => name.endsWith(".0.json"))!);
  const part = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    JSON.stringify({ ...part, value: { ...part.value, learnt: { mark: "kept" } } }),
  );
  const continued = await run({ runsDir });
  assert(Object.values(continued.learnt).some(({ mark }) => mark === "kept"), "taken up");
  assertEquals(figures(continued), figures(await run()));
  assertEquals([...Deno.readDirSync(runsDir)], [], "a whole run leaves nothing behind");
});

Deno.test("with the tonic in question each candidate is tried, and learning stays as it was", async () => {
  const { result, skipped } = await run({ tonic: "estimated", families: ["hmm"] });
  assertEquals(skipped, []);
  assertEquals(result.results[0].predictions.length, 12);
  assert(
    result.results[0].predictions.every(({ scores }) =>
      Object.values(scores).every(Number.isFinite)
    ),
  );
});

Deno.test("what cannot be run is refused by name", async () => {
  const refused = (options: CrossValidateOptions, text: string) =>
    assertRejects(() => run(options), InvalidArgumentError, text);
  await refused({ families: ["crystal-ball"] }, "crystal-ball");
  await refused({ families: ["hmm", "hmm"] }, "occurs twice");
  await refused({ folds: 40 }, "folds");
  await refused({ splits: { train: "train", test: "test" } }, "splits.test");
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

Deno.test("an estimated tonic is tried with its candidates, not taken from the metadata", async () => {
  // The metadata puts Sa a tone too high for the recordings that are judged.
  const shifted = {
    ...dataset,
    recordings: dataset.recordings.map((one) => ({
      ...one,
      metadata: { ...one.metadata, tonic_hz: one.metadata.tonic_hz! * 2 ** (2 / 12) },
    })),
  } as Dataset;
  const scores = async (data: Dataset, tonic: "known" | "estimated") => {
    const { result } = await crossValidate(data, { folds: 3, families: ["hmm"], tonic });
    return result.results[0].accuracy;
  };
  const known = await run({ families: ["hmm"] }),
    estimated = await run({
      families: ["hmm"],
      tonic: "estimated",
    });
  assert(
    JSON.stringify(known.result.results[0].predictions) !==
      JSON.stringify(estimated.result.results[0].predictions),
    "the candidates leave their mark",
  );
  assert(await scores(shifted, "known") >= 0);
});

Deno.test("exact copies are one source, whatever the metadata says, and are named", async () => {
  const copies = join(folder, "copies");
  await Deno.mkdir(join(copies, "train"), { recursive: true });
  for (const raag of ["Darbari", "Yaman"]) {
    for (const i of [0, 1, 2, 3]) {
      const from = join(folder, "data", "train", `${raag}_${i === 3 ? 0 : i}`);
      const to = join(copies, "train", `${raag}_${i}`);
      await Deno.copyFile(`${from}.pitch`, `${to}.pitch`);
      const meta = JSON.parse(await Deno.readTextFile(`${from}.json`));
      const own = { ...meta, recording_id: `${raag}_${i}`, group: undefined };
      await Deno.writeTextFile(`${to}.json`, JSON.stringify(own));
    }
  }
  const { foldOf, warnings } = await crossValidate(await loadDataset(copies), {
    folds: 2,
    families: ["hmm"],
  });
  assertEquals(foldOf.Darbari_3, foldOf.Darbari_0);
  assertEquals(foldOf.Yaman_3, foldOf.Yaman_0);
  const told = warnings.map(({ message }) => message).join("\n");
  assert(told.includes("exact copy of Darbari_3"), told);
  assert(told.includes("8 of 8 recordings have no group"), told);
});
