/**
 * What the states and symbols of a model mean to a musician.
 *
 * @module
 */

import { Matrix } from "ml-matrix";
import type { DiscreteHmm } from "../hmm/mod.ts";
import { svaraName } from "../quantize/svara.ts";

/** How the alphabet of a model is named. */
export interface StateNameOptions {
  /** Steps in an octave of the alphabet. @default 12 */
  binsPerOctave?: number;
}

/**
 * The svaras of an alphabet.
 *
 * @param nSymbols Size of the alphabet.
 * @param options Steps in an octave.
 * @returns One label a symbol.
 */
export function svaraLabels(nSymbols: number, options: StateNameOptions = {}): string[] {
  const { binsPerOctave = 12 } = options;
  return Array.from(
    { length: nSymbols },
    (_, symbol) => svaraName(symbol, { nSymbols, binsPerOctave }).label,
  );
}

/**
 * The symbol that each state stands for: the one it emits most.
 *
 * @param hmm The model.
 * @returns One symbol a state.
 */
export function stateSymbols(hmm: DiscreteHmm): Int32Array {
  const { nStates, nSymbols, emissionprob } = hmm;
  return Int32Array.from({ length: nStates }, (_, state) => {
    const row = emissionprob.subarray(state * nSymbols, (state + 1) * nSymbols);
    return row.indexOf(Math.max(...row));
  });
}

/**
 * Names for the states: the svara that each emits most.
 *
 * @param hmm The model.
 * @param options Steps in an octave of the alphabet.
 * @returns One name a state. Of several states of one svara the one that emits it most surely has
 * the plain name, the others are counted: `S` `S 2` `S 3`.
 */
export function stateNames(hmm: DiscreteHmm, options: StateNameOptions = {}): string[] {
  const { nSymbols, emissionprob } = hmm;
  const labels = svaraLabels(nSymbols, options), symbols = stateSymbols(hmm);
  const sureness = (state: number) => emissionprob[state * nSymbols + symbols[state]];
  const sureFirst = [...symbols.keys()].sort((a, b) => sureness(b) - sureness(a) || a - b);
  const seen = new Map<string, number>(), names: string[] = [];
  for (const state of sureFirst) {
    const label = labels[symbols[state]];
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    names[state] = count === 1 ? label : `${label} ${count}`;
  }
  return names;
}

/**
 * How much of the time a model lets us hear each of the twelve svaras in the long run, octaves
 * together: the stationary distribution through the emissions.
 *
 * @param hmm A model over semitones: 12 symbols to the octave.
 * @returns 12 shares from Sa upwards; they sum to 1.
 */
export function svaraShares(hmm: DiscreteHmm): Float64Array {
  const { nSymbols, emissionprob } = hmm;
  const shares = new Float64Array(12);
  hmm.stationaryDistribution().forEach((p, state) => {
    for (let k = 0; k < nSymbols; k++) shares[k % 12] += p * emissionprob[state * nSymbols + k];
  });
  return shares;
}

/**
 * How often a model goes from each of the twelve svaras to each in the long run, octaves together:
 * P(a, then b) = sum_ij p_i b_i(a) a_ij b_j(b).
 *
 * @param hmm A model over semitones: 12 symbols to the octave.
 * @returns 12 x 12 row-major; all sum to 1.
 */
export function svaraMoves(hmm: DiscreteHmm): Float64Array {
  const { nStates, nSymbols, emissionprob } = hmm;
  const folded = Matrix.zeros(nStates, 12); // P(svara | state)
  emissionprob.forEach((p, cell) => {
    const state = Math.floor(cell / nSymbols), svara = cell % nSymbols % 12;
    folded.set(state, svara, folded.get(state, svara) + p);
  });
  const next = hmm.transmatMatrix().mmul(folded); // P(next svara | state)
  folded.mulColumnVector(Array.from(hmm.stationaryDistribution()));
  return Float64Array.from(folded.transpose().mmul(next).to1DArray());
}
