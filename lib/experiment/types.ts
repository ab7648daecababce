/**
 * What an experiment file says.
 *
 * @module
 */

import type { AnalysisPitchOptions } from "../analysis/mod.ts";
import type { TonicMode } from "../evaluate/mod.ts";
import type { FamilySpec } from "../families/mod.ts";

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
  /**
   * Keep the models of one family, fitted with the first seed on all that teaches: `true` for the
   * one with the best accuracy (of equals the first), or its name in results.
   */
  models: boolean | string;
  /** Evidence timelines of at most this many mistakes. */
  timelines: number;
}
