/**
 * Which raag is it, and how sure may one be?
 *
 * {@linkcode RaagClassifier} answers for one melody. A {@linkcode Family} is a way to tell raags
 * apart, so that hidden Markov models stand beside other models on equal terms;
 * {@linkcode stratifiedGroupFolds}, {@linkcode crossValidateFold} and
 * {@linkcode assembleCrossValidation} measure families on recordings that they have not seen.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import {
 *   assembleCrossValidation,
 *   crossValidateFold,
 *   familyByName,
 *   prepareMelodies,
 *   stratifiedGroupFolds,
 * } from "raagkit";
 *
 * // Eight melodies of two scales, half a second a note.
 * const scales = { Bhoopali: [0, 2, 4, 7, 9], Malkauns: [0, 3, 5, 8, 10] };
 * const melodies = Object.entries(scales).flatMap(([raag, scale]) =>
 *   [0, 1, 2, 3].map((start) => {
 *     const f0 = Float64Array.from({ length: 1000 }, (_, t) => {
 *       const note = scale[(start + Math.floor(t / 50)) % 5];
 *       return 220 * 2 ** (note / 12);
 *     });
 *     const times = f0.map((_, t) => t * 0.01);
 *     const voicing = new Float32Array(1000).fill(1);
 *     const track = { times, f0, voicing, hopSeconds: 0.01, method: "file", fallbacks: [] };
 *     return { id: `${raag}${start}`, raag, group: `${raag}${start}`, track, tonicHz: 220 };
 *   })
 * );
 * const family = familyByName("hmm-ensemble");
 * const items = prepareMelodies(family, melodies);
 * const folds = stratifiedGroupFolds(items, 2, 42);
 * const units = await Promise.all(
 *   [0, 1].map((fold) => crossValidateFold({ family, items, folds, fold, seed: 42 })),
 * );
 * const { results } = assembleCrossValidation({
 *   dataset: "scales",
 *   folds: 2,
 *   seed: 42,
 *   families: [family.name],
 *   units,
 * });
 * assertEquals(results[0].accuracy, 1);
 * ```
 *
 * @module
 */
export * from "./types.ts";
export * from "./metrics.ts";
export * from "./calibration.ts";
export * from "./mcnemar.ts";
export * from "./folds.ts";
export * from "./crossval.ts";
export * from "./assemble.ts";
export * from "./calibrate.ts";
export * from "./classifier.ts";
export { type ClassifierModel, classifierModels } from "./classifier_models.ts";
export { type EvidenceTimeline } from "./timeline.ts";
export * from "./views.ts";
export {
  type Svm,
  type SvmKernel,
  svmKernel,
  type SvmOptions,
  trainSvm,
  trainSvmOnKernel,
} from "./svm.ts";
export {
  pitchClassDistribution,
  type PitchClassOptions,
} from "./features/pitch_class_distribution.ts";
export { melodySurface, type MelodySurfaceOptions } from "./features/melody_surface.ts";
export {
  type FittedHmmFamily,
  frameHmm,
  type FrameHmmOptions,
  hmmEnsemble,
  type HmmFamily,
  type HmmFamilyOptions,
  type HmmFeatures,
  type LabelModels,
  noteHmm,
  type NoteHmmOptions,
} from "./families/hmm.ts";
export { noteBigram, type NoteBigramOptions } from "./families/note_bigram.ts";
export { pcdKnn, type PcdKnnOptions, tdmsKnn, type TdmsKnnOptions } from "./families/nearest.ts";
export { sectionalPcdSvm, type SectionalSvmOptions } from "./families/sectional_svm.ts";
export { stacked } from "./families/stacked.ts";
export { DEFAULT_FAMILY, FAMILY_NAMES, familyByName, hmmSvm } from "./families/registry.ts";
export { familyOptions, type FamilySpec, makeFamily } from "./families/make_family.ts";
