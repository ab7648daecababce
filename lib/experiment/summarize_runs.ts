import {
  type CalibrationReport,
  type ConfusionMatrix,
  type FamilyResult,
  wilsonInterval,
} from "../evaluate/mod.ts";
import type { FamilySummary, RunPrediction, SeedRun } from "./experiment_results.ts";

/** How each family fared over all seeds. */
export function summarizeRuns(runs: readonly SeedRun[]): FamilySummary[] {
  return runs[0].result.results.map((_, f) =>
    summarizeFamilyRuns(runs.map(({ result }) => result.results[f]))
  );
}

function summarizeFamilyRuns(runs: readonly FamilyResult[]): FamilySummary {
  const mean = (value: (run: FamilyResult) => number) =>
    runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
  const [{ family, predictions }] = runs;
  const accuracy = mean((run) => run.accuracy), recordings = predictions.length;
  const calibrated = (field: keyof CalibrationReport) =>
    // A run that was kept in a file has null for NaN.
    mean(({ calibration }) => calibration[field] ?? NaN);
  return {
    family,
    recordings,
    accuracy,
    // Another seed judges the same recordings again: it adds no evidence about others.
    accuracy_ci95: wilsonInterval(Math.min(recordings, accuracy * recordings), recordings),
    accuracy_by_seed: runs.map((run) => run.accuracy),
    balanced_accuracy: mean((run) => run.balanced_accuracy),
    top3: mean((run) => run.top3),
    macro_f1: mean((run) => run.macro_f1),
    calibration: {
      brier: calibrated("brier"),
      expected_calibration_error: calibrated("expected_calibration_error"),
      log_loss: calibrated("log_loss"),
    },
    refused: mean((run) => run.refused),
    confusion: addConfusions(runs.map(({ confusion }) => confusion)),
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

/** The family with the best accuracy; of equals the first. */
export function bestFamily(summary: readonly FamilySummary[]): FamilySummary {
  return summary.reduce((a, b) => b.accuracy > a.accuracy ? b : a);
}

/** Counts of several matrices together; each may lack labels that another has. */
function addConfusions(matrices: readonly ConfusionMatrix[]): ConfusionMatrix {
  const labels = [...new Set(matrices.flatMap(({ labels }) => labels))].sort();
  const matrix = labels.map(() => labels.map(() => 0));
  for (const one of matrices) {
    one.matrix.forEach((row, i) =>
      row.forEach((count, j) => {
        matrix[labels.indexOf(one.labels[i])][labels.indexOf(one.labels[j])] += count;
      })
    );
  }
  return { labels, matrix };
}

/**
 * Every prediction of every run, with the fold and the confidence.
 *
 * @returns Seed after seed, family after family, sorted by recording.
 */
export function listPredictions(runs: readonly SeedRun[]): RunPrediction[] {
  return runs.flatMap(({ seed, result, foldOf }) =>
    result.results.flatMap(({ family, predictions }) =>
      predictions.map((prediction): RunPrediction => {
        const { recording_id, predicted, probabilities } = prediction;
        return {
          seed,
          family,
          fold: foldOf[recording_id],
          ...prediction,
          ...(probabilities && { confidence: probabilities[predicted] }),
        };
      })
    )
  );
}
