/**
 * Where a fit begins. Baum-Welch climbs to the nearest top, so the start decides what is found.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { Random } from "../random.ts";
import type { HmmParameters, Symbols } from "./types.ts";
import { checkSize, checkWhole, validateSequences } from "./validate.ts";

/** Divides each row of a row-major matrix by its sum, in place. */
function normaliseRows(matrix: Float64Array, columns: number): Float64Array {
  for (let row = 0; row < matrix.length; row += columns) {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += matrix[row + j];
    for (let j = 0; j < columns; j++) matrix[row + j] /= sum;
  }
  return matrix;
}

/**
 * A random start: each row uniform numbers in (0, 1], normalised.
 *
 * @param nStates N, a whole number >= 1.
 * @param nSymbols M, a whole number >= 1.
 * @param seed A whole number; the same seed gives the same model.
 * @returns Parameters without a zero.
 * @throws {InvalidArgumentError} If a number is not whole or too small.
 */
export function randomStart(nStates: number, nSymbols: number, seed: number): HmmParameters {
  checkSize(nStates, nSymbols);
  const random = new Random(seed);
  const rows = (n: number, columns: number) =>
    normaliseRows(Float64Array.from({ length: n * columns }, () => 1 - random.uniform()), columns);
  return {
    nStates,
    nSymbols,
    startprob: rows(1, nStates),
    transmat: rows(nStates, nStates),
    emissionprob: rows(nStates, nSymbols),
  };
}

/** P(own symbol | state); the other symbols share the rest. */
const OWN_EMISSION = 0.9;
/**
 * With more than one state per symbol their rows must differ, or EM would never tell them apart: each
 * weight is multiplied by a number uniform within 1 +- JITTER.
 */
const JITTER = 0.2;

/** How {@linkcode symbolStart} builds a start from the symbols themselves. */
export interface SymbolStartOptions {
  /** States for each symbol, a whole number >= 1. @default 1 */
  statesPerSymbol?: number;
  /** Added to each bigram count, > 0. @default 1 */
  prior?: number;
  /** Seed of what tells states of one symbol apart. @default 0 */
  seed?: number;
}

/**
 * One state (or k states) per symbol: A from the counts of symbol pairs, B mostly on the own symbol,
 * pi uniform.
 *
 * ```
 * a_ij   ~ (count of symbol i then symbol j) + prior
 * b_i(k) = .9 if k = i, else .1 / (M - 1)
 * pi_i   = 1 / N
 * ```
 *
 * With k states per symbol, state s stands for symbol s mod M; A and B are tiled and jittered.
 *
 * @param sequences Sequences of observations, of any lengths.
 * @param nSymbols M, a whole number >= 1.
 * @param options How many states per symbol, prior and seed.
 * @returns Parameters of N = k M states.
 * @throws {InvalidArgumentError} If an option lies outside its range or a symbol outside 0..M-1.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { symbolStart } from "raagkit/hmm";
 *
 * const { transmat } = symbolStart([[0, 1, 0, 1, 0]], 2, { prior: 1 });
 * assertEquals(Array.from(transmat), [1 / 4, 3 / 4, 3 / 4, 1 / 4]);
 * ```
 */
export function symbolStart(
  sequences: readonly Symbols[],
  nSymbols: number,
  options: SymbolStartOptions = {},
): HmmParameters {
  const { statesPerSymbol = 1, prior = 1, seed = 0 } = options;
  checkWhole("nSymbols", nSymbols, 1);
  checkWhole("statesPerSymbol", statesPerSymbol, 1);
  checkSize(nSymbols * statesPerSymbol, nSymbols);
  if (!(prior > 0 && prior < Infinity)) {
    throw new InvalidArgumentError(`prior must be > 0, found ${prior}`);
  }
  validateSequences(sequences, nSymbols);

  const M = nSymbols, N = M * statesPerSymbol;
  const bigrams = new Float64Array(M * M).fill(prior);
  for (const symbols of sequences) {
    for (let t = 1; t < symbols.length; t++) bigrams[symbols[t - 1] * M + symbols[t]]++;
  }
  const random = new Random(seed);
  const shake = () => statesPerSymbol === 1 ? 1 : random.uniform(1 - JITTER, 1 + JITTER);
  const transmat = new Float64Array(N * N), emissionprob = new Float64Array(N * M);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) transmat[i * N + j] = bigrams[(i % M) * M + j % M] * shake();
    for (let k = 0; k < M; k++) {
      const p = k === i % M ? OWN_EMISSION : (1 - OWN_EMISSION) / (M - 1);
      emissionprob[i * M + k] = p * shake();
    }
  }
  return {
    nStates: N,
    nSymbols: M,
    startprob: new Float64Array(N).fill(1 / N),
    transmat: normaliseRows(transmat, N),
    emissionprob: normaliseRows(emissionprob, M),
  };
}
