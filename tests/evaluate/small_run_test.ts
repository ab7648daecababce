/** Whole runs over a data set of twelve short pitch tracks: small enough to run at every turn. */
import { assert, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { basename, join } from "@std/path";
import { readRecordings } from "../../lib/analysis/mod.ts";
import { type Dataset, loadDataset, type Recording } from "../../lib/dataset/mod.ts";
import { AbortedError, DatasetError, InvalidArgumentError } from "../../lib/errors.ts";
import {
  crossValidate,
  crossValidateFold,
  type CrossValidateOptions,
  type CrossValidateProgress,
  judgeSplit,
  prepareMelodies,
  type Question,
  type SharedRun,
  type StageName,
  summarizeFamily,
  topKAccuracy,
} from "../../lib/evaluate/mod.ts";
import { crossValidateShare } from "../../lib/evaluate/cross_validate.ts";
import { excerptOf } from "../../lib/evaluate/excerpt.ts";
import { areaUnderCurve } from "../../lib/evaluate/judge_split.ts";
import { makeFamily } from "../../lib/families/mod.ts";
import { sha256File } from "../../lib/files/mod.ts";
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
const options = { families: ["pcd-knn"], folds: 3, jobs: 1 };

/** The data set with some recordings changed. */
const withRecordings = (change: (one: Recording, i: number) => Recording): Dataset => ({
  ...dataset,
  recordings: dataset.recordings.map(change),
});
/** A recording whose file is not there. */
const lost = (one: Recording): Recording => ({ ...one, path: join(root, "lost.pitch") });

/** Everything said but how long it took. */
const timeless = ({ result }: Awaited<ReturnType<typeof crossValidate>>) => ({
  ...result,
  results: result.results.map((one) => ({ ...one, seconds: 0 })),
});

/** Paths of the files below a folder. */
function filesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesIn(join(folder, name)) : [join(folder, name)]
  ).sort();
}

Deno.test("a split is judged: what the models know, and what they do not", async () => {
  const { metrics, novelty, classifications } = await judgeSplit(models, dataset, "test");
  assertEquals(classifications.size, 6);
  assertEquals([novelty.known, novelty.unknown], [2, 4]);
  assertEquals(metrics.predictions.map(({ truth }) => truth), ["Pentad", "Zigzag"]);
  assertEquals([metrics.family, metrics.seconds], ["models", 0]);
  const [known, unknown] = [false, true].map((isMinor) =>
    [...classifications].filter(([id]) => id.startsWith("Minor") === isMinor)
      .map(([, one]) => one)
  );
  const refused = (list: typeof known) =>
    list.filter(({ refusal }) => refusal === "none-of-these").length / list.length;
  assertEquals([novelty.refused_known, novelty.refused_unknown], [
    refused(known),
    refused(unknown),
  ]);
  assert(refused(unknown) > 0, "a raag of other notes is seen to be one");
  const typicalities = [known, unknown].map((list) => list.map(({ typicality }) => typicality!));
  assertEquals(novelty.auroc, areaUnderCurve(typicalities[0], typicalities[1]));
  await assertRejects(
    () => judgeSplit(models, dataset, "nowhere"),
    DatasetError,
    'no recording in split "nowhere"; the splits there are test, train',
  );
  const alone = { ...dataset, recordings: dataset.recordings.slice(0, 1) };
  assertEquals(
    (await judgeSplit(models, alone, alone.recordings[0].split)).classifications.size,
    1,
  );
  const { problems } = await assertRejects(
    () => judgeSplit(models, withRecordings(lost), "test"),
    DatasetError,
    'no recording of split "test" can be read',
  );
  assertEquals(problems.length, 6);
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
  const seen: CrossValidateProgress[] = [], runsDir = join(root, "runs");
  const folded = await crossValidate(dataset, {
    ...options,
    runsDir,
    onProgress: (progress) => void seen.push(progress),
  });
  assertEquals(folded.result.folds, 3);
  assertEquals(folded.result.results[0].predictions.length, 12);
  const told = (phase: string) => seen.filter((one) => one.phase === phase);
  assertEquals(told("read").map(({ item }) => item), dataset.recordings.map(({ id }) => id));
  assertEquals(told("read").map(({ done, total }) => [done, total]).at(-1), [12, 12]);
  assertEquals(
    told("fit").map(({ done, total, item }) => [done, total, item]),
    [[1, 3, "pcd-knn.0"], [2, 3, "pcd-knn.1"], [3, 3, "pcd-knn.2"]],
  );
  assertEquals([...Deno.readDirSync(runsDir)], []);
  assertEquals(timeless(await crossValidate(dataset, options)), timeless(folded));
  const fixed = await crossValidate(dataset, {
    ...options,
    splits: { train: "train", test: "test" },
  });
  const isTest = ({ split }: Recording) => split === "test";
  const judged = fixed.result.results[0].predictions.map(({ recording_id }) => recording_id);
  assertEquals(judged, dataset.recordings.filter(isTest).map(({ id }) => id).sort());
  assertEquals(
    fixed.foldOf,
    Object.fromEntries(dataset.recordings.map((one) => [one.id, isTest(one) ? 0 : 1])),
  );
  // What is told of the fit is that of the first fold, which learnt from six recordings.
  assertEquals(fixed.learnt["pcd-knn"].held_out, 6);
});

