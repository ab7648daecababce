/** Sets that version 0.1 saved are read, and answer as they did. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { classifierOf } from "../../lib/families/mod.ts";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import { quantize } from "../../lib/quantize/mod.ts";
import { withFolder } from "./models.ts";

/** Fifteen seconds of steps through Yaman's scale with short rests. */
const NOTES = [0, 2, 4, 6, 7, 9, 11, 12];
const f0 = Float64Array.from({ length: 1500 }, (_, t) => {
  const note = NOTES[(Math.floor(t / 50) * 3 + Math.floor(t / 400)) % 8];
  return t % 50 < 4 ? NaN : 220 * 2 ** (note / 12);
});
const track = {
  times: f0.map((_, t) => t * 0.01),
  f0,
  voicing: new Float32Array(1500).fill(1),
  hopSeconds: 0.01,
  method: "file" as const,
  fallbacks: [],
};

/** What version 0.1 answered, by the folder of its models. */
const ANSWERS: Record<string, Record<string, number>> = {
  // Five models of notes a raag, too few recordings for a calibration of their own.
  notes: { Yaman: 0.631234255950503, Bihag: 0.3687657440494969 },
  // One model of frames a raag, calibrated.
  frames: { Bihag: 0.5586681874178198, Yaman: 0.4413318125821803 },
};

for (const [name, expected] of Object.entries(ANSWERS)) {
  const fixture = fromFileUrl(new URL(`fixtures/format_1/${name}`, import.meta.url));

  Deno.test(`a set of ${name} from version 0.1 answers as it did`, async () => {
    const models = await new ModelPersistence(fixture).loadAllModels();
    assertEquals(models.family, { family: "format-1" });
    const { ranking } = classifierOf(models).classify(track, 220);
    assertEquals(ranking.map(({ raag }) => raag), Object.keys(expected));
    // The same arithmetic but for the order of sums.
    for (const { raag, probability } of ranking) {
      assertAlmostEquals(probability!, expected[raag], 1e-9, raag);
    }
    assertEquals(await new ModelPersistence(fixture).validate(), []);
  });

  Deno.test(`the main models of ${name} from version 0.1 read melodies as the set says`, async () => {
    const models = await new ModelPersistence(fixture).loadAllModels();
    const { symbols } = quantize(track, 220, models.get("Yaman")!.quantizer!);
    const classifier = classifierOf(models);
    assertEquals(
      [...classifier.mainLikelihoods(track, 220)],
      classifier.labels.map((raag) => models.get(raag)!.hmm.score(symbols) / symbols.length),
    );
  });

  Deno.test(`a set of ${name} from version 0.1, saved anew, answers to the last bit`, () =>
    withFolder(async (folder) => {
      const models = await new ModelPersistence(fixture).loadAllModels();
      const persistence = new ModelPersistence(folder);
      await persistence.saveAllModels(models);
      const loaded = await persistence.loadAllModels();
      assertEquals(
        classifierOf(loaded).classify(track, 220),
        classifierOf(models).classify(track, 220),
      );
      await persistence.deleteModel("Bihag");
      assertEquals(classifierOf(await persistence.loadAllModels()).labels, ["Yaman"]);
    }));
}
