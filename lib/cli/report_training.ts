import type { Problem } from "../errors.ts";
import type { FamilyResult, SplitJudgement } from "../evaluate/mod.ts";
import type { TrainingResult } from "../train/mod.ts";
import { formatTable, print } from "./console.ts";

/** What `--json` prints. */
export function trainingDocument(
  { models, summary, recordings, seconds, warnings }: TrainingResult,
  skipped: readonly Problem[],
  modelsDir: string,
  tested?: SplitJudgement,
  crossed?: FamilyResult,
): Record<string, unknown> {
  return {
    models_dir: modelsDir,
    family: models.family,
    recordings,
    seconds,
    raags: summary.map((row) => ({
      raag: row.raag,
      recordings: row.recordings,
      groups: row.groups,
      minutes: row.minutes,
      frames: row.frames,
      symbols: row.symbols,
      iterations: row.iterations,
      status: row.status,
      log_likelihood_per_symbol: row.logLikelihoodPerSymbol,
    })),
    test: tested && {
      recordings: tested.classifications.size,
      accuracy: tested.metrics.accuracy,
      calibration: tested.metrics.calibration,
      refused: tested.metrics.refused,
      none_of_these: tested.novelty,
    },
    cross_validation: crossed && { accuracy: crossed.accuracy, calibration: crossed.calibration },
    skipped,
    warnings,
  };
}

/** Prints what a training came to. */
export function reportTraining(
  result: TrainingResult,
  modelsDir: string,
  tested?: SplitJudgement,
  crossed?: FamilyResult,
): void {
  print(formatTable(
    ["raag", "recordings", "sources", "minutes", "status", "LL/symbol"],
    result.summary.map((row) => [
      row.raag,
      String(row.recordings),
      String(row.groups),
      row.minutes.toFixed(1),
      row.iterations > 0 ? `${row.status} (${row.iterations})` : row.status,
      row.logLikelihoodPerSymbol.toFixed(3),
    ]),
  ));
  print();
  const others = result.models.size - result.summary.length;
  if (others > 0) print(`${others} more raags are as the books describe them`);
  print(
    `${result.models.size} models (${result.models.family.family}) from ${result.recordings} ` +
      `recordings in ` +
      `${result.seconds.toFixed(1)} s, saved in ${modelsDir}`,
  );
  if (crossed !== undefined) {
    const { accuracy, accuracy_ci95: [low, high], calibration } = crossed;
    print(
      `by cross-validation ${accuracy.toFixed(3)} right (95 % interval ${low.toFixed(2)}..` +
        `${high.toFixed(2)}), calibration error ` +
        calibration.expected_calibration_error.toFixed(3),
    );
  } else if (tested === undefined) {
    print("no test split: use --cv to estimate the accuracy on other recordings");
  }
  if (tested !== undefined) {
    const { metrics } = tested;
    const right = metrics.predictions.filter(({ truth, predicted }) => truth === predicted).length;
    print(
      `test accuracy ${metrics.accuracy.toFixed(3)} (${right} of ${metrics.predictions.length})` +
        (metrics.refused > 0
          ? `, ${Math.round(metrics.refused * metrics.predictions.length)} answered "none of these"`
          : ""),
    );
  }
}
