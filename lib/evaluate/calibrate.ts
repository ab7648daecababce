import { quantile } from "../math.ts";
import { expectedCalibrationError, fitTemperature, withTemperature } from "./calibration.ts";
import { heldOutScores } from "./families/inner_folds.ts";
import { fitSeed, groupByLabel } from "./families/labels.ts";
import type { Family, LabelledFeatures } from "./types.ts";

/** What held-out recordings say about a family's scores. */
export interface FamilyCalibration {
  /** Temperature for the probabilities. */
  temperature: number;
  /**
   * Log-likelihood per symbol that 99 of 100 recordings reach under their own label: a threshold
   * for `unknown`. -Infinity for families that give no log-likelihood.
   */
  unknownThreshold: number;
  /** Expected calibration error of the held-out probabilities, with that temperature. */
  expectedCalibrationError: number;
  /** Share of held-out recordings that were called by their name. */
  accuracy: number;
  /** Held-out recordings; 0 if there are not two groups to hold apart, and then nothing is known. */
  recordings: number;
}

/**
 * Fits the temperature of a family's probabilities, and a threshold for `unknown`, on recordings
 * that its models have not seen: folds of the training data, never split within a group.
 *
 * @param family The family.
 * @param training Labelled features of the training recordings.
 * @param options `nFolds` @default 5, `seed` @default 42
 * @returns Temperature 1 and threshold -Infinity where there is nothing to hold out.
 * @throws {ModelError} If there is no training data.
 */
export async function calibrateFamily<F>(
  family: Family<F>,
  training: readonly LabelledFeatures<F>[],
  options: { nFolds?: number; seed?: number } = {},
): Promise<FamilyCalibration> {
  const { nFolds = 5, seed } = options;
  const { labels } = groupByLabel(training);
  const held = await heldOutScores(
    family,
    training,
    labels,
    nFolds,
    fitSeed({ seed }, "calibrate"),
  );
  const temperature = fitTemperature(held);
  const own = family.size === undefined ? [] : held.map(({ scores, truth }, i) =>
    // A score is the log-likelihood over the root of n.
    scores[truth] / Math.sqrt(Math.max(1, family.size!(training[i].features)))
  );
  const right = held.filter(({ scores, truth }) =>
    Array.from(scores).every((score, k) => k === truth || score < scores[truth])
  );
  return {
    temperature,
    unknownThreshold: own.length > 0 ? quantile(own, 0.01) : -Infinity,
    expectedCalibrationError: expectedCalibrationError(withTemperature(held, temperature)),
    accuracy: right.length / held.length,
    recordings: held.length,
  };
}
