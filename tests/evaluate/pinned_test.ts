/** The figures of a small cross-validation, whose predictions are partly wrong. */
import {
  compareFamilies,
  crossValidateFold,
  type FoldResult,
  prepareMelodies,
  reliabilityBins,
  stratifiedGroupFolds,
  summarizeFamily,
} from "../../lib/evaluate/mod.ts";
import { probableTruths } from "../../lib/evaluate/assemble.ts";
import { makeFamily } from "../../lib/families/mod.ts";
import { toyMelodies } from "../families/melodies.ts";
import { pinnedTests } from "../pinned.ts";

/** Six raags: three are the others under another name, so that half of the answers are a guess. */
const MELODIES = toyMelodies(8, 10).map((one, i) => ({
  ...one,
  raag: i % 2 === 0 ? one.raag : `${one.raag}_again`,
  group: `${one.raag}/${i >> 1}`,
}));

async function judged(name: string): Promise<FoldResult[]> {
  const family = makeFamily(name), items = prepareMelodies(family, MELODIES);
  const folds = stratifiedGroupFolds(items, 3, 42);
  const units: FoldResult[] = [];
  for (const fold of [0, 1, 2]) {
    units.push(await crossValidateFold({ family, items, folds, fold, seed: 42 }));
  }
  return units;
}

pinnedTests(new URL("./pinned.json", import.meta.url), {
  "families side by side": async () => {
    const results = [];
    for (const name of ["hmm-plain", "pcd-knn"]) {
      results.push(summarizeFamily(name, await judged(name)));
    }
    return {
      results,
      comparisons: compareFamilies(results),
      bins: results.map(({ predictions }) => reliabilityBins(probableTruths(predictions), 5)),
    };
  },
  "folds": () => [2, 3, 5].map((n) => stratifiedGroupFolds(MELODIES, n, 9)),
});
