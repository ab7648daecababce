/**
 * How sequences are cut into pieces: single frames, and runs of one symbol that are taken in one
 * step with a power of that symbol's matrix M_k = A diag(B_k).
 *
 * For each symbol the plan has powers for the run lengths 1..c and 2c, 4c, .. 2^d c; c and d are
 * chosen, symbol by symbol, so that the work is least: a power costs the product of two matrices, a
 * piece that of a vector and a matrix. A symbol with few or short runs gets no power at all.
 *
 * @module
 */

import type { Symbols } from "./types.ts";

/** One power of one symbol's matrix: M_k^length = (power `first`) (power `second`). */
export interface Power {
  /** k. */
  symbol: number;
  /** Exponent. */
  length: number;
  /** Index of the left factor in `RunPlan.powers`; -1 for the matrix itself, length 1. */
  first: number;
  /** Index of the right factor; -1 likewise. */
  second: number;
}

/** Sequences cut into pieces. */
export interface RunPlan {
  /** M. */
  nSymbols: number;
  /** All powers, factors before products. */
  powers: Power[];
  /**
   * The pieces of each sequence after its first frame: k < M is one frame of symbol k, M + p a run
   * by `powers[p]`.
   */
  pieces: (Uint16Array | Int32Array)[];
  /** The first symbol of each sequence. */
  firstSymbols: Int32Array;
}

/** What the work is made of, in products of a vector and an N x N matrix. */
export interface CostModel {
  /** One frame. */
  frame: number;
  /** One run, by a power. */
  run: number;
  /** Making one power, and using it. */
  power: number;
  /** The most powers that one symbol may have. @default Infinity */
  mostPowers?: number;
}

/** Which powers of a symbol's matrix exist: lengths 1..c, then doublings. c = 1, d = 0: none. */
interface Ladder {
  c: number;
  d: number;
}

const NO_POWERS: Ladder = { c: 1, d: 0 };
const LONGEST_LADDER = 64;
/** All powers and their counts together take at most this many bytes, however many states. */
const POWER_BYTES = 256 * 2 ** 20;

/** How many powers of N x N doubles, each with its counts, fit for each of M symbols. */
function powersThatFit(nStates: number, nSymbols: number): number {
  return Math.floor(POWER_BYTES / (16 * nStates * nStates * nSymbols));
}

/**
 * Training: forward, backward and the outer product for each piece; for each power one product of
 * matrices to make it and two to take its counts apart again. A run weighs a little more than a frame, since its power
 * lies in a slower cache than A, and a power more than its three products, since it takes room in
 * that cache; around these weights the time hardly changes.
 *
 * @param nStates N.
 * @param nSymbols M.
 * @returns The cost model.
 */
export function trainingCost(nStates: number, nSymbols: number): CostModel {
  const mostPowers = powersThatFit(nStates, nSymbols);
  return { frame: 3, run: 3.5, power: 6 * nStates + 6, mostPowers };
}

/**
 * Scoring: the forward step only. Whether others will share a power cannot be asked here, since a
 * recording's score must not depend on what is scored beside it; that two do is a fair guess.
 *
 * @param nStates N.
 * @param nSymbols M.
 * @returns The cost model.
 */
export function scoringCost(nStates: number, nSymbols: number): CostModel {
  const mostPowers = powersThatFit(nStates, nSymbols);
  return { frame: 1, run: 1.5, power: (nStates + 2) / 2, mostPowers };
}

/** Calls `visit(symbol, length)` for each run after the first frame. */
function forEachRun(symbols: Symbols, visit: (symbol: number, length: number) => void): void {
  for (let t = 1; t < symbols.length;) {
    const symbol = symbols[t], start = t;
    while (symbols[t] === symbol) t++;
    visit(symbol, t - start);
  }
}

/** The lengths that a run of n falls into, longest first. */
function cut(n: number, { c, d }: Ladder, visit: (length: number, times: number) => void): void {
  for (let length = c * 2 ** d; length >= c; length /= 2) {
    const times = Math.floor(n / length);
    if (times > 0) visit(length, times);
    n -= times * length;
  }
  if (n > 0) visit(n, 1);
}

