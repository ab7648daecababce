import type { AnalysisPitchOptions } from "../analysis/mod.ts";
import type { Dataset, DatasetManifest } from "../dataset/mod.ts";
import type { TonicMode } from "../evaluate/mod.ts";
import type { FamilySpec } from "../families/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import type { SampleDatasetOptions } from "../synth/mod.ts";

/** Recordings that the kit makes itself. */
export interface SampleData
  extends Pick<SampleDatasetOptions, "seed" | "durationSeconds" | "train" | "test"> {
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

/** The recordings of an experiment under a name that is the same everywhere. */
export interface OpenedData {
  /** What reports call it. */
  label: string;
  /** The recordings that the experiment uses. */
  dataset: Dataset;
  /** Their checksums. */
  manifest: DatasetManifest;
}

/** How far an experiment is. */
export interface ExperimentProgress {
  /** What is under way. */
  phase: "sample" | "read" | "fit" | "models" | "report";
  /** How many are done. */
  done: number;
  /** How many there are. */
  total: number;
  /** What was just done. */
  item: string;
}

/** How an experiment is run. */
export interface RunExperimentOptions {
  /** Path of the experiment file; relative folders in it start there. */
  file: string;
  /** Folder for everything that it gives. */
  out: string;
  /** Folder of the kit's own sample set, made on first need. */
  sampleDir: string;
  /** Folder of the cache for pitch tracks and made recordings. */
  cacheDir: string;
  /**
   * Continue a run that was stopped.
   * @default false: a folder that holds a run is refused
   */
  resume?: boolean;
  /**
   * Whether the report is written; `false` saves time where the numbers are all that is asked for.
   * @default true
   */
  report?: boolean;
  /**
   * Threads. Results do not depend on it.
   * @default 1
   */
  jobs?: number;
  /**
   * The run that many processes do together: recordings and fits that those have done are found.
   * @default undefined: this process does all
   */
  run?: SharedRun;
  /** The recordings, where they are known. @default looked for as the experiment says */
  opened?: OpenedData;
  /** Awaited as the run goes on. */
  onProgress?: (progress: ExperimentProgress) => void | Promise<void>;
  /** Stops the run with an `AbortedError`; it can be resumed. */
  signal?: AbortSignal;
}
