import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkMetadata, loadDataset, validateDataset } from "../../lib/dataset/mod.ts";
import { RaagkitError } from "../../lib/errors.ts";
import { Random } from "../../lib/random.ts";
import { track, withTree } from "./files.ts";

Deno.test("whatever metadata holds, the answer is valid metadata or an error with a field", () => {
  const anything = fc.jsonValue({ maxDepth: 2 });
  const metadata = fc.oneof(
    anything,
    fc.record({
      recording_id: fc.oneof(fc.string(), anything),
      raag: fc.oneof(fc.string(), anything),
      tonic_hz: fc.oneof(fc.double(), anything),
      hop_seconds: fc.oneof(fc.double(), anything),
      group: fc.oneof(fc.string(), anything),
      duration_sec: anything,
      artist: anything,
    }, { requiredKeys: [] }),
  );
  fc.assert(
    fc.property(metadata, (value) => {
      const before = JSON.stringify(value);
      const answer = checkMetadata(value, "x.json");
      assertEquals(JSON.stringify(value), before);
      const errors = answer.problems.filter(({ severity }) => severity === "error");
      assertEquals(answer.metadata === undefined, errors.length > 0);
      if (!answer.metadata) return;
      const { recording_id, raag, tonic_hz, hop_seconds } = answer.metadata;
      assert(recording_id.trim() !== "" && !/[/\\]/.test(recording_id) && raag.trim() !== "");
      assert(tonic_hz === undefined || (tonic_hz >= 40 && tonic_hz <= 1000));
      assert(hop_seconds === undefined || hop_seconds > 0);
    }),
    { seed: 8, numRuns: 2000 },
  );
});

Deno.test("500 mutants of a data set are listed or refused by an error of ours", () =>
  withTree({
    "train/a.pitch": track(220),
    "train/a.json": { recording_id: "a", raag: "Desh", tonic_hz: 220, group: "g", extra: [1] },
  }, async (root) => {
    const random = new Random(4);
    const paths = [`${root}/train/a.json`, `${root}/train/a.pitch`];
    const originals = await Promise.all(paths.map((path) => Deno.readFile(path)));
    for (let run = 0; run < 500; run++) {
      for (const [i, path] of paths.entries()) {
        const bytes = originals[i].slice(0, random.uniform() < 0.1 ? random.int(0, 60) : undefined);
        for (let n = random.int(0, 3); n > 0 && bytes.length > 0; n--) {
          bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
        }
        await Deno.writeFile(path, bytes);
      }
      try {
        assertEquals((await loadDataset(root)).recordings.length, 1);
      } catch (error) {
        if (!(error instanceof RaagkitError)) throw error;
      }
      for (const { message } of await validateDataset(root, { deep: true })) assert(message !== "");
    }
  }));
