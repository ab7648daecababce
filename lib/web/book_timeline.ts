import type { EvidenceTimeline, Melody, ModelSet } from "../families/mod.ts";
import { makeFamily } from "../families/mod.ts";
import type { TextbookFeatures } from "../families/textbook/family.ts";
import { evidenceOf, scoreEachPhrase, withOutliers } from "../families/textbook/mod.ts";
import { softmax } from "../math.ts";

/**
 * The textbook's evidence over time: each phrase of the melody speaks in the window in which it ends.
 *
 * ```
 * p(w) = withOutliers(softmax(N / frames sum of the phrases until w))      N = evidenceOf(frames)
 * ```
 *
 * so that the last window has the probabilities of the whole.
 *
 * @param models The textbook's raags.
 * @param melody A melody and its Sa.
 * @param windowSeconds Length of a window, > 0.
 * @returns Evidence above the mean over the raags, and probabilities, per raag and window.
 */
export function bookTimeline(
  models: ModelSet,
  melody: Melody,
  windowSeconds: number,
): EvidenceTimeline {
  const labels = [...models.keys()];
  const { phrases, seconds } = makeFamily("textbook").prepare(melody) as TextbookFeatures;
  const start = melody.track.times[0] ?? 0;
  const count = Math.max(1, Math.ceil(seconds / windowSeconds));
  const evidence = labels.map(() => new Float64Array(count));
  const probability = labels.map(() => new Float64Array(count));
  const frames = new Float64Array(count);
  const scores = phrases.length === 0
    ? []
    : scoreEachPhrase([...models.values()].map(({ hmm }) => hmm), phrases);
  phrases.forEach(({ symbols, times }, p) => {
    const end = times[times.length - 1] - start;
    const w = Math.min(count - 1, Math.floor(end / windowSeconds));
    const mean = scores.reduce((sum, own) => sum + own[p], 0) / labels.length;
    scores.forEach((own, k) => evidence[k][w] += own[p] - mean);
    frames[w] += symbols.length;
  });
  const soFar = new Float64Array(labels.length);
  for (let w = 0, heard = 0; w < count; w++) {
    heard += frames[w];
    evidence.forEach((own, k) => soFar[k] += own[w]);
    const scale = heard > 0 ? evidenceOf(heard) / heard : 0;
    withOutliers(softmax(soFar.map((sum) => scale * sum))).forEach((p, k) => probability[k][w] = p);
  }
  const times = Float64Array.from({ length: count }, (_, w) => start + w * windowSeconds);
  return { labels, times, windowSeconds, evidence, probability };
}
