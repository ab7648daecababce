import { InvalidArgumentError } from "../errors.ts";
import {
  quantize,
  type QuantizerOptions,
  resolveQuantizer,
  splitSections,
  type SymbolSequence,
} from "../quantize/mod.ts";
import type { Melody } from "./types.ts";

/** Which part of a recording a model reads. */
export type SectionName = "whole" | "first" | "middle" | "last";

/** One way to look at a melody: an alphabet, and the whole or a third of it. */
export interface SymbolView {
  /** Name, such as `whole36` or `first12`. */
  name: string;
  /** How the melody becomes symbols. */
  quantizer: QuantizerOptions;
  /** Which part is read: everything, or a third by time. */
  section: SectionName;
  /**
   * Frames only: seconds between the frames that are kept; 0 keeps all of them. Neighbouring frames
   * are near copies of each other.
   */
  frameSpacingSeconds: number;
}

const THIRDS: readonly SectionName[] = ["first", "middle", "last"];

/**
 * A view by its name: the section (`whole`, `first`, `middle`, `last`) and the number of symbols,
 * of notes in 12 steps an octave.
 *
 * @param name Such as `whole36`, or `first12` for the first third folded into one octave.
 * @returns The view.
 * @throws {InvalidArgumentError} If the name is not of this form.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { noteView } from "raagkit";
 *
 * const { section, quantizer } = noteView("last12");
 * assertEquals([section, quantizer.kind, quantizer.nSymbols], ["last", "notes", 12]);
 * ```
 */
export function noteView(name: string): SymbolView {
  const match = /^(whole|first|middle|last)(\d+)$/.exec(name);
  if (match === null) {
    throw new InvalidArgumentError(
      `a view is named by section and alphabet, such as whole36 or first12, found "${name}"`,
    );
  }
  return {
    name,
    quantizer: resolveQuantizer({ kind: "notes", nSymbols: Number(match[2]) }),
    section: match[1] as SectionName,
    frameSpacingSeconds: 0,
  };
}

/**
 * The views of the default ensemble: progression over time is in the thirds, the octave in the 36
 * symbols, and the twelve-symbol view has the most notes for each of its numbers. The first is the
 * one that a raag's main model reads.
 */
export const ENSEMBLE_VIEWS: readonly SymbolView[] = Object.freeze(
  ["whole36", "whole12", "first12", "middle12", "last12"].map(noteView),
);

/**
 * The symbols of one melody under several views.
 *
 * @param melody The melody.
 * @param views The views.
 * @returns One sequence per view, in the same order.
 */
export function viewSymbols(melody: Melody, views: readonly SymbolView[]): SymbolSequence[] {
  // Several views share an alphabet: each alphabet is computed once.
  const wholes = new Map<string, SymbolSequence>();
  return views.map(({ quantizer, section, frameSpacingSeconds }) => {
    const key = JSON.stringify(quantizer);
    let whole = wholes.get(key);
    if (whole === undefined) {
      whole = quantize(melody.track, melody.tonicHz, quantizer);
      wholes.set(key, whole);
    }
    const part = section === "whole" ? whole : splitSections(whole, 3)[THIRDS.indexOf(section)];
    return thinned(part, Math.round(frameSpacingSeconds / melody.track.hopSeconds));
  });
}

/** Every n-th symbol. */
function thinned(sequence: SymbolSequence, every: number): SymbolSequence {
  if (every <= 1) return sequence;
  const kept = (_: number, t: number) => t % every === 0;
  return {
    symbols: sequence.symbols.filter(kept),
    nSymbols: sequence.nSymbols,
    onsets: sequence.onsets.filter(kept),
    durations: sequence.durations.filter(kept).map((duration) => duration * every),
  };
}
