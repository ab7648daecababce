import { logSumExp } from "../../math.ts";
import { fitTemperature, type ScoredTruth } from "../calibration.ts";
import { goldenSection } from "../minimize.ts";
import type { Family, FittedFamily, LabelledFeatures, Melody } from "../types.ts";
import { heldOutScores } from "./inner_folds.ts";
import { fitSeed, groupByLabel } from "./labels.ts";

/** Inner folds for fitting the weights. */
const INNER_FOLDS = 3;

/**
 * Several families as one: their scores, weighted and added. The weights are those with which the
 * softmax of the sum has the least log-loss on inner folds of the training data, that is,
 * multinomial logistic regression with one weight per family. A family that is sure and right gets
 * a large weight, one that adds nothing a weight near 0.
 *
 * @param name Name of the combination.
 * @param description One sentence.
 * @param members The families.
 * @returns The combination; its features are those of all members.
 */
export function stacked(
  name: string,
  description: string,
  members: readonly Family[],
): Family<unknown[]> {
  const memberFeatures = (items: readonly LabelledFeatures<unknown[]>[], m: number) =>
    items.map((item) => ({ ...item, features: item.features[m] }));
  return {
    name,
    description,
    prepare: (melody: Melody) => members.map((member) => member.prepare(melody)),
    async fit(training, fitOptions): Promise<FittedFamily<unknown[]>> {
      const { labels } = groupByLabel(training);
      const held: ScoredTruth[][] = [], fitted: FittedFamily[] = [];
      for (const [m, member] of members.entries()) {
        const items = memberFeatures(training, m);
        const seed = fitSeed(fitOptions, member.name);
        held.push(
          await heldOutScores(member, items, labels, INNER_FOLDS, fitSeed(fitOptions, "inner")),
        );
        fitted.push(await member.fit(items, { seed }));
      }
      const weights = fitWeights(held);
      return {
        labels,
        scores(features) {
          const total = new Float64Array(labels.length);
          fitted.forEach((member, m) => {
            member.scores(features[m]).forEach((score, k) => total[k] += weights[m] * score);
          });
          return total;
        },
        describe: () => ({
          weights: Object.fromEntries(members.map((member, m) => [member.name, weights[m]])),
          ...Object.fromEntries(members.map(({ name }, m) => [name, fitted[m].describe()])),
        }),
      };
    },
  };
}

/**
 * Weights >= 0, one per family, by coordinate descent: each family's weight in turn, the others
 * held, until none moves by more than a thousandth. The log-loss is convex in the weights.
 */
function fitWeights(held: readonly (readonly ScoredTruth[])[]): number[] {
  // Each alone would weigh 1 / temperature; together each starts with its share of that.
  const alone = held.map((scored) => 1 / fitTemperature(scored));
  const shares = held.map(() => 1 / held.length);
  if (held[0].length === 0) return alone.map((weight, m) => weight * shares[m]);
  for (let round = 0; round < 50; round++) {
    let moved = 0;
    for (let m = 0; m < held.length; m++) {
      const share = goldenSection(
        (value) => combinedLoss(held, alone.map((w, i) => w * (i === m ? value : shares[i]))),
        0,
        3,
        1e-4,
      );
      moved = Math.max(moved, Math.abs(share - shares[m]));
      shares[m] = share;
    }
    if (moved < 1e-3) break;
  }
  return alone.map((weight, m) => weight * shares[m]);
}

/** Log-loss of the softmax of the weighted sum. */
function combinedLoss(
  held: readonly (readonly ScoredTruth[])[],
  weights: readonly number[],
): number {
  let loss = 0;
  for (let i = 0; i < held[0].length; i++) {
    const { truth } = held[0][i];
    const total = new Float64Array(held[0][i].scores.length);
    held.forEach((scored, m) => {
      for (let k = 0; k < total.length; k++) total[k] += weights[m] * scored[i].scores[k];
    });
    loss += logSumExp(total) - total[truth];
  }
  return loss;
}
