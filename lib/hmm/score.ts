/**
 * Log-likelihoods of many recordings under many models: the classifier's main load.
 *
 * @module
 */

import { forward } from "./forward_backward.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/**
 * log P(O | lambda) for each model and each sequence.
 *
 * @param models Parameters of one or more models.
 * @param sequences Sequences of observations, validated for each model.
 * @returns For each model as many numbers as sequences, in nats.
 */
export function scoreSequences(
  models: readonly HmmParameters[],
  sequences: readonly Symbols[],
): Float64Array[] {
  return models.map((parameters) =>
    Float64Array.from(sequences, (symbols) => forward(parameters, symbols).logLikelihood)
  );
}
