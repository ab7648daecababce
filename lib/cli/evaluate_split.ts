import { readRecordings, type ReadRecordingsOptions } from "../analysis/mod.ts";
import type { Dataset } from "../dataset/mod.ts";
import { DatasetError, type Problem } from "../errors.ts";
import {
  type Classification,
  type FamilyResult,
  RaagClassifier,
  summarizeFamily,
} from "../evaluate/mod.ts";
import type { RaagModel } from "../persistence/mod.ts";
import { Progress } from "./console.ts";
import { judge } from "./judge.ts";

/** One recording, judged. */
export interface JudgedRecording {
  /** Which recording. */
  recording_id: string;
  /** Its label. */
  truth: string;
  /** What the models say. */
  classification: Classification;
}

/** What the models make of one split. */
export interface SplitEvaluation {
  /** Every recording that could be read. */
  judged: JudgedRecording[];
  /** Accuracy and the rest. */
  metrics: FamilyResult;
  /** Every recording that could not, and why. */
  skipped: Problem[];
  /** Remarks on those that could. */
  warnings: Problem[];
}

/**
 * Classifies the recordings of a split and counts how many are right.
 *
 * @param models By label.
 * @param dataset A loaded data set.
 * @param split Its split.
 * @param options How recordings are read.
 * @throws {DatasetError} If the split is empty or nothing in it can be read.
 */
export async function evaluateSplit(
  models: ReadonlyMap<string, RaagModel>,
  dataset: Dataset,
  split: string,
  options: ReadRecordingsOptions,
): Promise<SplitEvaluation> {
  const recordings = dataset.recordings.filter((recording) => recording.split === split);
  if (recordings.length === 0) {
    const there = Object.keys(dataset.splits).sort().join(", ");
    throw new DatasetError(
      `${dataset.root}: no recording in split "${split}"; the splits there are ${there}`,
    );
  }
  const bar = new Progress(`${split} recordings`);
  const { read, skipped, warnings } = await readRecordings(recordings, {
    ...options,
    onProgress: (done, total, id, problem) => {
      bar.update(done, total, id);
      return options.onProgress?.(done, total, id, problem);
    },
  });
  if (read.length === 0) {
    throw new DatasetError(
      `${dataset.root}: no recording of split "${split}" can be read`,
      skipped,
    );
  }
  const classifier = new RaagClassifier(models.values());
  const judged = read.map((one) => ({
    recording_id: one.recording.id,
    truth: one.recording.raag,
    classification: judge(classifier, one),
  }));
  const predictions = judged.map(({ recording_id, truth, classification }) => ({
    recording_id,
    truth,
    predicted: classification.raag,
    scores: Object.fromEntries(
      classification.ranking.map(({ raag, logLikelihoodPerSymbol }) => [
        raag,
        logLikelihoodPerSymbol,
      ]),
    ),
  }));
  const unit = { family: "models", fold: 0, predictions, learnt: {}, seconds: 0 };
  return { judged, metrics: summarizeFamily("models", [unit]), skipped, warnings };
}
