import type { Family, FittedFamily, LabelledFeatures, LabelledMelody } from "../evaluate/mod.ts";
import { calibrateFamily } from "../evaluate/mod.ts";
import { logSumExp } from "../math.ts";

/** A melody as it stands on one candidate tonic. */
export interface TonicChoice {
  /** The melody, with that tonic. */
  melody: LabelledMelody;
  /** How likely the tonic is before any raag is heard, > 0. */
  confidence: number;
}

/**
 * The same family, judging held-out melodies whose tonic is in question: each candidate tonic is
 * tried with each raag, and a raag's score sums over the tonics,
 *
 *   score(raag) = T log sum over tonics of confidence(tonic) exp(score(raag | tonic) / T),
 *
 * with the temperature T at which the family's scores are log-probabilities, fitted on folds of the
 * training data. Features are the recordings' numbers.
 *
 * @param family What judges.
 * @param items Features of every recording on its known tonic, for learning.
 * @param choices For each held-out recording its candidates.
 * @returns The family.
 */
export function rankWithTonics<F>(
  family: Family<F>,
  items: readonly LabelledFeatures<F>[],
  choices: readonly (readonly TonicChoice[])[],
): Family<number> {
  return {
    name: family.name,
    description: family.description,
    prepare: () => {
      throw new TypeError("the features of a joint family are numbers of recordings");
    },
    async fit(training, options): Promise<FittedFamily<number>> {
      const known = training.map(({ features }) => items[features]);
      const fitted = await family.fit(known, options);
      const { temperature } = await calibrateFamily(family, known, { nFolds: 3, ...options });
      return {
        labels: fitted.labels,
        scores: (recording) => {
          const tried = choices[recording].map(({ melody, confidence }) => ({
            scores: fitted.scores(family.prepare(melody)),
            confidence,
          }));
          return Float64Array.from(fitted.labels, (_, k) =>
            temperature * logSumExp(
              tried.map(({ scores, confidence }) => scores[k] / temperature + Math.log(confidence)),
            ));
        },
        describe: () => ({ ...fitted.describe(), temperature }),
      };
    },
  };
}
