/**
 * The class on top of the functions.
 *
 * @module
 */

import { Matrix } from "ml-matrix";
import { InvalidArgumentError } from "../errors.ts";
import { expectedStateDurations, stationaryDistribution } from "./analysis.ts";
import { fitParameters, type FitSummary } from "./baum_welch.ts";
import { statePosteriors } from "./forward_backward.ts";
import { type Sample, sampleSequence } from "./sample.ts";
import { scoreSequences } from "./score.ts";
import { type DiscreteHmmJson, fromJson, toJson, toRows } from "./json.ts";
import { randomStart, symbolStart, type SymbolStartOptions } from "./starts.ts";
import type { FitOptions, HmmParameters, MlMatrix, Symbols } from "./types.ts";
import { validateParameters, validateSymbols } from "./validate.ts";
import { type Decoding, posteriorDecode, viterbi } from "./viterbi.ts";

/** What {@linkcode DiscreteHmm.fit} answers. */
export interface FitResult extends FitSummary {
  /** The trained model. */
  model: DiscreteHmm;
}

/**
 * A hidden Markov model with discrete symbols. Immutable: training gives a new one.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { DiscreteHmm } from "raagkit";
 *
 * const truth = new DiscreteHmm({
 *   nStates: 2,
 *   nSymbols: 2,
 *   startprob: Float64Array.of(0.5, 0.5),
 *   transmat: Float64Array.of(0.9, 0.1, 0.1, 0.9),
 *   emissionprob: Float64Array.of(0.8, 0.2, 0.2, 0.8),
 * });
 * const { symbols } = truth.sample(2000, { seed: 1 });
 * const { model, status } = await DiscreteHmm.random(2, 2, 7).fit([symbols]);
 * assert(status === "converged");
 * assert(Math.abs(model.score(symbols) - truth.score(symbols)) < 10);
 * ```
 */
export class DiscreteHmm {
  readonly #parameters: HmmParameters;

  /**
   * Makes a model from its parameters, which are copied as they are.
   *
   * @param parameters N states, M symbols, pi (N), A (N x N), B (N x M), row-major.
   * @throws {InvalidArgumentError} If a shape does not fit or a row is not a distribution (rows must
   * sum to 1 within 1e-6).
   */
  constructor(parameters: HmmParameters) {
    const { nStates, nSymbols } = parameters;
    const copy: HmmParameters = {
      nStates,
      nSymbols,
      startprob: Float64Array.from(parameters.startprob),
      transmat: Float64Array.from(parameters.transmat),
      emissionprob: Float64Array.from(parameters.emissionprob),
    };
    validateParameters(copy);
    this.#parameters = copy;
  }

  /**
   * A model with random rows.
   *
   * @param nStates N, a whole number >= 1.
   * @param nSymbols M, a whole number >= 1.
   * @param seed A whole number; the same seed gives the same model.
   * @returns The model.
   * @throws {InvalidArgumentError} If a number is not whole or too small.
   */
  static random(nStates: number, nSymbols: number, seed: number): DiscreteHmm {
    return new DiscreteHmm(randomStart(nStates, nSymbols, seed));
  }

  /**
   * A start for training with one state (or k) per symbol; see {@linkcode symbolStart}.
   *
   * @param sequences Sequences of observations, of any lengths.
   * @param nSymbols M, a whole number >= 1.
   * @param options How many states per symbol, prior and seed.
   * @returns The model.
   * @throws {InvalidArgumentError} If an option lies outside its range or a symbol outside 0..M-1.
   */
  static fromSymbols(
    sequences: readonly Symbols[],
    nSymbols: number,
    options: SymbolStartOptions = {},
  ): DiscreteHmm {
    return new DiscreteHmm(symbolStart(sequences, nSymbols, options));
  }

  /** N, the number of hidden states. */
  get nStates(): number {
    return this.#parameters.nStates;
  }

  /** M, the number of symbols. */
  get nSymbols(): number {
    return this.#parameters.nSymbols;
  }

  /** A copy of pi: N probabilities of the first state. */
  get startprob(): Float64Array {
    return this.#parameters.startprob.slice();
  }

  /** A copy of A: N x N row-major, `[i * N + j]` = P(next state j | state i). */
  get transmat(): Float64Array {
    return this.#parameters.transmat.slice();
  }

  /** A copy of B: N x M row-major, `[i * M + k]` = P(symbol k | state i). */
  get emissionprob(): Float64Array {
    return this.#parameters.emissionprob.slice();
  }

  /** A copy of all parameters, for the functions that take them. */
  get parameters(): HmmParameters {
    const { nStates, nSymbols } = this;
    const { startprob, transmat, emissionprob } = this;
    return { nStates, nSymbols, startprob, transmat, emissionprob };
  }

  /** Number of free parameters: (N - 1) + N (N - 1) + N (M - 1). */
  get nParameters(): number {
    const { nStates: N, nSymbols: M } = this;
    return (N - 1) + N * (N - 1) + N * (M - 1);
  }

