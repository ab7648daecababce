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
  /** Estimated cost of one pass, in products of a vector and a matrix. */
  cost: number;
}

/** What the work is made of, in products of a vector and an N x N matrix. */
export interface CostModel {
  /** One frame. */
  frame: number;
  /** One run, by a power. */
  run: number;
  /** Making one power, and using it. */
  power: number;
}

/** Which powers of a symbol's matrix exist: lengths 1..c, then doublings. c = 1, d = 0: none. */
interface Ladder {
  c: number;
  d: number;
}

const LONGEST_LADDER = 64;

/**
 * Training: forward, backward and the outer product for each piece; for each power one product of
 * matrices to make it and two to take its counts apart again. A run reads its power twice and its
 * counts once from a slower cache.
 *
 * @param nStates N.
 * @returns The cost model.
 */
export function trainingCost(nStates: number): CostModel {
  return { frame: 3, run: 4.5, power: 3 * nStates + 6 };
}

/**
 * Scoring: the forward step only.
 *
 * @param nStates N.
 * @returns The cost model.
 */
export function scoringCost(nStates: number): CostModel {
  return { frame: 1, run: 1.5, power: nStates + 2 };
}

/** Calls `visit(symbol, length)` for each run after the first frame. */
function forEachRun(symbols: Symbols, visit: (symbol: number, length: number) => void): void {
  for (let t = 1; t < symbols.length;) {
    const symbol = symbols[t], start = t;
    while (t < symbols.length && symbols[t] === symbol) t++;
    visit(symbol, t - start);
  }
}

/** The lengths that a run of n falls into, longest first, for a ladder with powers. */
function cut(n: number, { c, d }: Ladder, visit: (length: number, times: number) => void): void {
  for (let length = c * 2 ** d; length > c; length /= 2) {
    const times = Math.floor(n / length);
    if (times > 0) visit(length, times);
    n -= times * length;
  }
  const times = Math.floor(n / c);
  if (times > 0) visit(c, times);
  if (n % c > 0) visit(n % c, 1);
}

/** The ladder with the least cost for one symbol, given how many runs of each length it has. */
function bestLadder(
  runs: Map<number, number>,
  cost: CostModel,
): { ladder: Ladder; cost: number } {
  let longest = 0, plain = 0;
  for (const [length, count] of runs) {
    longest = Math.max(longest, length);
    plain += length * count * cost.frame;
  }
  let best = { ladder: { c: 1, d: 0 }, cost: plain };
  for (let c = 1; c <= Math.min(longest, LONGEST_LADDER); c++) {
    for (let d = c === 1 ? 1 : 0; c * 2 ** d <= longest && d <= 8; d++) {
      let total = (c - 1 + d) * cost.power;
      if (total >= best.cost) break;
      for (const [length, count] of runs) {
        cut(length, { c, d }, (piece, times) => {
          total += count * times * (piece === 1 ? cost.frame : cost.run);
        });
      }
      if (total < best.cost) best = { ladder: { c, d }, cost: total };
    }
  }
  return best;
}

/**
 * Cuts sequences into pieces.
 *
 * @param sequences Sequences of observations within 0..nSymbols-1.
 * @param nSymbols M.
 * @param cost What a frame, a run and a power cost; undefined for single frames only.
 * @returns The plan.
 */
export function planRuns(
  sequences: readonly Symbols[],
  nSymbols: number,
  cost?: CostModel,
): RunPlan {
  const powers: Power[] = [];
  const indexOf = Array.from({ length: nSymbols }, () => new Map<number, number>());
  const ladders: Ladder[] = Array.from({ length: nSymbols }, () => ({ c: 1, d: 0 }));
  let total = 0;
  if (cost) {
    const runs = Array.from({ length: nSymbols }, () => new Map<number, number>());
    for (const symbols of sequences) {
      forEachRun(symbols, (k, n) => runs[k].set(n, (runs[k].get(n) ?? 0) + 1));
    }
    runs.forEach((ofSymbol, symbol) => {
      const best = bestLadder(ofSymbol, cost);
      total += best.cost;
      const { c, d } = ladders[symbol] = best.ladder;
      if (c === 1 && d === 0) return;
      const add = (length: number, first: number, second: number) => {
        indexOf[symbol].set(length, powers.length);
        powers.push({ symbol, length, first, second });
      };
      const index = (length: number) => indexOf[symbol].get(length)!;
      add(1, -1, -1);
      for (let n = 2; n <= c; n++) add(n, index(Math.ceil(n / 2)), index(Math.floor(n / 2)));
      for (let e = 1; e <= d; e++) {
        add(c * 2 ** e, index(c * 2 ** (e - 1)), index(c * 2 ** (e - 1)));
      }
    });
  } else {
    for (const symbols of sequences) total += symbols.length;
  }

  const wide = nSymbols + powers.length > 0xffff;
  const pieces = sequences.map((symbols) => {
    // Two passes, count then fill: a growing array would take several times the memory.
    let count = 0, at = 0;
    const walk = (visit: (piece: number, times: number) => void) =>
      forEachRun(symbols, (k, n) => {
        if (ladders[k].c === 1 && ladders[k].d === 0) visit(k, n);
        else {
          cut(n, ladders[k], (length, times) => {
            visit(length === 1 ? k : nSymbols + indexOf[k].get(length)!, times);
          });
        }
      });
    walk((_, times) => count += times);
    const list = wide ? new Int32Array(count) : new Uint16Array(count);
    walk((piece, times) => {
      list.fill(piece, at, at + times);
      at += times;
    });
    return list;
  });
  const firstSymbols = Int32Array.from(sequences, (symbols) => symbols[0]);
  return { nSymbols, powers, pieces, firstSymbols, cost: total };
}
