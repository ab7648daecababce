/**
 * What a grammar file may leave unsaid: the values that the kit fills in, each with its reason.
 *
 * @module
 */

import { SVARAS } from "../quantize/mod.ts";
import { parsePhrase, pitchClass } from "./notation.ts";
import type { RaagGrammar, Register } from "./types.ts";

/** An andolan of which the books say only that there is one: slow, about a quarter of a tone wide. */
export const USUAL_ANDOLAN = {
  rate_hz: [1, 3] as [number, number],
  depth_cents: [25, 45] as [number, number],
  offset_cents: 0,
  probability: 0.8,
};

/** The pace of a medium khayal: the middle of what the five grammars of the sample set have. */
export const USUAL_TEMPO: RaagGrammar["tempo"] = {
  notes_per_second: [2, 3.2],
  taan_notes_per_second: [6, 8],
};

/** Weight of a phrase that is written without one. */
export const USUAL_WEIGHT = 1;

/** The range of a voice that dwells in a register: an octave and a half or more about it. */
const RANGES: Record<Register, [string, string]> = {
  "mandra": ["m,", "R'"],
  "mandra-madhya": ["P,", "R'"],
  "madhya": ["P,", "G'"],
  "madhya-taar": ["P,", "m'"],
  "taar": ["P,", "P'"],
};

/** The range that goes with a register; the middle one where none is named. */
export function usualRange(register: Register | undefined): [string, string] {
  return [...RANGES[register ?? "madhya"]];
}

/** The svaras of some lines from Sa upwards, as a grammar writes a scale. */
export function scaleOf(lines: readonly string[]): string {
  const used = new Set(lines.flatMap(parsePhrase).map((note) => pitchClass(note.semitones)));
  return SVARAS.filter((_, degree) => used.has(degree)).join(" ");
}

/** The first string of the tanpura: Pa, or Ma where the raag lacks Pa, or Ni where it lacks both. */
export function usualTanpura(scale: string): RaagGrammar["tanpura"] {
  return [scale.includes("P") ? "Pa" : scale.includes("m") ? "Ma" : "Ni"];
}

/**
 * The svaras that some lines only ever leave downward, and those that they only ever leave upward.
 *
 * @returns Both lists, from Sa upwards; a svara that is never left is in neither.
 */
export function oneWaySvaras(lines: readonly string[]): { downward: string[]; upward: string[] } {
  const up = new Set<number>(), down = new Set<number>();
  for (const notes of lines.map(parsePhrase)) {
    for (let i = 1; i < notes.length; i++) {
      const step = notes[i].semitones - notes[i - 1].semitones;
      if (step !== 0) (step > 0 ? up : down).add(pitchClass(notes[i - 1].semitones));
    }
  }
  const only = (these: Set<number>, those: Set<number>) =>
    SVARAS.filter((_, degree) => these.has(degree) && !those.has(degree));
  return { downward: only(down, up), upward: only(up, down) };
}
