import { InvalidArgumentError } from "../errors.ts";

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
 * @param judged K probabilities and the true label of each recording.
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
 * @param judged K probabilities and the true label of each recording.
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
