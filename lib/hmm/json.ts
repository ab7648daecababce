/**
 * Models as JSON.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import type { HmmParameters } from "./types.ts";

/** A model as JSON holds it: rows of numbers, which round-trip without loss. */
export interface DiscreteHmmJson {
  /** N. */
  nStates: number;
  /** M. */
  nSymbols: number;
  /** pi, N numbers. */
  startprob: number[];
  /** A, N rows of N. */
  transmat: number[][];
  /** B, N rows of M. */
  emissionprob: number[][];
}

/**
 * Cuts a row-major matrix into rows.
 *
 * @param matrix Rows x columns numbers.
 * @param columns Length of a row.
 * @returns The rows.
 */
export function toRows(matrix: Float64Array, columns: number): number[][] {
  const rows: number[][] = [];
  for (let i = 0; i < matrix.length; i += columns) {
    rows.push(Array.from(matrix.subarray(i, i + columns)));
  }
  return rows;
}

/**
 * Parameters as plain rows of numbers.
 *
 * @param parameters The model.
 * @returns What JSON.stringify writes.
 */
export function toJson(parameters: HmmParameters): DiscreteHmmJson {
  const { nStates, nSymbols, startprob, transmat, emissionprob } = parameters;
  return {
    nStates,
    nSymbols,
    startprob: Array.from(startprob),
    transmat: toRows(transmat, nStates),
    emissionprob: toRows(emissionprob, nSymbols),
  };
}

/**
 * Parameters from plain rows of numbers; their shapes and sums are for the model to check.
 *
 * @param json What {@linkcode toJson} gave.
 * @returns The parameters, the same to the last bit.
 * @throws {InvalidArgumentError} If something is missing.
 */
export function fromJson(json: DiscreteHmmJson): HmmParameters {
  for (const key of ["startprob", "transmat", "emissionprob"] as const) {
    if (!Array.isArray(json?.[key])) {
      throw new InvalidArgumentError(`a model's JSON must hold an array ${key}, found none`);
    }
  }
  const { nStates, nSymbols } = json;
  return {
    nStates,
    nSymbols,
    startprob: Float64Array.from(json.startprob),
    transmat: Float64Array.from(json.transmat.flat()),
    emissionprob: Float64Array.from(json.emissionprob.flat()),
  };
}
