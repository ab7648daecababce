/**
 * Which svara may follow which: the movement graph of a raag.
 *
 * Each pair of neighbours in the aroh, the avroh, the pakad or a phrase is an allowed move, in any
 * octave; no other move is. The aroh gives the moves up and the avroh the moves down, which is how a
 * svara that belongs to the descent only stays out of every ascent.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { parsePhrase, pitchClass, type RaagGrammar } from "../raags/mod.ts";

/** An allowed move away from a svara. */
export interface Move {
  /** Signed distance in semitones. */
  step: number;
  /** How usual it is, relative to the other moves from the same svara. */
  weight: number;
}

/** The allowed moves by the pitch class (0..11) that is left. */
export type Movement = ReadonlyMap<number, readonly Move[]>;

/** Weight of a pakad where an ordinary phrase has 1: three times as common. */
export const PAKAD_WEIGHT = 3;

/**
 * The movement graph of a grammar.
 *
 * @param grammar A checked grammar.
 * @returns For each pitch class its moves, weighted by how often the grammar shows them.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { RAAGS } from "raagkit";
 * import { allowedMoves } from "raagkit/synth";
 *
 * // In Bihag nothing rises from Re (2 semitones above Sa).
 * assert(allowedMoves(RAAGS.Bihag).get(2)!.every((move) => move.step < 0));
 * ```
 */
export function allowedMoves(grammar: RaagGrammar): Movement {
  const weights = new Map<number, Map<number, number>>();
  const add = (text: string, weight: number) => {
    const notes = parsePhrase(text);
    for (let i = 1; i < notes.length; i++) {
      const from = pitchClass(notes[i - 1].semitones);
      const step = notes[i].semitones - notes[i - 1].semitones;
      if (step === 0) continue;
      const steps = weights.get(from) ?? new Map<number, number>();
      steps.set(step, (steps.get(step) ?? 0) + weight);
      weights.set(from, steps);
    }
  };
  add(grammar.aroh, 2);
  add(grammar.avroh, 2);
  for (const text of grammar.pakad) add(text, PAKAD_WEIGHT);
  for (const { svaras, weight } of grammar.phrases) add(svaras, weight);
  return new Map(
    [...weights].map(([from, steps]) => [
      from,
      [...steps].map(([step, weight]) => ({ step, weight })).sort((a, b) => a.step - b.step),
    ]),
  );
}

/**
 * The number of moves from every semitone of low..high to a target within it, by breadth-first
 * search backwards; what is missing cannot reach the target.
 */
export function distancesTo(
  movement: Movement,
  target: number,
  low: number,
  high: number,
): Map<number, number> {
  const distance = new Map([[target, 0]]);
  let changed = true;
  while (changed) {
    changed = false;
    for (let from = low; from <= high; from++) {
      for (const { step } of movement.get(pitchClass(from)) ?? []) {
        const next = from + step;
        if (next < low || next > high) continue;
        const reached = distance.get(next);
        if (reached !== undefined && reached + 1 < (distance.get(from) ?? Infinity)) {
          distance.set(from, reached + 1);
          changed = true;
        }
      }
    }
  }
  return distance;
}

/** Factor on a move straight back to the svara just left: a melody wanders, it does not rock. */
const TURN_BACK = 0.3;

/**
 * A random walk along allowed moves within low..high that ends on a target: the semitones of each
 * step, the start left out; empty if the target cannot be reached.
 *
 * Each step is drawn by its weight times exp(-pull * (hops left after - hops left before)), so that
 * `pull` says how straight the walk is; past `patience` steps only moves that come nearer are
 * drawn, so that it ends.
 */
export function walkTo(
  movement: Movement,
  from: number,
  target: number,
  options: { low: number; high: number; pull: number; patience: number; random: Random },
): number[] {
  const { low, high, pull, patience, random } = options;
  const distance = distancesTo(movement, target, low, high);
  const path: number[] = [];
  let here = from, before = NaN;
  while (path.length < 64) {
    if (here === target && path.length > 0) return path;
    const hops = distance.get(here) ?? Infinity;
    if (hops === Infinity) return [];
    const moves = (movement.get(pitchClass(here)) ?? []).filter(({ step }) => {
      const left = distance.get(here + step);
      return left !== undefined && (path.length < patience || left < hops);
    });
    if (moves.length === 0) return [];
    const chosen = moves[
      random.weighted(
        moves.map(({ step, weight }) =>
          weight * Math.exp(-pull * (distance.get(here + step)! - hops)) *
          (here + step === before ? TURN_BACK : 1)
        ),
      )
    ];
    before = here;
    here += chosen.step;
    path.push(here);
  }
  return [];
}
