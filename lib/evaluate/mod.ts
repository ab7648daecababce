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
 * @example Measures.
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import * as evaluate from "raagkit/evaluate";
 *
 * const confusion = evaluate.confusionMatrix(["Desh", "Desh", "Yaman"], ["Desh", "Yaman", "Yaman"]);
 * assertEquals(evaluate.balancedAccuracy(confusion), 0.75);
 * assertAlmostEquals(evaluate.macroF1(confusion), 2 / 3, 1e-12);
 * assertEquals(evaluate.classReports(confusion).map(({ recall }) => recall), [0.5, 1]);
 * assertEquals(evaluate.topKAccuracy(["Desh"], [["Yaman", "Desh"]], 2), 1);
 * assertEquals(evaluate.formatPValue(0.0004), "<0.001");
 *
 * // One recording, given its true raag with probability .8: -log .8 nats, and (.2^2 + .2^2).
 * const judged = [{ probabilities: [0.8, 0.2], truth: 0 }];
 * assertAlmostEquals(evaluate.logLoss(judged), 0.2231, 1e-4);
 * assertAlmostEquals(evaluate.brierScore(judged), 0.08, 1e-12);
 * ```
 *
 * @example The textbook models on a folder of recordings.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDataset } from "raagkit/dataset";
 * import { encodeWav } from "raagkit/audio";
 * import { judgeSplit } from "raagkit/evaluate";
 * import { onlyRaags, textbookModels } from "raagkit/families";
 * import { RAAGS } from "raagkit/raags";
 * import { generateRecording } from "raagkit/synth";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.mkdir(`${folder}/Yaman`);
 * const { samples, sampleRate } = generateRecording(RAAGS.Yaman, { seed: 2, durationSeconds: 30 });
 * await Deno.writeFile(`${folder}/Yaman/take.wav`, encodeWav(samples, sampleRate));
 *
 * const models = onlyRaags(textbookModels(), { raags: ["Yaman", "Desh"] });
 * const { metrics } = await judgeSplit(models, await loadDataset(folder), "all");
 * assertEquals(metrics.accuracy, 1);
 * await Deno.remove(folder, { recursive: true });
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
export { formatPValue, mcnemar, type McNemarResult } from "./mcnemar.ts";
export { type FoldItem, stratifiedGroupFolds } from "./folds.ts";
export {
  crossValidateFold,
  type FoldResult,
  type FoldTask,
  type Prediction,
  prepareMelodies,
  type Question,
} from "./fold.ts";
export {
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
  judgeSplit,
  type JudgeSplitOptions,
  type NoveltyReport,
  type SplitJudgement,
} from "./judge_split.ts";
export { cutMelodies, excerpt } from "./excerpt.ts";
export type { Share, SharedRun, StageName } from "../jobs/mod.ts";
