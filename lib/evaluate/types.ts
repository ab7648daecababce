import type { ReadRecordingsOptions } from "../analysis/mod.ts";
import type { Problem } from "../errors.ts";
import type { FamilySpec } from "../families/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import type { CrossValidationResult } from "./assemble.ts";

/** Which tonic the held-out recordings are judged with. */
export type TonicMode = "known" | "estimated";

/** How a cross-validation is run. */
export interface CrossValidateOptions
  extends Pick<ReadRecordingsOptions, "pitch" | "cacheDir" | "jobs" | "signal" | "onStart"> {
  /**
   * Number of folds, 2 or more; at most the number of groups.
   * @default 10
   */
  folds?: number;
  /**
   * Seed of folds and fits.
   * @default 42
   */
  seed?: number;
  /**
   * In place of folds: learn from the recordings of one split and judge those of another.
   * @default undefined: folds over all recordings
   */
  splits?: { train: string; test: string };
  /**
   * The families: names, or names with settings.
   * @default COMPARED_FAMILIES all but those that take minutes
   */
  families?: readonly (string | FamilySpec)[];
  /**
   * `known`: the tonic of the metadata (estimated where there is none). `estimated`: held-out
   * recordings are judged with every candidate tonic, jointly with the raag; the models still
   * learn from the known ones.
   * @default "known"
   */
  tonic?: TonicMode;
  /**
   * Seconds that are heard of each held-out recording, from a place that is drawn; the models still
   * learn from whole recordings.
   * @default undefined: all of it
   */
  excerptSeconds?: number;
  /**
   * Folder where finished units are kept until the run is complete, so that a killed run
   * continues.
   * @default undefined: a killed run starts anew
   */
  runsDir?: string;
  /**
   * The run that many processes do together: recordings and fits that those have done are found.
   * @default undefined: this process does all
   */
  run?: SharedRun;
  /** Awaited as the run goes on. */
  onProgress?: (progress: CrossValidateProgress) => void | Promise<void>;
}

/** How far a cross-validation is. */
export interface CrossValidateProgress {
  /** Reading recordings, or fitting and judging. */
  phase: "read" | "fit";
  /** How many are done. */
  done: number;
  /** How many there are. */
  total: number;
  /** The recording, or family and fold, that was just done. */
  item: string;
  /** Why the recording was left out, where it was. */
  problem?: Problem;
}

/** A whole cross-validation, and what was left out of it. */
export interface CrossValidateRun {
  /** Metrics, predictions and comparisons. */
  result: CrossValidationResult;
  /** What each family learnt in the first fold, as plain data. */
  learnt: Record<string, Record<string, unknown>>;
  /** For each recording its fold, by id; with splits 0 where it is judged and 1 where it teaches. */
  foldOf: Record<string, number>;
  /** Recordings that could not be read, and why. */
  skipped: Problem[];
  /** Remarks on those that could. */
  warnings: Problem[];
}
