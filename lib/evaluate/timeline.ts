import { InvalidArgumentError } from "../errors.ts";
import { type DiscreteHmm, forward } from "../hmm/mod.ts";
import { softmax } from "../math.ts";
import type { SymbolSequence } from "../quantize/mod.ts";

/** Evidence for each raag over time. */
export interface EvidenceTimeline {
  /** The labels. */
  labels: readonly string[];
  /** Start of each window in seconds. */
  times: Float64Array;
  /** Length of a window in seconds. */
  windowSeconds: number;
  /**
   * Per label one number per window: the log-likelihood that the window's symbols added, in nats,
   * above the mean over the labels. Positive speaks for the raag.
   */
  evidence: Float64Array[];
  /** Per label one number per window: its probability after all symbols up to the window's end. */
  probability: Float64Array[];
}

/** Options of {@linkcode evidenceOverTime}. */
export interface TimelineOptions {
  /** Length of a window in seconds, > 0. */
  windowSeconds: number;
  /** Temperature of the probabilities, > 0. */
  temperature: number;
  /** Start of the first window in seconds. */
  startSeconds: number;
  /** End of the recording in seconds. */
  endSeconds: number;
}

/**
 * Splits the log-likelihood of a melody over time. The forward pass gives it symbol by symbol,
 * log P(O) = sum_t log P(o_t | o_1..o_{t-1}), and each term belongs to the time at which its symbol
 * starts; so the evidence of all windows sums to what ranks the raags.
 *
 * @param labels The labels.
 * @param models Per label one model per view.
 * @param sequences The melody's symbols, one sequence per view.
 * @param options Windows and temperature.
 * @returns Evidence and probability, per label and window.
 * @throws {InvalidArgumentError} If the window is not longer than 0 s.
 */
export function evidenceOverTime(
  labels: readonly string[],
  models: readonly (readonly DiscreteHmm[])[],
  sequences: readonly SymbolSequence[],
  options: TimelineOptions,
): EvidenceTimeline {
  const { windowSeconds, temperature, startSeconds, endSeconds } = options;
  if (!(windowSeconds > 0 && windowSeconds < Infinity)) {
    throw new InvalidArgumentError(`windowSeconds must be above 0 s, found ${windowSeconds}`);
  }
  const nWindows = Math.max(1, Math.ceil((endSeconds - startSeconds) / windowSeconds));
  const windowOf = (seconds: number) =>
    Math.min(nWindows - 1, Math.max(0, Math.floor((seconds - startSeconds) / windowSeconds)));
  const evidence = models.map((own) => windowLikelihoods(own, sequences, nWindows, windowOf));
  const read = new Float64Array(nWindows);
  for (const { onsets } of sequences) for (const onset of onsets) read[windowOf(onset)]++;

  const probability = labels.map(() => new Float64Array(nWindows));
  const soFar = new Float64Array(labels.length);
  for (let w = 0, symbols = 0; w < nWindows; w++) {
    const mean = evidence.reduce((sum, own) => sum + own[w], 0) / labels.length;
    evidence.forEach((own, k) => soFar[k] += own[w] -= mean);
    symbols += read[w];
    softmax(soFar.map((total) => total / Math.sqrt(Math.max(1, symbols))), temperature)
      .forEach((p, k) => probability[k][w] = p);
  }
  const times = Float64Array.from({ length: nWindows }, (_, w) => startSeconds + w * windowSeconds);
  return { labels, times, windowSeconds, evidence, probability };
}

/** Log-likelihood of each window's symbols under the models of one label, added over the views. */
function windowLikelihoods(
  models: readonly DiscreteHmm[],
  sequences: readonly SymbolSequence[],
  nWindows: number,
  windowOf: (seconds: number) => number,
): Float64Array {
  const total = new Float64Array(nWindows);
  models.forEach((model, v) => {
    const { symbols, onsets } = sequences[v];
    if (symbols.length === 0) return;
    forward(model.parameters, symbols).scales
      .forEach((scale, t) => total[windowOf(onsets[t])] += Math.log(scale));
  });
  return total;
}
