/** Whole runs over a data set of twelve short pitch tracks: small enough to run at every turn. */
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { DatasetError, InvalidArgumentError } from "../../lib/errors.ts";
import { crossValidate, judgeSplit, topKAccuracy } from "../../lib/evaluate/mod.ts";
import { formatPitchTrack } from "../../lib/pitch/mod.ts";
import { RaagTrainer } from "../../lib/train/mod.ts";
import { toyMelodies } from "../families/melodies.ts";

const root = await Deno.makeTempDir({ prefix: "raagkit_small_run_" });
globalThis.addEventListener("unload", () => Deno.removeSync(root, { recursive: true }));

/** Four of each toy raag: three to learn from, one to judge. Minor is in the test alone. */
for (const [i, { id, raag, track, tonicHz }] of toyMelodies(4, 10).entries()) {
  const split = i % 4 === 3 || raag === "Minor" ? "test" : "train";
  await Deno.mkdir(join(root, split), { recursive: true });
  await Deno.writeTextFile(join(root, split, `${id}.pitch`), formatPitchTrack(track));
  const metadata = { recording_id: id, raag, tonic_hz: tonicHz, group: id };
  await Deno.writeTextFile(join(root, split, `${id}.json`), JSON.stringify(metadata));
}
const dataset = await loadDataset(root);
const { models } = await new RaagTrainer({ family: "pcd-knn", jobs: 1 }).trainAllRaagModels(
  dataset,
);

Deno.test("a split is judged: what the models know, and what they do not", async () => {
  const { metrics, novelty, classifications } = await judgeSplit(models, dataset, "test");
  assertEquals(classifications.size, 6);
  assertEquals([novelty.known, novelty.unknown], [2, 4]);
  assertEquals(metrics.predictions.map(({ truth }) => truth), ["Pentad", "Zigzag"]);
  await assertRejects(() => judgeSplit(models, dataset, "nowhere"), DatasetError, "nowhere");
});

Deno.test("an excerpt is heard instead of the whole", async () => {
  const whole = await judgeSplit(models, dataset, "test");
  const part = await judgeSplit(models, dataset, "test", { excerptSeconds: 3 });
  const long = await judgeSplit(models, dataset, "test", { excerptSeconds: 100 });
  assertEquals(long.metrics.predictions, whole.metrics.predictions);
  const scores = ({ metrics }: typeof whole) => metrics.predictions.map(({ scores }) => scores);
  assertEquals(scores(part).every((one, i) => one.Pentad !== scores(whole)[i].Pentad), true);
});

Deno.test("ten folds or a fixed split; what was computed is kept and then swept away", async () => {
  const options = { families: ["pcd-knn"], jobs: 1 };
  const names: string[] = [], runsDir = join(root, "runs");
  const folded = await crossValidate(dataset, {
    ...options,
    folds: 3,
    runsDir,
    onProgress: ({ phase, item }) => {
      if (phase === "fit") names.push(item);
    },
  });
  assertEquals(folded.result.folds, 3);
  assertEquals(folded.result.results[0].predictions.length, 12);
  assertEquals(new Set(names).size, 3);
  assertEquals([...Deno.readDirSync(runsDir)], []);
  const fixed = await crossValidate(dataset, {
    ...options,
    splits: { train: "train", test: "test" },
  });
  const judged = fixed.result.results[0].predictions.map(({ recording_id }) => recording_id);
  assertEquals(
    judged,
    dataset.recordings.filter(({ split }) => split === "test").map(({ id }) => id).sort(),
  );
  await assertRejects(
    () => crossValidate(dataset, { jobs: 1, families: ["pcd-knn", "pcd-knn"] }),
    InvalidArgumentError,
    "occurs twice",
  );
});

Deno.test("a list of truths and one of rankings must be as long", () => {
  assertThrows(() => topKAccuracy(["a", "b"], [["a"]], 1), InvalidArgumentError);
});
