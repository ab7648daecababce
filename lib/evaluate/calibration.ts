import { InvalidArgumentError } from "../errors.ts";
import { logSumExp, softmax } from "../math.ts";
import { goldenSection } from "./minimize.ts";

/** Scores of one recording and where the truth is among them. */
export interface ScoredTruth {
  /** Log-scores, one per label, higher is better. */
  scores: ArrayLike<number>;
  /** Index of the true label, or -1 if the scores do not know it. */
  truth: number;
}

/** Probabilities of one recording and where the truth is among them. */
export interface ProbableTruth {
  /** One probability per label; they sum to 1. */
  probabilities: ArrayLike<number>;
  /** Index of the true label, or -1 if the probabilities do not know it. */
  truth: number;
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Lower edge of the confidence, exclusive but for the first bin. */
  low: number;
  /** Upper edge of the confidence, inclusive. */
  high: number;
  /** Recordings in the bin. */
  count: number;
  /** Mean confidence of them; NaN if there are none. */
  confidence: number;
  /** Share of them that were right; NaN if there are none. */
  accuracy: number;
}

/** No logarithm of a probability below this: one certain mistake must not make the mean infinite. */
const SMALLEST_PROBABILITY = 1e-15;

/**
 * Mean of -log p(truth), in nats. Probabilities below 1e-15 count as 1e-15.
 *
 * @returns 0 or more; NaN for no recordings.
 */
export function logLoss(judged: readonly ProbableTruth[]): number {
  let total = 0;
  for (const { probabilities, truth } of judged) {
    total -= Math.log(Math.max(SMALLEST_PROBABILITY, probabilities[truth] ?? 0));
  }
  return total / judged.length;
}

/**
 * Brier's score (1950) for several classes: mean of sum_k (p_k - [k is the truth])^2.
 *
 * @returns 0 (certain and right) .. 2 (certain and wrong); NaN for no recordings.
 */
export function brierScore(judged: readonly ProbableTruth[]): number {
  let total = 0;
  for (const { probabilities, truth } of judged) {
    for (let k = 0; k < probabilities.length; k++) {
      total += (probabilities[k] - (k === truth ? 1 : 0)) ** 2;
    }
    if (truth < 0) total += 1; // the truth had probability 0
  }
  return total / judged.length;
}

/**
 * The bars of a reliability diagram: recordings by the confidence of their best label, in bins of
 * equal width.
 *
 * @param judged Probabilities and truths.
 * @param nBins How many bins, >= 1.
 * @returns `nBins` bins from 0 to 1, the empty ones too.
 * @throws {InvalidArgumentError} If nBins is not a whole number >= 1.
 */
export function reliabilityBins(judged: readonly ProbableTruth[], nBins = 10): ReliabilityBin[] {
  if (!Number.isInteger(nBins) || nBins < 1) {
    throw new InvalidArgumentError(`nBins must be a whole number >= 1, found ${nBins}`);
  }
  const counts = new Int32Array(nBins), right = new Int32Array(nBins);
  const confidences = new Float64Array(nBins);
  for (const { probabilities, truth } of judged) {
    let best = 0;
    for (let k = 1; k < probabilities.length; k++) {
      if (probabilities[k] > probabilities[best]) best = k;
    }
    const bin = Math.max(0, Math.min(nBins, Math.ceil(probabilities[best] * nBins)) - 1);
    counts[bin]++;
    confidences[bin] += probabilities[best];
    if (best === truth) right[bin]++;
  }
  return Array.from(counts, (count, bin) => ({
    low: bin / nBins,
    high: (bin + 1) / nBins,
    count,
    confidence: confidences[bin] / count,
    accuracy: right[bin] / count,
  }));
}

/**
 * Expected calibration error: how far confidence and accuracy lie apart, over the bins of
 * {@linkcode reliabilityBins}, weighted by their recordings.
 *
 *   sum_b n_b / n |accuracy_b - confidence_b|
 *
 * @param judged Probabilities and truths.
 * @param nBins How many bins.
 * @returns 0..1; NaN for no recordings. Few recordings give a value above 0 even for a perfectly
 * calibrated classifier.
 *
 * @see Guo, Pleiss, Sun, Weinberger 2017, "On calibration of modern neural networks", equation 3
 */
export function expectedCalibrationError(judged: readonly ProbableTruth[], nBins = 10): number {
  let total = 0;
  for (const { count, confidence, accuracy } of reliabilityBins(judged, nBins)) {
    if (count > 0) total += count * Math.abs(accuracy - confidence);
  }
  return total / judged.length;
}

/**
 * The temperature T for which softmax(scores / T) has the least log-loss. Frames and notes of one
 * melody depend on each other, so the models' log-likelihoods are overconfident; one number fitted
 * on recordings that the models have not seen mends it without changing any ranking.
 *
 * The log-loss is convex in 1/T, so a golden-section search over log T finds its one minimum.
 *
 * @param held Scores of held-out recordings; those whose truth is unknown to the scores are left
 * out.
 * @returns T > 0, within 1e-4..1e6; 1 for no recordings.
 *
 * @example
 * ```ts
 * import { fitTemperature } from "raagkit";
 *
 * // Always a lead of 10 nats, yet right three times of four only: T must be large.
 * const held = [0, 0, 0, 1].map((truth) => ({ scores: [10, 0], truth }));
 * const temperature = fitTemperature(held); // 10 / log 3
 * if (Math.abs(temperature - 10 / Math.log(3)) > 1e-3) throw new Error("not calibrated");
 * ```
 *
 * @see Guo, Pleiss, Sun, Weinberger 2017, section 4.2 (temperature scaling)
 */
export function fitTemperature(held: readonly ScoredTruth[]): number {
  const usable = held.filter(({ truth }) => truth >= 0);
  if (usable.length === 0) return 1;
  const loss = (logT: number) => {
    const inverse = Math.exp(-logT);
    let total = 0;
    for (const { scores, truth } of usable) {
      const scaled = Float64Array.from(scores, (score) => score * inverse);
      total += logSumExp(scaled) - scaled[truth];
    }
    return total;
  };
  return Math.exp(goldenSection(loss, Math.log(1e-4), Math.log(1e6), 1e-7));
}

/**
 * Scores turned into probabilities by a temperature each.
 *
 * @param scored Scores and truths.
 * @param temperature One for all, or one per recording.
 * @returns Probabilities and truths, in the same order.
 */
export function withTemperature(
  scored: readonly ScoredTruth[],
  temperature: number | ArrayLike<number>,
): ProbableTruth[] {
  return scored.map(({ scores, truth }, i) => ({
    probabilities: softmax(
      scores,
      typeof temperature === "number" ? temperature : temperature[i],
    ),
    truth,
  }));
}
