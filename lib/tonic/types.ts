/**
 * What an estimate of the tonic is, and its options.
 *
 * @module
 */

import type { SampleSource } from "../pitch/types.ts";

/** Sound to look for a drone in. */
export interface TonicAudio {
  /** Mono samples; any scale, since only ratios of magnitudes count. */
  samples: SampleSource;
  /** Samples per second, in Hz, 4000 or more. */
  sampleRate: number;
}

/** One possible Sa. */
export interface TonicCandidate {
  /** Frequency of Sa in Hz, in the octave of the voice. */
  tonicHz: number;
  /** How likely this candidate is among all that were weighed, 0..1. */
  confidence: number;
}

/** The answer of `estimateTonic`. */
export interface TonicEstimate {
  /** Frequency of Sa in Hz, in the octave of the voice. */
  tonicHz: number;
  /** How likely the answer is to be right within 50 cents, 0..1. */
  confidence: number;
  /**
   * The candidates, best first, from the answer down to one chance in a thousand. The answer's fifth
   * and fourth are always among them (where the range has room for them), since Sa is most often
   * mistaken for Pa or Ma.
   */
  candidates: TonicCandidate[];
  /** `audio` if the spectrum was searched for a drone, `pitch-track` if only the melody was seen. */
  source: "audio" | "pitch-track";
}

/** The options of `estimateTonic`. */
export interface TonicOptions {
  /**
   * Lowest Sa, in Hz, 40..1000.
   *
   * @default {90} under the lowest Sa of male singers, near 100 Hz.
   */
  minHz?: number;
  /**
   * Highest Sa, in Hz, 40..1000 and above `minHz`. Under an octave of room rules notes out.
   *
   * @default {300} over the Sa of women and children, near 160..260 Hz.
   */
  maxHz?: number;
}