Deno.test("a run says what its parts say: whole, in excerpts, and with Sa in question", async () => {
  const { read } = await readRecordings(dataset.recordings);
  const { read: estimated } = await readRecordings(dataset.recordings, { ignoreTonic: true });
  const family = makeFamily("pcd-knn");
  const melodies = read.map(({ recording: { id, raag, group }, track, tonicHz }) => (
    { id, raag, group, track, tonicHz }
  ));
  const items = prepareMelodies(family, melodies);
  const candidates = (i: number) => estimated[i].tonic!.candidates;
  const part = (i: number) => excerptOf(melodies[i], 3, 42);
  const asked: [CrossValidateOptions, (i: number) => Question][] = [
    [{}, (i) => ({ features: items[i].features, tonicHz: NaN })],
    [{ excerptSeconds: 3 }, (i) => ({ features: family.prepare(part(i)), tonicHz: NaN })],
    [{ tonic: "estimated" }, (i) => ({ melody: melodies[i], candidates: candidates(i) })],
    [
      { tonic: "estimated", excerptSeconds: 3 },
      (i) => ({ melody: part(i), candidates: candidates(i) }),
    ],
  ];
  for (const [more, question] of asked) {
    const { result, foldOf } = await crossValidate(dataset, { ...options, ...more });
    const folds = melodies.map(({ id }) => foldOf[id]);
    const units = [];
    for (const fold of [0, 1, 2]) {
      units.push(await crossValidateFold({ family, items, folds, fold, seed: 42, question }));
    }
    const expected = summarizeFamily("pcd-knn", units).predictions;
    assertEquals(result.results[0].predictions, expected, JSON.stringify(more));
  }
  // A recording whose Sa nobody gave is judged with every candidate, as `classify` does; what was
  // asked of the others stays.
  const one = withRecordings((recording, i) =>
    i === 0 ? { ...recording, metadata: { ...recording.metadata, tonic_hz: undefined } } : recording
  );
  const { result, foldOf } = await crossValidate(one, options);
  const folds = melodies.map(({ id }) => foldOf[id]);
  const known = [
    ...prepareMelodies(family, [{ ...melodies[0], tonicHz: estimated[0].tonicHz }]),
    ...items.slice(1),
  ];
  const { predictions: [expected] } = await crossValidateFold({
    family,
    items: known,
    folds,
    fold: folds[0],
    seed: 42,
    question: (i) =>
      i === 0
        ? { melody: melodies[0], candidates: candidates(0) }
        : { features: known[i].features, tonicHz: NaN },
  });
  const { id } = melodies[0];
  assertEquals(result.results[0].predictions.find((one) => one.recording_id === id), expected);
});

