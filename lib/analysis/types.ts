import type { AudioFormat } from "../audio/mod.ts";
import type { PitchMethod, PitchTrack, TrackerOptions } from "../pitch/mod.ts";
import type { TonicEstimate } from "../tonic/mod.ts";

/** Where a tonic came from. */
export type TonicSource = "flag" | "metadata" | "estimated";

/** The pitch options that travel to a worker and decide what the cache may answer. */
export interface AnalysisPitchOptions extends TrackerOptions {
  /** The tracker; `auto` by default. */
  method?: PitchMethod;
  /** Whether the track is smoothed; `true` by default. */
  smooth?: boolean;
}

/** What to analyse, and how. Survives structured cloning. */
export interface AnalysisRequest {
  /** Path of a sound file or a pitch track. */
  path: string;
  /** Which of the two it is. */
  kind: "audio" | "pitch";
  /** Time between the values of a pitch track that does not say it, in seconds. */
  hopSeconds?: number;
  /** Confidence under which a row of a pitch track is unvoiced, 0..1; the tracker's usual by default. */
  confidenceThreshold?: number;
  /** Frequency of Sa in Hz, 40..1000, where it is known; it is estimated otherwise. */
  tonicHz?: number;
  /** Where `tonicHz` came from; `flag` by default. */
  tonicSource?: "flag" | "metadata";
  /** How pitch is tracked. */
  pitch?: AnalysisPitchOptions;
  /** Folder of the cache; none by default. */
  cacheDir?: string;
  /** SHA-256 of the file's bytes, 64 hex digits, where it is known: the file is not hashed again. */
  contentHash?: string;
  /**
   * Whether the answer holds the melody; `true` by default. Without it the answer to a long list of
   * recordings stays small: its track has no frames.
   */
  keepTrack?: boolean;
}

/** What does not change the answer. */
export interface AnalyseOptions {
  /** Stops the analysis with an `AbortedError`. */
  signal?: AbortSignal;
  /** Told how much of the sound has been heard, 0..1. */
  onProgress?: (fraction: number) => void;
}

/** One recording as the models see it: its pitch over time, and its Sa. */
export interface Analysis {
  /** The melody. */
  track: PitchTrack;
  /** Frequency of Sa in Hz. */
  tonicHz: number;
  /** Where it came from. */
  tonicSource: TonicSource;
  /** The whole estimate, where the tonic was estimated. */
  tonic?: TonicEstimate;
  /** Duration of the recording in seconds. */
  durationSeconds: number;
  /** Frames of the track that are voiced. */
  voicedFrames: number;
  /** The same as a fraction of all frames, 0..1. */
  voicedFraction: number;
  /** What the sound file really is; absent for a pitch track. */
  format?: AudioFormat;
  /** What was odd but did not stop the analysis. */
  warnings: string[];
  /** SHA-256 of the file's bytes, 64 hex digits. */
  contentHash: string;
  /** Whether the cache had the answer. */
  cached: boolean;
}

/** What is computed from the bytes, and cached: all but where the tonic came from. */
export type ComputedAnalysis = Pick<
  Analysis,
  "track" | "tonic" | "durationSeconds" | "voicedFrames" | "voicedFraction" | "format" | "warnings"
>;
