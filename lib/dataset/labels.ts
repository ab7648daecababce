import type { Problem } from "../errors.ts";

/** A label and a file that has it. */
export interface LabelUse {
  raag: string;
  /** Path of the file that the label comes from. */
  file: string;
}

/** Consonants of the Indic blocks, which all have the order of Devanagari's, in Latin letters. */
const INDIC: Record<string, string> = Object.fromEntries(
  ("कk खkh गg घgh ङn चch छch जj झjh ञn टt ठth डd ढdh णn तt थth दd धdh नn " +
    "पp फph बb भbh मm यy रr लl ळl वv शsh षsh सs हh ंn ँn")
    .split(" ").map(([letter, ...latin]) => [letter, latin.join("")]),
);
/** First and last code point of the blocks from Devanagari to Malayalam, 128 each. */
const BLOCKS = { first: 0x0900, last: 0x0d7f, size: 0x80 };

/** A label in the loosest spelling: case, marks, spaces and double vowels do not count. */
function looseSpelling(label: string): string {
  return label.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, "")
    .replace(/aa/g, "a").replace(/ee/g, "i").replace(/oo/g, "u").replace(/w/g, "v")
    .replace(/sh/g, "s");
}

/** Consonants of a label in Latin letters, whatever Indic script it is written in. */
function consonants(label: string): string {
  const latin = [...label.normalize("NFD")].map((letter) => {
    const code = letter.codePointAt(0)!;
    if (code < BLOCKS.first || code > BLOCKS.last) return letter;
    const alike = String.fromCodePoint(BLOCKS.first + code % BLOCKS.size);
    return INDIC[alike] ?? "";
  }).join("");
  return looseSpelling(latin).replace(/[aeiouh]/g, "").replace(/(.)\1+/g, "$1");
}

const isIndic = (label: string): boolean => /[\u0900-\u0d7f]/.test(label);

/**
 * Labels that are one raag to a reader and two to a program: `Yaman`, `yaman` and `Yaman `, `Bhoopali`
 * and `Bhupali`, Devanagari beside Latin.
 */
export function checkSpelling(labels: readonly LabelUse[]): Problem[] {
  const alike = Map.groupBy(labels, ({ raag }) => looseSpelling(raag));
  const problems = [...alike.values()].filter((set) => set.length > 1)
    .map((set) => warn(set, "labels that differ in spelling count as different raags"));
  const scripts = Map.groupBy(labels, ({ raag }) => consonants(raag));
  for (const set of scripts.values()) {
    const indic = set.filter(({ raag }) => isIndic(raag));
    if (indic.length === 0 || indic.length === set.length) continue;
    problems.push(
      warn(
        [set.find(({ raag }) => !isIndic(raag))!, ...indic],
        "the same raag in two scripts counts as two",
      ),
    );
  }
  return problems;
}

function warn([first, odd, ...more]: LabelUse[], why: string): Problem {
  const others = [first, ...more].map(({ raag }) => JSON.stringify(raag)).join(", ");
  return {
    file: odd.file,
    field: "raag",
    message: `is ${JSON.stringify(odd.raag)}, and elsewhere ${others}; ${why}`,
    severity: "warning",
  };
}
