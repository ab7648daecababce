import type { Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import { quantizeNotes } from "../quantize/mod.ts";
import {
  type ReadRecording,
  readRecordings,
  type ReadRecordingsOptions,
} from "./read_recordings.ts";

/** A recording of a data set with all of its analysis but the melody. */
export type MelodyFacts = Omit<ReadRecording, "track">;

/** What became of the recordings. */
export interface ReadMelodiesResult {
  /** Those that can be learnt from, in the order given. */
  facts: MelodyFacts[];
  /** Those that cannot, and why. */
  skipped: Problem[];
  /** Remarks on those that can. */
  warnings: Problem[];
}

/** Melodies that are in memory at once. */
const BATCH = 64;

/**
 * Reads the melodies of many recordings and hands each over, a few in memory at a time. What holds
 * no note is left out and told of: training, cross-validation and `validate --deep` leave out the
 * same.
 *
 * @param recordings From a data set.
 * @param options Pitch options, cache, threads, progress.
 * @param visit Given each melody that can be learnt from, in the order given.
 * @returns What is known of them, and what was left out.
 * @throws {AbortedError} If the signal fired.
 */
export async function readMelodies(
  recordings: readonly Recording[],
  options: ReadRecordingsOptions,
  visit: (read: ReadRecording) => void | Promise<void> = () => {},
): Promise<ReadMelodiesResult> {
  const result: ReadMelodiesResult = { facts: [], skipped: [], warnings: [] };
  for (let start = 0; start < recordings.length; start += BATCH) {
    const { read, skipped, warnings } = await readRecordings(
      recordings.slice(start, start + BATCH),
      {
        ...options,
        onProgress: (done, _, id, problem) =>
          options.onProgress?.(start + done, recordings.length, id, problem),
      },
    );
    result.skipped.push(...skipped);
    result.warnings.push(...warnings);
    for (const one of read) {
      const { track: _, ...facts } = one;
      if (!holdsNote(one)) {
        const file = one.recording.path;
        const message = "no notes to learn from; the recording is too short or its melody never " +
          "rests on a note";
        result.skipped.push({ file, message, severity: "error" });
        continue;
      }
      await visit(one);
      result.facts.push(facts);
    }
  }
  return result;
}

/** Whether anything is held long enough to be a note. */
function holdsNote({ track, tonicHz }: Pick<ReadRecording, "track" | "tonicHz">): boolean {
  return quantizeNotes(track, tonicHz, { nSymbols: 12, minNoteSeconds: 0.08 }).symbols.length > 0;
}
