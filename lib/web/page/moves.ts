/**
 * The moves of a raag, and which of them have just been sung.
 *
 * @module
 */

import type { TextbookFacts } from "../../raags/mod.ts";
import { SVARAS } from "../../quantize/svara.ts";

/** A line of the book as steps of the twelve svaras. */
export interface Line {
  /** What it is: aroh, avroh, phrase. */
  name: string;
  text: string[];
  /** Index of each among the twelve. */
  svaras: number[];
}

/** The lines by which a raag is taught. */
export function linesOf({ aroh, avroh, phrases }: TextbookFacts): Line[] {
  return [["aroh", aroh], ["avroh", avroh], ...phrases.map((phrase) => ["phrase", phrase])]
    .map(([name, line]) => {
      const text = line.split(/\s+/).filter(Boolean);
      return { name, text, svaras: text.map((one) => SVARAS.indexOf(one[0])) };
    });
}

/**
 * How many notes of a line were sung in a row, the last of them now (at least 2, else 0), and where
 * in the line they begin. `sung` holds indices of notes, the last one now; neighbours differ.
 */
export function sungPart(
  { svaras }: Line,
  sung: readonly number[],
): { from: number; count: number } {
  let best = { from: 0, count: 0 };
  for (let end = 0; end < svaras.length; end++) {
    let count = 0;
    while (
      count <= end && count < sung.length && svaras[end - count] === sung[sung.length - 1 - count]
    ) count++;
    if (count >= 2 && count >= best.count) best = { from: end - count + 1, count };
  }
  return best;
}
