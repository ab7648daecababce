/**
 * The ranking as the page shows it: among the raags that come into question.
 *
 * @module
 */

import type { Classification, EvidenceTimeline, RankedRaag } from "../../families/mod.ts";

/** A ranking among some raags. */
export interface Shortlist {
  /** The raags that come into question, likeliest first; their probabilities sum to 1. */
  among: RankedRaag[];
  /** The raag that is named; null where none is. */
  raag: string | null;
  /** Its probability. */
  confidence?: number;
}

/**
 * A ranking given that the raag is one of some: P(raag | one of these) = P(raag) / sum P.
 *
 * @param classification What the models say.
 * @param isPossible Whether a raag comes into question.
 * @returns The same where all do.
 */
export function shortlistOf(
  { ranking, raag, confidence, refusal }: Classification,
  isPossible: (raag: string) => boolean,
): Shortlist {
  const possible = ranking.filter((one) => isPossible(one.raag));
  if (possible.length === ranking.length) return { among: ranking, raag, confidence };
  const total = possible.reduce((sum, { probability = 0 }) => sum + probability, 0);
  const among = possible.map(({ probability, ...rest }) => ({
    ...rest,
    ...(probability !== undefined && {
      probability: total > 0 ? probability / total : 1 / possible.length,
    }),
  }));
  // That a melody is unlike every raag is not mended by asking about fewer of them.
  const named = refusal === undefined && among.length > 0 ? among[0] : undefined;
  return { among, raag: named?.raag ?? null, confidence: named?.probability };
}

/** A timeline of some of its raags, in the order they are given. */
export function timelineAmong(
  { labels, evidence, probability, ...rest }: EvidenceTimeline,
  raags: readonly string[],
): EvidenceTimeline {
  const rows = raags.map((raag) => labels.indexOf(raag)).filter((k) => k >= 0);
  return {
    ...rest,
    labels: rows.map((k) => labels[k]),
    evidence: rows.map((k) => evidence[k]),
    probability: rows.map((k) => probability[k]),
  };
}

/**
 * The stretch in which a raag gained most on another.
 *
 * @param timeline Evidence over time.
 * @param raag The one.
 * @param rival The other.
 * @returns Its start and end in seconds and the gain in nats; undefined where nothing was gained.
 */
export function decidingStretch(
  { labels, evidence, times, windowSeconds }: EvidenceTimeline,
  raag: string,
  rival: string,
): { from: number; to: number; nats: number } | undefined {
  const [a, b] = [labels.indexOf(raag), labels.indexOf(rival)];
  if (a < 0 || b < 0) return undefined;
  let best = 0;
  const gain = (w: number) => evidence[a][w] - evidence[b][w];
  for (let w = 1; w < times.length; w++) if (gain(w) > gain(best)) best = w;
  if (times.length === 0 || !(gain(best) > 0)) return undefined;
  return { from: times[best], to: times[best] + windowSeconds, nats: gain(best) };
}
