import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { readAudio } from "../../lib/audio/mod.ts";
import { DatasetError, InvalidArgumentError } from "../../lib/errors.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { ensureSampleDataset, makeSampleDataset } from "../../lib/synth/mod.ts";

/** Small and quick: two raags, two recordings each, three seconds. */
const SMALL = { durationSeconds: 3, train: 1, test: 1, grammars: [RAAGS.Desh, RAAGS.Yaman] };

async function inTempDir(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function names(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(dir)) found.push(entry.name);
  return found.sort();
}

Deno.test("the set has the layout, the metadata and the truth", () =>
  inTempDir(async (root) => {
    const dir = join(root, "sample"), told: string[] = [];
    await makeSampleDataset(dir, {
      ...SMALL,
      onProgress: ({ done, total, id }) => void told.push(`${done}/${total} ${id}`),
    });
    assertEquals(await names(dir), ["_truth", "sample.json", "test", "train"]);
    assertEquals(await names(join(dir, "train")), [
      "desh_01.json",
      "desh_01.wav",
      "yaman_01.json",
      "yaman_01.wav",
    ]);
    assertEquals(told, [
      "1/4 train/desh_01",
      "2/4 test/desh_02",
      "3/4 train/yaman_01",
      "4/4 test/yaman_02",
    ]);
    const metadata = JSON.parse(await Deno.readTextFile(join(dir, "test/desh_02.json")));
    assertEquals(metadata.recording_id, "desh_02");
    assertEquals(metadata.raag, "Desh");
    assertEquals(metadata.split, "test");
    assertEquals(metadata.group, "desh_02");
    const audio = await readAudio(join(dir, "test/desh_02.wav"));
    assertEquals(audio.sampleRate, 22050);
    assertEquals(audio.format.bitDepth, 16);
    assertEquals(audio.samples.length / 22050, metadata.duration_sec);
    const truth = (await Deno.readTextFile(join(dir, "_truth/desh_02.csv"))).trim().split("\n");
    assertEquals(truth[0], "time_s,f0_hz,voicing");
    assertEquals(truth.length - 1, Math.round(metadata.duration_sec * 100));
    assertEquals(await names(root), ["sample"], "nothing else is left");
  }));

Deno.test("made twice the set is the same to the byte", () =>
  inTempDir(async (root) => {
    const a = await makeSampleDataset(join(root, "a"), SMALL);
    await makeSampleDataset(join(root, "b"), SMALL);
    for (const path of Object.keys(a.files)) {
      assertEquals(
        await Deno.readFile(join(root, "a", path)),
        await Deno.readFile(join(root, "b", path)),
        path,
      );
    }
  }));

Deno.test("it is made once, and anew when half made, of another version or with other options", () =>
  inTempDir(async (root) => {
    const dir = join(root, "deep/down/sample");
    assertEquals(await ensureSampleDataset(dir, SMALL), true);
    assertEquals(await ensureSampleDataset(dir, SMALL), false);
    await Deno.remove(join(dir, "sample.json"));
    assertEquals(await ensureSampleDataset(dir, SMALL), true, "no sample.json");
    await Deno.remove(join(dir, "train/desh_01.wav"));
    assertEquals(await ensureSampleDataset(dir, SMALL), true, "a file is missing");
    await Deno.truncate(join(dir, "train/desh_01.wav"), 1000);
    assertEquals(await ensureSampleDataset(dir, SMALL), true, "a file is cut off");
    await Deno.writeTextFile(join(dir, "sample.json"), "{");
    assertEquals(await ensureSampleDataset(dir, SMALL), true, "sample.json is cut off");
    const info = JSON.parse(await Deno.readTextFile(join(dir, "sample.json")));
    await Deno.writeTextFile(
      join(dir, "sample.json"),
      JSON.stringify({ ...info, version: info.version - 1 }),
    );
    assertEquals(await ensureSampleDataset(dir, SMALL), true, "another version");
    assertEquals(await ensureSampleDataset(dir, { ...SMALL, seed: 2 }), true, "another seed");
    const edited = { ...RAAGS.Desh, nyas: ["S"] };
    const grammars = [edited, RAAGS.Yaman];
    assertEquals(await ensureSampleDataset(dir, { ...SMALL, grammars }), true, "another grammar");
    assertEquals(await ensureSampleDataset(dir, { ...SMALL, grammars }), false);
  }));

Deno.test("a folder with anything of one's own in it is left alone", () =>
  inTempDir(async (root) => {
    const dir = join(root, "mine");
    await Deno.mkdir(join(dir, "train"), { recursive: true });
    await Deno.writeTextFile(join(dir, "train/concert.wav"), "precious");
    await assertRejects(() => ensureSampleDataset(dir, SMALL), DatasetError, "train/concert.wav");
    assertEquals(await Deno.readTextFile(join(dir, "train/concert.wav")), "precious");
    assertEquals(await names(root), ["mine"]);
  }));

Deno.test("a failure half way leaves nothing behind, and the old set in its place", () =>
  inTempDir(async (root) => {
    const dir = join(root, "sample");
    await makeSampleDataset(dir, SMALL);
    const stop = () => {
      throw new RangeError("stop");
    };
    await assertRejects(
      () => makeSampleDataset(dir, { ...SMALL, seed: 2, onProgress: stop }),
      RangeError,
      "stop",
    );
    assertEquals(await names(root), ["sample"]);
    assertEquals(await ensureSampleDataset(dir, SMALL), false);
  }));

Deno.test("what a killed process left is tidied away after an hour, not before", () =>
  inTempDir(async (root) => {
    for (const name of ["sample-old.tmp", "sample-new.tmp"]) await Deno.mkdir(join(root, name));
    const old = new Date(Date.now() - 2 * 3_600_000);
    await Deno.utime(join(root, "sample-old.tmp"), old, old);
    await makeSampleDataset(join(root, "sample"), SMALL);
    assertEquals(await names(root), ["sample", "sample-new.tmp"]);
  }));

Deno.test("a place that cannot be written is named", () =>
  inTempDir(async (root) => {
    await Deno.writeTextFile(join(root, "file"), "");
    const error = await assertRejects(
      () => makeSampleDataset(join(root, "file/sample"), SMALL),
      DatasetError,
    );
    assert(error.message.includes(join(root, "file/sample")));
  }));

Deno.test("options out of range are refused by name", async () => {
  const refused: [Parameters<typeof makeSampleDataset>[1], string][] = [
    [{ train: 0 }, "train"],
    [{ test: -1 }, "test"],
    [{ durationSeconds: 1 }, "durationSeconds"],
    [{ seed: 1.5 }, "seed"],
    [{ grammars: [] }, "grammars"],
  ];
  for (const [options, name] of refused) {
    await assertRejects(() => makeSampleDataset("never", options), InvalidArgumentError, name);
    await assertRejects(() => ensureSampleDataset("never", options), InvalidArgumentError, name);
  }
});
