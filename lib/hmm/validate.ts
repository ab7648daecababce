/**
 * Checks at the entry of the package: parameters, symbols, whole numbers.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/** How far a row may sum from 1: parameters stored as 32-bit floats still pass. */
const ROW_SUM_TOLERANCE = 1e-6;

/**
 * Checks that `value` is a whole number >= `lowest`.
 *
 * @param name The option's name, for the message.
 * @param value What was given.
 * @param lowest The smallest allowed.
 * @throws {InvalidArgumentError} If it is not.
 */
export function checkWhole(name: string, value: number, lowest: number): void {
  if (!Number.isSafeInteger(value) || value < lowest) {
    throw new InvalidArgumentError(`${name} must be a whole number >= ${lowest}, found ${value}`);
  }
}

/** Most numbers in one matrix of a new model: 1 GiB of them. */
const MOST_NUMBERS = 2 ** 27;

/**
 * Checks the size of a model that is to be made, before anything is allocated.
 *
 * @param nStates N.
 * @param nSymbols M.
 * @throws {InvalidArgumentError} If one is no whole number >= 1, or both are too much for memory.
 */
export function checkSize(nStates: number, nSymbols: number): void {
  checkWhole("nStates", nStates, 1);
  checkWhole("nSymbols", nSymbols, 1);
  if (nStates * Math.max(nStates, nSymbols) > MOST_NUMBERS) {
    throw new InvalidArgumentError(
      `nStates and nSymbols must give matrices of at most ${MOST_NUMBERS} numbers, found ` +
        `${nStates} and ${nSymbols}`,
    );
  }
}

/**
 * The first row of a row-major matrix that is no probability distribution.
 *
 * @param matrix Rows x columns numbers.
 * @param columns Length of a row.
 * @returns What is wrong with it: `row 2 holds -1`, `row 2 sums to 1.1`; undefined if all are well.
 */
export function wrongRow(matrix: Float64Array, columns: number): string | undefined {
  for (let row = 0; row * columns < matrix.length; row++) {
    let sum = 0;
    for (let j = 0; j < columns; j++) {
      const p = matrix[row * columns + j];
      if (!(p >= 0 && p <= 1 + ROW_SUM_TOLERANCE)) return `row ${row} holds ${p}`;
      sum += p;
    }
    if (Math.abs(sum - 1) > ROW_SUM_TOLERANCE) return `row ${row} sums to ${sum}`;
  }
  return undefined;
}

/** Checks that each row of a row-major matrix is a probability distribution. */
function checkRows(name: string, matrix: Float64Array, rows: number, columns: number): void {
  if (matrix.length !== rows * columns) {
    throw new InvalidArgumentError(
      `${name} must hold ${rows} x ${columns} = ${rows * columns} numbers, found ${matrix.length}`,
    );
  }
  const wrong = wrongRow(matrix, columns);
  if (wrong !== undefined) {
    throw new InvalidArgumentError(
      `${name} must hold rows of probabilities that sum to 1, found that ${wrong}`,
    );
  }
}

/**
 * Checks shapes, ranges and row sums of a model's parameters.
 *
 * @param parameters N states, M symbols, pi (N), A (N x N), B (N x M).
 * @throws {InvalidArgumentError} If a shape does not fit or a row is not a distribution.
 */
export function validateParameters(parameters: HmmParameters): void {
  const { nStates, nSymbols, startprob, transmat, emissionprob } = parameters;
  checkWhole("nStates", nStates, 1);
  checkWhole("nSymbols", nSymbols, 1);
  checkRows("startprob", startprob, 1, nStates);
  checkRows("transmat", transmat, nStates, nStates);
  checkRows("emissionprob", emissionprob, nStates, nSymbols);
}

/**
 * Checks that a sequence is not empty and holds whole numbers 0..nSymbols-1 only.
 *
 * @param symbols T observations.
 * @param nSymbols M.
 * @param name What to call the sequence in the message.
 * @throws {InvalidArgumentError} If it is empty or holds anything else.
 */
export function validateSymbols(symbols: Symbols, nSymbols: number, name = "symbols"): void {
  if (!(symbols?.length > 0)) {
    throw new InvalidArgumentError(`${name} must hold at least one symbol, found none`);
  }
  for (let t = 0; t < symbols.length; t++) {
    const k = symbols[t];
    if (!(k >= 0 && k < nSymbols && Number.isInteger(k))) {
      throw new InvalidArgumentError(
        `${name} must hold whole numbers within 0..${nSymbols - 1}, found ${k} at position ${t}`,
      );
    }
  }
}

/**
 * Checks a set of sequences: an array, not empty, each sequence as {@linkcode validateSymbols} asks.
 *
 * @param sequences Sequences of observations, of any lengths.
 * @param nSymbols M.
 * @throws {InvalidArgumentError} If there are none or one of them is not as asked.
 */
export function validateSequences(sequences: readonly Symbols[], nSymbols: number): void {
  if (!Array.isArray(sequences) || sequences.length === 0) {
    throw new InvalidArgumentError("sequences must be an array of at least one sequence");
  }
  const flat = sequences.findIndex((symbols) => typeof symbols === "number");
  if (flat >= 0) {
    throw new InvalidArgumentError(
      `sequences must be an array of sequences, such as [[0, 1, 2]], found the number ` +
        `${sequences[flat]} in place of a sequence; put one sequence in brackets of its own`,
    );
  }
  sequences.forEach((symbols, i) => validateSymbols(symbols, nSymbols, `sequences[${i}]`));
}
