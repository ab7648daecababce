import type { DiscreteHmm } from "../hmm/mod.ts";

/** Symbols of one melody, one sequence per view. */
type Sequences = readonly ArrayLike<number>[];

/** Number of symbols in all views. */
export function symbolsRead(sequences: Sequences): number {
  return sequences.reduce((total, symbols) => total + symbols.length, 0);
}

/**
 * Log-likelihood of a melody under the models of one label, added over the views.
 *
 * @param models One model per view.
 * @param sequences One sequence per view; an empty one adds nothing.
 * @returns Nats.
 */
export function totalLogLikelihood(models: readonly DiscreteHmm[], sequences: Sequences): number {
  let total = 0;
  models.forEach((model, v) => {
    if (sequences[v].length > 0) total += model.score(sequences[v]);
  });
  return total;
}

/**
 * The log-likelihood divided by the square root of the number of symbols: what ranks labels, on a
 * scale on which one temperature serves recordings of every length.
 *
 * Why the root: a lead in log-likelihood grows with the length n. If symbols were independent, as
 * the model believes, no division would be needed; if a longer melody brought nothing new, division
 * by n. Measured on excerpts of 10 s to whole recordings of makams, the best temperature for
 * log-likelihoods per symbol falls as 1 / sqrt(n) within a tenth.
 *
 * @param models One model per view.
 * @param sequences One sequence per view.
 * @returns Nats per root of a symbol; 0 where there are no symbols.
 */
export function logLikelihoodPerRoot(models: readonly DiscreteHmm[], sequences: Sequences): number {
  return totalLogLikelihood(models, sequences) / Math.sqrt(Math.max(1, symbolsRead(sequences)));
}
