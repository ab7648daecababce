import { InvalidArgumentError } from "../errors.ts";
import { type DiscreteHmm, forward, type Symbols } from "../hmm/mod.ts";

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

/** What each symbol of a melody says of each label. */
export interface SymbolEvidence {
  /** When each symbol starts, in seconds. */
  onsets: Float64Array;
  /** The k-th label's log P(o_t | what came before) of each symbol, in nats. */
  logLikelihoodsOf(k: number): Float64Array;
  /** Probabilities of the labels after so many symbols whose log-likelihoods sum to these. */
  probabilitiesOf(sums: Float64Array, count: number): Float64Array;
}

/** The time that a timeline spans. */
export interface TimelineOptions {
  /**
   * Length of a window in seconds, > 0.
   * @default about forty windows, of 2 s or more, because a phrase is not shorter
   */
  windowSeconds?: number;
  /** Start of the first window in seconds. */
  startSeconds: number;
  /** End of the recording in seconds. */
  endSeconds: number;
}

/**
 * Sums evidence by windows of time; that of all windows is that of the whole melody.
 *
 * @param labels The labels.
 * @param symbols What each symbol of the melody says.
 * @param options Windows.
 * @returns Evidence and probability, per label and window.
 * @throws {InvalidArgumentError} If the window is not longer than 0 s.
 */
export function evidenceOverTime(
  labels: readonly string[],
  { onsets, logLikelihoodsOf, probabilitiesOf }: SymbolEvidence,
  { startSeconds, endSeconds, ...options }: TimelineOptions,
): EvidenceTimeline {
  const seconds = endSeconds - startSeconds;
  const { windowSeconds = Math.max(2, Math.ceil(seconds / 40)) } = options;
  if (!(windowSeconds > 0 && windowSeconds < Infinity)) {
    throw new InvalidArgumentError(`windowSeconds must be above 0 s, found ${windowSeconds}`);
  }
  const nWindows = Math.max(1, Math.ceil(seconds / windowSeconds));
  const windowOf = onsets.map((onset) =>
    Math.min(nWindows - 1, Math.max(0, Math.floor((onset - startSeconds) / windowSeconds)))
  );
  const evidence = labels.map((_, k) => {
    const total = new Float64Array(nWindows);
    logLikelihoodsOf(k).forEach((nats, t) => total[windowOf[t]] += nats);
    return total;
  });
  const read = new Float64Array(nWindows);
  for (const w of windowOf) read[w]++;

  const probability = labels.map(() => new Float64Array(nWindows));
  const soFar = new Float64Array(labels.length);
  for (let w = 0, count = 0; w < nWindows; w++) {
    const mean = evidence.reduce((sum, own) => sum + own[w], 0) / labels.length;
    evidence.forEach((own, k) => soFar[k] += own[w] -= mean);
    count += read[w];
    probabilitiesOf(soFar, count).forEach((p, k) => probability[k][w] = p);
  }
  const times = Float64Array.from({ length: nWindows }, (_, w) => startSeconds + w * windowSeconds);
  return { labels, times, windowSeconds, evidence, probability };
}

/**
 * The log-likelihood of a melody symbol by symbol: log P(O) = sum_t log P(o_t | o_1..o_{t-1}).
 *
 * @param model The model.
 * @param symbols The melody, as the model reads it.
 * @returns A number for each symbol, in nats.
 */
export function symbolLikelihoods({ parameters }: DiscreteHmm, symbols: Symbols): Float64Array {
  return symbols.length === 0
    ? new Float64Array(0)
    : forward(parameters, symbols).scales.map(Math.log);
}

/**
 * A timeline of some of its labels.
 *
 * @param timeline Evidence over time.
 * @param wanted Labels, in the order in which they shall stand; those it does not have are left out.
 * @returns The same evidence for these.
 */
export function timelineAmong(
  { labels, evidence, probability, ...rest }: EvidenceTimeline,
  wanted: readonly string[],
): EvidenceTimeline {
  const rows = wanted.map((label) => labels.indexOf(label)).filter((k) => k >= 0);
  return {
    ...rest,
    labels: rows.map((k) => labels[k]),
    evidence: rows.map((k) => evidence[k]),
    probability: rows.map((k) => probability[k]),
  };
}
