/**
 * Drawing sequences from a model.
 *
 * @module
 */

import { Random } from "../random.ts";
import type { HmmParameters } from "./types.ts";
import { checkWhole } from "./validate.ts";

/** A drawn sequence with the hidden states behind it. */
export interface Sample {
  /** T state numbers within 0..N-1. */
  states: Int32Array;
  /** T symbols within 0..M-1. */
  symbols: Int32Array;
}

/** Running sums of each row, so that a draw is one uniform number and one search. */
function cumulate(matrix: Float64Array, columns: number): Float64Array {
  const sums = matrix.slice();
  for (let i = 0; i < sums.length; i++) if (i % columns > 0) sums[i] += sums[i - 1];
  return sums;
}

/** The first index of the row whose running sum exceeds a uniform draw; never one of weight 0. */
function draw(sums: Float64Array, row: number, columns: number, random: Random): number {
  const offset = row * columns, target = random.uniform() * sums[offset + columns - 1];
  let low = 0, high = columns - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[offset + middle] > target) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Draws a sequence: a state from pi, then in turn a symbol from its row of B and the next state from
 * its row of A.
 *
 * @param parameters The model: N states, M symbols.
 * @param length T, a whole number >= 1.
 * @param seed A whole number; the same seed draws the same sequence.
 * @returns T states and T symbols.
 * @throws {InvalidArgumentError} If length or seed is not a whole number, or length < 1.
 * @see Rabiner 1989, section II.B, steps 1-5 of the generator.
 */
export function sampleSequence(parameters: HmmParameters, length: number, seed: number): Sample {
  checkWhole("length", length, 1);
  const { nStates: N, nSymbols: M } = parameters;
  const random = new Random(seed);
  const pi = cumulate(parameters.startprob, N);
  const A = cumulate(parameters.transmat, N), B = cumulate(parameters.emissionprob, M);
  const states = new Int32Array(length), symbols = new Int32Array(length);
  let state = draw(pi, 0, N, random);
  for (let t = 0; t < length; t++) {
    if (t > 0) state = draw(A, state, N, random);
    states[t] = state;
    symbols[t] = draw(B, state, M, random);
  }
  return { states, symbols };
}
