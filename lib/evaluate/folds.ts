import { InvalidArgumentError } from "../errors.ts";
import { Random } from "../random.ts";

/** What the folds need to know of a recording. */
export interface FoldItem {
  /** Name of the recording, unique. */
  id: string;
  /** Its label. */
  raag: string;
  /** Recordings that share a source share a group. */
  group: string;
}

/**
 * Deals recordings to folds so that each fold holds about the same share of each label and no
 * group is split: a classifier must not be tested on the concert that it was trained on.
 *
 * Groups are dealt one by one, the larger first and equal ones in an order drawn from the seed, each
 * to the fold that has least of the group's labels, then least of all. The result depends on ids,
 * labels, groups and seed, not on the order of the recordings.
 *
 * @param items The recordings.
 * @param nFolds 2 or more, and no more than there are groups.
 * @param seed Seed of the order.
 * @returns For each recording its fold, 0..nFolds-1.
 * @throws {InvalidArgumentError} If nFolds is out of its range or an id occurs twice.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stratifiedGroupFolds } from "raagkit";
 *
 * const items = ["a", "b", "c", "d"].map((id, i) => ({
 *   id,
 *   raag: i < 2 ? "Desh" : "Yaman",
 *   group: id,
 * }));
 * const folds = stratifiedGroupFolds(items, 2, 42);
 * assertEquals([folds[0] + folds[1], folds[2] + folds[3]], [1, 1]); // one of each in either fold
 * ```
 */
export function stratifiedGroupFolds(
  items: readonly FoldItem[],
  nFolds: number,
  seed: number,
): Int32Array {
  const groups = groupItems(items);
  if (!Number.isInteger(nFolds) || nFolds < 2 || nFolds > groups.length) {
    throw new InvalidArgumentError(
      `folds must be a whole number from 2 to the number of groups (${groups.length}), ` +
        `found ${nFolds}`,
    );
  }
  // Sorting is stable, so groups of one size keep the drawn order.
  const dealt = new Random(seed).fork("folds").shuffle(groups)
    .sort((a, b) => b.length - a.length);
  const labelCounts = Array.from({ length: nFolds }, () => new Map<string, number>());
  const sizes = new Int32Array(nFolds);
  const folds = new Int32Array(items.length);
  for (const group of dealt) {
    const crowding = labelCounts.map((counts) =>
      group.reduce((sum, i) => sum + (counts.get(items[i].raag) ?? 0), 0)
    );
    let best = 0;
    for (let fold = 1; fold < nFolds; fold++) {
      const difference = crowding[fold] - crowding[best] || sizes[fold] - sizes[best];
      if (difference < 0) best = fold;
    }
    sizes[best] += group.length;
    for (const i of group) {
      folds[i] = best;
      labelCounts[best].set(items[i].raag, (labelCounts[best].get(items[i].raag) ?? 0) + 1);
    }
  }
  return folds;
}

/** Indices by group, groups and members ordered by name. */
function groupItems(items: readonly FoldItem[]): number[][] {
  const places = new Map(items.map(({ id }, i) => [id, i]));
  const twice = items.find(({ id }, i) => places.get(id) !== i);
  if (twice !== undefined) {
    throw new InvalidArgumentError(
      `every recording needs an id of its own, "${twice.id}" occurs twice`,
    );
  }
  const inOrder = [...places.keys()].sort().map((id) => places.get(id)!);
  const groups = Map.groupBy(inOrder, (i) => items[i].group);
  return [...groups.keys()].sort().map((group) => groups.get(group)!);
}
