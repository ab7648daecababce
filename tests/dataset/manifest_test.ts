import { assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  datasetManifest,
  loadDataset,
  readManifest,
  verifyManifest,
  writeManifest,
} from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/errors.ts";
import { track, type Tree, withTree, writeTree } from "./files.ts";

const TREE: Tree = {
  "train/a.pitch": "abc",
  "train/a.json": { recording_id: "a", raag: "Desh", tonic_hz: 220 },
  "test/b.pitch": track(230),
  "test/b.json": { recording_id: "b", raag: "Yaman", group: "g" },
};

Deno.test("a manifest has each recording's checksum", () =>
  withTree(TREE, async (root) => {
    const counts: number[] = [];
    const manifest = await datasetManifest(await loadDataset(root), {
      onRecording: (done) => void counts.push(done),
    });
    assertEquals(counts, [1, 2]);
    const [a, b] = manifest.recordings;
    assertEquals([a.id, a.path, a.bytes, a.raag, a.split, a.group], [
      "a",
      "train/a.pitch",
      3,
      "Desh",
      "train",
      "a",
    ]);
    // SHA-256 of "abc": NIST, FIPS 180-2, appendix B.1.
    assertEquals(a.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertEquals([b.id, b.path, b.group], ["b", "test/b.pitch", "g"]);
  }));

Deno.test("the hash depends on what the data set holds, not on how or where it is written", async () => {
  const hashes: string[] = [];
  const variants: Tree[] = [
    {},
    { "train/a.json": '{"tonic_hz":220.0,\n "raag":"Desh","recording_id":"a"}' },
    { "train/a.json": { recording_id: "a", raag: "Desh", tonic_hz: 221 } },
    { "train/a.pitch": "abd" },
  ];
  for (const variant of variants) {
    await withTree({ ...TREE, ...variant }, async (root) => {
      hashes.push((await datasetManifest(await loadDataset(root))).hash);
    });
  }
  assertEquals(hashes[0], hashes[1]);
  assertEquals(new Set(hashes).size, 3);
  assertNotEquals(hashes[2], hashes[3]);
});

Deno.test("a manifest is written, read and compared", () =>
  withTree(TREE, async (root) => {
    const manifest = await datasetManifest(await loadDataset(root));
    await writeManifest(`${root}/manifest.json`, manifest);
    const read = await readManifest(`${root}/manifest.json`);
    assertEquals(read, manifest);
    assertEquals(await verifyManifest(await loadDataset(root), read), []);

    await writeTree(root, {
      "train/a.pitch": "abcd",
      "train/c.pitch": track(250),
      "train/c.json": { recording_id: "c", raag: "Desh" },
    });
    await Deno.remove(`${root}/test/b.pitch`);
    const problems = await verifyManifest(await loadDataset(root), read);
    assertEquals(problems.map(({ file, field }) => [file, field]), [
      ["train/a.pitch", "sha256"],
      ["train/a.pitch", "bytes"],
      ["test/b.pitch", undefined],
      ["train/c.pitch", undefined],
    ]);
    assertStringIncludes(problems[2].message, "missing");
    assertStringIncludes(problems[3].message, "new");
  }));

Deno.test("a damaged manifest is refused", () =>
  withTree(TREE, async (root) => {
    const path = `${root}/manifest.json`;
    const refuse = async (text: string, words: string): Promise<void> => {
      await Deno.writeTextFile(path, text);
      await assertRejects(() => readManifest(path), DatasetError, words);
    };
    const text = JSON.stringify(await datasetManifest(await loadDataset(root)));
    await refuse(text.replace('"Desh"', '"Yaman"'), "was changed");
    await refuse("{}", "is not a manifest");
    await refuse("{", "not JSON");
    await assertRejects(() => readManifest(`${root}/none.json`), DatasetError, "does not exist");
    const dataset = await loadDataset(root);
    await assertRejects(
      async () => await writeManifest(`${root}/none/x.json`, await datasetManifest(dataset)),
      DatasetError,
      "does not exist",
    );
    await Deno.remove(`${root}/train/a.pitch`);
    await assertRejects(() => datasetManifest(dataset), DatasetError, "a.pitch");
  }));
