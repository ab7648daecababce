import { InvalidArgumentError } from "../errors.ts";
import { resolveQuantizer } from "./options.ts";
import type { QuantizerOptions } from "./types.ts";

/** The twelve svaras from Sa upwards; lower case is komal, M is tivra Ma. */
export const SVARAS: readonly string[] = Object.freeze(
  ["S", "r", "R", "g", "G", "m", "M", "P", "d", "D", "n", "N"],
);

/** The octaves of a three-octave alphabet, from below. */
const OCTAVES = ["mandra", "madhya", "taar"] as const;

/** What a symbol means to a musician. */
export interface SvaraName {
  /** One of {@linkcode SVARAS}: the nearest. */
  svara: string;
  /** The register; undefined where the alphabet is folded or reaches beyond three octaves. */
  octave?: "mandra" | "madhya" | "taar";
  /** How far the centre of the bin lies from the svara, in cents; 0 with 12 bins per octave. */
  cents: number;
  /** As it is written: a comma after a low svara, an apostrophe after a high one, e.g. `N,` `G` `S'`. */
  label: string;
}

/**
 * The svara and octave of a symbol.
 *
 * @param symbol 0..nSymbols-1.
 * @param options Alphabet of the quantiser; only `nSymbols` and `binsPerOctave` count.
 * @returns Svara, octave and label.
 * @throws {InvalidArgumentError} If the symbol is outside the alphabet, or an option its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { svaraName } from "raagkit";
 *
 * assertEquals(svaraName(11).label, "N,");
 * assertEquals(svaraName(16), { svara: "G", octave: "madhya", cents: 0, label: "G" });
 * ```
 */
export function svaraName(
  symbol: number,
  options: Partial<Pick<QuantizerOptions, "nSymbols" | "binsPerOctave">> = {},
): SvaraName {
  const { nSymbols, binsPerOctave } = resolveQuantizer(options);
  if (!Number.isInteger(symbol) || symbol < 0 || symbol >= nSymbols) {
    throw new InvalidArgumentError(
      `symbol must be a whole number from 0 to ${nSymbols - 1}, found ${symbol}`,
    );
  }
  const folded = nSymbols === binsPerOctave;
  const centsAboveSa = (symbol - (folded ? 0 : binsPerOctave)) * 1200 / binsPerOctave;
  const semitone = Math.round(centsAboveSa / 100);
  const octaveIndex = Math.floor(semitone / 12);
  const svara = SVARAS[semitone - 12 * octaveIndex];
  const cents = centsAboveSa - 100 * semitone;
  if (folded) return { svara, cents, label: svara };
  const mark = octaveIndex < 0 ? ",".repeat(-octaveIndex) : "'".repeat(octaveIndex);
  const octave = OCTAVES[octaveIndex + 1];
  return { svara, ...(octave && { octave }), cents, label: svara + mark };
}
