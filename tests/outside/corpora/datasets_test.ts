import { assertEquals } from "@std/assert";
import { loadDataset, validateDataset } from "../../../lib/dataset/mod.ts";
import { placeOf, testOn } from "./corpora.ts";

testOn(
  ["data/raga_clips", "data/praat_tracks", "data/makam"],
  "real data sets load without a problem",
  async () => {
    const clips = await loadDataset(placeOf("data/raga_clips"));
    assertEquals([clips.splits, clips.problems], [{ test: 4, train: 28 }, []]);
    const makam = await loadDataset(placeOf("data/makam"), { split: "train" });
    assertEquals([makam.recordings.length, makam.problems], [160, []]);
    assertEquals(new Set(makam.recordings.map(({ raag }) => raag)).size, 8);
    assertEquals((await loadDataset(placeOf("data/praat_tracks"))).splits, { train: 4 });
  },
);

testOn(["data/raga_clips", "data/praat_tracks"], "real data sets are sound", async () => {
  assertEquals(await validateDataset(placeOf("data/raga_clips")), []);
  assertEquals(await validateDataset(placeOf("data/praat_tracks"), { deep: true }), []);
});
