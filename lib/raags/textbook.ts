import { parsePhrase } from "./notation.ts";
import type { RaagGrammar } from "./types.ts";

/** The facts of a raag in plain svaras: octave marks, and no marks of performance. */
export interface TextbookFacts extends
  Pick<
    RaagGrammar,
    "raag" | "scale" | "aroh" | "avroh" | "vadi" | "samvadi" | "nyas" | "weak"
  > {
  /** The phrases, the catch phrases first. */
  phrases: string[];
}

/**
 * The taught facts of a grammar. Where the grammar performs more than is taught, its `textbook` says
 * which resting svaras and phrases are meant.
 *
 * @param grammar A checked grammar.
 * @returns The facts; phrases are without kan, holds and glides.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { raagByName, textbookFacts } from "raagkit";
 *
 * assertEquals(textbookFacts(raagByName("Durbari")).phrases[0], "g m R S");
 * ```
 */
export function textbookFacts(grammar: RaagGrammar): TextbookFacts {
  const { raag, scale, aroh, avroh, vadi, samvadi, weak, textbook } = grammar;
  const performed = [...grammar.pakad, ...grammar.phrases.map(({ svaras }) => svaras)];
  return {
    raag,
    scale,
    aroh: plain(aroh),
    avroh: plain(avroh),
    vadi,
    samvadi,
    nyas: [...(textbook?.nyas ?? grammar.nyas)],
    phrases: (textbook?.phrases ?? performed).map(plain),
    weak: [...weak],
  };
}

/** A phrase without its marks of performance. */
function plain(phrase: string): string {
  return parsePhrase(phrase).map(({ svara }) => svara).join(" ");
}
