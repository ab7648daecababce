import type { EvidenceTimeline } from "../../families/mod.ts";

/**
 * The stretch in which a raag gained most on another: its start and end in seconds and the gain in
 * nats; undefined where nothing was gained.
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
