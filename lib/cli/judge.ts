import type { Analysis } from "../analysis/mod.ts";
import type { Classification, RaagClassifier } from "../evaluate/mod.ts";

/**
 * Which raag is a recording in? Where its tonic had to be estimated, every candidate tonic is tried
 * with every raag: a wrong Sa shows in that no raag makes sense on it.
 *
 * @param classifier Trained models.
 * @param analysis The recording's melody and tonic.
 * @returns The classification, on the tonic that was chosen.
 */
export function judge(
  classifier: RaagClassifier,
  { track, tonicHz, tonicSource, tonic }: Analysis,
): Classification {
  const candidates = tonic?.candidates.filter(({ confidence }) => confidence > 0) ?? [];
  return tonicSource === "estimated" && candidates.length > 0
    ? classifier.classifyWithTonics(track, candidates)
    : classifier.classify(track, tonicHz);
}
