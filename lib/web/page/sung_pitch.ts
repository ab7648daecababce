import { trackYin } from "../../pitch/yin.ts";

/** Sound that is looked at, in seconds: two periods of 75 Hz and some frames. */
const WINDOW_SECONDS = 0.08;
/** A quieter sound is a room, not a voice. */
const LEAST_RMS = 0.004;

/** The pitch in Hz that is being sung at the end of some samples; NaN where nothing is. */
export function sungPitch(samples: Float32Array, sampleRate: number): number {
  const last = samples.subarray(
    Math.max(0, samples.length - Math.round(WINDOW_SECONDS * sampleRate)),
  );
  const rms = Math.sqrt(last.reduce((sum, v) => sum + v * v, 0) / Math.max(1, last.length));
  if (last.length < 0.06 * sampleRate || rms < LEAST_RMS) return NaN;
  const { f0 } = trackYin(last, sampleRate);
  const voiced = Array.from(f0).filter((hz) => hz > 0).sort((a, b) => a - b);
  return voiced.length * 2 > f0.length ? voiced[voiced.length >> 1] : NaN;
}

/** What a singer hears about a note. */
export interface NoteAdvice {
  /** Semitones of the nearest svara above Sa, any octave. */
  semitone: number;
  /** How far the note lies from it, in cents, -50..50. */
  cents: number;
  /** The same in words. */
  words: string;
}

/** Within this many cents a note is in tune to most ears. */
const IN_TUNE = 12;

/** The svara that is nearest to a pitch in cents above Sa, and how far from it that lies. */
export function adviceOn(cents: number): NoteAdvice {
  const semitone = Math.round(cents / 100), off = cents - 100 * semitone;
  const size = Math.abs(off) > 30 ? "far too" : "a little";
  const words = Math.abs(off) <= IN_TUNE ? "in tune" : `${size} ${off > 0 ? "sharp" : "flat"}`;
  return { semitone, cents: off, words };
}
