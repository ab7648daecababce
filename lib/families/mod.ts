/**
 * Which raag is it, how sure may one be, and is it any of those known?
 *
 * A {@linkcode Family} learns from labelled melodies and answers for others: see `FAMILY_NAMES` for
 * those that the kit has, {@linkcode makeFamily} to make one. {@linkcode RaagClassifier} puts its
 * answers into words; a {@linkcode ModelSet} is a family that has learnt, ready to be saved.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeFamily, RaagClassifier } from "raagkit";
 *
 * // Sixteen melodies of two scales, half a second a note.
 * const scales = { Bhoopali: [0, 2, 4, 7, 9], Malkauns: [0, 3, 5, 8, 10] };
 * const melodies = Object.entries(scales).flatMap(([raag, scale]) =>
 *   [...Array(8).keys()].map((start) => {
 *     const f0 = Float64Array.from({ length: 4000 }, (_, t) => {
 *       const step = Math.floor(t / 50), note = scale[(start + step * (1 + start % 2)) % 5];
 *       return 220 * 2 ** (note / 12);
 *     });
 *     const times = f0.map((_, t) => t * 0.01);
 *     const voicing = new Float32Array(4000).fill(1);
 *     const track = { times, f0, voicing, hopSeconds: 0.01, method: "file", fallbacks: [] };
 *     return { id: `${raag}${start}`, raag, group: `${raag}${start}`, track, tonicHz: 220 };
 *   })
 * );
 * const family = makeFamily("hmm");
 * const examples = melodies.map((one) => ({ ...one, features: family.prepare(one) }));
 * const fitted = await family.fit(examples.slice(1));
 * const { ranking } = new RaagClassifier(family, fitted).classify(melodies[0].track, 220);
 * assertEquals(ranking[0].raag, "Bhoopali");
 * ```
 *
 * @example Fewer raags, and the evidence over time.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateRecording } from "raagkit/synth";
 * import { RAAGS } from "raagkit/raags";
 * import * as families from "raagkit/families";
 *
 * const models = families.onlyRaags(families.textbookModels(), { raags: ["Yaman", "Desh", "Bihag"] });
 * assertEquals(families.withoutRaag(models, "Bihag").size, 2);
 * assertEquals(families.rankScores([0.2, 0.7, 0.1]), [1, 0, 2]);
 *
 * const { truth, tonicHz } = generateRecording(RAAGS.Yaman, { seed: 2, durationSeconds: 60 });
 * const timeline = families.classifierOf(models).timeline(truth, tonicHz, { windowSeconds: 20 });
 * assertEquals(families.timelineAmong(timeline, ["Yaman", "Desh"]).labels, ["Yaman", "Desh"]);
 * ```
 *
 * @module
 */
export type {
  Example,
  Family,
  FamilyAnswer,
  FamilyFitOptions,
  FamilyParts,
  FitRecord,
  FittedFamily,
  LabelledMelody,
  Melody,
  NumericArray,
  PossibleTonic,
  RaagParts,
} from "./types.ts";
export {
  type Classification,
  RaagClassifier,
  type RankedRaag,
  type Refusal,
  type TonicClassification,
} from "./classifier.ts";
export {
  classifierOf,
  type HeardRecording,
  type ModelManifest,
  ModelSet,
  modelSetOf,
  type RaagModel,
  type SetParts,
  type SetProvenance,
  type TrainingRecord,
  withoutRaag,
} from "./model_set.ts";
export { type EvidenceTimeline, type SymbolEvidence, timelineAmong } from "./timeline.ts";
export { rankScores } from "./rank.ts";
export { onlyRaags, textbookModels } from "./book.ts";
export {
  COMPARED_FAMILIES,
  DEFAULT_FAMILY,
  FAMILY_NAMES,
  type FamilySpec,
  makeFamily,
} from "./registry.ts";
export type { ClassicOptions, TrainingStart } from "./experts/classic_options.ts";
