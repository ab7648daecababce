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
 * @example Names of notes, and a grammar from a file.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pitchClass, RAAGS, semitonesToSvara } from "raagkit/raags";
 * import { readGrammar } from "raagkit/synth";
 *
 * assertEquals([semitonesToSvara(7), semitonesToSvara(-1)], ["P", "N,"]);
 * assertEquals(pitchClass(-1), 11);
 * const path = await Deno.makeTempFile({ suffix: ".json" });
 * await Deno.writeTextFile(path, JSON.stringify(RAAGS.Yaman));
 * assertEquals((await readGrammar(path)).vadi, RAAGS.Yaman.vadi);
 * await Deno.remove(path);
 * ```
 *
 * @module
 */

export { parseGrammar } from "./grammar.ts";
export { RAAG_LIBRARY, raagByName, raagKey, raagLabel, RAAGS } from "./library.ts";
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
