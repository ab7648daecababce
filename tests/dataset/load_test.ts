import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { kindOf, loadDataset } from "../../lib/dataset/mod.ts";
import { DatasetError, InvalidArgumentError, type Problem } from "../../lib/errors.ts";
import { track, type Tree, withTree } from "./files.ts";

const meta = (recording_id: string, raag: string, more: object = {}): object => ({
  recording_id,
  raag,
  ...more,
});

/** Problems as `file below the root, field`, with their first letter for the severity. */
const places = (root: string, problems: readonly Problem[]): string[] =>
  problems.map(({ file, field, severity }) =>
    `${severity[0]} ${file.slice(root.length + 1)}${field ? ` ${field}` : ""}`
  );

Deno.test("layout 1: metadata beside the recording", () =>
  withTree({
    "train/a.wav": "sound",
    "train/a.json": meta("a", "Gaud_Malhar", { tonic_hz: 220, extra: { kept: [1] } }),
    "train/b.FLAC": "sound",
    "train/b.json": meta("b", "Yaman", { group: "g" }),
    "test/deep/er/c.mp3": "sound",
    "test/deep/er/c.json": meta("c", "Yaman"),
    "README.md": "words",
    "train/notes.txt": "words, not numbers",
    "_cache/x.wav": "sound",
    ".git/y.wav": "sound",
    "train/.hidden.wav": "sound",
  }, async (root) => {
    const dataset = await loadDataset(root);
    assertEquals(dataset.layout, "beside");
    assertEquals(dataset.splits, { test: 1, train: 2 });
    assertEquals(dataset.problems, []);
    const [c, a, b] = dataset.recordings;
    assertEquals([a.id, a.raag, a.split, a.group, a.kind], [
      "a",
      "Gaud_Malhar",
      "train",
      "a",
      "audio",
    ]);
    assertEquals([a.path, a.metadataPath], [`${root}/train/a.wav`, `${root}/train/a.json`]);
    assertEquals(a.metadata.extra, { kept: [1] });
    assertEquals([b.group, c.id, c.split], ["g", "c", "test"]);
  }));

Deno.test("layout 2: audio and metadata in folders of their own", () =>
  withTree({
    "train/audio/a.wav": "sound",
    "train/metadata/a.json": meta("a", "Desh"),
    "train/audio/x/b.ogg": "sound",
    "train/metadata/x/b.json": meta("b", "Desh"),
    "test/pitch/c.csv": track(220),
    "test/metadata/c.json": meta("c", "Desh"),
  }, async (root) => {
    const dataset = await loadDataset(root);
    assertEquals(dataset.layout, "folders");
    assertEquals(dataset.problems, []);
    assertEquals(dataset.recordings.map(({ id, kind, split }) => [id, kind, split]), [
      ["c", "pitch", "test"],
      ["a", "audio", "train"],
      ["b", "audio", "train"],
    ]);
  }));

Deno.test("layout 3: pitch tracks, whatever their ending", () =>
  withTree(
    Object.fromEntries(["pitch", "txt", "csv", "tsv", "f0"].flatMap((ending, i) => [
      [`train/${ending}.${ending}`, track(200 + i)],
      [`train/${ending}.json`, meta(ending, "Desh", { hop_seconds: 0.01 })],
    ])),
    async (root) => {
      const { recordings, problems } = await loadDataset(root);
      assertEquals(problems, []);
      assertEquals(recordings.length, 5);
      assert(recordings.every(({ kind }) => kind === "pitch"));
    },
  ));

Deno.test("recordings in the root, with or without parts, have the split of their metadata", async () => {
  await withTree({
    "a.wav": "sound",
    "a.json": meta("a", "Desh", { split: "test" }),
    "b.wav": "sound",
    "b.json": meta("b", "Desh", { split: null }),
  }, async (root) => {
    const { layout, splits } = await loadDataset(root);
    assertEquals([layout, splits], ["flat", { test: 1, all: 1 }]);
  });
  await withTree({ "audio/a.wav": "sound", "metadata/a.json": meta("a", "Desh") }, async (root) => {
    const { layout, splits } = await loadDataset(root);
    assertEquals([layout, splits], ["flat", { all: 1 }]);
  });
});

Deno.test("folders named after their raag are no splits", () =>
  withTree({
    "Gaud Malhar/a.wav": "sound",
    "Gaud Malhar/a.json": meta("a", "Gaud_Malhar"),
    "Yaman/b.wav": "sound",
    "Yaman/b.json": meta("b", "Yaman", { split: "test" }),
  }, async (root) => {
    const { splits, problems } = await loadDataset(root);
    assertEquals([splits, problems], [{ all: 1, test: 1 }, []]);
  }));

Deno.test("the folder's split counts, and a conflict is said", () =>
  withTree({
    "train/a.wav": "sound",
    "train/a.json": meta("a", "Desh", { split: "test" }),
  }, async (root) => {
    const { splits, problems } = await loadDataset(root);
    assertEquals(splits, { train: 1 });
    assertEquals(places(root, problems), ["w train/a.json split"]);
  }));

Deno.test("sound counts before a pitch track of the same name, unless told otherwise", () =>
  withTree({
    "train/a.wav": "sound",
    "train/a.csv": track(220),
    "train/a.json": meta("a", "Desh"),
  }, async (root) => {
    assertEquals((await loadDataset(root)).recordings[0].kind, "audio");
    const [recording] = (await loadDataset(root, { prefer: "pitch" })).recordings;
    assertEquals(recording.path, `${root}/train/a.csv`);
  }));

Deno.test("any file with metadata of its own is a recording, but no picture", () =>
  withTree({
    "train/a.caf": "sound",
    "train/a.json": meta("a", "Desh"),
    "train/b.png": "picture",
    "train/b.json": meta("b", "Desh"),
  }, async (root) => {
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.map(({ path }) => path), [`${root}/train/a.caf`]);
    assertEquals(places(root, problems), ["e train/b.json"]);
  }));

