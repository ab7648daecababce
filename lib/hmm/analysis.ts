/**
 * What a trained model says about itself: where it dwells, how long it stays, how large it is and
 * how far it is from another.
 *
 * @module
 */

import { Matrix, solve } from "ml-matrix";
import { ModelError } from "../errors.ts";
import { sampleSequence } from "./sample.ts";
import { scoreSequences } from "./score.ts";
import type { HmmParameters } from "./types.ts";

/**
 * Stationary distribution: the p with p A = p and sum p = 1.
 *
 * Solves (A^T - I) p = 0 with one equation replaced by sum p = 1 (one of the N is redundant).
 *
 * @param parameters The model: N states.
 * @returns N probabilities.
 * @throws {ModelError} If it is not unique: A falls apart into parts that never reach each other.
 */
export function stationaryDistribution(parameters: HmmParameters): Float64Array {
  const { nStates: N, transmat } = parameters;
  const system = Matrix.from1DArray(N, N, Array.from(transmat)).transpose().sub(Matrix.eye(N));
  for (let j = 0; j < N; j++) system.set(N - 1, j, 1);
  const right = Matrix.zeros(N, 1);
  right.set(N - 1, 0, 1);
  let solution: Matrix;
  try {
    solution = solve(system, right);
  } catch (cause) {
    throw new ModelError(
      "the stationary distribution is not unique: some states never reach the others",
      { cause },
    );
  }
  const result = Float64Array.from(solution.getColumn(0), (p) => Math.max(p, 0));
  const sum = result.reduce((total, p) => total + p, 0);
  return result.map((p) => p / sum);
}

/**
 * Expected number of frames that the model stays in each state once it has entered it:
 * 1 / (1 - a_ii).
 *
 * @param parameters The model: N states.
 * @returns N numbers >= 1; Infinity for a state that is never left.
 * @see Rabiner 1989, equations 5 and 6.
 */
export function expectedStateDurations(parameters: HmmParameters): Float64Array {
  const { nStates: N, transmat } = parameters;
  return Float64Array.from({ length: N }, (_, i) => 1 / Math.max(0, 1 - transmat[i * N + i]));
}

/** How {@linkcode modelDistance} estimates. */
export interface DistanceOptions {
  /** Symbols drawn from each model; the error falls with its square root. @default 20000 */
  length?: number;
  /** Seed of the draws. @default 0 */
  seed?: number;
}

/**
 * Symmetric distance of two models: the mean of the two Kullback-Leibler rates, how much worse each
 * explains what the other says,
 *
 * ```
 * D(a, b) = (1 / T) [log P(O | a) - log P(O | b)],  O drawn from a
 * ```
 *
 * There is no closed form for hidden Markov models, so one long sequence is drawn from each.
 *
 * @param a A model.
 * @param b A model with the same number of symbols.
 * @param options How many symbols to draw from each, and the seed.
 * @returns Nats per symbol; the same for (b, a); 0 for equal models, Infinity if one cannot produce
 * what the other says.
 * @throws {InvalidArgumentError} If the models differ in symbols or an option is out of range.
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { modelDistance, randomStart } from "raagkit/hmm";
 *
 * const a = randomStart(2, 3, 1), b = randomStart(2, 3, 2);
 * assert(modelDistance(a, a) === 0 && modelDistance(a, b) > 0);
 * ```
 * @see B.-H. Juang and L. R. Rabiner 1985, "A probabilistic distance measure for hidden Markov
 * models"; Rabiner 1989, equations 88 and 89.
 */
export function modelDistance(
  a: HmmParameters,
  b: HmmParameters,
  options: DistanceOptions = {},
): number {
  const { length = 20_000, seed = 0 } = options;
  const rate = (model: HmmParameters, other: HmmParameters) => {
    const { symbols } = sampleSequence(model, length, seed);
    const [[own], [others]] = scoreSequences([model, other], [symbols]);
    return (own - others) / length;
  };
  return (rate(a, b) + rate(b, a)) / 2;
}