Deno.test("a run that was stopped goes on from what it kept, unless something has changed", async () => {
  const runsDir = join(root, "stopped");
  const stop = async (more: CrossValidateOptions = {}, data = dataset) => {
    const controller = new AbortController();
    await assertRejects(
      () =>
        crossValidate(data, {
          ...options,
          runsDir,
          signal: controller.signal,
          onProgress: ({ phase, done }) => {
            if (phase === "fit" && done === 1) controller.abort();
          },
          ...more,
        }),
      AbortedError,
    );
    return [...Deno.readDirSync(runsDir)].map(({ name }) => name);
  };
  const folders = await stop();
  assertEquals(folders.length, 1);
  assertMatch(folders[0], /^crossval-[0-9a-f]{16}$/);
  assertEquals(filesIn(runsDir).map((path) => basename(path)), ["pcd-knn.0.json"]);
  const [path] = filesIn(runsDir);
  // A part that says something else shows whether it is taken up or computed again.
  const part = JSON.parse(await Deno.readTextFile(path));
  part.value.learnt = { mark: "kept" };
  await Deno.writeTextFile(path, JSON.stringify(part));
  const firstOf = (change: (one: Recording) => Recording) =>
    withRecordings((one, i) => i === 0 ? change(one) : one);
  const others: [CrossValidateOptions, Dataset?][] = [
    [{ seed: 1 }],
    [{ folds: 4 }],
    [{ tonic: "estimated" }],
    [{ excerptSeconds: 3 }],
    [{ excerptSeconds: 4 }],
    [{ pitch: { method: "yin" } }],
    [{ splits: { train: "train", test: "test" }, families: ["pcd-knn", "hmm-plain"] }],
    [{}, firstOf((one) => ({ ...one, raag: "Other" }))],
    [{}, firstOf((one) => ({ ...one, metadata: { ...one.metadata, tonic_hz: 201 } }))],
    [{}, firstOf((one) => ({ ...one, path: dataset.recordings[1].path }))],
  ];
  for (const [i, [more, data]] of others.entries()) {
    assertEquals((await stop(more, data)).length, 2 + i, JSON.stringify(more));
  }
  const { learnt } = await crossValidate(dataset, { ...options, runsDir });
  assertEquals(learnt, { "pcd-knn": { mark: "kept" } });
  assertEquals(
    [...Deno.readDirSync(runsDir)].length,
    others.length,
    "its own parts are swept away",
  );
});

Deno.test("one family with several settings is several, each with files of its own", async () => {
  const names: string[] = [];
  const { result } = await crossValidate(dataset, {
    ...options,
    families: ["pcd-knn", { family: "pcd-knn", name: "of one", k: 1 }],
    onProgress: ({ phase, item }) => {
      if (phase === "fit" && item.endsWith(".0")) names.push(item);
    },
  });
  assertEquals(result.results.map(({ family }) => family), ["pcd-knn", "of one"]);
  assertEquals(names[0], "pcd-knn.0");
  assertMatch(names[1], /^of_one-[0-9a-f]{8}\.0$/i);
});

Deno.test("what cannot be run is refused by name", async () => {
  const refused = (more: CrossValidateOptions, text: string) =>
    assertRejects(
      () => crossValidate(dataset, { ...options, ...more }),
      InvalidArgumentError,
      text,
    );
  await refused({ families: ["crystal-ball"] }, "crystal-ball");
  await refused({ families: ["pcd-knn", "pcd-knn"] }, '"pcd-knn" occurs twice');
  await refused({ folds: 40 }, "folds");
  await refused(
    { splits: { train: "train", test: "exam" } },
    'splits.test must be one of test, train, found "exam"',
  );
  await refused({ splits: { train: "test", test: "test" } }, 'splits must differ, found "test"');
});

Deno.test("a recording that cannot be read is left out and named; without any there is no run", async () => {
  const seen: CrossValidateProgress[] = [];
  const { skipped, result } = await crossValidate(
    withRecordings((one, i) => i === 2 ? lost(one) : one),
    { ...options, onProgress: (progress) => void seen.push(progress) },
  );
  assertEquals(skipped.map(({ file }) => basename(file)), ["lost.pitch"]);
  assertEquals(result.results[0].predictions.length, 11);
  assertEquals(
    seen.filter(({ problem }) => problem !== undefined).map(({ item }) => item),
    [dataset.recordings[2].id],
  );
  await assertRejects(
    () => crossValidate(withRecordings(lost), options),
    DatasetError,
    "no recording can be read",
  );
});

