import { assert } from "@std/assert";
import {
  assembleCrossValidation,
  crossValidateFold,
  familyByName,
  type LabelledMelody,
  prepareMelodies,
  stratifiedGroupFolds,
} from "../../lib/evaluate/mod.ts";
import { shuffledLabels } from "./melodies.ts";

const FOLDER = new URL("../../../shared/data/makam/train/", import.meta.url);

function present(): boolean {
  try {
    return Deno.statSync(FOLDER).isDirectory;
  } catch {
    console.log("makam_test: skipped, ../shared/data/makam is not here");
    return false;
  }
}

/** Real pitch tracks of 8 makams, the first 10 of each. */
function readMakams(): LabelledMelody[] {
  const seen = new Map<string, number>();
  return [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort()
    .flatMap((name) => {
      const meta = JSON.parse(Deno.readTextFileSync(new URL(name, FOLDER)));
      const count = (seen.get(meta.raag) ?? 0) + 1;
      seen.set(meta.raag, count);
      if (count > 10) return [];
      const text = Deno.readTextFileSync(new URL(name.replace(".json", ".pitch"), FOLDER));
      const f0 = Float64Array.from(text.trim().split("\n"), (line) => Number(line) || NaN);
      return [{
        id: meta.recording_id,
        raag: meta.raag,
        group: meta.recording_id,
        tonicHz: meta.tonic_hz,
        track: {
          times: f0.map((_, t) => t * meta.hop_seconds),
          f0,
          voicing: new Float32Array(f0.length),
          hopSeconds: meta.hop_seconds,
          method: "file",
          fallbacks: [],
        },
      }];
    });
}

Deno.test({
  name: "makam: half the corpus, real melodies; and with shuffled labels",
  ignore: !present(),
  async fn() {
    const melodies = readMakams();
    const names = ["hmm-ensemble", "pcd-knn", "sectional-pcd-svm"];
    const units = [], blind = [];
    for (const name of names) {
      const family = familyByName(name);
      const items = prepareMelodies(family, melodies);
      const mixed = shuffledLabels(items, 3);
      const folds = stratifiedGroupFolds(items, 4, 42);
      const mixedFolds = stratifiedGroupFolds(mixed, 4, 42);
      for (let fold = 0; fold < 4; fold++) {
        units.push(await crossValidateFold({ family, items, folds, fold, seed: 42 }));
        blind.push(
          await crossValidateFold({ family, items: mixed, folds: mixedFolds, fold, seed: 42 }),
        );
      }
    }
    const input = { dataset: "makam", folds: 4, seed: 42, families: names };
    const report = assembleCrossValidation({ ...input, units });
    for (const { family, accuracy } of report.results) {
      // Chance is 1/8. With 60 of 80 recordings to learn from all families are above .6.
      assert(accuracy > 0.5, `${family} ${accuracy}`);
    }
    for (
      const { family, accuracy } of assembleCrossValidation({ ...input, units: blind }).results
    ) {
      // 80 recordings at 1/8: 24 of 80 by chance once in 10 000.
      assert(accuracy < 0.3, `${family} ${accuracy} with shuffled labels`);
    }
  },
});
