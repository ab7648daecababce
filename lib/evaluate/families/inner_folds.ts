import type { ScoredTruth } from "../calibration.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import type { Family, LabelledFeatures } from "../types.ts";

/**
 * Scores of training recordings by models that have not seen them: folds inside the training data,
 * for choosing a setting or fitting a weight without a look at the test data.
 *
 * A label that is missing from the training side of an inner fold gets the lowest score that the
 * recording has.
 *
 * @param family The family.
 * @param training Labelled features of the training recordings.
 * @param labels The labels, sorted.
 * @param nFolds Inner folds at most; fewer if there are fewer groups.
 * @param seed Seed of folds and fits.
 * @returns One entry per recording, in order; empty if there are not two groups to hold apart.
 */
export async function heldOutScores<F>(
  family: Family<F>,
  training: readonly LabelledFeatures<F>[],
  labels: readonly string[],
  nFolds: number,
  seed: number,
): Promise<ScoredTruth[]> {
  const nGroups = new Set(training.map(({ group }) => group)).size;
  if (nGroups < 2) return [];
  const folds = stratifiedGroupFolds(training, Math.min(nFolds, nGroups), seed);
  const held: ScoredTruth[] = new Array(training.length);
  for (let fold = 0; fold < Math.min(nFolds, nGroups); fold++) {
    const fitted = await family.fit(training.filter((_, i) => folds[i] !== fold), { seed });
    for (const [i, { raag, features }] of training.entries()) {
      if (folds[i] !== fold) continue;
      const scores = fitted.scores(features);
      const lowest = scores.reduce((least, score) => Math.min(least, score), Infinity);
      held[i] = {
        scores: labels.map((label) => scores[fitted.labels.indexOf(label)] ?? lowest),
        truth: labels.indexOf(raag),
      };
    }
  }
  return held;
}
