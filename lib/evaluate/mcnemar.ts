import { InvalidArgumentError } from "../errors.ts";

/** Whether two classifiers that saw the same recordings differ. */
export interface McNemarResult {
  /** Recordings that only the first got right. */
  onlyFirst: number;
  /** Recordings that only the second got right. */
  onlySecond: number;
  /** Two-sided exact p-value; 1 where they never differ. */
  pValue: number;
}

/**
 * McNemar's exact test: where two classifiers differ, is each as often right as the other? Under
 * that hypothesis the count is binomial with p = 1/2, so p-value = min(1, 2 P(X <= min(b, c))) with
 * X ~ Bin(b + c, 1/2). Recordings on which they agree say nothing and do not count.
 *
 * @param firstRight Whether the first was right, one per recording.
 * @param secondRight Whether the second was right, in the same order.
 * @returns The discordant counts and the p-value.
 * @throws {InvalidArgumentError} If the lists differ in length.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { mcnemar } from "raagkit/evaluate";
 *
 * const first = [true, true, true, true, true, true], second = first.map(() => false);
 * assertAlmostEquals(mcnemar(first, second).pValue, 2 / 64, 1e-12);
 * ```
 *
 * @see Dietterich 1998, "Approximate statistical tests for comparing supervised classification
 * learning algorithms", section 3.1; we use the exact distribution in place of its chi-square.
 */
export function mcnemar(
  firstRight: readonly boolean[],
  secondRight: readonly boolean[],
): McNemarResult {
  if (firstRight.length !== secondRight.length) {
    throw new InvalidArgumentError(
      `both classifiers must have judged the same recordings, found ${firstRight.length} and ` +
        `${secondRight.length}`,
    );
  }
  let onlyFirst = 0, onlySecond = 0;
  firstRight.forEach((right, i) => {
    if (right && !secondRight[i]) onlyFirst++;
    if (!right && secondRight[i]) onlySecond++;
  });
  const total = onlyFirst + onlySecond, fewer = Math.min(onlyFirst, onlySecond);
  // log C(n, k) is carried along: 2^-n alone is 0 from n = 1075.
  let tail = 0, logTerm = -total * Math.LN2;
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((total - k) / (k + 1));
  }
  return { onlyFirst, onlySecond, pValue: Math.min(1, 2 * tail) };
}

/**
 * A p-value as it is printed everywhere: three decimals, or `<0.001`.
 *
 * @param pValue Within 0..1.
 * @returns Text without a sign of equality.
 */
export function formatPValue(pValue: number): string {
  return pValue < 0.001 ? "<0.001" : pValue.toFixed(3);
}
