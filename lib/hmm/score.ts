/**
 * Log-likelihoods of many recordings under many models: the classifier's main load.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { forward } from "./forward_backward.ts";
import { isTiny } from "./log_space.ts";
import { Kernel } from "./kernel/kernel.ts";
import { KernelModel, sumLogScales } from "./kernel_model.ts";
import { planRuns, type RunPlan, scoringCost } from "./run_plan.ts";
import type { HmmParameters, Symbols } from "./types.ts";
import { validateSequences } from "./validate.ts";

/** Below so many multiply-adds the plain recursion is done before a kernel has started. */
const SMALL = 10_000;
/** Pieces handed to the kernel at a time. */
const WINDOW = 16384;

/** A model in a kernel of its own, made for the sequences of one plan. */
class Scorer {
  readonly #plan: RunPlan;
  readonly #model: KernelModel;
  readonly #alpha: number;
  readonly #scratch: number;
  readonly #pieces: number;
  readonly #scales: number;

  constructor(plan: RunPlan, nStates: number) {
    const kernel = new Kernel();
    this.#plan = plan;
    this.#model = new KernelModel(kernel, nStates, plan);
    const window = Math.min(WINDOW, Math.max(...plan.pieces.map((pieces) => pieces.length), 1));
    this.#alpha = kernel.allocate(this.#model.n * 8);
    this.#scratch = kernel.allocate(this.#model.n * 8);
    this.#pieces = kernel.allocate(window * 4);
    this.#scales = kernel.allocate(window * 8);
  }

  load(parameters: HmmParameters): void {
    this.#model.load(parameters);
  }

  /** Log-likelihood of sequence `s` of the plan; NaN if it takes care for underflow. */
  score(parameters: HmmParameters, s: number): number {
    const { kernel, n, matrices, emissions } = this.#model, all = this.#plan.pieces[s];
    let total = Math.log(
      this.#model.firstRow(parameters, this.#plan.firstSymbols[s], this.#alpha),
    );
    for (let from = 0; from < all.length && total > -Infinity; from += WINDOW) {
      const pieces = all.subarray(from, from + WINDOW);
      kernel.integers(this.#pieces, pieces.length).set(pieces);
      kernel.run.forward(
        this.#alpha,
        0,
        this.#pieces,
        pieces.length,
        matrices,
        emissions,
        this.#plan.nSymbols,
        this.#scales,
        n,
        this.#scratch,
      );
      total += sumLogScales(kernel.doubles(this.#scales, pieces.length)) +
        this.#model.logOfExponents(pieces);
    }
    return total;
  }
}

/**
 * log P(O | lambda) for each model and each sequence.
 *
 * Runs of one symbol are taken in one step each, by powers of the symbol's matrix that all sequences
 * share. The result for one sequence does not depend, to the last bit, on the others.
 *
 * @param models Parameters of one or more models with the same number of symbols M.
 * @param sequences Sequences of observations within 0..M-1, of any lengths.
 * @returns For each model as many numbers as sequences, in nats; -Infinity where a model cannot
 * produce a sequence.
 * @throws {InvalidArgumentError} If the models differ in M, or a sequence is empty or holds a symbol
 * outside 0..M-1.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { forward } from "raagkit";
 * import { randomStart, scoreSequences } from "raagkit/hmm";
 *
 * const models = [randomStart(3, 2, 1), randomStart(3, 2, 2)];
 * const scores = scoreSequences(models, [[0, 0, 0, 1], [1, 1]]);
 * assertAlmostEquals(scores[1][0], forward(models[1], [0, 0, 0, 1]).logLikelihood, 1e-12);
 * ```
 * @see Rabiner 1989, equations 19-21 and 103.
 */
export function scoreSequences(
  models: readonly HmmParameters[],
  sequences: readonly Symbols[],
): Float64Array[] {
  if (models.length === 0) return [];
  const M = models[0].nSymbols;
  for (const { nSymbols } of models) {
    if (nSymbols !== M) {
      throw new InvalidArgumentError(
        `models must have the same number of symbols, found ${M} and ${nSymbols}`,
      );
    }
  }
  validateSequences(sequences, M);
  const scorers = new Map<number, Scorer>();
  return models.map((parameters) => {
    const N = parameters.nStates, careful = isTiny(parameters);
    const isLarge = (symbols: Symbols) => !careful && symbols.length * N * N > SMALL;
    const large = sequences.filter(isLarge);
    let scorer = scorers.get(N);
    if (!scorer && large.length > 0) {
      scorer = new Scorer(planRuns(large, M, scoringCost(N, M), true), N);
      scorers.set(N, scorer);
    }
    scorer?.load(parameters);
    let next = 0;
    return Float64Array.from(sequences, (symbols) => {
      const score = isLarge(symbols) ? scorer!.score(parameters, next++) : NaN;
      return Number.isNaN(score) ? forward(parameters, symbols).logLikelihood : score;
    });
  });
}
