import { InvalidArgumentError } from "../../errors.ts";
import { softmax, sum } from "../../math.ts";
import type { PitchTrack } from "../../pitch/types.ts";
import { type StableFrames, stableFrames } from "../../quantize/stable_frames.ts";
import type { TonicCandidate } from "../../tonic/types.ts";
import type { RankedRaag } from "../classifier.ts";
import { rankScores } from "../rank.ts";
import { withOutliers } from "../stack.ts";
import { evidenceOf, OUTLIERS, SURE, TONIC_WEIGHT } from "./probabilities.ts";
import { scorePhrases, someOf } from "./scoring.ts";
import type { TextbookSet } from "./set.ts";
import { FRAMES_TO_WEIGH, type TunedMelody, tuneTonic } from "./tune_tonic.ts";
import { type TextbookWarning, warningsOf } from "./warnings.ts";

/** The least confidence that counts: estimates stop at a chance in a thousand. */
const LEAST_CONFIDENCE = 1e-4;
/** A tonic less likely than this is given up after weighing. */
const SLIM_CHANCE = 0.001;

/** What the textbook says to a melody. */
export interface TextbookAnswer {
  /** All raags of the set, the likeliest first, with nats per frame at the most likely Sa. */
  ranking: Required<RankedRaag>[];
  /**
   * The raag, where one name may be given: it has .8 or more, the melody lasts a minute or more, and
   * there is no warning. Otherwise undefined, and the answer is the shortlist.
   */
  name?: string;
  /** The possible Sa, the likeliest first; one with 1 where it was given. */
  tonics: { tonicHz: number; probability: number }[];
  /**
   * Nats per frame by which the best raag explains the melody better than the mean raag does. Under 0
   * none of the raags is heard in it.
   */
  fit: number;
  /** The melody at the likeliest Sa. */
  melody: StableFrames;
  /** What is to be doubted. */
  warnings: TextbookWarning[];
}

/** One Sa with what it makes of the melody. */
interface Hearing extends TunedMelody {
  confidence: number;
  scores: Float64Array;
}

/**
 * Which raag a melody is in, by the book alone.
 *
 * Where Sa is not known, raag r and Sa s are weighed together, and each is then summed over the other:
 *
 * ```
 * J(r, s) = l(r | s) + .02 ln confidence(s)         nats per frame
 * p(r, s) = exp(N J(r, s)) / sum exp(N J)           N = min(400, 7 sqrt(frames))
 * p(r)    = .99 sum_s p(r, s) + .01 / number of raags
 * ```
 *
 * A Sa that is given is tuned to the melody, by 20 cents at most (`tuneTonic`); an estimate has been
 * measured on the sound and is taken as it is, lest a wrong one be made to fit.
 *
 * @param set The raags.
 * @param track The melody.
 * @param tonic Sa in Hz, or its candidates as `estimateTonic` gives them.
 * @returns The raags with their probabilities, and what is to be doubted.
 * @throws {InvalidArgumentError} If a tonic is out of its range, there is none, or nothing in the
 * melody is stable.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { recognise } from "./answer.ts";
 * import { textbookSet } from "./set.ts";
 *
 * const set = textbookSet([
 *   { raag: "Bhupali", aroh: "S R G P D S'", avroh: "S' D P G R S" },
 *   { raag: "Malkauns", aroh: "S g m d n S'", avroh: "S' n d m g S" },
 * ]);
 * const svaras = [0, 2, 4, 7, 4, 2, 0, -3, 0];
 * const f0 = Float64Array.from({ length: 360 }, (_, t) => 220 * 2 ** (svaras[t / 40 | 0] / 12));
 * const track = {
 *   times: f0.map((_, t) => t / 100),
 *   f0,
 *   voicing: new Float32Array(f0.length).fill(1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * };
 * const { ranking, name } = recognise(set, track, 220);
 * assertEquals(ranking[0].raag, "Bhupali");
 * assertEquals(name, undefined); // four seconds are too few for one name
 * ```
 */
export function recognise(
  set: TextbookSet,
  track: PitchTrack,
  tonic: number | readonly TonicCandidate[],
): TextbookAnswer {
  const hearings = typeof tonic === "number"
    ? [hearAt(set, track, tonic)]
    : hearAtEach(set, track, tonic);
  const joint = jointProbabilities(hearings);
  const ofRaag = Float64Array.from(set.facts, (_, r) => sum(joint.map((row) => row[r])));
  const probabilities = withOutliers(ofRaag, OUTLIERS);
  const ofTonic = joint.map((row) => sum(row));
  const byChance = rankScores(ofTonic);
  const { melody, scores } = hearings[byChance[0]];
  const ranking = rankScores(probabilities).map((r) => ({
    raag: set.facts[r].raag,
    probability: probabilities[r],
    score: scores[r],
  }));
  const tonics = byChance.map((s) => ({
    tonicHz: hearings[s].tonicHz,
    probability: ofTonic[s],
  }));
  const fit = Math.max(...scores) - scorePhrases([set.general], melody.phrases)[0];
  const warnings = warningsOf({ melody, fit, tonics });
  const isSure = ranking[0].probability >= SURE && warnings.length === 0;
  return { ranking, ...(isSure && { name: ranking[0].raag }), tonics, fit, melody, warnings };
}

/** The melody at a Sa that is known. */
function hearAt(set: TextbookSet, track: PitchTrack, tonicHz: number): Hearing {
  const tuned = tuneTonic(set.general, track, tonicHz);
  return { ...tuned, confidence: 1, scores: scorePhrases(set.models, tuned.melody.phrases) };
}

/** The melody at each possible Sa, as far as a part of it leaves that possible. */
function hearAtEach(
  set: TextbookSet,
  track: PitchTrack,
  tonics: readonly TonicCandidate[],
): Hearing[] {
  if (tonics.length === 0) {
    throw new InvalidArgumentError("tonic must have one candidate or more, found none");
  }
  const heard = tonics.map(({ tonicHz, confidence }) => {
    const melody = stableFrames(track, tonicHz);
    const some = someOf(melody.phrases, FRAMES_TO_WEIGH);
    return { tonicHz, confidence, melody, scores: scorePhrases(set.models, some) };
  });
  if (heard[0].melody.frames <= FRAMES_TO_WEIGH) return heard;
  const chances = jointProbabilities(heard).map((row) => sum(row));
  return heard.filter((_, s) => chances[s] >= SLIM_CHANCE).map((one) => ({
    ...one,
    scores: scorePhrases(set.models, one.melody.phrases),
  }));
}

/** p(r, s), a row for each Sa. */
function jointProbabilities(hearings: readonly Hearing[]): Float64Array[] {
  const n = evidenceOf(hearings[0].melody.frames);
  const nRaags = hearings[0].scores.length;
  const all = hearings.flatMap(({ scores, confidence }) => {
    const prior = TONIC_WEIGHT * Math.log(Math.max(LEAST_CONFIDENCE, confidence));
    return Array.from(scores, (score) => n * (score + prior));
  });
  const p = softmax(all);
  return hearings.map((_, s) => p.subarray(s * nRaags, (s + 1) * nRaags));
}
