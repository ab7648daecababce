/**
 * Characters by their width in thousandths of the font size: of Helvetica or of Open Sans, whichever
 * is wider, since a drawing's text is set in the one in browsers and in the other in PNG files.
 */
const WIDTHS: readonly (readonly [number, string])[] = [
  [280, " .,:;·!|'’‘ijlI"],
  [330, "()-[]"],
  [410, 'ft/\\{}"r`'],
  [500, "J°zcs–"],
  [560, "?_vyLxkg*a"],
  [670, "SEYXVPKAB"],
  [730, "ΔRCUD&"],
  [780, "GHNwOQ"],
  [950, "%MWm"],
  [1000, "—→"],
];
const WIDTH_OF = new Map(WIDTHS.flatMap(([width, letters]) => [...letters].map((c) => [c, width])));
/** Digits and most other letters. */
const USUAL = 600;

/** Width in pixels of one line of text, where there is no font to ask. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) width += WIDTH_OF.get(letter) ?? USUAL;
  return width * fontSize / 1000;
}