/** The ladder with the least cost for one symbol, given how many runs of each length it has. */
function bestLadder(runs: Map<number, number>, cost: CostModel): Ladder {
  let best = NO_POWERS, least = Infinity;
  const longest = Math.max(0, ...runs.keys()), { mostPowers = Infinity } = cost;
  for (let c = 1; c <= Math.min(longest, LONGEST_LADDER, mostPowers); c++) {
    for (let d = 0; c * 2 ** d <= longest && d <= 8 && c + d <= mostPowers; d++) {
      let total = (c - 1 + d) * cost.power;
      if (total >= least) break;
      for (const [length, count] of runs) {
        cut(length, { c, d }, (piece, times) => {
          total += count * times * (piece === 1 ? cost.frame : cost.run);
        });
      }
      if (total < least) [best, least] = [{ c, d }, total];
    }
  }
  return best;
}

/** The ladder of each symbol for a set of sequences. */
function chooseLadders(
  sequences: readonly Symbols[],
  nSymbols: number,
  cost: CostModel,
): Ladder[] {
  const runs = Array.from({ length: nSymbols }, () => new Map<number, number>());
  for (const symbols of sequences) {
    forEachRun(symbols, (k, n) => runs[k].set(n, (runs[k].get(n) ?? 0) + 1));
  }
  return runs.map((ofSymbol) => bestLadder(ofSymbol, cost));
}

/** Collects the powers that ladders ask for, each once. */
class Powers {
  readonly list: Power[] = [];
  readonly #indexOf: Map<number, number>[];

  constructor(nSymbols: number) {
    this.#indexOf = Array.from({ length: nSymbols }, () => new Map());
  }

  /**
   * The index of a power, which is added first if it is new: M^n = M^ceil(n/2) M^floor(n/2). A power
   * is thus made in the same way, to the last bit, whatever other powers there are.
   */
  index(symbol: number, length: number): number {
    const known = this.#indexOf[symbol].get(length);
    if (known !== undefined) return known;
    const first = length === 1 ? -1 : this.index(symbol, Math.ceil(length / 2));
    const second = length === 1 ? -1 : this.index(symbol, Math.floor(length / 2));
    this.#indexOf[symbol].set(length, this.list.length);
    return this.list.push({ symbol, length, first, second }) - 1;
  }
}

/** Calls `visit(piece, times)` for the pieces of one sequence, in order. */
function forEachPiece(
  symbols: Symbols,
  ladders: readonly Ladder[],
  powers: Powers,
  visit: (piece: number, times: number) => void,
): void {
  const M = ladders.length;
  forEachRun(symbols, (k, n) => {
    cut(n, ladders[k], (length, times) => {
      visit(length === 1 ? k : M + powers.index(k, length), times);
    });
  });
}

/**
 * Cuts sequences into pieces.
 *
 * @param sequences Sequences of observations within 0..nSymbols-1.
 * @param nSymbols M.
 * @param cost What a frame, a run and a power cost; undefined for single frames only.
 * @param each Whether each sequence is cut for itself, so that its pieces do not depend on what
 * other sequences there are; otherwise all are cut alike, as is cheapest for the set.
 * @returns The plan.
 */
export function planRuns(
  sequences: readonly Symbols[],
  nSymbols: number,
  cost?: CostModel,
  each = false,
): RunPlan {
  const none = Array.from({ length: nSymbols }, () => NO_POWERS);
  const common = !cost || each ? none : chooseLadders(sequences, nSymbols, cost);
  const powers = new Powers(nSymbols);
  const pieces = sequences.map((symbols) => {
    const ladders = cost && each ? chooseLadders([symbols], nSymbols, cost) : common;
    // Two passes, count then fill: a growing array would take several times the memory.
    let count = 0, at = 0;
    forEachPiece(symbols, ladders, powers, (_, times) => count += times);
    const wide = nSymbols + powers.list.length > 0xffff;
    const list = wide ? new Int32Array(count) : new Uint16Array(count);
    forEachPiece(symbols, ladders, powers, (piece, times) => {
      list.fill(piece, at, at + times);
      at += times;
    });
    return list;
  });
  const firstSymbols = Int32Array.from(sequences, (symbols) => symbols[0]);
  return { nSymbols, powers: powers.list, pieces, firstSymbols };
}
