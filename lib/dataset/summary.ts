import type { Recording } from "./types.ts";

/** What a data set holds, in figures. */
export interface DatasetSummary {
  /** Recordings. */
  recordings: number;
  /** Recordings of each raag, by name. */
  raags: Record<string, number>;
  /** Recordings of each split. */
  splits: Record<string, number>;
  /** Sources: recordings that share a group count once. */
  groups: number;
  /** Recordings whose group is not given: each counts as a source of its own. */
  withoutGroup: number;
  /** Hours of the recordings whose duration is known. */
  hours: number;
  /** Recordings whose duration is not known. */
  withoutDuration: number;
}

/**
 * Counts what a data set holds.
 *
 * @param recordings From a data set.
 * @param seconds Durations by id, where they were measured; else the metadata's count.
 * @returns The figures.
 */
export function summariseDataset(
  recordings: readonly Recording[],
  seconds: ReadonlyMap<string, number> = new Map(),
): DatasetSummary {
  const durations = recordings.map(({ id, metadata }) => seconds.get(id) ?? metadata.duration_sec);
  const known = durations.filter((duration) => duration !== undefined);
  return {
    recordings: recordings.length,
    raags: countBy(recordings, "raag"),
    splits: countBy(recordings, "split"),
    groups: new Set(recordings.map(({ group }) => group)).size,
    withoutGroup: recordings.filter(({ metadata }) => metadata.group === undefined).length,
    hours: known.reduce((sum, duration) => sum + duration, 0) / 3600,
    withoutDuration: durations.length - known.length,
  };
}

function countBy(recordings: readonly Recording[], key: "raag" | "split"): Record<string, number> {
  const groups = [...Map.groupBy(recordings, (recording) => recording[key])];
  return Object.fromEntries(
    groups.map(([name, { length }]) => [name, length] as const).sort(([a], [b]) => a < b ? -1 : 1),
  );
}
