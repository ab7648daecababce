import { logSumExp, softmax } from "../math.ts";
import { rankScores } from "./rank.ts";
import type { FamilyAnswer, PossibleTonic } from "./types.ts";

/** Answers for several tonics as one. */
export interface JointAnswer {
  /** Index of the tonic on which the best label is likeliest. */
  chosen: number;
  /** One score per label. */
  scores: Float64Array;
  /** One probability per label, where the answers have some. */
  probabilities?: Float64Array;
  /** One probability per tonic. */
  ofTonic: Float64Array;
}

/**
 * Sums over the tonics: P(tonic, raag) ~ confidence^(1/2) exp(evidence) P(raag | tonic). The root,
 * since both rest on the same notes.
 *
 * @param tried What the family says on each tonic.
 * @param candidates Their confidences.
 * @returns The answer.
 */
export function jointAnswer(
  tried: readonly FamilyAnswer[],
  candidates: readonly PossibleTonic[],
): JointAnswer {
  const ofTonic = softmax(
    tried.map(({ tonicEvidence, confidenceWeight = 0.5 }, c) =>
      tonicEvidence + confidenceWeight * Math.log(candidates[c].confidence)
    ),
  );
  const within = tried.map(({ scores, probabilities }) => probabilities ?? softmax(scores));
  const joint = within.map((given, c) => given.map((p) => p * ofTonic[c]));
  const nLabels = joint[0].length;
  const scores = Float64Array.from(
    { length: nLabels },
    (_, k) =>
      // In logarithms, so that the ranking of unlikely labels does not end in ties.
      logSumExp(
        tried.map(({ scores, probabilities }, c) =>
          Math.log(ofTonic[c]) +
          (probabilities === undefined ? scores[k] - logSumExp(scores) : Math.log(probabilities[k]))
        ),
      ),
  );
  const [best] = rankScores(scores);
  let chosen = 0;
  joint.forEach((own, c) => {
    if (own[best] > joint[chosen][best]) chosen = c;
  });
  const known = tried.every(({ probabilities }) => probabilities !== undefined);
  return {
    chosen,
    scores,
    ...(known && {
      probabilities: Float64Array.from(
        { length: nLabels },
        (_, k) => joint.reduce((sum, own) => sum + own[k], 0),
      ),
    }),
    ofTonic,
  };
}
