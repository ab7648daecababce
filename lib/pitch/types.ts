/**
 * What a pitch track is, and the options that every tracker shares.
 *
 * @module
 */

/**
 * The trackers that `extractPitch` knows: `auto` follows a lead melody over a drone, `praat` is
 * Boersma's autocorrelation method, `pyin` Mauch and Dixon's, `yin` de Cheveigné and Kawahara's.
 */
export type PitchMethod = "auto" | "praat" | "pyin" | "yin";

/**
 * Mono samples that are read in stretches. A `Float32Array` is one; so is whatever keeps a recording
 * of hours on disk and has these two members of an array.
 */
export interface SampleSource {
  /** Number of samples. */
  readonly length: number;
  /**
   * The samples `from` up to, not including, `to`.
   *
   * @param from Index, 0..length.
   * @param to Index, `from`..length.
   * @returns A view that is read at once and not written to.
   */
  subarray(from: number, to: number): Float32Array;
}

/** A method that was tried and given up, and why. */
export interface PitchFallback {
  /** The method that failed. */
  method: string;
  /** What it did or said. */
  reason: string;
  /** Whether it threw, which is a fault in the kit or in its reach, not a judgement of the sound. */
  threw?: boolean;
}

/** The fundamental frequency of a recording on an even grid of times. */
export interface PitchTrack {
  /** Centre of each frame in seconds, `hopSeconds` apart. */
  times: Float64Array;
  /**
   * Fundamental frequency in Hz; NaN where the frame is unvoiced. Whoever reads a track takes 0,
   * negative numbers and infinities for unvoiced too.
   */
  f0: Float64Array;
  /** How periodic the frame is, 0..1. A tracker's own scale: compare within one method only. */
  voicing: Float32Array;
  /** Time between frames in seconds, > 0. */
  hopSeconds: number;
  /** The method that made the track, or `file` for a track that was read. */
  method: string;
  /** Methods tried before `method`, in order; empty if the first one served. */
  fallbacks: PitchFallback[];
}

/** The options that every tracker understands. */
export interface TrackerOptions {
  /**
   * Time between frames in seconds, > 0.
   *
   * @default {0.01} as Praat's pitch listings and the field's data sets have it.
   */
  hopSeconds?: number;
  /**
   * Length of the analysed frame in seconds. It must hold two periods of the floor or more.
   *
   * @default {0.0464} (1024 samples at 22 050 Hz) for `pyin` and `yin`, longer for a floor under
   * 75 Hz; `praat` takes three periods of the floor. Setting the floor alone is enough.
   */
  frameSeconds?: number;
  /**
   * Lowest f0 that can be found, in Hz, > 0.
   *
   * @default {75} under the lowest note of a male voice in mandra saptak.
   */
  floorHz?: number;
  /**
   * Highest f0 that can be found, in Hz, above the floor and at most half the sample rate.
   *
   * @default {800} over the taar saptak of most voices; 1000 for `auto`.
   */
  ceilingHz?: number;
  /**
   * How periodic a frame must be to count as voiced, 0..1, on the tracker's own scale.
   *
   * @default {0.5} a little stricter than Praat's 0.45, which is `auto`'s. `pyin` has no use for it.
   */
  voicingThreshold?: number;
}

/** The options of `extractPitch`. */
export interface PitchOptions extends TrackerOptions {
  /**
   * The tracker to use.
   *
   * @default {"auto"} since a drone sounds behind most recordings of this music.
   */
  method?: PitchMethod;
  /**
   * Whether `smoothPitch` is applied to the result.
   *
   * @default {true}
   */
  smooth?: boolean;
  /**
   * Whether near silence and noise are gated by RMS and spectral flatness.
   *
   * @default {true}
   */
  gate?: boolean;
  /**
   * Whether another tracker is tried where the chosen one throws or finds next to nothing.
   *
   * @default {true}
   */
  fallback?: boolean;
  /**
   * Length in seconds of the pieces in which a long recording is analysed; it bounds the memory.
   *
   * @default {60}
   */
  chunkSeconds?: number;
  /** Stops the extraction between two pieces, with an `AbortedError`. */
  signal?: AbortSignal;
  /** Told the fraction done, 0..1, after each piece; awaited. */
  onProgress?: (fraction: number) => void | Promise<void>;
}
