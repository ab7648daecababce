import type { Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import { quantizeNotes } from "../quantize/mod.ts";
import { readRecordings, type ReadRecordingsOptions } from "./read_recordings.ts";

/** What reading all recordings of a data set shows. */
export interface RecordingsCheck {
  /** What cannot be learnt from (errors), and what is doubtful (warnings). */
  problems: Problem[];
  /** Durations in seconds, by id. */
  seconds: Map<string, number>;
}

/** Melodies that are held at a time: a hundred of an hour take a gigabyte. */
const BATCH = 32;

/**
 * Reads every recording as training does, down to its notes, and tells of all that training would
 * leave out.
 *
 * @param recordings From a data set.
 * @param options Pitch options, cache, threads, progress.
 * @returns Problems and durations.
 * @throws {AbortedError} If the signal fired.
 */
export async function checkRecordings(
  recordings: readonly Recording[],
  options: Omit<ReadRecordingsOptions, "keepTracks"> = {},
): Promise<RecordingsCheck> {
  const check: RecordingsCheck = { problems: [], seconds: new Map() };
  for (let start = 0; start < recordings.length; start += BATCH) {
    const { read, skipped, warnings } = await readRecordings(
      recordings.slice(start, start + BATCH),
      {
        ...options,
        onProgress: (done, _total, id, problem) =>
          options.onProgress?.(start + done, recordings.length, id, problem),
      },
    );
    check.problems.push(...skipped, ...warnings);
    for (const { recording, track, tonicHz, durationSeconds } of read) {
      check.seconds.set(recording.id, durationSeconds);
      if (quantizeNotes(track, tonicHz).symbols.length > 0) continue;
      check.problems.push({
        file: recording.path,
        message:
          "no notes to learn from; the recording is too short or its melody never rests on a note",
        severity: "error",
      });
    }
  }
  return check;
}
