import { fitTemperature, logLoss, type ScoredTruth, withTemperature } from "../calibration.ts";
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

/** Inner folds for choosing a setting. */
const CHOOSING_FOLDS = 5;

/**
 * Chooses the setting whose family has the least log-loss on inner folds, each at its best
 * temperature. Log-loss and not accuracy: on a hundred recordings accuracy moves in steps too
 * coarse to choose by.
 *
 * @param settings The settings, in the order in which ties are broken; one is not tried at all.
 * @param familyOf The family with a setting.
 * @param training Labelled features of the training recordings.
 * @param seed Seed of folds and fits.
 * @returns The chosen setting; the first where there is nothing to hold apart.
 */
export async function chooseByInnerFolds<S, F>(
  settings: readonly S[],
  familyOf: (setting: S) => Family<F>,
  training: readonly LabelledFeatures<F>[],
  seed: number,
): Promise<S> {
  let best = settings[0], bestLoss = Infinity;
  if (settings.length === 1) return best;
  const labels = [...new Set(training.map(({ raag }) => raag))].sort();
  for (const setting of settings) {
    const held = await heldOutScores(familyOf(setting), training, labels, CHOOSING_FOLDS, seed);
    const loss = logLoss(withTemperature(held, fitTemperature(held)));
    if (loss < bestLoss) [best, bestLoss] = [setting, loss];
  }
  return best;
}
