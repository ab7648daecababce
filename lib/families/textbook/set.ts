import { InvalidArgumentError } from "../../errors.ts";
import type { DiscreteHmm } from "../../hmm/mod.ts";
import { RAAG_LIBRARY, textbookFacts } from "../../raags/mod.ts";
import { N_SVARAS as N, type RaagFacts } from "./facts.ts";
import { hmmOfMoves, type TextbookMoves, textbookMoves } from "./model.ts";

/** Raags with a model each, and what they have in common. */
export interface TextbookSet {
  /** The raags. */
  facts: readonly RaagFacts[];
  /** pi and P of each, in the order of `facts`. */
  moves: readonly TextbookMoves[];
  /** The model of each, likewise. */
  models: readonly DiscreteHmm[];
  /** The mean raag: how a melody moves of which no more is known than that it is a raag. */
  general: DiscreteHmm;
}

/**
 * Models of many raags.
 *
 * The general model has the mean of their pi and of their P: a raag that explains a melody no better
 * than it does is not heard in it.
 *
 * @param facts The raags, two or more, each once.
 * @param moves pi and P of each where recordings have changed them. @default as the facts have it
 * @returns The set.
 * @throws {InvalidArgumentError} If there are fewer than two raags, one occurs twice, or its facts do
 * not make a model.
 */
export function textbookSet(
  facts: readonly RaagFacts[],
  moves: readonly TextbookMoves[] = facts.map(textbookMoves),
): TextbookSet {
  if (facts.length < 2) {
    throw new InvalidArgumentError(`a set must have two raags or more, found ${facts.length}`);
  }
  const names = facts.map(({ raag }) => raag);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new InvalidArgumentError(`a set must have each raag once, found ${twice} twice`);
  }
  if (moves.length !== facts.length) {
    throw new InvalidArgumentError(
      `moves must have one entry a raag (${facts.length}), found ${moves.length}`,
    );
  }
  return { facts, moves, models: moves.map(hmmOfMoves), general: hmmOfMoves(meanMoves(moves)) };
}

/** The facts of all raags that the kit knows. */
export function libraryFacts(): RaagFacts[] {
  return Object.values(RAAG_LIBRARY).map(textbookFacts);
}

let general: TextbookMoves | undefined;

/** The mean raag of the library. */
export function generalMoves(): TextbookMoves {
  return general ??= meanMoves(libraryFacts().map(textbookMoves));
}

function meanMoves(all: readonly TextbookMoves[]): TextbookMoves {
  return {
    startprob: meanOf(all.map(({ startprob }) => startprob), N),
    moves: meanOf(all.map(({ moves }) => moves), N * N),
  };
}

/** The mean of each entry. */
function meanOf(rows: readonly Float64Array[], length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const row of rows) for (let i = 0; i < length; i++) mean[i] += row[i] / rows.length;
  return mean;
}

/**
 * Where a set has a raag.
 *
 * @param set The raags.
 * @param raag Its name.
 * @returns Index into `facts`, `moves` and `models`.
 * @throws {InvalidArgumentError} If the set has no such raag.
 */
export function indexOfRaag(set: TextbookSet, raag: string): number {
  const index = set.facts.findIndex((facts) => facts.raag === raag);
  if (index >= 0) return index;
  throw new InvalidArgumentError(
    `raag must be one of ${set.facts.map(({ raag }) => raag).join(", ")}; found ${raag}`,
  );
}
