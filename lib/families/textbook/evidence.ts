/**
 * What of a raag is heard, in the words of a musician: its svaras and its neighbours.
 *
 * @module
 */

import { SVARAS } from "../../quantize/mod.ts";
import { scaleOf } from "./facts.ts";
import type { Heard } from "./heard.ts";
import { indexOfRaag, type TextbookSet } from "./set.ts";

/** From this share of the stable frames on a svara counts as heard: less is touched or mistracked. */
const HEARD_SHARE = 0.02;

/** A svara, heard against the book. */
export interface SvaraEvidence {
  /** One of `SVARAS`. */
  svara: string;
  /** Share of the stable frames, 0..1. */
  share: number;
  /** Share that the book lets expect, 0..1. */
  expected: number;
  /** Whether the raag has it. */
  inRaag: boolean;
  /** Whether it is heard: .02 of the frames or more. */
  isHeard: boolean;
}

/**
 * The svaras heard against those of a raag.
 *
 * @param set The raags.
 * @param raag Name of one of them.
 * @param heard The melody.
 * @returns All twelve svaras from Sa upwards. What is heard and not in the raag speaks against it;
 * what is in the raag and not heard may be a svara that it shows seldom.
 * @throws {InvalidArgumentError} If the set has no such raag.
 */
export function svaraEvidence(set: TextbookSet, raag: string, heard: Heard): SvaraEvidence[] {
  const index = indexOfRaag(set, raag);
  const scale = scaleOf(set.facts[index]);
  const { startprob } = set.moves[index];
  return SVARAS.map((svara, s) => ({
    svara,
    share: heard.svaras[s],
    expected: startprob[s],
    inRaag: scale.includes(s),
    isHeard: heard.svaras[s] >= HEARD_SHARE,
  }));
}

/** A raag beside another one. */
export interface Neighbour {
  /** Its name. */
  raag: string;
  /** Svaras in which it differs: 0 for the same set, 1 for one more, one less or one exchanged. */
  distance: number;
}

/**
 * Raags of the same svaras, or of all but one: those that are mistaken for each other.
 *
 * ```
 * distance(A, B) = max(|A \\ B|, |B \\ A|)
 * ```
 *
 * @param set The raags.
 * @param raag Name of one of them.
 * @param within The largest distance. @default 1
 * @returns The others within that distance, the nearest first.
 * @throws {InvalidArgumentError} If the set has no such raag.
 */
export function neighboursOf(set: TextbookSet, raag: string, within = 1): Neighbour[] {
  const index = indexOfRaag(set, raag);
  const scale = scaleOf(set.facts[index]);
  const lacking = (svaras: number[], others: number[]) =>
    svaras.filter((svara) => !others.includes(svara)).length;
  return set.facts
    .map((facts) => {
      const other = scaleOf(facts);
      return { raag: facts.raag, distance: Math.max(lacking(scale, other), lacking(other, scale)) };
    })
    .filter((other, i) => i !== index && other.distance <= within)
    .sort((a, b) => a.distance - b.distance);
}
