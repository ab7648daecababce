import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { datasetManifest, loadDataset } from "../../lib/dataset/mod.ts";
import { DatasetError } from "../../lib/errors.ts";
import { track, type Tree, withTree } from "./files.ts";

const TREE: Tree = {
  "train/a.pitch": "abc",
  "train/a.json": { recording_id: "a", raag: "Desh", tonic_hz: 220 },
  "test/b.pitch": track(230),
  "test/b.json": { recording_id: "b", raag: "Yaman", group: "g" },
};

Deno.test("a manifest has each recording's checksum", () =>
  withTree(TREE, async (root) => {
    const manifest = await datasetManifest(await loadDataset(root));
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

Deno.test("a recording that is gone is named", () =>
  withTree(TREE, async (root) => {
    const dataset = await loadDataset(root);
    await Deno.remove(`${root}/train/a.pitch`);
    await assertRejects(() => datasetManifest(dataset), DatasetError, "a.pitch");
  }));
