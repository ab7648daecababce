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
 * @example From a file to results, and back.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import * as experiment from "raagkit/experiment";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(
 *   `${folder}/first.json`,
 *   JSON.stringify({
 *     name: "first",
 *     title: "First",
 *     data: { sample: { train: 2, test: 0, durationSeconds: 4 } },
 *     folds: 2,
 *     families: ["pcd-knn"],
 *   }),
 * );
 * const parsed = await experiment.readExperiment(`${folder}/first.json`);
 * const places = { sampleDir: `${folder}/sample`, cacheDir: `${folder}/cache` };
 * const out = `${folder}/results`;
 * const results = await experiment.runExperiment(parsed, {
 *   ...places,
 *   file: `${folder}/first.json`,
 *   out,
 * });
 * assertEquals(results?.summary.length, 1);
 * assertEquals((await experiment.compareRuns(out, out)).differences, []);
 * assertEquals((await experiment.checkRun(out, places)).differences, []);
 * console.log(await experiment.describeEnvironment(), experiment.experimentJsonSchema().title);
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */
export type {
  Experiment,
  ExperimentData,
  ExperimentFamily,
  ExperimentProgress,
  OpenedData,
  RunExperimentOptions,
  SampleData,
} from "./types.ts";
export type {
  CaseTimeline,
  CaseTimelines,
  ExperimentDataSummary,
  ExperimentResults,
  FamilySummary,
  RecordingSummary,
  RunPrediction,
  SeedRun,
} from "./experiment_results.ts";
export { ExperimentError } from "./error.ts";
export { checkExperiment, readExperiment } from "./read_experiment.ts";
export { experimentJsonSchema } from "./experiment_schema.ts";
export { expandFamilies, type NamedFamily } from "./families.ts";
export { describeEnvironment, type Environment } from "./environment.ts";
export { runExperiment } from "./run.ts";
export { checkRun, compareRuns, type RunComparison } from "./compare_runs.ts";
export type { Share, SharedRun, StageName } from "../jobs/mod.ts";
