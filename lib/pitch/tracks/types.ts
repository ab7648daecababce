/** A melody as a file gives it: points in time, not yet frames on an even grid. */
export interface Points {
  /** Seconds, ascending. */
  times: Float64Array;
  /** Hz; NaN, 0, negative or infinite where unvoiced. */
  f0: Float64Array;
  /** 0..1; where absent, 1 for a voiced point. */
  voicing?: Float64Array;
  /** Where the recording begins and ends, in seconds, if the file says so. */
  span?: { start: number; end: number };
  /** Whether a curve runs from point to point, as in a PitchTier of a few points drawn by hand. */
  drawn?: boolean;
  /** What is doubtful about the reading. */
  warnings: string[];
}
