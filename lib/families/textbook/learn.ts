/**
 * From book to data: the book's moves as the prior of what recordings show.
 *
 * @module
 */

import { InvalidArgumentError } from "../../errors.ts";
import { N_SVARAS as N, type RaagFacts } from "./facts.ts";
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

/**
 * The moves of a raag by its book and its recordings together.
 *
 * With n the counts that the recordings are expected to have under the book's model (`hearMoves`):
 *
 * ```
 * P(a, b) = (n(a, b) + kappa P_book(a, b)) / (sum_b n(a, b) + kappa)
 * pi(a)   = (n_start(a) + kappa pi_book(a)) / (sum n_start + kappa)
 * ```
 *
 * which is the mode under a Dirichlet prior with kappa P_book + 1. States stay svaras: how they sound
 * and how long they last is not learnt. One pass: further ones, which are the algorithm of Baum and
 * Welch, fit the recordings better and others worse (20 s and 60 s of three concerts among six
 * raags: .93 and .88 of the 60 s first).
 *
 * @param facts The raag.
 * @param recordings The melodies of its recordings; none leaves the book as it is.
 * @param weight Weight of the book: so many moves from each svara, and so many starts, count as seen
 * before the first recording; > 0. By leave-one-out among 10, 30, 100, 300 and 1000 unless given; 30
 * with one recording.
 * @returns pi, P and the weight.
 * @throws {InvalidArgumentError} If the facts make no model, the weight is out of its range, or a
 * recording has no stable frame.
 * @see J.-L. Gauvain and C.-H. Lee 1994, "Maximum a posteriori estimation for multivariate Gaussian
 * mixture observations of Markov chains", IEEE Transactions on Speech and Audio Processing 2(2), for
 * the prior on the moves.
 */
export function learnMoves(
  facts: RaagFacts,
  recordings: readonly Recording[],
  weight?: number,
): TextbookMoves & { kappa: number } {
  const book = textbookMoves(facts);
  recordings.forEach((phrases, i) => {
    if (countFrames(phrases) > 0) return;
    throw new InvalidArgumentError(
      `${facts.raag}: recording ${i + 1} must have stable frames, found none; is it silent?`,
    );
  });
  const kappa = weight ?? chooseKappa(book, recordings);
  if (!(kappa > 0 && kappa < Infinity)) {
    throw new InvalidArgumentError(`weight must be a number > 0, found ${kappa}`);
  }
  if (recordings.length === 0) return { ...book, kappa };
  return { ...withPrior(book, [hearMoves(hmmOfMoves(book), recordings.flat())], kappa), kappa };
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
 * @returns The set.
 * @throws {InvalidArgumentError} If a recording is in a raag without facts, or as
 * {@linkcode learnMoves} and `textbookSet` have it.
 */
export function learnTextbookSet(
  facts: readonly RaagFacts[],
  recordings: readonly { raag: string; phrases: Recording }[],
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
    return own.length > 0 ? learnMoves(one, own) : textbookMoves(one);
  });
  return textbookSet(facts, learnt);
}
