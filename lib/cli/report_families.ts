import { type CrossValidationResult, type FamilyResult, formatPValue } from "../evaluate/mod.ts";
import { formatTable, print } from "./console.ts";

/**
 * Prints families side by side, in 80 columns.
 *
 * @param families What was measured of each; a whole result will do, and so will its summary.
 */
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

/**
 * Prints families side by side, and the pairs that differ.
 *
 * @param result Families that judged the same recordings.
 */
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
      first,
      second,
      String(only_first),
      String(only_second),
      formatPValue(p_value),
    ]),
  ));
}
