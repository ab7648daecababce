/**
 * Recordings out of nothing but a raag's grammar: a melody that is composed, performed and sounded
 * with a tanpura behind it, and whose pitch is therefore known exactly.
 *
 * The data set that comes with the kit is made this way. Grammars are JSON files under `data/raags`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateRecording, RAAGS } from "raagkit";
 *
 * const recording = generateRecording(RAAGS.Darbari, { seed: 7, durationSeconds: 5 });
 * assertEquals(recording.raag, "Darbari");
 * assertEquals(recording.notes.at(-1)!.svara[0], "S"); // a performance ends on Sa
 * ```
 *
 * @module
 */

export { readGrammar } from "./read_grammar.ts";
export { allowedMoves, type Move, type Movement } from "./movement.ts";
export type { PlannedNote } from "./melody.ts";
export type { PerformedNote } from "./contour.ts";
export { generateRecording, type RecordingOptions, type SyntheticRecording } from "./recording.ts";
export { type DroneTuning, tanpura, type TanpuraOptions } from "./tanpura.ts";
export {
  ensureSampleDataset,
  makeSampleDataset,
  SAMPLE_VERSION,
  type SampleDatasetOptions,
  type SampleInfo,
  type SampleProgress,
} from "./sample_dataset.ts";