Deno.test("exact copies are one source, whatever the metadata says, and are named", async () => {
  const [original, copy] = dataset.recordings;
  const { foldOf, warnings } = await crossValidate(
    withRecordings((one) =>
      one === copy
        ? { ...original, id: copy.id, metadata: { ...original.metadata, group: undefined } }
        : one
    ),
    options,
  );
  assertEquals(foldOf[copy.id], foldOf[original.id]);
  const told = warnings.map(({ message }) => message).join("\n");
  assert(told.includes(`exact copy of ${copy.id}`), told);
  assert(told.includes("1 of 12 recordings have no group"), told);
});

Deno.test("all that the fits need is in the cache when the recordings are read", async () => {
  for (const tonic of ["known", "estimated"] as const) {
    const cacheDir = join(root, `cache_${tonic}`), controller = new AbortController();
    await assertRejects(
      () =>
        crossValidate(dataset, {
          ...options,
          cacheDir,
          signal: controller.signal,
          onProgress: ({ done }) => {
            if (done === 12) controller.abort();
          },
        }),
      AbortedError,
    );
    const read = filesIn(cacheDir);
    assertEquals(read.length, 24, "a melody and the features of each");
    await crossValidate(dataset, { ...options, cacheDir });
    assertEquals(filesIn(cacheDir), read);
  }
});

Deno.test("many processes do a run together, to the figures of one", async () => {
  const hashes = new Map<string, string>();
  for (const { id, path } of dataset.recordings) hashes.set(id, (await sha256File(path)).sha256);
  for (const tonic of ["known", "estimated"] as const) {
    const folder = join(root, `shared_${tonic}`), cacheDir = `${folder}_cache`;
    const all: CrossValidateOptions = { ...options, tonic, cacheDir };
    const runOf = (stage: StageName, index: number, of: number): SharedRun => (
      { folder, reads: 2, hashes, share: { stage, index, of }, files: [] }
    );
    const share = async (stage: StageName, index: number, of: number, before?: number) => {
      const run = runOf(stage, index, of);
      await crossValidateShare(dataset, { ...all, run }, before);
      return run.files.map((path) => basename(path));
    };
    assertEquals(await share("read", 1, 2), ["read.1.json"]);
    assertEquals(await share("read", 0, 2), ["read.0.json"]);
    const read = filesIn(cacheDir);
    const reads = ["read.0.json", "read.1.json"];
    assertEquals(await share("fit", 0, 2), [...reads, "pcd-knn.0.json", "pcd-knn.2.json"]);
    // Where one fit of another seed comes before, the shares go on from there.
    assertEquals(await share("fit", 0, 2, 1), [...reads, "pcd-knn.1.json"]);
    let fits = 0;
    const finished = await crossValidate(dataset, {
      ...all,
      run: runOf("finish", 0, 1),
      onProgress: ({ phase }) => void (phase === "fit" && fits++),
    });
    assertEquals(fits, 3);
    assertEquals(timeless(finished), timeless(await crossValidate(dataset, { ...options, tonic })));
    assertEquals(filesIn(cacheDir), read, "the fits found all in the cache");
    // Who asks later finds them still.
    assertEquals(filesIn(folder).filter((path) => path.includes("pcd-knn")).length, 3);
  }
});

Deno.test("a share of which nothing can be read is done all the same", async () => {
  const folder = join(root, "shared_lost");
  const hashes = new Map(dataset.recordings.map(({ id }) => [id, ""]));
  const run: SharedRun = {
    folder,
    reads: 12,
    hashes,
    share: { stage: "read", index: 0, of: 12 },
    files: [],
  };
  await crossValidateShare(withRecordings(lost), { ...options, run });
  assertEquals(run.files.map((path) => basename(path)), ["read.0.json"]);
});

Deno.test("a list of truths and one of rankings must be as long", () => {
  assertThrows(() => topKAccuracy(["a", "b"], [["a"]], 1), InvalidArgumentError);
});
