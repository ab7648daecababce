/**
 * The notation of the raag grammar: svaras as letters, octaves as marks behind them.
 *
 * `S r R g G m M P d D n N` are the twelve svaras (komal in lower case, tivra Ma is `M`); `'` behind
 * one raises it to taar, `,` lowers it to mandra. Three more marks say how it is performed: `(m)R`
 * touches m before R (kan), `R--` holds R two units longer, and `m~ R` glides from m to R (meend).
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { modulo } from "../math.ts";
import { SVARAS } from "../quantize/mod.ts";

/** One svara of a phrase, with its performance marks. */
export interface PhraseNote {
  /** Letter and octave marks, as written: `n,` or `S'`. */
  svara: string;
  /** Semitones above madhya Sa. */
  semitones: number;
  /** Semitones of the svara touched before this one (kan), where one is written. */
  kan?: number;
  /** Whether the voice glides from this svara to the next (meend). */
  glide: boolean;
  /** Units by which the svara is held longer than its neighbours: the number of `-`. */
  extra: number;
}

const TOKEN = /^(?:\(([SrRgGmMPdDnN][',]*)\))?([SrRgGmMPdDnN][',]*)(-*)(~?)$/;

/**
 * Semitones above madhya Sa of a svara in the grammar's notation.
 *
 * @param svara A letter of {@linkcode SVARAS} followed by any number of `'` or `,`.
 * @returns Semitones; `S` is 0, `S'` is 12, `N,` is -1.
 * @throws {InvalidArgumentError} If the text is no svara.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { svaraToSemitones } from "raagkit/raags";
 *
 * assertEquals(svaraToSemitones("P"), 7);
 * assertEquals(svaraToSemitones("N,"), -1);
 * ```
 */
export function svaraToSemitones(svara: string): number {
  const degree = SVARAS.indexOf(svara[0]);
  if (degree < 0 || !/^.(?:'*|,*)$/.test(svara)) {
    throw new InvalidArgumentError(
      `a svara is one of ${SVARAS.join(" ")} with ' (upper) or , (lower octave), found "${svara}"`,
    );
  }
  return degree + 12 * (svara.length - 1) * (svara[1] === "," ? -1 : 1);
}

/**
 * The svara at a number of semitones above madhya Sa, in the grammar's notation.
 *
 * @param semitones A whole number; 0 is madhya Sa.
 * @returns Letter and octave marks, e.g. `n,` for -2.
 * @throws {InvalidArgumentError} If the number is not whole.
 */
export function semitonesToSvara(semitones: number): string {
  if (!Number.isInteger(semitones)) {
    throw new InvalidArgumentError(`semitones must be a whole number, found ${semitones}`);
  }
  const octave = Math.floor(semitones / 12);
  return SVARAS[semitones - 12 * octave] + (octave < 0 ? "," : "'").repeat(Math.abs(octave));
}

/**
 * Reads a phrase: svaras with their marks, separated by spaces.
 *
 * @param text For example `"g- m~ R S"`.
 * @returns One entry for each svara.
 * @throws {InvalidArgumentError} If the phrase is empty or a part of it is not in the notation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePhrase } from "raagkit/raags";
 *
 * assertEquals(parsePhrase("N, R G-").map((note) => note.semitones), [-1, 2, 4]);
 * ```
 */
export function parsePhrase(text: string): PhraseNote[] {
  const tokens = text.trim().split(/\s+/).filter((token) => token !== "");
  if (tokens.length === 0) throw new InvalidArgumentError("a phrase needs at least one svara");
  return tokens.map((token) => {
    const match = TOKEN.exec(token);
    if (!match) {
      throw new InvalidArgumentError(
        `"${token}" is not a svara with its marks, e.g. N, or (m)R or R-- or m~`,
      );
    }
    const [, kan, svara, extra, glide] = match;
    return {
      svara,
      semitones: svaraToSemitones(svara),
      ...(kan ? { kan: svaraToSemitones(kan) } : {}),
      glide: glide !== "",
      extra: extra.length,
    };
  });
}

/**
 * The pitch class of a number of semitones: octaves are folded.
 *
 * @param semitones Semitones above Sa, of any octave.
 * @returns 0..11, where a whole number is given.
 */
export function pitchClass(semitones: number): number {
  return modulo(semitones, 12);
}