/** Each of these files is unusable for the reason that its name says. */
const WRONG: Tree = {
  "train/good.wav": "sound",
  "train/good.json": meta("good", "Desh"),
  "train/no_metadata.wav": "sound",
  "train/no_metadata.csv": track(220),
  "train/no_recording.json": meta("x", "Desh"),
  "train/manifest.json": { files: 3 },
  "train/no_raag.wav": "sound",
  "train/no_raag.json": { recording_id: "no_raag" },
  "train/tonic_0.wav": "sound",
  "train/tonic_0.json": meta("", "Desh", { tonic_hz: 0, hop_seconds: -1 }),
  "train/twice.wav": "sound",
  "train/twice.json": meta("good", "Desh"),
  "train/empty.wav": "",
  "train/empty.json": meta("empty", "Desh"),
  "train/not_json.wav": "sound",
  "train/not_json.json": "{",
  "train/list.wav": "sound",
  "train/list.json": [],
  "train/deep.wav": "sound",
  "train/deep.json": "[".repeat(50_000),
  "train/large.wav": "sound",
  "train/large.json": meta("large", "Desh", { notes: "x".repeat(2 ** 20) }),
  "train/path.wav": "sound",
  "train/path.json": meta("../../x", "Desh", { artist: 5 }),
};

Deno.test("every problem is listed with its file and field, and the rest is usable", () =>
  withTree(WRONG, async (root) => {
    const { recordings, problems } = await loadDataset(root);
    assertEquals(recordings.map(({ id }) => id), ["good"]);
    assertEquals(places(root, problems).sort(), [
      "e train/deep.json",
      "e train/empty.wav",
      "e train/large.json",
      "e train/list.json",
      "e train/no_metadata.wav",
      "e train/no_raag.json raag",
      "e train/no_recording.json",
      "e train/not_json.json",
      "e train/path.json recording_id",
      "e train/tonic_0.json hop_seconds",
      "e train/tonic_0.json recording_id",
      "e train/tonic_0.json tonic_hz",
      "e train/twice.json recording_id",
      "w train/path.json artist",
    ]);
    const tonic = problems.find(({ field }) => field === "tonic_hz")!;
    assertStringIncludes(tonic.message, "40..1000");
    assertStringIncludes(tonic.message, "found 0");
  }));

Deno.test("what is wrong in another split is no concern of the one asked for", () =>
  withTree({
    "train/a.wav": "sound",
    "train/a.json": meta("a", "Desh"),
    "test/b.wav": "sound",
  }, async (root) => {
    const { recordings, splits, problems } = await loadDataset(root, { split: "train" });
    assertEquals([recordings.length, splits, problems], [1, { train: 1 }, []]);
  }));

Deno.test("an unusable data set is refused with what was looked for", async () => {
  const refuse = async (tree: Tree, words: string, split?: string): Promise<void> =>
    await withTree(tree, async (root) => {
      await assertRejects(() => loadDataset(root, { split }), DatasetError, words);
    });
  await refuse({}, "looked for <split>/<id>.wav");
  await refuse({ "train/a.wav": "sound" }, "1 problem, first");
  await refuse({ "train/a.wav": "s", "train/a.json": meta("a", "Desh") }, "train (1)", "test");
  await refuse({ "x": null }, "looked for");
  await assertRejects(() => loadDataset("/nonexistent"), DatasetError, "does not exist");
  const file = await Deno.makeTempFile();
  await assertRejects(() => loadDataset(file), DatasetError, "it is a file");
  await Deno.remove(file);
});

Deno.test("options out of range are refused", async () => {
  const refuse = (root: string, options: object, words: string): Promise<unknown> =>
    assertRejects(() => loadDataset(root, options), InvalidArgumentError, words);
  await refuse("", {}, "root");
  await refuse("x", { prefer: "both" }, "prefer");
});

Deno.test("a signal stops the listing", () =>
  withTree({ "a.wav": "sound", "a.json": meta("a", "Desh") }, async (root) => {
    await assertRejects(() => loadDataset(root, { signal: AbortSignal.abort() }), DOMException);
  }));

Deno.test("links are followed within the data set only, unless asked", () =>
  withTree({
    "outside/x.wav": "sound",
    "outside/x.json": meta("x", "Desh"),
    "data/train/a.wav": "sound",
    "data/train/a.json": meta("a", "Desh"),
    "data/test/b.json": meta("b", "Desh"),
  }, async (root) => {
    await Deno.symlink(`${root}/outside`, `${root}/data/linked`);
    await Deno.symlink(`${root}/outside/x.wav`, `${root}/data/train/x.wav`);
    await Deno.symlink("../train/a.wav", `${root}/data/test/b.wav`);
    await Deno.symlink("..", `${root}/data/train/circle`);
    await Deno.symlink("nowhere", `${root}/data/train/broken.wav`);
    const strict = await loadDataset(`${root}/data`);
    assertEquals(strict.recordings.map(({ id }) => id), ["b", "a"]);
    assertEquals(places(`${root}/data`, strict.problems).filter((place) => place[0] === "w"), [
      "w linked",
      "w train/broken.wav",
      "w train/x.wav",
    ]);
    const open = await loadDataset(`${root}/data`, { followLinks: true });
    assertEquals(open.splits, { linked: 1, test: 1, train: 1 });
  }));

Deno.test("kinds by name", () => {
  assertEquals(["a.WAV", "b.pitch", "c.d/e.txt", "f.png", "g", ".wav", "h.caf"].map(kindOf), [
    "audio",
    "pitch",
    "pitch",
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
