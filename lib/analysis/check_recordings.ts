import type { Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import { readMelodies } from "./read_melodies.ts";
import type { ReadRecordingsOptions } from "./read_recordings.ts";

/** What reading all recordings of a data set shows. */
export interface RecordingsCheck {
  /** What cannot be learnt from (errors), and what is doubtful (warnings). */
  problems: Problem[];
  /** Durations in seconds, by id. */
  seconds: Map<string, number>;
}

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
  const { facts, skipped, warnings } = await readMelodies(recordings, options);
  return {
    problems: [...skipped, ...warnings],
    seconds: new Map(
      facts.map(({ recording, durationSeconds }) => [recording.id, durationSeconds]),
    ),
  };
}
