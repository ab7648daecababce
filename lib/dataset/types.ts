import type { Problem } from "../errors.ts";

/**
 * What is known of one recording: from the JSON file beside it, else from a table, else from its
 * folders.
 *
 * Only `raag` is required; the id is the path below the data set's folder where none is given. Keys that are not listed here are kept as they are.
 */
export interface RecordingMetadata {
  /** Names the recording; unique within its data set. */
  recording_id: string;
  /** The label, as it is to come back: `Gaud_Malhar` stays `Gaud_Malhar`. */
  raag: string;
  /** Frequency of Sa in Hz, 40..1000; estimated from the recording where absent. */
  tonic_hz?: number;
  /** Who performs. */
  artist?: string;
  /** What is played or sung. */
  instrument?: string;
  /** `train`, `test` or any other name; the folder's name wins where the two differ. */
  split?: string;
  /** Free text. */
  notes?: string;
  /** Duration in seconds, > 0. */
  duration_sec?: number;
  /** Step between the values of a pitch track of one column, in seconds, > 0. */
  hop_seconds?: number;
  /** Recordings that share a source share a group; a group is never split across folds. */
  group?: string;
  /** Whatever else the file holds. */
  [key: string]: unknown;
}

/** One recording: where it lies and what is known of it. */
export interface Recording {
  /** `metadata.recording_id`. */
  id: string;
  /** `metadata.raag`, the class label. */
  raag: string;
  /** The split it belongs to; `all` where neither a folder nor the metadata names one. */
  split: string;
  /** `metadata.group`, or the id where there is none. */
  group: string;
  /** Sound, or a pitch track that was extracted before. */
  kind: "audio" | "pitch";
  /** Path of the sound or pitch track. */
  path: string;
  /** Path of the file that the metadata comes from; the recording's own where that is its folder. */
  metadataPath: string;
  /** What is known of it. */
  metadata: RecordingMetadata;
}

/** The arrangement of files that a data set was found in. */
export type DatasetLayout =
  | "beside"
  | "folders"
  | "flat"
  | "compmusic"
  | "raags"
  | "table"
  | "saraga";

/** A data set: its recordings, and everything that was wrong on the way. */
export interface Dataset {
  /** The folder as it was given. */
  root: string;
  /**
   * The arrangement found, a {@linkcode DatasetLayout}: `beside` (`<root>/<split>/<id>.wav` with
   * `<id>.json`), `folders` (`<root>/<split>/audio` and `metadata`), `flat` (either of them
   * without split folders), `raags` (a folder for each raag), `table` (`metadata.csv`), `saraga`
   * (Saraga's tree), `compmusic` (the CompMusic raga data set's tree).
   */
  layout: string;
  /** The usable recordings, sorted by split, then by path. */
  recordings: Recording[];
  /** How many recordings each split has. */
  splits: Record<string, number>;
  /** What was skipped (errors) and what was odd (warnings). */
  problems: Problem[];
}

/** How a data set is listed. */
export interface DatasetOptions {
  /**
   * List the recordings of this split only.
   * @default undefined: every split
   */
  split?: string;
  /**
   * Which file counts where a recording has both sound and a pitch track under one name.
   * @default "audio": the track may be another program's answer or a ground truth; "pitch" in
   * the CompMusic tree, which publishes its tracks
   */
  prefer?: "audio" | "pitch";
  /**
   * Follow symbolic links that lead out of the data set's folder.
   * @default false: a data set from elsewhere must not read files that lie outside it
   */
  followLinks?: boolean;
  /**
   * Stops the listing.
   * @default undefined
   */
  signal?: AbortSignal;
}
