/**
 * What the melody says about the tonic: which notes it rests on, which it ends its phrases on and
 * closes with, which it sings without a tremor, and how low it goes.
 *
 * @module
 */

import type { PitchTrack } from "../pitch/types.ts";
import { hzToCents } from "../math.ts";
import {
  addToProfile,
  BIN_CENTS,
  emptyProfile,
  N_BINS,
  REFERENCE_HZ,
  smoothProfile,
} from "./pitch_class.ts";

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

/** A melody as the tonic is read from it. */
export interface HeardMelody {
  /** The notes that it holds, in the order of time; every frame of one that holds none. */
  notes: HeldNote[];
  /** The voiced frames in cents above `REFERENCE_HZ`, ascending. */
  frames: Float64Array;
  /** How long it is voiced, in seconds. */
  voicedSeconds: number;
  /** How sure it is that the track ends where the performance does, 0..1. */
  certainty: number;
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
/** A frame this near a pitch class is on it, in cents... */
const STILL_CENTS = 20;
/** ...and one this near belongs to the same note. */
const NOTE_CENTS = 60;
/** The low end of a melody: this share of its frames... */
const LOW_SHARE = 0.2;
/** ...which speaks for notes as near as this (standard deviation), in cents. */
const LOW_BLUR_CENTS = 200;
/** Silence at the end of the track that tells an ended performance from an excerpt. */
const FADE_SECONDS = 0.5;
/** A track shorter than this may be an excerpt even so: singers rest between phrases. */
const PERFORMANCE_SECONDS = 60;
/** What the close of an excerpt is worth: a track may have been trimmed, or cut anywhere. */
const EXCERPT_CERTAINTY = 0.3;

/** Reads a track. */
export function hearMelody(track: PitchTrack): HeardMelody {
  const cents = trackCents(track), { hopSeconds } = track;
  const frames = cents.filter((value) => !Number.isNaN(value)).sort();
  const held = heldNotes(cents, hopSeconds);
  return {
    // A melody that never holds still (a wide vibrato, a few frames) counts frame by frame.
    notes: held.length > 0 ? held : frameNotes(cents, hopSeconds),
    frames,
    voicedSeconds: frames.length * hopSeconds,
    certainty: closingCertainty(cents, hopSeconds),
  };
}

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

/**
 * Seconds held on each pitch class at the close, fading out from the last note backwards.
 *
 * @param notes The melody's notes.
 * @param fadeSeconds A note counts 1/e if it ends this long before the last one.
 * @returns The profile.
 */
export function closingProfile(notes: HeldNote[], fadeSeconds: number): Float64Array {
  const profile = emptyProfile();
  const last = notes.at(-1);
  if (!last) return profile;
  const end = last.start + last.seconds;
  for (const { cents, start, seconds } of notes) {
    const before = end - (start + seconds);
    addToProfile(profile, cents, seconds * Math.exp(-before / fadeSeconds));
  }
  return profile;
}

/**
 * How still each pitch class is sung, 0..1: how many of the frames within 60 cents of it lie within
 * 20, between as many as chance gives (0) and all of them (1). Sa does not move, where other notes
 * swing or are passed through.
 */
export function stillProfile(frames: Float64Array): Float64Array {
  const profile = emptyProfile();
  for (const cents of frames) addToProfile(profile, cents, 1);
  const near = Math.round(STILL_CENTS / BIN_CENTS), far = Math.round(NOTE_CENTS / BIN_CENTS);
  const chance = (2 * near + 1) / (2 * far + 1);
  return profile.map((_, bin) => {
    let still = 0, all = 0;
    for (let i = -far; i <= far; i++) {
      const count = profile[(bin + i + N_BINS) % N_BINS];
      all += count;
      if (Math.abs(i) <= near) still += count;
    }
    return all > 0 ? Math.max(0, (still / all - chance) / (1 - chance)) : 0;
  });
}

/**
 * How near the low end of the melody lies to each pitch class, 0..1: the mean over its lowest fifth
 * of a bell of 200 cents. Whatever the singer's range, a melody seldom stays far below a Sa.
 */
export function lowProfile(frames: Float64Array): Float64Array {
  const profile = emptyProfile();
  const count = Math.ceil(LOW_SHARE * frames.length);
  for (const cents of frames.subarray(0, count)) addToProfile(profile, cents, 1 / count);
  return smoothProfile(profile, LOW_BLUR_CENTS);
}

/**
 * How sure it is that the track ends where the performance does, 0.3..1: it grows with the silence
 * at its end, and with its length up to a minute.
 */
export function closingCertainty(cents: Float64Array, hopSeconds: number): number {
  let end = cents.length;
  while (end > 0 && Number.isNaN(cents[end - 1])) end--;
  const fade = Math.min(1, (cents.length - end) * hopSeconds / FADE_SECONDS);
  const length = Math.min(1, cents.length * hopSeconds / PERFORMANCE_SECONDS);
  return EXCERPT_CERTAINTY + (1 - EXCERPT_CERTAINTY) * fade * length;
}
