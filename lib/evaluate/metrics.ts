import { InvalidArgumentError } from "../errors.ts";

/** Counts of truth against prediction. */
export interface ConfusionMatrix {
  /** The classes, in the order of rows and columns. */
  labels: string[];
  /** `matrix[i][j]`: recordings of class i that were called class j. */
  matrix: number[][];
}

/** How one class fared. */
export interface ClassReport {
  /** The class. */
  label: string;
  /** TP / (TP + FP); NaN if the class was never predicted. */
  precision: number;
  /** TP / (TP + FN); NaN if the class has no recordings. */
  recall: number;
  /** 2 TP / (2 TP + FP + FN); NaN if the class was neither there nor predicted. */
  f1: number;
  /** Recordings of the class. */
  support: number;
}

/**
 * Counts how often each class was called each class.
 *
 * @param truth Labels, one per recording.
 * @param predicted Labels, one per recording.
 * @param labels Order of the classes; default all that occur, sorted.
 * @returns The counts; all zero for no recordings.
 * @throws {InvalidArgumentError} If the lists differ in length or hold a label that is not in
 * `labels`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { confusionMatrix } from "raagkit";
 *
 * const { labels, matrix } = confusionMatrix(["Desh", "Desh", "Yaman"], ["Desh", "Yaman", "Yaman"]);
 * assertEquals(labels, ["Desh", "Yaman"]);
 * assertEquals(matrix, [[1, 1], [0, 1]]);
 * ```
 */
export function confusionMatrix(
  truth: readonly string[],
  predicted: readonly string[],
  labels: readonly string[] = [...new Set([...truth, ...predicted])].sort(),
): ConfusionMatrix {
  assertSameLength(truth, predicted);
  const index = new Map(labels.map((label, i) => [label, i]));
  const matrix = labels.map(() => new Array<number>(labels.length).fill(0));
  truth.forEach((label, i) => {
    const row = index.get(label), column = index.get(predicted[i]);
    if (row === undefined || column === undefined) {
      const stranger = row === undefined ? label : predicted[i];
      throw new InvalidArgumentError(`labels must hold every label, "${stranger}" is missing`);
    }
    matrix[row][column]++;
  });
  return { labels: [...labels], matrix };
}

/**
 * Share of recordings that were called by their name: trace / total.
 *
 * @param confusion Counts K x K, rows the truth, columns what was said.
 * @returns 0..1; NaN for no recordings.
 */
export function accuracy(confusion: ConfusionMatrix): number {
  const { right, total } = totals(confusion);
  return right / total;
}

/**
 * Precision, recall, F1 and support of each class. A ratio without a denominator is NaN, not 0: a
 * class that was never there has not been missed.
 *
 * @param confusion Counts K x K, rows the truth, columns what was said.
 * @returns One report a class, in the order of the labels.
 */
export function classReports({ labels, matrix }: ConfusionMatrix): ClassReport[] {
  return labels.map((label, i) => {
    const truePositives = matrix[i][i];
    const support = matrix[i].reduce((sum, count) => sum + count, 0);
    const called = matrix.reduce((sum, row) => sum + row[i], 0);
    return {
      label,
      precision: truePositives / called,
      recall: truePositives / support,
      f1: 2 * truePositives / (support + called),
      support,
    };
  });
}

/**
 * Mean recall over the classes that have recordings: accuracy as it would be if all classes were
 * of one size.
 *
 * @param confusion Counts K x K, rows the truth, columns what was said.
 * @returns 0..1; NaN for no recordings.
 */
export function balancedAccuracy(confusion: ConfusionMatrix): number {
  return meanOfNumbers(classReports(confusion).map(({ recall }) => recall));
}

/**
 * Mean F1 over the classes that occur in truth or prediction.
 *
 * @param confusion Counts K x K, rows the truth, columns what was said.
 * @returns 0..1; NaN for no recordings.
 */
export function macroF1(confusion: ConfusionMatrix): number {
  return meanOfNumbers(classReports(confusion).map(({ f1 }) => f1));
}

/**
 * Share of recordings whose label is among the k best scored; k = 1 is accuracy. A label that the
 * scores do not know is a miss.
 *
 * @param truth Labels, one per recording.
 * @param ranked For each recording the labels from best to worst.
 * @param k How many count, >= 1.
 * @returns 0..1; NaN for no recordings.
 * @throws {InvalidArgumentError} If the lists differ in length or k < 1.
 */
export function topKAccuracy(
  truth: readonly string[],
  ranked: readonly (readonly string[])[],
  k: number,
): number {
  assertSameLength(truth, ranked);
  if (!(k >= 1)) throw new InvalidArgumentError(`k must be 1 or more, found ${k}`);
  let hits = 0;
  truth.forEach((label, i) => {
    const place = ranked[i].indexOf(label);
    if (place >= 0 && place < k) hits++;
  });
  return hits / truth.length;
}

/**
 * 95 % interval of a share, after Wilson (1927): it stays within 0..1 and holds its level for
 * small numbers and for shares of 0 and 1, where the normal approximation has no width.
 *
 *   (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n),  z = 1.96
 *
 * @param hits Successes, 0..total.
 * @param total Trials.
 * @returns [low, high]; [0, 1] for no trials.
 * @throws {InvalidArgumentError} If a count is negative or `hits` is above `total`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { wilsonInterval } from "raagkit/evaluate";
 *
 * const [low, high] = wilsonInterval(13, 16); // the original study's 13 of 16
 * assertAlmostEquals(low, 0.570, 5e-4);
 * assertAlmostEquals(high, 0.934, 5e-4);
 * ```
 *
 * @see Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion", section 3.1.1
 */
export function wilsonInterval(hits: number, total: number): [number, number] {
  if (!(total >= 0) || !(hits >= 0) || hits > total) {
    throw new InvalidArgumentError(`hits must be within 0..total, found ${hits} of ${total}`);
  }
  if (total === 0) return [0, 1];
  const z = 1.959963984540054; // the normal distribution's 0.975 quantile
  const p = hits / total, z2 = z * z / total;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = z * Math.sqrt(p * (1 - p) / total + z2 / (4 * total)) / (1 + z2);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** Hits and recordings. */
function totals({ matrix }: ConfusionMatrix): { right: number; total: number } {
  let right = 0, total = 0;
  matrix.forEach((row, i) => {
    right += row[i];
    for (const count of row) total += count;
  });
  return { right, total };
}

/** The mean of those that are numbers; NaN if none is. */
function meanOfNumbers(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function assertSameLength(truth: readonly unknown[], others: readonly unknown[]): void {
  if (truth.length !== others.length) {
    throw new InvalidArgumentError(
      `truth and predictions must be of one length, found ${truth.length} and ${others.length}`,
    );
  }
}
