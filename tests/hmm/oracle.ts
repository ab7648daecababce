/**
 * What a hidden Markov model says, by the definition: a sum over every path of states. Slow beyond a
 * few frames, and too plain to be wrong.
 */

import { DiscreteHmm, type HmmParameters, randomStart } from "../../lib/hmm/mod.ts";

/** Every path of `length` states. */
export function* paths(nStates: number, length: number): Generator<number[]> {
  if (length === 0) return yield [];
  for (const head of paths(nStates, length - 1)) {
    for (let state = 0; state < nStates; state++) yield [...head, state];
  }
}

/** P(path, O | lambda), a plain product. */
export function jointProbability(
  { nStates: N, nSymbols: M, startprob, transmat, emissionprob }: HmmParameters,
  symbols: ArrayLike<number>,
  path: number[],
): number {
  let p = startprob[path[0]] * emissionprob[path[0] * M + symbols[0]];
  for (let t = 1; t < path.length; t++) {
    p *= transmat[path[t - 1] * N + path[t]] * emissionprob[path[t] * M + symbols[t]];
  }
  return p;
}

/** Everything that can be asked about a short sequence, by enumeration. */
export function enumerate(parameters: HmmParameters, symbols: ArrayLike<number>) {
  const { nStates: N, nSymbols: M } = parameters, T = symbols.length;
  const gamma = new Float64Array(T * N), xi = new Float64Array((T - 1) * N * N);
  const emissions = new Float64Array(N * M), transitions = new Float64Array(N * N);
  let likelihood = 0, best = -1, bestPath: number[] = [];
  for (const path of paths(N, T)) {
    const p = jointProbability(parameters, symbols, path);
    likelihood += p;
    if (p > best) [best, bestPath] = [p, path];
    for (let t = 0; t < T; t++) {
      gamma[t * N + path[t]] += p;
      emissions[path[t] * M + symbols[t]] += p;
      if (t === 0) continue;
      xi[((t - 1) * N + path[t - 1]) * N + path[t]] += p;
      transitions[path[t - 1] * N + path[t]] += p;
    }
  }
  const divide = (values: Float64Array) => values.map((value) => value / likelihood);
  return {
    likelihood,
    best,
    bestPath,
    gamma: divide(gamma),
    xi: divide(xi),
    transitions: divide(transitions),
    emissions: divide(emissions),
  };
}

/** A random model. */
export function randomModel(nStates: number, nSymbols: number, seed: number): DiscreteHmm {
  return new DiscreteHmm(randomStart(nStates, nSymbols, seed));
}

/** A model that dwells, so that its draws have long runs: A mostly diagonal, B mostly own symbol. */
export function stickyParameters(nStates: number, nSymbols: number, seed: number): HmmParameters {
  const parameters = randomStart(nStates, nSymbols, seed);
  const { transmat, emissionprob } = parameters;
  for (let i = 0; i < nStates; i++) {
    for (let j = 0; j < nStates; j++) {
      transmat[i * nStates + j] = 0.1 * transmat[i * nStates + j] + (i === j ? 0.9 : 0);
    }
    for (let k = 0; k < nSymbols; k++) {
      emissionprob[i * nSymbols + k] = 0.02 * emissionprob[i * nSymbols + k] +
        (k === i % nSymbols ? 0.98 : 0);
    }
  }
  return parameters;
}

/** The largest relative difference of two arrays, where 1 is added to the scale of tiny numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>, atLeast = 1): number {
  if (a.length !== b.length) return Infinity;
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]) / Math.max(atLeast, Math.abs(a[i]), Math.abs(b[i]));
    if (!(difference <= worst)) worst = difference;
  }
  return worst;
}
