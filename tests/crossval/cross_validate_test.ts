/** Cross-validation of whole data sets: the same on any number of threads, and after a kill. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { crossValidate, type CrossValidateOptions } from "../../lib/crossval/mod.ts";
import { loadDataset } from "../../lib/dataset/mod.ts";
import { AbortedError, InvalidArgumentError } from "../../lib/errors.ts";
import { formatPitchTrack } from "../../lib/pitch/mod.ts";
import { generateRecording, RAAGS } from "../../lib/synth/mod.ts";

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
const families = ["hmm-ensemble", "note-bigram"];
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
  const path = join(runsDir, left.name, kept[0]);
  const part = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...part, learnt: { mark: "kept" } }));
  const continued = await run({ runsDir });
  assert(Object.values(continued.learnt).some(({ mark }) => mark === "kept"), "taken up");
  assertEquals(figures(continued), figures(await run()));
  assertEquals([...Deno.readDirSync(runsDir)], [], "a whole run leaves nothing behind");
});

Deno.test("with the tonic in question each candidate is tried, and learning stays as it was", async () => {
  const { result, skipped } = await run({ tonic: "estimated", families: ["note-bigram"] });
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
  await refused({ families: ["note-bigram", "note-bigram"] }, "occurs twice");
  await refused({ folds: 40 }, "folds");
  await refused({ splits: { train: "train", test: "test" } }, "splits.test");
});
