/**
 * What the melody says about the tonic: which notes it rests on, which it ends its phrases on, and
 * which it closes with.
 *
 * @module
 */

import type { PitchTrack } from "../pitch/types.ts";
import { hzToCents } from "../math.ts";
import { addToProfile, emptyProfile, REFERENCE_HZ } from "./pitch_class.ts";

/** A stretch of the melody that holds one pitch. */
export interface HeldNote {
  /** Mean pitch in cents above `REFERENCE_HZ`, not folded. */
  cents: number;
  /** When its steady part begins, in seconds from the start of the track. */
  start: number;
  /** How long its steady part lasts, in seconds. */
  seconds: number;
  /** Silence that follows it, in seconds; 0 if the melody moves on. */
  rest: number;
}

/** A frame is steady if the melody this long before and after agrees with it: no taan, no meend. */
const STEADY_SECONDS = 0.1;
/** What agrees: within the swing of a vibrato, less than a semitone, in cents. */
const STEADY_CENTS = 40;
/** A shorter steady part is a touch (kan) or a tracker's slip. */
const MIN_NOTE_SECONDS = 0.1;
/** A note's release, in which the melody may glide off before the silence that follows. */
const RELEASE_SECONDS = 0.15;
/** A rest or a note longer than this says no more than one of this length. */
const LONG_SECONDS = 1;
/** The close of a recording: a note counts 1/e if it ends this long before the end. */
const CLOSE_SECONDS = 1;
/** Silence at the end of the track that tells an ended performance from an excerpt. */
const FADE_SECONDS = 0.5;
/** What the close of an excerpt is worth: a track may have been trimmed, or cut anywhere. */
const EXCERPT_CERTAINTY = 0.3;

/** Cents above `REFERENCE_HZ` of every frame; NaN where unvoiced. */
export function trackCents(track: PitchTrack): Float64Array {
  return track.f0.map((hz) => hzToCents(hz, REFERENCE_HZ));
}

/**
 * The notes that the melody holds, in the order of time.
 *
 * A frame is steady if the frames 100 ms before and after it lie within 40 cents of it, where those
 * are voiced; steady frames in a row that stay within 40 cents of their mean so far make one note.
 *
 * @param cents Cents per frame, NaN = unvoiced.
 * @param hopSeconds Time between frames in seconds.
 * @returns Notes of 100 ms and more.
 */
export function heldNotes(cents: Float64Array, hopSeconds: number): HeldNote[] {
  const reach = Math.max(1, Math.round(STEADY_SECONDS / hopSeconds));
  const release = Math.round(RELEASE_SECONDS / hopSeconds);
  const silence = silenceFrom(cents);
  const notes: HeldNote[] = [];
  let total = 0, count = 0;
  const close = (end: number) => {
    const seconds = count * hopSeconds;
    if (seconds >= MIN_NOTE_SECONDS) {
      const start = (end - count) * hopSeconds;
      const rest = restAfter(silence, end, release) * hopSeconds;
      notes.push({ cents: total / count, start, seconds, rest });
    }
    total = count = 0;
  };
  for (let t = 0; t < cents.length; t++) {
    const steady = isSteady(cents, t, reach);
    if (!steady || Math.abs(cents[t] - total / count) > STEADY_CENTS) close(t);
    if (!steady) continue;
    total += cents[t];
    count++;
  }
  close(cents.length);
  return notes;
}

/** Every voiced frame as a note of its own, for a melody that holds none. */
export function frameNotes(cents: Float64Array, hopSeconds: number): HeldNote[] {
  const notes: HeldNote[] = [];
  cents.forEach((value, t) => {
    if (Number.isNaN(value)) return;
    notes.push({ cents: value, start: t * hopSeconds, seconds: hopSeconds, rest: 0 });
  });
  return notes;
}

/** Whether frame t is voiced and agrees with what is voiced of the frames `reach` away from it. */
function isSteady(cents: Float64Array, t: number, reach: number): boolean {
  const before = t >= reach ? cents[t - reach] : NaN;
  const after = t + reach < cents.length ? cents[t + reach] : NaN;
  if (Number.isNaN(cents[t]) || (Number.isNaN(before) && Number.isNaN(after))) return false;
  return !(Math.abs(cents[t] - before) > STEADY_CENTS) &&
    !(Math.abs(cents[t] - after) > STEADY_CENTS);
}

/** For each frame, and for the one past the end, how many unvoiced frames begin there. */
function silenceFrom(cents: Float64Array): Int32Array {
  const silence = new Int32Array(cents.length + 1);
  for (let t = cents.length - 1; t >= 0; t--) {
    silence[t] = Number.isNaN(cents[t]) ? silence[t + 1] + 1 : 0;
  }
  return silence;
}

/** Unvoiced frames behind a note, whose release may last a few voiced frames more. */
function restAfter(silence: Int32Array, end: number, release: number): number {
  for (let t = end; t <= end + release && t < silence.length; t++) {
    if (silence[t] > 0) return silence[t];
  }
  return 0;
}

/** Seconds that the melody rests on each pitch class. */
export function restingProfile(notes: HeldNote[]): Float64Array {
  const profile = emptyProfile();
  for (const { cents, seconds } of notes) addToProfile(profile, cents, seconds);
  return profile;
}

/** Phrase endings on each pitch class: length of the note times length of the silence behind it. */
export function endingProfile(notes: HeldNote[]): Float64Array {
  const profile = emptyProfile();
  for (const { cents, seconds, rest } of notes) {
    addToProfile(profile, cents, Math.min(seconds, LONG_SECONDS) * Math.min(rest, LONG_SECONDS));
  }
  return profile;
}

/** Seconds held on each pitch class at the close, fading out from the last note backwards. */
export function closingProfile(notes: HeldNote[]): Float64Array {
  const profile = emptyProfile();
  const last = notes.at(-1);
  if (!last) return profile;
  const end = last.start + last.seconds;
  for (const { cents, start, seconds } of notes) {
    const before = end - (start + seconds);
    addToProfile(profile, cents, seconds * Math.exp(-before / CLOSE_SECONDS));
  }
  return profile;
}

/**
 * How sure it is that the track ends where the performance does, 0.3..1: it grows with the silence
 * at its end.
 */
export function closingCertainty(cents: Float64Array, hopSeconds: number): number {
  let end = cents.length;
  while (end > 0 && Number.isNaN(cents[end - 1])) end--;
  const fade = Math.min(1, (cents.length - end) * hopSeconds / FADE_SECONDS);
  return EXCERPT_CERTAINTY + (1 - EXCERPT_CERTAINTY) * fade;
}
