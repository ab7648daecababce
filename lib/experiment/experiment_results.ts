import type { Analysis } from "../analysis/mod.ts";
import type { DatasetManifest, Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import type { CrossValidationResult, FamilyResult, Prediction } from "../evaluate/mod.ts";
import type { EvidenceTimeline, ModelSet } from "../families/mod.ts";
import type { Environment } from "./environment.ts";
import type { Experiment } from "./types.ts";

/** One recording, as far as a report tells of it. */
export type RecordingSummary =
  & Pick<Recording, "id" | "raag" | "split" | "group">
  & Pick<Analysis, "durationSeconds" | "voicedFraction" | "tonicHz" | "tonicSource">;

/** The data of an experiment. */
export interface ExperimentDataSummary {
  /** What reports call the data set. */
  label: string;
  /** Every recording with its checksum. */
  manifest: DatasetManifest;
  /** Those that could be read. */
  recordings: RecordingSummary[];
  /** Those that could not, and why. */
  skipped: Problem[];
  /** Remarks on those that could, and on what their groups allow. */
  warnings: Problem[];
}

/** The run with one seed. */
export interface SeedRun {
  /** The seed. */
  seed: number;
  /** Metrics, predictions and comparisons. */
  result: CrossValidationResult;
  /** What each family learnt in the first fold. */
  learnt: Record<string, Record<string, unknown>>;
  /** For each recording its fold, by id. */
  foldOf: Record<string, number>;
}

/** A prediction with all that one may ask of it. */
export interface RunPrediction extends Prediction {
  /** Seed of the run. */
  seed: number;
  /** Name of the family. */
  family: string;
  /** The fold in which it was held out. */
  fold: number;
  /** Probability of the label with the best score, 0..1; absent where there are no probabilities. */
  confidence?: number;
}

/**
 * How one family fared over all seeds: means, and counts and times in all. The interval is for as many
 * recordings as there are, not times the seeds.
 */
export interface FamilySummary extends Omit<FamilyResult, "predictions"> {
  /** Recordings judged, each once a seed. */
  recordings: number;
  /** One accuracy a seed. */
  accuracy_by_seed: number[];
}

/** What spoke for which raag when, in one held-out recording. */
export interface CaseTimeline
  extends Pick<RunPrediction, "recording_id" | "truth" | "predicted" | "confidence"> {
  /** Evidence over time. */
  timeline: EvidenceTimeline;
}

/** Timelines of one family's mistakes, or of its narrowest right answers where it made none. */
export interface CaseTimelines {
  /** Name of the family. */
  family: string;
  /** Seed of the run. */
  seed: number;
  /** Mistakes in all. */
  mistakes: number;
  /** The cases shown. */
  cases: CaseTimeline[];
}

/** A whole experiment. */
export interface ExperimentResults {
  /** What was asked. */
  experiment: Experiment;
  /** On what. */
  data: ExperimentDataSummary;
  /** One run a seed. */
  runs: SeedRun[];
  /** One entry a family, in the order of the file. */
  summary: FamilySummary[];
  /** Every prediction. */
  predictions: RunPrediction[];
  /** One family's models, fitted with the first seed on all that teaches, where asked for. */
  models?: ModelSet;
  /** What went wrong when; undefined where no family gives evidence over time. */
  timelines?: CaseTimelines;
  /** With what. */
  environment: Environment;
  /** When it began, in ISO 8601. */
  started_at: string;
  /** When it was done, in ISO 8601. */
  finished_at: string;
}
