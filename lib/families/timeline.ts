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
  /**
   * Per label one number per window: its share after all symbols up to the window's end, the
   * softmax of the log-likelihood over the root of their number.
   */
  probability: Float64Array[];
}

/** Options of {@linkcode evidenceOverTime}. */
export interface TimelineOptions {
  /** Length of a window in seconds, > 0. */
  windowSeconds: number;
  /** Start of the first window in seconds. */
  startSeconds: number;
  /** End of the recording in seconds. */
  endSeconds: number;
}

/**
 * Splits the log-likelihood of a melody over time. The forward pass gives it symbol by symbol,
 * log P(O) = sum_t log P(o_t | o_1..o_{t-1}), and each term belongs to the time at which its symbol
 * starts; so the evidence of all windows sums to what ranks the models.
 *
 * @param labels The labels.
 * @param models One model per label.
 * @param sequence The melody's symbols, as the models read them.
 * @param options Windows.
 * @returns Evidence and probability, per label and window.
 * @throws {InvalidArgumentError} If the window is not longer than 0 s.
 */
export function evidenceOverTime(
  labels: readonly string[],
  models: readonly DiscreteHmm[],
  sequence: SymbolSequence,
  options: TimelineOptions,
): EvidenceTimeline {
  const { windowSeconds, startSeconds, endSeconds } = options;
  if (!(windowSeconds > 0 && windowSeconds < Infinity)) {
    throw new InvalidArgumentError(`windowSeconds must be above 0 s, found ${windowSeconds}`);
  }
  const nWindows = Math.max(1, Math.ceil((endSeconds - startSeconds) / windowSeconds));
  const windowOf = (seconds: number) =>
    Math.min(nWindows - 1, Math.max(0, Math.floor((seconds - startSeconds) / windowSeconds)));
  const { symbols, onsets } = sequence;
  const evidence = models.map((model) => {
    const total = new Float64Array(nWindows);
    if (symbols.length === 0) return total;
    forward(model.parameters, symbols).scales
      .forEach((scale, t) => total[windowOf(onsets[t])] += Math.log(scale));
    return total;
  });
  const read = new Float64Array(nWindows);
  for (const onset of onsets) read[windowOf(onset)]++;

  const probability = labels.map(() => new Float64Array(nWindows));
  const soFar = new Float64Array(labels.length);
  for (let w = 0, count = 0; w < nWindows; w++) {
    const mean = evidence.reduce((sum, own) => sum + own[w], 0) / labels.length;
    evidence.forEach((own, k) => soFar[k] += own[w] -= mean);
    count += read[w];
    softmax(soFar.map((total) => total / Math.sqrt(Math.max(1, count))))
      .forEach((p, k) => probability[k][w] = p);
  }
  const times = Float64Array.from({ length: nWindows }, (_, w) => startSeconds + w * windowSeconds);
  return { labels, times, windowSeconds, evidence, probability };
}
