import { InvalidArgumentError } from "../../errors.ts";
import { SVARAS } from "../../quantize/mod.ts";
import type { TextbookFacts } from "../../raags/mod.ts";

/**
 * What every student learns of a raag, as far as a model is made of it: aroh and avroh at the least.
 *
 * A line is svaras separated by spaces: `S r R g G m M P d D n N`, komal in lower case, `M` is tivra
 * Ma; `,` behind a svara is the octave below, `'` the one above.
 */
export type RaagFacts =
  & Pick<TextbookFacts, "raag" | "aroh" | "avroh">
  & Partial<Readonly<TextbookFacts>>;

/** The number of svaras: the states of a textbook model, `S` is 0. */
export const N_SVARAS = 12;

const TOKEN = /^[SrRgGmMPdDnN](?:,*|'*)$/;

/**
 * The svaras of a line, octave folded.
 *
 * @param line For example `"N, R G M D N S'"`.
 * @param where What the line is, for the message of an error: `"Yaman: aroh"`.
 * @returns One number 0..11 for each svara; `S` is 0, `N` is 11.
 * @throws {InvalidArgumentError} If the line is empty or a part of it is no svara.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { svarasOf } from "./facts.ts";
 *
 * assertEquals(svarasOf("N, R G M D N S'", "Yaman: aroh"), [11, 2, 4, 6, 9, 11, 0]);
 * ```
 */
export function svarasOf(line: string, where: string): number[] {
  const tokens = line.trim().split(/\s+/).filter((token) => token !== "");
  if (tokens.length === 0) throw new InvalidArgumentError(`${where} must name svaras, found none`);
  return tokens.map((token) => {
    if (TOKEN.test(token)) return SVARAS.indexOf(token[0]);
    throw new InvalidArgumentError(
      `${where} must be svaras (${SVARAS.join(" ")}, with , below and ' above) separated by ` +
        `spaces, found "${token}"`,
    );
  });
}

/** A line of a raag and how much its moves count. */
export interface TextbookLine {
  /** Svaras 0..11, octave folded. */
  svaras: number[];
  /** Weight of each svara and each move. */
  weight: number;
  /** What it is, as the raag's facts name it: `aroh`, `avroh` or the phrase itself. */
  name: string;
}

/** Aroh and avroh count a little more than a phrase. */
const SCALE_WEIGHT = 2, PHRASE_WEIGHT = 1.5;

/**
 * All lines of a raag: aroh and avroh (weight 2) and the phrases (1.5).
 *
 * @param facts The raag.
 * @returns The lines in this order.
 * @throws {InvalidArgumentError} If a line is empty or a part of it is no svara.
 */
export function linesOf({ raag, aroh, avroh, phrases = [] }: RaagFacts): TextbookLine[] {
  return [
    { svaras: svarasOf(aroh, `${raag}: aroh`), weight: SCALE_WEIGHT, name: "aroh" },
    { svaras: svarasOf(avroh, `${raag}: avroh`), weight: SCALE_WEIGHT, name: "avroh" },
    ...phrases.map((phrase, i) => ({
      svaras: svarasOf(phrase, `${raag}: phrase ${i + 1}`),
      weight: PHRASE_WEIGHT,
      name: phrase,
    })),
  ];
}

/**
 * The svara set of a raag: what occurs in its lines.
 *
 * @param facts The raag.
 * @returns Svaras 0..11, rising.
 * @throws {InvalidArgumentError} If a line is empty, a part of it is no svara, or fewer than two
 * different svaras occur.
 */
export function scaleOf(facts: RaagFacts): number[] {
  const scale = [...new Set(linesOf(facts).flatMap(({ svaras }) => svaras))].sort((a, b) => a - b);
  if (scale.length < 2) {
    throw new InvalidArgumentError(`${facts.raag} must have two svaras or more, found one`);
  }
  return scale;
}
