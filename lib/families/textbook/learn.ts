/**
 * From book to data: the book's moves as the prior of what recordings show.
 *
 * @module
 */

import { InvalidArgumentError } from "../../errors.ts";
import { N_SVARAS as N, type TextbookFacts } from "./facts.ts";
import { type Heard, hearMoves } from "./heard.ts";
import { hmmOfMoves, type TextbookMoves, textbookMoves } from "./model.ts";
import { countFrames, type PhraseSymbols, scorePhrases } from "./scoring.ts";
import { type TextbookSet, textbookSet } from "./set.ts";

/** Weight of the book where one recording cannot tell how far to trust it. */
const KAPPA = 30;
/** What is tried where several can. */
const KAPPAS = [10, 30, 100, 300, 1000];

/** The melody of one recording. */
export type Recording = readonly PhraseSymbols[];

/** How {@linkcode learnMoves} learns. */
export interface LearnOptions {
  /**
   * Weight of the book: so many moves from each svara, and so many starts, count as seen before the
   * first recording; > 0.
   *
   * @default {by leave-one-out among 10, 30, 100, 300 and 1000; 30 with one recording}
   */
  kappa?: number;
  /**
   * Passes over the recordings, a whole number >= 1. One counts the moves as the book hears them; more
   * are the algorithm of Baum and Welch. @default 1, since more fit the recordings better and others
   * worse: 20 s and 60 s of three concerts among six raags, .93 and .88 of the 60 s first.
   */
  iterations?: number;
}

/** What {@linkcode learnMoves} answers. */
export interface LearntMoves extends TextbookMoves {
  /** The weight of the book that was taken. */
  kappa: number;
  /**
   * Nats per frame of the recordings before the first pass, after it, and after each further one; the
   * learning to be watched.
   */
  history: number[];
}

/**
 * The moves of a raag by its book and its recordings together.
 *
 * With n the expected counts of the recordings (`hearMoves`), under the book's model in the first
 * pass and under that of the pass before in later ones:
 *
 * ```
 * P(a, b) = (n(a, b) + kappa P_book(a, b)) / (sum_b n(a, b) + kappa)
 * pi(a)   = (n_start(a) + kappa pi_book(a)) / (sum n_start + kappa)
 * ```
 *
 * which is the mode under a Dirichlet prior with kappa P_book + 1. States stay svaras: how they sound
 * and how long they last is not learnt.
 *
 * @param facts The raag.
 * @param recordings The melodies of its recordings; none leaves the book as it is.
 * @param options Weight of the book, and passes.
 * @returns pi, P, the weight and the history.
 * @throws {InvalidArgumentError} If the facts make no model, an option is out of its range, or a
 * recording has no stable frame.
 * @see J.-L. Gauvain and C.-H. Lee 1994, "Maximum a posteriori estimation for multivariate Gaussian
 * mixture observations of Markov chains", IEEE Transactions on Speech and Audio Processing 2(2), for
 * the prior on the moves.
 */
export function learnMoves(
  facts: TextbookFacts,
  recordings: readonly Recording[],
  options: LearnOptions = {},
): LearntMoves {
  const { iterations = 1 } = options;
  const book = textbookMoves(facts);
  check("iterations", iterations, Number.isInteger(iterations) && iterations >= 1, "whole, >= 1");
  recordings.forEach((phrases, i) => {
    if (countFrames(phrases) > 0) return;
    throw new InvalidArgumentError(
      `${facts.raag}: recording ${i + 1} must have stable frames, found none; is it silent?`,
    );
  });
  const { kappa = chooseKappa(book, recordings) } = options;
  check("kappa", kappa, kappa > 0 && kappa < Infinity, "a number > 0");
  if (recordings.length === 0) return { ...book, kappa, history: [] };
  const all = recordings.flat();
  let moves = book;
  const history = [scorePhrases([hmmOfMoves(book)], all)[0]];
  for (let pass = 0; pass < iterations; pass++) {
    moves = withPrior(book, [hearMoves(hmmOfMoves(moves), all)], kappa);
    history.push(scorePhrases([hmmOfMoves(moves)], all)[0]);
  }
  return { ...moves, kappa, history };
}

/**
 * The weight under which each recording, left out, is foretold best by the book and the others: the
 * highest mean of its nats per frame.
 */
function chooseKappa(book: TextbookMoves, recordings: readonly Recording[]): number {
  if (recordings.length < 2) return KAPPA;
  const model = hmmOfMoves(book);
  const counts = recordings.map((phrases) => hearMoves(model, phrases));
  const foretold = KAPPAS.map((kappa) =>
    recordings.reduce((total, phrases, left) => {
      const others = withPrior(book, counts.filter((_, i) => i !== left), kappa);
      return total + scorePhrases([hmmOfMoves(others)], phrases)[0];
    }, 0)
  );
  return KAPPAS[foretold.indexOf(Math.max(...foretold))];
}

/** Counts and prior together, each row normalised. */
function withPrior(
  { startprob, moves }: TextbookMoves,
  heard: readonly Heard[],
  kappa: number,
): TextbookMoves {
  const posterior = (prior: Float64Array, counts: readonly Float64Array[]) => {
    const row = prior.map((p, i) => counts.reduce((sum, count) => sum + count[i], kappa * p));
    const total = row.reduce((a, b) => a + b);
    return row.map((weight) => weight / total);
  };
  const learnt = new Float64Array(N * N);
  for (let row = 0; row < N * N; row += N) {
    const part = (all: Float64Array) => all.subarray(row, row + N);
    learnt.set(posterior(part(moves), heard.map((one) => part(one.moves))), row);
  }
  return { startprob: posterior(startprob, heard.map(({ starts }) => starts)), moves: learnt };
}

/**
 * A set in which recordings have taught the raags that have some; the others stay as the book has
 * them.
 *
 * @param facts The raags.
 * @param recordings Melodies with the names of their raags, as the facts have them.
 * @param options As in {@linkcode learnMoves}.
 * @returns The set.
 * @throws {InvalidArgumentError} If a recording is in a raag without facts, or as
 * {@linkcode learnMoves} and `textbookSet` have it.
 */
export function learnTextbookSet(
  facts: readonly TextbookFacts[],
  recordings: readonly { raag: string; phrases: Recording }[],
  options: LearnOptions = {},
): TextbookSet {
  const unknown = recordings.find(({ raag }) => !facts.some((known) => known.raag === raag));
  if (unknown) {
    throw new InvalidArgumentError(
      `recordings must be in raags with facts, found ${unknown.raag}; write its aroh, avroh and ` +
        "phrases, or leave it out",
    );
  }
  const learnt = facts.map((one) => {
    const own = recordings.filter(({ raag }) => raag === one.raag).map(({ phrases }) => phrases);
    return own.length > 0 ? learnMoves(one, own, options) : textbookMoves(one);
  });
  return textbookSet(facts, learnt);
}

function check(name: string, value: number, holds: boolean, rule: string): void {
  if (!holds) throw new InvalidArgumentError(`${name} must be ${rule}, found ${value}`);
}
