import { fitStack, type Stack } from "./stack.ts";
import type { Example } from "./types.ts";

/** Experts that answer together, by their places in the family's list, and their first weights. */
export interface Team {
  /** Which experts. */
  members: readonly number[];
  /**
   * The weights with which the members do well elsewhere, one per member, for n recordings a raag:
   * few recordings keep them, many change them.
   */
  usual(n: number): readonly number[];
  /**
   * How the weights change with the length T of a melody that is shorter than the trained ones'
   * median: weight (T / median)^growth. @default 0, not at all
   */
  growth?: readonly number[];
  /**
   * Which experts tell a right Sa from a wrong one, by their places, and with what weight: on a wrong
   * one no raag is likely. @default the notes and the pitches of the whole, 1 each
   */
  tonic?: readonly (readonly [expert: number, weight: number])[];
}

/** Share of outliers where there is too little to fit it on, and n beyond which weights stay. */
const USUAL_OUTLIERS = 0.02, MOST_RECORDINGS = 20;

/** A fitted team. */
export interface FittedTeam {
  stack: Stack;
  /** Recordings that were judged by experts that had not heard their groups. */
  held: number;
}

/**
 * Fits a team's stack on the recordings that can be held out. With fewer than two a label the usual
 * weights answer, and with none at all no probability is given.
 *
 * @param team The team.
 * @param held Scores of every expert for every example, each by experts that had not heard its group.
 * @param examples All recordings.
 * @param judged Places of those whose label is known from another group too.
 * @param labels The labels.
 * @param n Groups a label, the median.
 */
export function fitTeam(
  { members, usual }: Team,
  held: readonly Float64Array[][],
  examples: readonly Example[],
  judged: readonly number[],
  labels: readonly string[],
  n: number,
): FittedTeam {
  const weights = [...usual(Math.min(MOST_RECORDINGS, n))], bias = labels.map(() => 0);
  const K = labels.length, evidence = groupsOf(judged.map((i) => examples[i]));
  if (evidence === 0 || K < 2) return { stack: { weights, bias, outliers: 1 }, held: 0 };
  const least = leastOutliers(evidence, K);
  if (judged.length < 2 * K) {
    return { stack: { weights, bias, outliers: Math.max(USUAL_OUTLIERS, least) }, held: evidence };
  }
  const truth = judged.map((i) => labels.indexOf(examples[i].raag));
  const stack = fitStack(members.map((e) => judged.map((i) => held[e][i])), truth, {
    usual: weights,
    leastOutliers: least,
  });
  return { stack, held: evidence };
}

/** How many groups recordings come from. */
export function groupsOf(examples: readonly Pick<Example, "group">[]): number {
  return new Set(examples.map(({ group }) => group)).size;
}

/**
 * The share of outliers below which an answer would claim more than n recordings, all of them
 * right, can support: by Laplace's rule of succession (n + 1) / (n + 2), so that
 *
 *   1 - outliers + outliers / K <= (n + 1) / (n + 2).
 *
 * @param n Groups that were held out, >= 1.
 * @param K Labels, >= 2.
 */
export function leastOutliers(n: number, K: number): number {
  return K / ((K - 1) * (n + 2));
}
