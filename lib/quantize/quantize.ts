import type { PitchTrack } from "../pitch/types.ts";
import { quantizeFrames } from "./frames.ts";
import { quantizeNotes } from "./notes.ts";
import { resolveQuantizer } from "./options.ts";
import type { QuantizerOptions, SymbolSequence } from "./types.ts";

/**
 * A pitch track as symbols, frames or notes as the options say.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options How to quantise: some fields, or the record that a model file keeps.
 * @returns The symbols with their times.
 * @throws {InvalidArgumentError} If the tonic or an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantize } from "raagkit";
 *
 * const track = {
 *   times: Float64Array.of(0, 0.2),
 *   f0: Float64Array.of(220, 247),
 *   voicing: Float32Array.of(1, 1),
 *   hopSeconds: 0.2,
 *   method: "file",
 *   fallbacks: [],
 * };
 * assertEquals([...quantize(track, 220, { kind: "notes", nSymbols: 12 }).symbols], [0, 2]);
 * ```
 */
export function quantize(
  track: PitchTrack,
  tonicHz: number,
  options: Partial<QuantizerOptions> | Readonly<Record<string, unknown>> = {},
): SymbolSequence {
  const { kind, ...rest } = resolveQuantizer(options);
  return kind === "notes"
    ? quantizeNotes(track, tonicHz, rest)
    : quantizeFrames(track, tonicHz, rest);
}
