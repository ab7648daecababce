import { readRecordings, type ReadRecordingsOptions } from "../analysis/mod.ts";
import type { Dataset } from "../dataset/mod.ts";
import { DatasetError, type Problem } from "../errors.ts";
import { type Classification, classifierOf, type ModelSet } from "../families/mod.ts";
import { type FamilyResult, summarizeFamily } from "./assemble.ts";
import { classifyAnalysis } from "./classify.ts";
import { excerptOf } from "./excerpt.ts";
import { predictionOf } from "./fold.ts";

/** How well recordings of raags that the models do not know are told from those that they know. */
export interface NoveltyReport {
  /** Recordings whose raag the models know. */
  known: number;
  /** Recordings whose raag they do not know. */
  unknown: number;
  /**
   * Chance that a known recording looks more typical than an unknown one, ties counting half: the
   * area under the ROC curve. NaN without either.
   */
  auroc: number;
  /** Share of the known that were called none of the raags. */
  refused_known: number;
  /** Share of the unknown that were; the higher the better. */
  refused_unknown: number;
}

/** What the models make of one split. */
export interface SplitJudgement {
  /** What was said of every recording that could be read, by id. */
  classifications: Map<string, Classification>;
  /** Accuracy and the rest, of recordings whose raag the models know. */
  metrics: FamilyResult;
  /** Recordings in raags that the models do not know, beside the others. */
  novelty: NoveltyReport;
  /** Every recording that could not be read, and why. */
  skipped: Problem[];
  /** Remarks on those that could. */
  warnings: Problem[];
}

/** How a split is judged. */
export interface JudgeSplitOptions extends ReadRecordingsOptions {
  /** Seconds that are heard of each recording, from a place that is drawn. @default all of it */
  excerptSeconds?: number;
}

/**
 * Classifies the recordings of a split and counts how many are right.
 *
 * @param models A trained set.
 * @param dataset A loaded data set.
 * @param split Its split.
 * @param options How recordings are read, and how much of them is heard.
 * @returns What was said of each, and the metrics.
 * @throws {DatasetError} If the split is empty or nothing in it can be read.
 * @throws {AbortedError} If the signal fired.
 */
export async function judgeSplit(
  models: ModelSet,
  dataset: Dataset,
  split: string,
  options: JudgeSplitOptions = {},
): Promise<SplitJudgement> {
  const { excerptSeconds, ...reading } = options;
  const recordings = dataset.recordings.filter((recording) => recording.split === split);
  if (recordings.length === 0) {
    const there = Object.keys(dataset.splits).sort().join(", ");
    throw new DatasetError(
      `${dataset.root}: no recording in split "${split}"; the splits there are ${there}`,
    );
  }
  const { read, skipped, warnings } = await readRecordings(recordings, reading);
  if (read.length === 0) {
    throw new DatasetError(
      `${dataset.root}: no recording of split "${split}" can be read`,
      skipped,
    );
  }
  const classifier = classifierOf(models);
  const classifications = new Map<string, Classification>();
  const predictions = read.map(({ recording: { id, raag, group }, ...analysis }) => {
    const { track, tonicHz } = analysis;
    const heard = excerptSeconds === undefined ? track : excerptOf(
      { id, raag, group, track, tonicHz },
      excerptSeconds,
      models.provenance.seed,
    ).track;
    const classification = classifyAnalysis(classifier, { ...analysis, track: heard });
    classifications.set(id, classification);
    return predictionOf(id, raag, classification);
  });
  const known = predictions.filter(({ truth }) => models.has(truth));
  const unknown = predictions.filter(({ truth }) => !models.has(truth));
  const refused = (list: typeof predictions) =>
    list.filter((one) => one.refused).length / list.length;
  const unit = { family: "models", fold: 0, predictions: known, learnt: {}, seconds: 0 };
  return {
    classifications,
    metrics: summarizeFamily("models", [unit]),
    novelty: {
      known: known.length,
      unknown: unknown.length,
      auroc: areaUnderCurve(
        known.map(({ typicality = NaN }) => typicality),
        unknown.map(({ typicality = NaN }) => typicality),
      ),
      refused_known: refused(known),
      refused_unknown: refused(unknown),
    },
    skipped,
    warnings,
  };
}

/**
 * The area under the ROC curve: the chance that a number of the first list is above one of the
 * second, ties counting half.
 *
 * @param above Numbers that should be high.
 * @param below Numbers that should be low.
 * @returns 0..1; NaN for an empty list.
 *
 * @see Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating
 * characteristic (ROC) curve"
 */
export function areaUnderCurve(above: readonly number[], below: readonly number[]): number {
  let wins = 0;
  for (const high of above) {
    for (const low of below) wins += high > low ? 1 : high === low ? 0.5 : 0;
  }
  return wins / (above.length * below.length);
}