  /** A as an N x N matrix of `ml-matrix`. */
  transmatMatrix(): MlMatrix {
    return new Matrix(toRows(this.#parameters.transmat, this.nStates));
  }

  /** B as an N x M matrix of `ml-matrix`. */
  emissionprobMatrix(): MlMatrix {
    return new Matrix(toRows(this.#parameters.emissionprob, this.nSymbols));
  }

  /**
   * Log-likelihood of a sequence: log P(O | lambda).
   *
   * @param symbols T observations within 0..M-1, T >= 1.
   * @returns Nats; -Infinity if the model cannot produce the sequence.
   * @throws {InvalidArgumentError} If the sequence is empty or holds a symbol outside 0..M-1.
   * @see Rabiner 1989, equations 19-21 and 103.
   */
  score(symbols: Symbols): number {
    return this.scoreAll([symbols])[0];
  }

  /**
   * Log-likelihood of each of several sequences; cheaper than one by one where they share runs.
   *
   * @param sequences Sequences of observations, of any lengths.
   * @returns As many numbers, in nats.
   * @throws {InvalidArgumentError} If a sequence is empty or holds a symbol outside 0..M-1.
   */
  scoreAll(sequences: readonly Symbols[]): Float64Array {
    return scoreSequences([this.#parameters], sequences)[0];
  }

  /**
   * The most likely states behind a sequence.
   *
   * @param symbols T observations within 0..M-1, T >= 1.
   * @param options `method`: `viterbi` finds the one most likely path, `posterior` the most likely
   * state of each frame by itself. @default viterbi
   * @returns The path and log P(path, O | lambda).
   * @throws {InvalidArgumentError} If the sequence is not as asked or the method is unknown.
   * @see Rabiner 1989, section III.B.
   */
  decode(symbols: Symbols, options: { method?: "viterbi" | "posterior" } = {}): Decoding {
    validateSymbols(symbols, this.nSymbols);
    const { method = "viterbi" } = options;
    if (method === "viterbi") return viterbi(this.#parameters, symbols);
    if (method === "posterior") return posteriorDecode(this.#parameters, symbols);
    throw new InvalidArgumentError(`method must be viterbi or posterior, found ${method}`);
  }

  /**
   * State posteriors gamma_t(i) = P(state i at t | O).
   *
   * @param symbols T observations within 0..M-1, T >= 1.
   * @returns T x N matrix whose rows sum to 1.
   * @throws {InvalidArgumentError} If the sequence is empty or holds a symbol outside 0..M-1.
   * @throws {ModelError} If the model cannot produce the sequence.
   * @see Rabiner 1989, equation 27.
   */
  posteriors(symbols: Symbols): MlMatrix {
    validateSymbols(symbols, this.nSymbols);
    return new Matrix(toRows(statePosteriors(this.#parameters, symbols), this.nStates));
  }

  /**
   * Draws a sequence from the model.
   *
   * @param length T, a whole number >= 1.
   * @param options `seed`: the same seed draws the same sequence. @default 0
   * @returns T states and T symbols.
   * @throws {InvalidArgumentError} If length or seed is not as asked.
   */
  sample(length: number, options: { seed?: number } = {}): Sample {
    return sampleSequence(this.#parameters, length, options.seed ?? 0);
  }

  /**
   * The distribution over states that one step of A leaves as it is.
   *
   * @returns N probabilities.
   * @throws {ModelError} If it is not unique.
   */
  stationaryDistribution(): Float64Array {
    return stationaryDistribution(this.#parameters);
  }

  /**
   * Expected number of frames spent in each state per visit, 1 / (1 - a_ii).
   *
   * @returns N numbers >= 1.
   * @see Rabiner 1989, equation 6.
   */
  expectedStateDurations(): Float64Array {
    return expectedStateDurations(this.#parameters);
  }

  /**
   * Akaike's information criterion, -2 log P + 2 p; the smaller the better.
   *
   * @param sequences The sequences to judge by.
   * @returns A number in nats times two.
   * @throws {InvalidArgumentError} If a sequence is empty or holds a symbol outside 0..M-1.
   */
  aic(sequences: readonly Symbols[]): number {
    return -2 * this.#total(sequences) + 2 * this.nParameters;
  }

  /**
   * Schwarz's Bayesian information criterion, -2 log P + p log(number of symbols).
   *
   * @param sequences The sequences to judge by.
   * @returns A number in nats times two; the smaller the better.
   * @throws {InvalidArgumentError} If a sequence is empty or holds a symbol outside 0..M-1.
   */
  bic(sequences: readonly Symbols[]): number {
    const nSeen = sequences.reduce((total, symbols) => total + symbols.length, 0);
    return -2 * this.#total(sequences) + this.nParameters * Math.log(nSeen);
  }

  #total(sequences: readonly Symbols[]): number {
    return this.scoreAll(sequences).reduce((total, value) => total + value, 0);
  }

  /**
   * Trains by Baum-Welch from this model, and from random ones if `restarts` asks for them.
   *
   * @param sequences Sequences of observations, of any lengths (1 included).
   * @param options Iterations, tolerance, prior, floor, restarts, callback, signal.
   * @returns The best model found, its status and history; the log-likelihood belongs to the model.
   * @throws {InvalidArgumentError} If an option or a symbol lies outside its range.
   * @throws {ModelError} If a sequence is impossible under the start.
   * @see Rabiner 1989, sections III.C and V.B.
   */
  async fit(sequences: readonly Symbols[], options: FitOptions = {}): Promise<FitResult> {
    const { parameters, summary } = await fitParameters(this.#parameters, sequences, options);
    return { model: new DiscreteHmm(parameters), ...summary };
  }

  /** The parameters as plain rows of numbers; {@linkcode DiscreteHmm.fromJSON} gives them back. */
  toJSON(): DiscreteHmmJson {
    return toJson(this.#parameters);
  }

  /**
   * Rebuilds a model from {@linkcode DiscreteHmm.toJSON}, to the last bit.
   *
   * @param json What `toJSON` gave, also after JSON.stringify and JSON.parse.
   * @returns The model.
   * @throws {InvalidArgumentError} If something is missing or does not fit.
   */
  static fromJSON(json: DiscreteHmmJson): DiscreteHmm {
    return new DiscreteHmm(fromJson(json));
  }
}
