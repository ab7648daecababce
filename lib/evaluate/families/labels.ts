import { InvalidArgumentError, ModelError } from "../../errors.ts";
import { Random } from "../../random.ts";
import type { FamilyFitOptions, LabelledFeatures } from "../types.ts";

/**
 * Training data by label.
 *
 * @param training Labelled features.
 * @returns The labels, sorted, and the features of each.
 * @throws {ModelError} If there is no training data.
 */
export function groupByLabel<F>(
  training: readonly LabelledFeatures<F>[],
): { labels: string[]; byLabel: F[][] } {
  if (training.length === 0) {
    throw new ModelError("cannot learn from nothing: the training data is empty");
  }
  const groups = new Map<string, F[]>();
  for (const { raag, features } of training) {
    const group = groups.get(raag);
    if (group) group.push(features);
    else groups.set(raag, [features]);
  }
  const labels = [...groups.keys()].sort();
  return { labels, byLabel: labels.map((label) => groups.get(label)!) };
}

/**
 * The random stream of a fit.
 *
 * @param options Options of the fit; seed 42 unless told otherwise.
 * @throws {InvalidArgumentError} If the seed is not a whole number.
 */
export function fitSeed(options: FamilyFitOptions | undefined, label: string): number {
  const { seed = 42 } = options ?? {};
  if (!Number.isSafeInteger(seed)) {
    throw new InvalidArgumentError(`seed must be a whole number, found ${seed}`);
  }
  return new Random(seed).fork(label).int(0, 0x7fffffff);
}
