/**
 * The raags that come with the kit. Each grammar is checked when it is first asked for, so that a
 * program that needs two raags does not wait for ninety.
 *
 * @module
 */

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
