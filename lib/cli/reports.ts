import type { Problem } from "../errors.ts";
import {
  type CrossValidationResult,
  type FamilyResult,
  formatPValue,
  type SplitJudgement,
} from "../evaluate/mod.ts";
import type { TrainingResult } from "../train/mod.ts";
import { formatTable, print } from "./console.ts";

/** Prints families side by side, in 80 columns; a whole result will do, and so will its summary. */
export function printFamilies(families: readonly Omit<FamilyResult, "predictions">[]): void {
  const share = (value: number) => Number.isFinite(value) ? value.toFixed(3) : "-";
  print(formatTable(
    ["family", "accuracy", "95 %", "top-3", "log-loss", "ECE", "refused", "seconds"],
    families.map((one) => [
      one.family,
      share(one.accuracy),
      one.accuracy_ci95.map((edge) => edge.toFixed(2)).join(".."),
      share(one.top3),
      share(one.calibration.log_loss),
      share(one.calibration.expected_calibration_error),
      share(one.refused),
      one.seconds.toFixed(1),
    ]),
  ));
}

/** Prints families that judged the same recordings side by side, and the pairs that differ. */
export function reportFamilies(
  result: Pick<CrossValidationResult, "results" | "comparisons">,
): void {
  printFamilies(result.results);
  const differing = result.comparisons.filter(({ p_value }) => p_value < 0.05);
  if (differing.length === 0) return;
  print();
  print("Families that differ (McNemar's exact test, not corrected for many tests):");
  print(formatTable(
    ["first", "second", "only first right", "only second right", "p"],
    differing.map(({ first, second, only_first, only_second, p_value }) => [
      ...[first, second, only_first, only_second, formatPValue(p_value)],
    ]),
  ));
}

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
    raags: summary.map(({ logLikelihoodPerSymbol, ...row }) => (
      { ...row, log_likelihood_per_symbol: logLikelihoodPerSymbol }
    )),
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
      ...[row.raag, row.recordings, row.groups, row.minutes.toFixed(1)],
      row.iterations > 0 ? `${row.status} (${row.iterations})` : row.status,
      row.logLikelihoodPerSymbol.toFixed(3),
    ]),
  ));
  print();
  const others = result.models.size - result.summary.length;
  if (others > 0) print(`${others} more raags are as the books describe them`);
  print(
    `${result.models.size} models (${result.models.family.family}) from ${result.recordings} ` +
      `recordings in ${result.seconds.toFixed(1)} s, saved in ${modelsDir}`,
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
