/**
 * What a trained model says about itself: where it dwells, how long it stays, how large it is and
 * how far it is from another.
 *
 * @module
 */

import { EigenvalueDecomposition, Matrix, solve } from "ml-matrix";
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

/**
 * The second largest modulus among the eigenvalues of A: how slowly the chain forgets where it was.
 * Its n-th power bounds, up to a constant, the distance from stationarity after n frames.
 *
 * @param parameters The model: N states.
 * @returns 0..1; 0 for a single state.
 */
export function mixingRate(parameters: HmmParameters): number {
  const { nStates: N, transmat } = parameters;
  if (N === 1) return 0;
  const values = new EigenvalueDecomposition(Matrix.from1DArray(N, N, Array.from(transmat)));
  const moduli = values.realEigenvalues.map((real, i) => {
    return Math.hypot(real, values.imaginaryEigenvalues[i]);
  });
  return Math.min(1, moduli.sort((a, b) => b - a)[1]);
}

/**
 * Number of free parameters: (N - 1) + N (N - 1) + N (M - 1).
 *
 * @param nStates N.
 * @param nSymbols M.
 * @returns A whole number >= 0.
 */
export function countParameters(nStates: number, nSymbols: number): number {
  return (nStates - 1) + nStates * (nStates - 1) + nStates * (nSymbols - 1);
}

/** How {@linkcode divergenceRate} and {@linkcode modelDistance} estimate. */
export interface DivergenceOptions {
  /** Symbols drawn from each model; the error falls with its square root. @default 20000 */
  length?: number;
  /** Seed of the draws. @default 0 */
  seed?: number;
}

/**
 * Rate of the Kullback-Leibler divergence of `other` from `model`, in nats per symbol: how much
 * worse `other` explains what `model` says,
 *
 * ```
 * D = (1 / T) [log P(O | model) - log P(O | other)],  O drawn from model
 * ```
 *
 * There is no closed form for hidden Markov models, so one long sequence is drawn.
 *
 * @param model The model to draw from.
 * @param other The model to compare, with the same number of symbols.
 * @param options How many symbols to draw, and the seed.
 * @returns Nats per symbol; 0 for equal models, Infinity if `other` cannot produce what was drawn.
 * A small negative number can come from chance.
 * @throws {InvalidArgumentError} If the models differ in symbols or an option is out of range.
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { divergenceRate, randomStart } from "raagkit/hmm";
 *
 * const a = randomStart(2, 3, 1), b = randomStart(2, 3, 2);
 * assert(divergenceRate(a, a) === 0 && divergenceRate(a, b) > 0);
 * ```
 * @see B.-H. Juang and L. R. Rabiner 1985, "A probabilistic distance measure for hidden Markov
 * models"; Rabiner 1989, equation 88 (there with the roles exchanged).
 */
export function divergenceRate(
  model: HmmParameters,
  other: HmmParameters,
  options: DivergenceOptions = {},
): number {
  const { length = 20_000, seed = 0 } = options;
  const { symbols } = sampleSequence(model, length, seed);
  const [[own], [others]] = scoreSequences([model, other], [symbols]);
  return (own - others) / length;
}

/**
 * Symmetric distance of two models: the mean of the two divergence rates, each from a draw of its
 * own.
 *
 * @param a A model.
 * @param b A model with the same number of symbols.
 * @param options How many symbols to draw from each, and the seed.
 * @returns Nats per symbol; the same for (b, a).
 * @throws {InvalidArgumentError} If the models differ in symbols or an option is out of range.
 * @see Rabiner 1989, equation 89.
 */
export function modelDistance(
  a: HmmParameters,
  b: HmmParameters,
  options: DivergenceOptions = {},
): number {
  return (divergenceRate(a, b, options) + divergenceRate(b, a, options)) / 2;
}
