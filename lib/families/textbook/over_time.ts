import type { StablePhrase } from "../../quantize/stable_frames.ts";
import { evidenceOf, withOutliers } from "./probabilities.ts";
import { scoreEachPhrase } from "./scoring.ts";
import type { TextbookSet } from "./set.ts";
import { softmax } from "../../math.ts";

/** What was known after a phrase. */
export interface Moment {
  /** When the phrase ended, in seconds. */
  time: number;
  /** Stable frames until then. */
  frames: number;
  /** Probabilities of the raags by all that was heard until then, in the order of the set. */
  probabilities: Float64Array;
}

/**
 * How the answer grows: the probabilities after each phrase.
 *
 * @param set The raags.
 * @param phrases The melody at one Sa, one phrase or more.
 * @returns One entry a phrase; the last is the answer to the whole.
 * @throws {InvalidArgumentError} If there is no phrase, or an empty one.
 */
export function answersOverTime(
  set: TextbookSet,
  phrases: readonly Pick<StablePhrase, "symbols" | "times">[],
): Moment[] {
  const scores = scoreEachPhrase(set.models, phrases);
  const sums = new Float64Array(set.models.length);
  let frames = 0;
  return phrases.map(({ symbols, times }, p) => {
    frames += symbols.length;
    for (let r = 0; r < sums.length; r++) sums[r] += scores[r][p];
    const scale = evidenceOf(frames) / frames;
    return {
      time: times[times.length - 1],
      frames,
      probabilities: withOutliers(softmax(sums.map((sum) => scale * sum))),
    };
  });
}
