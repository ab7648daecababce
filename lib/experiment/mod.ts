/**
 * Experiments that one can hand to a reviewer: a file that says what is run on what, a report that
 * shows it, and a check that it can be run again to the same numbers.
 *
 * {@linkcode readExperiment} reads the file, {@linkcode runExperiment} runs it and writes everything,
 * {@linkcode checkRun} runs it again and compares.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { checkExperiment } from "raagkit/experiment";
 *
 * const { seeds, tonic } = checkExperiment({
 *   name: "first",
 *   title: "Notes or pitch classes?",
 *   data: "sample",
 *   folds: 4,
 *   families: ["note-hmm", "pcd-knn"],
 * });
 * assertEquals([seeds, tonic], [[42], "known"]);
 * ```
 *
 * @module
 */
export type { Experiment, ExperimentData, ExperimentFamily, SampleData } from "./types.ts";
export type {
  CaseTimeline,
  CaseTimelines,
  ExperimentDataSummary,
  ExperimentResults,
  FamilySummary,
  RecordingSummary,
  RunPrediction,
  SeedRun,
} from "./results.ts";
export { ExperimentError } from "./error.ts";
export { checkExperiment, readExperiment } from "./read_experiment.ts";
export { experimentJsonSchema } from "./schema.ts";
export { expandFamilies, type NamedFamily } from "./families.ts";
export { describeEnvironment, type Environment } from "./environment.ts";
export { type ExperimentProgress, runExperiment, type RunExperimentOptions } from "./run.ts";
export { compareRuns, type RunComparison } from "./compare.ts";
export { checkRun } from "./check.ts";
