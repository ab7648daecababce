import { mean } from "../math.ts";
import { minimize } from "./minimize.ts";

/** How experts are weighed, and how sure their sum may be. */
export interface Stack {
  /** One weight per expert, >= 0. */
  weights: number[];
  /** One number per label, added to its sum. */
  bias: number[];
  /** The share of recordings of which the sum knows nothing, 0..1. */
  outliers: number;
}

/** Options of {@linkcode fitStack}. */
export interface StackOptions {
  /**
   * What few recordings lean on: the weights with which the experts do well elsewhere, > 0.
   * @default undefined: every weight is fitted freely
   */
  usual?: readonly number[];
  /** The smallest share of outliers, 0..1. @default 0.0009, a logit of -7 */
  leastOutliers?: number;
}

/** Share of outliers at most, at least, and as it mostly is, as logits. */
const MOST_OUTLIERS = -1, LEAST_OUTLIERS = -7, USUAL_OUTLIERS = Math.log(0.02 / 0.98);

/**
 * How many recordings the usual weights are worth, and the prior that keeps biases small. By the
 * log-loss on makams with 2 to 18 recordings a class, anything from 10 to 40 is as good.
 */
const WORTH = 20, BIAS_PRIOR = 1e-2;

/**
 * Each expert's scores less their mean over the labels: a softmax does not see the difference, and
 * experts become comparable.
 */
export function centred(scores: Float64Array): Float64Array {
  const middle = mean(scores);
  return scores.map((score) => score - middle);
}

/**
 * What each label adds up to: sum_m weights[m] (scores_m - mean of scores_m) + bias.
 *
 * @param stack The weights.
 * @param scores One list per expert, one number per label.
 * @returns One number per label; its differences are log-odds but for the outliers.
 */
export function stackedScores(
  { weights, bias }: Stack,
  scores: readonly Float64Array[],
): Float64Array {
  const total = Float64Array.from(bias);
  scores.forEach((own, m) => {
    const level = centred(own);
    for (let k = 0; k < total.length; k++) total[k] += weights[m] * level[k];
  });
  return total;
}

/**
 * Probabilities (1 - outliers) p + outliers / K. The share of outliers is what makes them true: among
 * recordings that a model is sure of, some are unlike all that was learnt.
 *
 * @param probabilities One per label; they sum to 1.
 * @param outliers The share, 0..1.
 * @returns The same with something left for each.
 */
export function withOutliers(probabilities: Float64Array, outliers: number): Float64Array {
  return probabilities.map((p) => (1 - outliers) * p + outliers / probabilities.length);
}

/**
 * Fits weights, biases and the share of outliers to scores of recordings that the experts had not
 * heard, by the log-loss of the probabilities. With usual weights v0 the loss has, besides,
 *
 *   20/N sum_m (v_m / v0_m - 1)^2 + (20/N or 0.01) sum_k bias_k^2 + 1/N (logit outliers - logit 0.02)^2
 *
 * so that few recordings change little of what is usual and many are heard.
 *
 * @param heldOut For each expert and each recording one score per label.
 * @param truth For each recording its label's index.
 * @param options What few recordings lean on.
 * @returns The stack.
 */
export function fitStack(
  heldOut: readonly (readonly Float64Array[])[],
  truth: readonly number[],
  options: StackOptions = {},
): Stack {
  const { usual } = options;
  const m = heldOut.length, N = truth.length, K = heldOut[0][0].length;
  const levels = heldOut.map((scores) => scores.map(centred));
  // In these units the weights are alike, and the search is short.
  const unit = levels.map((_, e) => usual?.[e] ?? 1);
  const pull = usual === undefined ? 0 : WORTH / N;
  const biasPull = usual === undefined ? BIAS_PRIOR : Math.max(BIAS_PRIOR, WORTH / N);
  const outlierPull = usual === undefined ? 0 : 1 / N;
  const total = new Float64Array(K), p = new Float64Array(K);

  const loss = (x: Float64Array, gradient: Float64Array): number => {
    const outliers = logistic(x[m + K]);
    gradient.fill(0);
    let value = 0;
    for (let i = 0; i < N; i++) {
      let highest = -Infinity;
      for (let k = 0; k < K; k++) {
        total[k] = x[m + k];
        for (let e = 0; e < m; e++) total[k] += x[e] * unit[e] * levels[e][i][k];
        highest = Math.max(highest, total[k]);
      }
      let norm = 0;
      for (let k = 0; k < K; k++) norm += p[k] = Math.exp(total[k] - highest);
      const own = p[truth[i]] / norm, q = (1 - outliers) * own + outliers / K;
      value -= Math.log(q) / N;
      const share = (1 - outliers) * own / q;
      for (let k = 0; k < K; k++) {
        const slope = share * (p[k] / norm - (k === truth[i] ? 1 : 0)) / N;
        gradient[m + k] += slope;
        for (let e = 0; e < m; e++) gradient[e] += slope * unit[e] * levels[e][i][k];
      }
      gradient[m + K] += (own - 1 / K) / q * outliers * (1 - outliers) / N;
    }
    const lean = (at: number, to: number, strength: number) => {
      value += strength * (x[at] - to) ** 2;
      gradient[at] += 2 * strength * (x[at] - to);
    };
    for (let e = 0; e < m; e++) lean(e, 1, pull);
    for (let k = m; k < m + K; k++) lean(k, 0, biasPull);
    lean(m + K, USUAL_OUTLIERS, outlierPull);
    return value;
  };

  const lowest = options.leastOutliers === undefined
    ? LEAST_OUTLIERS
    : logit(options.leastOutliers);
  const start = Float64Array.from(
    { length: m + K + 1 },
    (_, i) => i >= m ? 0 : usual === undefined ? 2 / m : 1,
  );
  start[m + K] = USUAL_OUTLIERS;
  const lower = start.map((_, i) => i < m ? 0 : i === m + K ? lowest : -Infinity);
  const upper = start.map((_, i) => i === m + K ? Math.max(lowest, MOST_OUTLIERS) : Infinity);
  const x = minimize(loss, start, { lower, upper });
  return {
    weights: unit.map((one, e) => x[e] * one),
    bias: Array.from(x.subarray(m, m + K)),
    outliers: logistic(x[m + K]),
  };
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
