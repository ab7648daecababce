/**
 * From a pitch track to symbols: what the hidden Markov models read.
 *
 * Two alphabets of the same kind, at two speeds. {@linkcode quantizeFrames} gives one symbol per
 * voiced frame (the original study's 36 chromatic bins); {@linkcode quantizeNotes} gives one symbol
 * per note, which is what tells raags apart best. {@linkcode stableFrames} gives the stable frames in
 * bins of 10 cents, which the textbook models read. {@linkcode quantize} does either of the first two, as a
 * serialisable {@linkcode QuantizerOptions} says, so that a model keeps the way its melodies were
 * read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantize, svaraName } from "raagkit";
 *
 * const f0 = Float64Array.from([0, 0, 4, 4, 7, 7], (semitones) => 220 * 2 ** (semitones / 12));
 * const track = {
 *   times: f0.map((_, t) => t * 0.1),
 *   f0,
 *   voicing: new Float32Array(6).fill(1),
 *   hopSeconds: 0.1,
 *   method: "file",
 *   fallbacks: [],
 * };
 * const { symbols } = quantize(track, 220, { kind: "notes" });
 * assertEquals(Array.from(symbols, (symbol) => svaraName(symbol).label), ["S", "G", "P"]);
 * ```
 *
 * @module
 */
export { quantizeFrames } from "./frames.ts";
export { quantizeNotes } from "./notes.ts";
export { quantize } from "./quantize.ts";
export { resolveQuantizer } from "./options.ts";
export { type StableFrames, stableFrames, type StablePhrase } from "./stable_frames.ts";
export { type SvaraName, svaraName, SVARAS } from "./svara.ts";
export type {
  FrameOptions,
  NoteOptions,
  QuantizerOptions,
  SymbolKind,
  SymbolSequence,
} from "./types.ts";
