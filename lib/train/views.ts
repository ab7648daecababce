import { ENSEMBLE_VIEWS, viewSymbols } from "../evaluate/mod.ts";
import type { PitchTrack } from "../pitch/mod.ts";
import type { TrainingSequence } from "./types.ts";

/** What one model reads of a recording. */
export interface ViewOfSequence {
  /** Name of the view. */
  name: string;
  /** The symbols. */
  symbols: Uint8Array | Int32Array;
}

/** The views of the ensemble besides its first, which is the main model's. */
const FURTHER_VIEWS = ENSEMBLE_VIEWS.slice(1);

/**
 * What the ensemble's further models read of a melody.
 *
 * @param track The melody.
 * @param tonicHz Frequency of Sa in Hz.
 * @returns Symbols by the names of the views.
 */
export function furtherViews(
  track: PitchTrack,
  tonicHz: number,
): Record<string, Uint8Array | Int32Array> {
  const sequences = viewSymbols({ id: "", track, tonicHz }, FURTHER_VIEWS);
  return Object.fromEntries(sequences.map(({ symbols }, v) => [FURTHER_VIEWS[v].name, symbols]));
}

/** Everything that a raag's models read of a recording, the main one's part first. */
export function viewsOf({ symbols, views }: TrainingSequence): ViewOfSequence[] {
  return [
    { name: "main", symbols },
    ...Object.entries(views).map(([name, symbols]) => ({ name, symbols })),
  ];
}

/** Size of the alphabet of a further view. */
export function viewAlphabet(name: string): number {
  return FURTHER_VIEWS.find((view) => view.name === name)!.quantizer.nSymbols;
}
