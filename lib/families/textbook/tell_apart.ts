import { SVARAS } from "../../quantize/mod.ts";
import { linesOf, N_SVARAS as N, type RaagFacts, scaleOf } from "./facts.ts";
import { hearMoves } from "./heard.ts";
import type { PhraseSymbols } from "./scoring.ts";
import { indexOfRaag, type TextbookSet } from "./set.ts";

/** A move, or a start, that tells one raag from another. */
export interface MoveEvidence {
  /** The svara left, one of `SVARAS`; undefined for the start of a phrase. */
  from?: string;
  /** The svara reached. */
  to: string;
  /** How often it was heard: an expected number. */
  heard: number;
  /** Where the first raag has the move: `aroh`, `avroh` or a phrase; empty if nowhere. */
  lines: string[];
  /** Where the other raag has it. */
  rivalLines: string[];
  /** Nats that it adds for the first raag; negative: for the other. */
  nats: number;
}

/** What tells two raags apart. */
export interface Comparison {
  /** The first raag. */
  raag: string;
  /** The other one. */
  rival: string;
  /** Svaras that only the first has, with the share of the stable frames they were heard. */
  onlyFirst: { svara: string; share: number }[];
  /** Svaras that only the other has. */
  onlyRival: { svara: string; share: number }[];
  /** Moves and starts by how much they decide, those that decide most first. */
  moves: MoveEvidence[];
  /**
   * Between these two lies log p(melody | first) - log p(melody | other), in nats; the moves add up
   * to their middle.
   */
  bounds: [number, number];
}

/**
 * What in a melody tells two raags apart.
 *
 * Both models have the same svaras sound alike and last as long; what differs is the moves, and the
 * starts of phrases. So the difference of their log-likelihoods falls into parts that a musician can
 * check. With n_A(m) the expected number of times that A hears the move m,
 *
 * ```
 * sum_m n_B(m) ln(P_A(m) / P_B(m)) <= log p(O | A) - log p(O | B) <= sum_m n_A(m) ln(P_A(m) / P_B(m))
 * ```
 *
 * (each side is the bound by which Baum and Welch climb), and a move is given the mean of both sides:
 * (n_A + n_B) / 2 ln(P_A / P_B).
 *
 * @param set The raags.
 * @param raag Name of one of them.
 * @param rival Name of another.
 * @param phrases Stable frames of the melody.
 * @returns Svaras and moves.
 * @throws {InvalidArgumentError} If the set lacks one of them.
 * @see Rabiner 1989, section III.C; L. E. Baum and others 1970, theorem 2.1.
 */
export function tellApart(
  set: TextbookSet,
  raag: string,
  rival: string,
  phrases: readonly PhraseSymbols[],
): Comparison {
  const [a, b] = [indexOfRaag(set, raag), indexOfRaag(set, rival)];
  const [byA, byB] = [hearMoves(set.models[a], phrases), hearMoves(set.models[b], phrases)];
  const [linesA, linesB] = [linesByMove(set.facts[a]), linesByMove(set.facts[b])];
  const bounds: [number, number] = [0, 0];
  const weigh = (nA: number, nB: number, pA: number, pB: number) => {
    const ratio = nA + nB > 0 ? Math.log(pA / pB) : 0;
    bounds[0] += nB * ratio;
    bounds[1] += nA * ratio;
    return { heard: (nA + nB) / 2, nats: (nA + nB) / 2 * ratio };
  };
  const { moves: movesA, startprob: startA } = set.moves[a];
  const { moves: movesB, startprob: startB } = set.moves[b];
  const moves = Array.from(movesA, (_, ij) => ({
    from: SVARAS[Math.floor(ij / N)],
    to: SVARAS[ij % N],
    ...weigh(byA.moves[ij], byB.moves[ij], movesA[ij], movesB[ij]),
    lines: linesA.get(ij) ?? [],
    rivalLines: linesB.get(ij) ?? [],
  }));
  const starts = Array.from(startA, (_, s) => ({
    to: SVARAS[s],
    ...weigh(byA.starts[s], byB.starts[s], startA[s], startB[s]),
    lines: [],
    rivalLines: [],
  }));
  const [scaleA, scaleB] = [scaleOf(set.facts[a]), scaleOf(set.facts[b])];
  const only = (these: number[], those: number[], shares: Float64Array) =>
    these.filter((s) => !those.includes(s)).map((s) => ({ svara: SVARAS[s], share: shares[s] }));
  return {
    raag,
    rival,
    onlyFirst: only(scaleA, scaleB, byA.svaras),
    onlyRival: only(scaleB, scaleA, byB.svaras),
    moves: [...moves, ...starts].filter(({ nats }) => nats !== 0)
      .sort((x, y) => Math.abs(y.nats) - Math.abs(x.nats)),
    bounds,
  };
}

/** The names of the lines in which each move occurs, by `from * 12 + to`. */
function linesByMove(facts: RaagFacts): Map<number, string[]> {
  const found = new Map<number, string[]>();
  for (const { svaras, name } of linesOf(facts)) {
    for (let i = 1; i < svaras.length; i++) {
      const move = svaras[i - 1] * N + svaras[i], names = found.get(move) ?? [];
      if (!names.includes(name)) found.set(move, [...names, name]);
    }
  }
  return found;
}
