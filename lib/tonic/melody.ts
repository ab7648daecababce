/**
 * What the melody says about the tonic: which notes it rests on, and which it ends its phrases on.
 *
 * @module
 */

import type { PitchTrack } from "../pitch/types.ts";
import { hzToCents } from "../math.ts";
import { addToProfile, emptyProfile, REFERENCE_HZ } from "./pitch_class.ts";

/** A stretch of the melody that holds one pitch. */
export interface SteadyNote {
  /** Mean pitch in cents above `REFERENCE_HZ`, not folded. */
  cents: number;
  /** How long it was held, in seconds. */
  seconds: number;
  /** Whether a rest of `REST_SECONDS` or the end of the track follows. */
  endsPhrase: boolean;
}

/** Voiced frames whose neighbours within this time agree count as held: half of a fast note. */
const STEADY_SECONDS = 0.06;
/** Neighbours agree within this: wider than vibrato's slow centre, narrower than a semitone. */
const STEADY_CENTS = 40;
/** A shorter note is a touch (kan) or a tracker's slip. */
const MIN_NOTE_SECONDS = 0.08;
/** Silence that ends a phrase: longer than a consonant, shorter than a breath. */
const REST_SECONDS = 0.25;

/** Cents above `REFERENCE_HZ` of every frame; NaN where unvoiced. */
export function trackCents(track: PitchTrack): Float64Array {
  return track.f0.map((hz) => hz > 0 && Number.isFinite(hz) ? hzToCents(hz, REFERENCE_HZ) : NaN);
}

/**
 * The notes that the melody holds, in the order of time.
 *
 * A frame is steady if the frames 60 ms before and after it lie within 40 cents of it; steady
 * frames in a row that stay within 40 cents of their running mean make one note.
 *
 * @param cents Cents per frame, NaN = unvoiced.
 * @param hopSeconds Time between frames in seconds.
 * @returns Notes of 80 ms and more.
 */
export function steadyNotes(cents: Float64Array, hopSeconds: number): SteadyNote[] {
  const reach = Math.max(1, Math.round(STEADY_SECONDS / hopSeconds));
  const notes: SteadyNote[] = [];
  let total = 0, count = 0, lastVoiced = -Infinity;
  const close = () => {
    const seconds = count * hopSeconds;
    if (seconds >= MIN_NOTE_SECONDS) {
      notes.push({ cents: total / count, seconds, endsPhrase: false });
    }
    total = count = 0;
  };
  for (let t = 0; t < cents.length; t++) {
    const here = cents[t];
    if (Number.isNaN(here)) {
      close();
      continue;
    }
    if ((t - lastVoiced) * hopSeconds > REST_SECONDS) markEnd(notes);
    lastVoiced = t;
    if (!isSteady(cents, t, reach)) {
      close();
      continue;
    }
    if (count > 0 && Math.abs(here - total / count) > STEADY_CENTS) close();
    total += here;
    count++;
  }
  close();
  markEnd(notes);
  return notes;
}

/** The last note so far ends a phrase. */
function markEnd(notes: SteadyNote[]): void {
  if (notes.length > 0) notes[notes.length - 1].endsPhrase = true;
}

/** Whether the voiced neighbours `reach` frames away agree; the edge of a phrase has one only. */
function isSteady(cents: Float64Array, t: number, reach: number): boolean {
  const before = t >= reach ? cents[t - reach] : NaN;
  const after = t + reach < cents.length ? cents[t + reach] : NaN;
  if (Number.isNaN(before) && Number.isNaN(after)) return false;
  return !(Math.abs(cents[t] - before) > STEADY_CENTS) &&
    !(Math.abs(cents[t] - after) > STEADY_CENTS);
}

/** Seconds that the melody rests on each pitch class. */
export function restingProfile(notes: SteadyNote[]): Float64Array {
  const profile = emptyProfile();
  for (const note of notes) addToProfile(profile, note.cents, note.seconds);
  return profile;
}

/** Phrases that end on each pitch class, a longer last note counting more, up to one second. */
export function endingProfile(notes: SteadyNote[]): Float64Array {
  const profile = emptyProfile();
  for (const note of notes) {
    if (note.endsPhrase) addToProfile(profile, note.cents, Math.min(note.seconds, 1));
  }
  return profile;
}

/** The pitch class that the recording ends on: its last held note. */
export function finalProfile(notes: SteadyNote[]): Float64Array {
  const profile = emptyProfile();
  if (notes.length > 0) addToProfile(profile, notes[notes.length - 1].cents, 1);
  return profile;
}
