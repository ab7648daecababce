/**
 * How much room a text takes, where there is no font to ask: a table of widths.
 *
 * @module
 */

/** Characters of a sans-serif font by their width in thousandths of the font size (Helvetica's). */
const WIDTHS: readonly (readonly [number, string])[] = [
  [222, "ijl'|’‘"],
  [278, " I.,:;/\\!ft[]()-·"],
  [333, 'r`°"*'],
  [500, "cksvxyzJ"],
  [584, "+<>=~±×−"],
  [611, "FTZ"],
  [667, "ABEKPSVXY&"],
  [722, "CDHNRUwΔ"],
  [778, "GOQ"],
  [833, "mM"],
  [944, "W%"],
];
const WIDTH_OF = new Map(WIDTHS.flatMap(([width, letters]) => [...letters].map((c) => [c, width])));
/** Digits and most lower-case letters. */
const USUAL = 556;

/**
 * Width of one line of text.
 *
 * @param text The line.
 * @param fontSize Size of the font in pixels.
 * @returns Pixels.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) width += WIDTH_OF.get(letter) ?? USUAL;
  return width * fontSize / 1000;
}
