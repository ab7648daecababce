import { InvalidArgumentError } from "../errors.ts";
import type { SymbolSequence } from "./types.ts";

/**
 * Cuts a sequence into sections of equal time: a raag unfolds, and its first third is not its last.
 *
 * The time from the first onset to the end of the last symbol is divided evenly; a symbol belongs
 * to the section in which it starts. A section in which nothing starts is empty.
 *
 * @param sequence The symbols of one recording.
 * @param nSections How many sections, >= 1.
 * @returns `nSections` sequences, in order, which hold every symbol once.
 * @throws {InvalidArgumentError} If `nSections` is not a whole number >= 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { splitSections } from "raagkit/quantize";
 *
 * const sequence = {
 *   symbols: Uint8Array.of(0, 4, 7),
 *   nSymbols: 12,
 *   onsets: Float64Array.of(0, 1, 2),
 *   durations: Float64Array.of(1, 1, 1),
 * };
 * assertEquals(splitSections(sequence, 3).map(({ symbols }) => [...symbols]), [[0], [4], [7]]);
 * ```
 */
export function splitSections(sequence: SymbolSequence, nSections: number): SymbolSequence[] {
  if (!Number.isInteger(nSections) || nSections < 1) {
    throw new InvalidArgumentError(`nSections must be a whole number >= 1, found ${nSections}`);
  }
  const { symbols, nSymbols, onsets, durations } = sequence;
  const last = onsets.length - 1;
  const start = onsets[0], length = onsets[last] + durations[last] - start;
  const sections: SymbolSequence[] = [];
  for (let section = 1, from = 0; section <= nSections; section++) {
    const limit = start + length * section / nSections;
    let to = from;
    while (to < onsets.length && (section === nSections || onsets[to] < limit)) to++;
    sections.push({
      symbols: symbols.slice(from, to),
      nSymbols,
      onsets: onsets.slice(from, to),
      durations: durations.slice(from, to),
    });
    from = to;
  }
  return sections;
}
