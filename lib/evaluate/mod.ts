/**
 * How good are families of models, and how far can their probabilities be trusted?
 *
 * {@linkcode crossValidate} judges each recording of a data set by models that have not heard it,
 * {@linkcode judgeSplit} a split by trained models; both give the same metrics of the same answers
 * that `classify` gives.
 *
 * @example
 * ```ts ignore
 * import { crossValidate, loadDataset } from "raagkit";
 *
 * const dataset = await loadDataset("my_recordings");
 * const { result } = await crossValidate(dataset, { families: ["hmm", "pcd-knn"] });
 * for (const { family, accuracy } of result.results) console.log(family, accuracy);
 * ```
 *
 * @module
 */
export type {
  CrossValidateOptions,
  CrossValidateProgress,
  CrossValidateRun,
  TonicMode,
} from "./types.ts";
export {
  accuracy,
  balancedAccuracy,
  type ClassReport,
  classReports,
  type ConfusionMatrix,
  confusionMatrix,
  macroF1,
  topKAccuracy,
  wilsonInterval,
} from "./metrics.ts";
export {
  brierScore,
  expectedCalibrationError,
  logLoss,
  type ProbableTruth,
  type ReliabilityBin,
  reliabilityBins,
} from "./calibration.ts";
export { mcnemar, type McNemarResult } from "./mcnemar.ts";
export { type FoldItem, stratifiedGroupFolds } from "./folds.ts";
export {
  crossValidateFold,
  type FoldResult,
  type FoldTask,
  type Prediction,
  predictionOf,
  prepareMelodies,
  type Question,
} from "./fold.ts";
export {
  assembleCrossValidation,
  type AssemblyInput,
  type CalibrationReport,
  compareFamilies,
  type CrossValidationResult,
  type FamilyComparison,
  type FamilyResult,
  probableTruths,
  summarizeFamily,
} from "./assemble.ts";
export { crossValidate } from "./cross_validate.ts";
export { type ClassifiedRecording, type ClassifyOptions, classifyRecording } from "./classify.ts";
export {
  areaUnderCurve,
  judgeSplit,
  type JudgeSplitOptions,
  type NoveltyReport,
  type SplitJudgement,
} from "./judge_split.ts";
export { cutMelodies, excerpt, excerptOf } from "./excerpt.ts";
