/**
 * The raags that come with the kit, by label and by any spelling. Each grammar is checked when it is
 * first asked for, so that a program that needs two raags does not wait for ninety.
 *
 * @module
 */

import { levenshteinDistance } from "@std/text";
import { InvalidArgumentError } from "../errors.ts";
import * as files from "./files.ts";
import { parseGrammar } from "./grammar.ts";
import type { RaagGrammar } from "./types.ts";

/** A grammar as its file says it, unchecked: what is read before the grammar itself is wanted. */
interface GrammarFile {
  raag: string;
  names?: string[];
}

/** Every grammar that comes with the kit, sorted by label. */
export const GRAMMAR_FILES: readonly GrammarFile[] = Object.values(files);

/** Freezes a value with all that it holds: what every caller shares, none may change. */
function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(value).forEach(freeze);
  return Object.freeze(value);
}

/** An object whose values are the grammars of some files, each checked at first use. */
function lazily(files: readonly GrammarFile[]): Readonly<Record<string, RaagGrammar>> {
  const grammars: Record<string, RaagGrammar> = {};
  for (const file of files) {
    Object.defineProperty(grammars, file.raag, { enumerable: true, get: () => grammarOf(file) });
  }
  return Object.freeze(grammars);
}

const checked = new Map<GrammarFile, RaagGrammar>();

function grammarOf(file: GrammarFile): RaagGrammar {
  let grammar = checked.get(file);
  if (grammar === undefined) {
    const name = `data/raags/${file.raag.replaceAll(" ", "_")}.json`;
    grammar = freeze(parseGrammar(file, { name }));
    checked.set(file, grammar);
  }
  return grammar;
}

/** The raags of the original study, which the sample data set performs. */
const STUDIED = ["Bihag", "Darbari", "Desh", "Gaud_Malhar", "Yaman"];

/**
 * Grammars of all raags that the kit knows, by label in alphabetical order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { RAAG_LIBRARY } from "raagkit";
 *
 * assertEquals(RAAG_LIBRARY.Marwa.vadi, "r");
 * ```
 */
export const RAAG_LIBRARY: Readonly<Record<string, RaagGrammar>> = lazily(GRAMMAR_FILES);

/** Grammars of the five raags of the original study, by label. They are examples, not a limit. */
export const RAAGS: Readonly<Record<string, RaagGrammar>> = lazily(
  GRAMMAR_FILES.filter(({ raag }) => STUDIED.includes(raag)),
);

/**
 * What two spellings of one name have in common: no case, spaces, hyphens, underscores or diacritics,
 * no leading "raag", one letter for a doubled one (ee is i, oo is u), w as v; in Devanagari no nukta,
 * and the dot for every nasal before a consonant.
 *
 * @param name A name as it is found in a label, in Latin letters or Devanagari, composed or not.
 * @returns The key; empty if the name has no letters.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { raagKey } from "raagkit/raags";
 *
 * assertEquals(raagKey("Rāga Bhūpālī"), raagKey("bhoopali"));
 * ```
 */
export function raagKey(name: string): string {
  return name.normalize("NFKD").toLowerCase()
    // Accents of Latin letters, and the nukta.
    .replace(/[\u0300-\u036f\u093c]/g, "")
    .replace(/[ङञणनम]्(?=[क-ह])/g, "ं").replaceAll("ँ", "ं")
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim()
    .replace(/^(?:raaga?|raga?|राग) /, "")
    .replaceAll(" ", "").replaceAll("w", "v").replaceAll("ee", "i").replaceAll("oo", "u")
    .replace(/([a-z])\1+/g, "$1");
}

let labels: ReadonlyMap<string, string> | undefined;

/** Every key of the library with the label it leads to; made when a name is first looked up. */
function labelsByKey(): ReadonlyMap<string, string> {
  return labels ??= new Map(
    GRAMMAR_FILES.flatMap(({ raag, names = [] }) =>
      [raag, ...names].map((name) => [raagKey(name), raag] as const)
    ),
  );
}

/**
 * The library's label for a raag.
 *
 * @param name Any spelling: `Bhoopali`, `raag_bhup`, `Miyan ki Todi`, `दरबारी`.
 * @returns The label, or undefined if the library has no such raag.
 */
export function raagLabel(name: string): string | undefined {
  return labelsByKey().get(raagKey(name));
}

/**
 * The grammar of a raag.
 *
 * @param name Any spelling; see {@linkcode raagLabel}.
 * @returns The grammar, shared and frozen.
 * @throws {InvalidArgumentError} If the library has no such raag; the message names the nearest.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { raagByName } from "raagkit";
 *
 * assertEquals(raagByName("miyan ki todi").raag, "Todi");
 * assertEquals(raagByName("भूपाली").raag, "Bhupali");
 * ```
 */
export function raagByName(name: string): RaagGrammar {
  const label = raagLabel(name);
  if (label !== undefined) return RAAG_LIBRARY[label];
  const near = nearestRaags(name);
  throw new InvalidArgumentError(
    `no raag "${name}" among the ${GRAMMAR_FILES.length} that the kit knows; ` +
      (near.length > 0
        ? `did you mean ${near.join(" or ")}?`
        : "they are the files of data/raags, where a file of your own may stand beside them"),
  );
}

/**
 * The raags whose names are spelt most like a name: at most three, none that differs in more than a
 * third of its letters.
 */
function nearestRaags(name: string): string[] {
  const key = raagKey(name);
  const farthest = Math.max(1, Math.floor(key.length / 3));
  const best = new Map<string, number>();
  for (const [known, label] of labelsByKey()) {
    const distance = levenshteinDistance(key, known);
    if (distance <= Math.min(farthest, best.get(label) ?? farthest)) best.set(label, distance);
  }
  return [...best].sort((a, b) => a[1] - b[1]).slice(0, 3).map(([label]) => label);
}
