/**
 * What the books know of raags: ninety-three grammars, found by any spelling, with their sources.
 *
 * A grammar is data (`data/raags/*.json`): ascent, descent, weighty and resting svaras, phrases, who
 * says otherwise, and what was not checked. The synthesiser performs it, recognition without
 * recordings is made of it, the notebooks explain with it. Nothing here touches the disk.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { raagByName } from "raagkit";
 *
 * const marwa = raagByName("Raga Marva");
 * assertEquals([marwa.thaat, marwa.vadi, marwa.samvadi], ["Marwa", "r", "D"]);
 * ```
 *
 * @module
 */

export { parseGrammar } from "./grammar.ts";
export { RAAG_LIBRARY, RAAGS } from "./library.ts";
export { raagByName, raagKey, raagLabel } from "./lookup.ts";
export {
  parsePhrase,
  type PhraseNote,
  pitchClass,
  semitonesToSvara,
  svaraToSemitones,
} from "./notation.ts";
export { type TextbookFacts, textbookFacts } from "./textbook.ts";
export type {
  AndolanHabit,
  CatchPhrase,
  Disagreement,
  GrammarFact,
  GrammarSource,
  KanHabit,
  MeendHabit,
  Prahar,
  RaagGrammar,
  Register,
  SvaraIntonation,
} from "./types.ts";
