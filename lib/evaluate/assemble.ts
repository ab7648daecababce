import { InvalidArgumentError } from "../errors.ts";
import {
  brierScore,
  expectedCalibrationError,
  logLoss,
  type ProbableTruth,
} from "./calibration.ts";
import { rankScores } from "../families/mod.ts";
import type { FoldResult, Prediction } from "./fold.ts";
import { mcnemar } from "./mcnemar.ts";
import {
  accuracy,
  balancedAccuracy,
  type ConfusionMatrix,
  confusionMatrix,
  macroF1,
  topKAccuracy,
  wilsonInterval,
} from "./metrics.ts";

/** How far probabilities can be trusted: those that `classify` prints, on recordings not heard. */
export interface CalibrationReport {
  /** Brier score, 0..2. */
  brier: number;
  /** Expected calibration error in ten bins, 0..1. */
  expected_calibration_error: number;
  /** Log-loss in nats. */
  log_loss: number;
}

/** How one family fared. */
export interface FamilyResult {
  /** Name of the family. */
  family: string;
  /** Share of recordings called by their name. */
  accuracy: number;
  /** 95 % interval of it (Wilson). */
  accuracy_ci95: [number, number];
  /** Mean recall over the classes. */
  balanced_accuracy: number;
  /** Share of recordings whose label is among the three best. */
  top3: number;
  /** Mean F1 over the classes. */
  macro_f1: number;
  /** Truth (rows) against prediction (columns). */
  confusion: ConfusionMatrix;
  /** Calibration of the probabilities; NaN where there are none. */
  calibration: CalibrationReport;
  /** Share of recordings that were called none of the raags known. */
  refused: number;
  /** Time of all folds, in seconds, as if one after the other. */
  seconds: number;
  /** Every recording, sorted by id. */
  predictions: Prediction[];
}

/** Whether two families differ on the same recordings. */
export interface FamilyComparison {
  /** The first family. */
  first: string;
  /** The second family. */
  second: string;
  /** Recordings that only the first got right. */
  only_first: number;
  /** Recordings that only the second got right. */
  only_second: number;
  /** Exact two-sided p-value of McNemar's test. */
  p_value: number;
}

/** A whole cross-validation, as it is written to a file. */
export interface CrossValidationResult {
  /** What was read. */
  dataset: string;
  /** Number of folds. */
  folds: number;
  /** Seed of folds and fits. */
  seed: number;
  /** One entry per family, in the order asked for. */
  results: FamilyResult[];
  /** One entry per pair of families. */
  comparisons: FamilyComparison[];
}

/** The inputs of {@linkcode assembleCrossValidation}. */
export interface AssemblyInput {
  /** What was read. */
  dataset: string;
  /** Number of folds. */
  folds: number;
  /** Seed of the run. */
  seed: number;
  /** Names of the families, in the order of the report. */
  families: readonly string[];
  /** Results of all units, in any order. */
  units: readonly FoldResult[];
}

/**
 * Puts the units of a cross-validation together. The result does not depend on the order in which
 * the units were computed.
 *
 * @param input Data set, folds, seed, families and the results of all their folds.
 * @returns The report.
 * @throws {InvalidArgumentError} If a fold of a family is missing or there twice.
 */
export function assembleCrossValidation(input: AssemblyInput): CrossValidationResult {
  const { dataset, folds, seed, families, units } = input;
  const byFamily = families.map((family) => unitsOf(family, units, folds));
  const results = byFamily.map((familyUnits, f) => summarizeFamily(families[f], familyUnits));
  return { dataset, folds, seed, results, comparisons: compareFamilies(results) };
}

/**
 * Metrics of one family from its folds, or from one unit with everything for a fixed split.
 *
 * @param family Name of the family.
 * @param units One result per fold, in the order of the folds.
 * @returns Metrics, calibration and predictions.
 */
export function summarizeFamily(family: string, units: readonly FoldResult[]): FamilyResult {
  const predictions = units.flatMap(({ predictions }) => predictions)
    .sort((a, b) => a.recording_id < b.recording_id ? -1 : 1);
  const truth = predictions.map(({ truth }) => truth);
  const confusion = confusionMatrix(truth, predictions.map(({ predicted }) => predicted));
  const hits = predictions.filter(isRight).length;
  return {
    family,
    accuracy: accuracy(confusion),
    accuracy_ci95: wilsonInterval(hits, predictions.length),
    balanced_accuracy: balancedAccuracy(confusion),
    top3: topKAccuracy(truth, predictions.map(ranked), 3),
    macro_f1: macroF1(confusion),
    confusion,
    calibration: calibrationOf(predictions),
    refused: predictions.filter(({ refused }) => refused).length / predictions.length,
    seconds: units.reduce((sum, { seconds }) => sum + seconds, 0),
    predictions,
  };
}

/**
 * McNemar's test for each pair of families.
 *
 * @param results Families that judged the same recordings.
 * @returns One comparison per pair, in the order of the families.
 * @throws {InvalidArgumentError} If two families judged different recordings.
 */
export function compareFamilies(results: readonly FamilyResult[]): FamilyComparison[] {
  const comparisons: FamilyComparison[] = [];
  results.forEach((first, i) => {
    for (const second of results.slice(i + 1)) {
      first.predictions.forEach(({ recording_id }, r) => {
        if (second.predictions[r]?.recording_id !== recording_id) {
          throw new InvalidArgumentError(
            `families must have judged the same recordings, "${recording_id}" is not in both`,
          );
        }
      });
      const { onlyFirst, onlySecond, pValue } = mcnemar(
        first.predictions.map(isRight),
        second.predictions.map(isRight),
      );
      comparisons.push({
        first: first.family,
        second: second.family,
        only_first: onlyFirst,
        only_second: onlySecond,
        p_value: pValue,
      });
    }
  });
  return comparisons;
}

/**
 * Probabilities of predictions with the places of their truths.
 *
 * @param predictions Predictions with probabilities; those without are left out.
 * @returns One entry per prediction, in their order.
 */
export function probableTruths(predictions: readonly Prediction[]): ProbableTruth[] {
  return predictions.flatMap(({ truth, probabilities }) =>
    probabilities === undefined ? [] : [{
      probabilities: Object.values(probabilities),
      truth: Object.keys(probabilities).indexOf(truth),
    }]
  );
}

/** How far the probabilities can be trusted; NaN throughout where there are none. */
function calibrationOf(predictions: readonly Prediction[]): CalibrationReport {
  const judged = probableTruths(predictions);
  return {
    brier: brierScore(judged),
    expected_calibration_error: expectedCalibrationError(judged),
    log_loss: logLoss(judged),
  };
}

/** The units of one family in the order of the folds. */
function unitsOf(family: string, units: readonly FoldResult[], folds: number): FoldResult[] {
  const own = units.filter((unit) => unit.family === family).sort((a, b) => a.fold - b.fold);
  for (let fold = 0; fold < folds; fold++) {
    const found = own.filter((unit) => unit.fold === fold).length;
    if (found !== 1) {
      throw new InvalidArgumentError(
        `${family} must have one result for fold ${fold}, found ${found}`,
      );
    }
  }
  return own;
}

function isRight({ truth, predicted }: Prediction): boolean {
  return truth === predicted;
}

/** Labels from the best score to the worst. */
function ranked({ scores }: Prediction): string[] {
  const labels = Object.keys(scores);
  return rankScores(Object.values(scores)).map((k) => labels[k]);
}
