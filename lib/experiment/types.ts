/**
 * What an experiment file says.
 *
 * @module
 */

import type { AnalysisPitchOptions } from "../analysis/mod.ts";
import type { TonicMode } from "../crossval/mod.ts";
import type { FamilySpec } from "../evaluate/mod.ts";
import type { TrainerOptions } from "../train/mod.ts";

/** Recordings that the kit makes itself. */
export interface SampleData {
  /** Seed of the whole set. @default 1 */
  seed?: number;
  /** Length of a recording in seconds. @default 40 */
  durationSeconds?: number;
  /** Training recordings of each raag. @default 6 */
  train?: number;
  /** Test recordings of each raag. @default 2 */
  test?: number;
  /** Raags by name. @default all that the kit has a grammar for */
  raags?: string[];
}

/** Where the recordings come from: `"sample"`, a folder, or either with options. */
export type ExperimentData = string | {
  /** Recordings that the kit makes itself; this or `folder`. */
  sample?: SampleData;
  /** Folder of a data set; a relative path starts at the experiment file. */
  folder?: string;
  /** Which file counts where a recording has both sound and a pitch track. @default "audio" */
  prefer?: "audio" | "pitch";
};

/** A family as the file names it; `sweep` stands for one family per combination of its values. */
export type ExperimentFamily = string | (FamilySpec & { sweep?: Record<string, unknown[]> });

/** How the models that the experiment hands over are trained. */
export interface ExperimentModels extends
  Pick<
    TrainerOptions,
    | "nStates"
    | "nObservations"
    | "maxIterations"
    | "convergenceTolerance"
    | "regularizationAlpha"
    | "probabilityFloor"
    | "symbols"
    | "start"
    | "ensemble"
  > {
  /** Split to learn from. @default the train split of `splits`; with folds, every recording */
  split?: string;
}

/** An experiment: what is run on what, with the defaults filled in. */
export interface Experiment {
  /** Where an editor finds the schema. */
  $schema?: string;
  /** Short name, fit for a file. */
  name: string;
  /** Title of the report. */
  title: string;
  /** What is asked and why, in plain text. */
  description: string;
  /** Who is to be cited. */
  authors: string[];
  /** How the data set is to be cited. */
  dataCitation?: string;
  /** The recordings. */
  data: ExperimentData;
  /** Number of folds; this or `splits`. */
  folds?: number;
  /** The split to learn from and the one that is judged; this or `folds`. */
  splits?: { train: string; test: string };
  /** What is compared. */
  families: ExperimentFamily[];
  /** Each seed is a run of its own: other folds, other starts. */
  seeds: number[];
  /** Which tonic held-out recordings are judged with. */
  tonic: TonicMode;
  /** How pitch is tracked. */
  pitch: AnalysisPitchOptions;
  /** Train models on all of the data and keep them, with their cards. */
  models: boolean | ExperimentModels;
  /** Evidence timelines of at most this many mistakes. */
  timelines: number;
}
