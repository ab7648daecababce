import { fitTemperature, logLoss, type ScoredTruth, withTemperature } from "../calibration.ts";
import { stratifiedGroupFolds } from "../folds.ts";
import type { Family, FittedFamily, LabelledFeatures } from "../types.ts";

/** Fits one or several variants of a family to the same recordings. */
type FitEach<F> = (
  training: readonly LabelledFeatures<F>[],
) => FittedFamily<F>[] | Promise<FittedFamily<F>[]>;

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
  const fitEach: FitEach<F> = async (inside) => [await family.fit(inside, { seed })];
  return (await heldOutScoresOfEach(1, fitEach, training, labels, nFolds, seed))[0];
}

/** Held-out scores of `nVariants` variants that are fitted together. */
async function heldOutScoresOfEach<F>(
  nVariants: number,
  fitEach: FitEach<F>,
  training: readonly LabelledFeatures<F>[],
  labels: readonly string[],
  nFolds: number,
  seed: number,
): Promise<ScoredTruth[][]> {
  const held = Array.from({ length: nVariants }, (): ScoredTruth[] => []);
  const nUsed = Math.min(nFolds, new Set(training.map(({ group }) => group)).size);
  if (nUsed < 2) return held;
  const folds = stratifiedGroupFolds(training, nUsed, seed);
  for (let fold = 0; fold < nUsed; fold++) {
    const fitted = await fitEach(training.filter((_, i) => folds[i] !== fold));
    for (const [i, { raag, features }] of training.entries()) {
      if (folds[i] !== fold) continue;
      fitted.forEach((variant, v) => {
        const scores = variant.scores(features);
        const lowest = scores.reduce((least, score) => Math.min(least, score), Infinity);
        held[v][i] = {
          scores: labels.map((label) => scores[variant.labels.indexOf(label)] ?? lowest),
          truth: labels.indexOf(raag),
        };
      });
    }
  }
  return held;
}

/** Inner folds for choosing a setting. */
const CHOOSING_FOLDS = 5;

/**
 * Chooses the setting that has the least log-loss on inner folds, each at its best temperature.
 * Log-loss and not accuracy: on a hundred recordings accuracy moves in steps too coarse to choose
 * by.
 *
 * @param settings The settings, in the order in which ties are broken; one is not tried at all.
 * @param fitEach Fits one variant per setting, in their order.
 * @param training Labelled features of the training recordings.
 * @param seed Seed of the folds.
 * @returns The chosen setting; the first where there is nothing to hold apart.
 */
export async function chooseByInnerFolds<S, F>(
  settings: readonly S[],
  fitEach: FitEach<F>,
  training: readonly LabelledFeatures<F>[],
  seed: number,
): Promise<S> {
  let best = settings[0], bestLoss = Infinity;
  if (settings.length === 1) return best;
  const labels = [...new Set(training.map(({ raag }) => raag))].sort();
  const held = await heldOutScoresOfEach(
    settings.length,
    fitEach,
    training,
    labels,
    CHOOSING_FOLDS,
    seed,
  );
  held.forEach((scored, v) => {
    const loss = logLoss(withTemperature(scored, fitTemperature(scored)));
    if (loss < bestLoss) [best, bestLoss] = [settings[v], loss];
  });
  return best;
}
