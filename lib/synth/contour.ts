/**
 * The performer: from timed notes to the two curves that are sounded, pitch and loudness.
 *
 * The curves are sampled every millisecond and interpolated linearly in between, so that the pitch
 * at every 10 ms of the ground truth is the exact instantaneous frequency of the sound.
 *
 * @module
 */

import type { Random } from "../random.ts";
import { clamp, ease } from "./curves.ts";
import type { PlannedNote } from "./melody.ts";
import { pitchClass, type RaagGrammar, svaraToSemitones } from "../raags/mod.ts";

/** Steps of the curves in seconds. */
export const CURVE_STEP = 0.001;

/** How the voice or the instrument moves; defaults are made by the caller. */
export interface ContourOptions {
  durationSeconds: number;
  /** Deviation of each svara from its equal-tempered place, in cents, by pitch class. */
  intonation: ArrayLike<number>;
  /** Standard deviation of a note's random detuning in cents. */
  detuneCents: number;
  /** `voice` slides between notes and vibrates; `plucked` steps, except where it is pulled. */
  timbre: "voice" | "plucked";
  random: Random;
}

/** A note as it was performed. */
export interface PerformedNote extends PlannedNote {
  /** Cents above madhya Sa that the note aims at, intonation and detuning included. */
  cents: number;
  /** When the note has arrived at its pitch, in seconds: the end of the glide or kan into it. */
  settledSeconds: number;
  /** What is done to it: any of `meend`, `kan`, `andolan`, `vibrato`. */
  ornaments: string[];
  /** Whether a plucked instrument strikes it; pulled notes sound on. */
  struck: boolean;
}

/** Pitch and loudness in steps of {@linkcode CURVE_STEP}. */
export interface Contour {
  /** Cents above madhya Sa; NaN in the breaths. */
  cents: Float64Array;
  /** Loudness 0..1. */
  loudness: Float32Array;
  /** The notes with what was done to them. */
  notes: PerformedNote[];
}

/** The meend habit that fits a move, in any octave. */
function meendFor(grammar: RaagGrammar, from: number, to: number) {
  return grammar.ornaments.meend.find((habit) => {
    const start = svaraToSemitones(habit.from), end = svaraToSemitones(habit.to);
    return pitchClass(start) === pitchClass(from) && end - start === to - from;
  });
}

/** Performs the notes of a plan, in order of time, with the grammar's ornaments. */
export function drawContour(
  plan: readonly PlannedNote[],
  grammar: RaagGrammar,
  options: ContourOptions,
): Contour {
  const { durationSeconds, intonation, detuneCents, timbre, random } = options;
  const steps = Math.round(durationSeconds / CURVE_STEP) + 2;
  const cents = new Float64Array(steps).fill(NaN);
  const loudness = new Float32Array(steps);
  const notes: PerformedNote[] = [];
  const vibratoRate = random.uniform(4.8, 6.4), vibratoDepth = random.uniform(8, 28);
  const vibratoShare = timbre === "voice" ? random.uniform(0.2, 0.6) : 0.1;
  const flutter = makeFlutter(steps, timbre === "voice" ? 3 : 0.5, random);

  plan.forEach((note, i) => {
    const joined = i > 0 && plan[i - 1].phrase === note.phrase;
    const last = plan[i + 1]?.phrase !== note.phrase;
    const aim = 100 * note.semitones + intonation[pitchClass(note.semitones)] +
      random.normal(0, detuneCents);
    const ornaments: string[] = [];
    const length = note.durationSeconds;

    // The way into the note: a meend, a plain slide, or a scoop after a breath.
    const from = joined ? plan[i - 1].semitones : note.semitones;
    const habit = joined ? meendFor(grammar, from, note.semitones) : undefined;
    const draws = { meend: random.uniform(), kan: random.uniform(), swing: random.uniform() };
    const pulled = joined && !note.taan &&
      (note.glide || (habit !== undefined && draws.meend < habit.probability));
    let start = joined ? notes[i - 1].cents : aim;
    let slide = timbre === "voice" ? random.uniform(0.05, 0.12) : 0.012;
    if (pulled) {
      ornaments.push("meend");
      slide = random.uniform(...(habit?.seconds ?? [0.2, 0.4]));
    } else if (!joined && timbre === "voice") {
      start = aim - random.uniform(0, 80);
    }
    slide = Math.min(slide, (note.taan ? 0.4 : 0.6) * length);

    // A kan is touched for a moment before the note is reached.
    const touched = grammar.ornaments.kan.find((kan) =>
      svaraToSemitones(kan.svara) === pitchClass(note.semitones)
    );
    let touch: number | undefined = note.kan;
    if (touch === undefined && touched && !pulled && draws.kan < touched.probability) {
      const step = svaraToSemitones(touched.touch) - svaraToSemitones(touched.svara);
      touch = note.semitones + step;
    }
    const kanSeconds = random.uniform(0.05, 0.09);
    if (touch !== undefined && !note.taan && !pulled && length > 0.25) {
      ornaments.push("kan");
      // The touched svara need not be allowed after the note before: it is not a note of its own.
      slide = Math.min(slide, 0.06);
    } else touch = undefined;
    const settled = slide + (touch === undefined ? 0 : kanSeconds + 0.04);

    const swing = grammar.ornaments.andolan.find((habit) =>
      svaraToSemitones(habit.svara) === pitchClass(note.semitones)
    );
    const swings = swing !== undefined && length > 0.3 && !note.taan &&
      draws.swing < swing.probability;
    const rate = swings ? random.uniform(...swing.rate_hz) : vibratoRate;
    const depth = swings ? random.uniform(...swing.depth_cents) : vibratoDepth;
    const vibrates = !swings && length > 0.6 && random.uniform() < vibratoShare;
    if (swings) ornaments.push("andolan");
    if (vibrates) ornaments.push("vibrato");
    const level = 10 ** (random.normal(0, 1) / 20) * (timbre === "voice" && joined ? 0.97 : 1);

    const first = Math.round(note.startSeconds / CURVE_STEP);
    const end = Math.min(Math.round((note.startSeconds + length) / CURVE_STEP), steps);
    for (let k = first; k < end; k++) {
      const t = (k - first) * CURVE_STEP;
      let value = touch === undefined
        ? start + (aim - start) * ease(t / slide)
        : start + (100 * touch - start) * ease(t / slide) +
          (aim - 100 * touch) * ease((t - slide - kanSeconds + 0.04) / 0.08);
      if (swings) {
        const fade = ease((t - settled) / 0.25) * ease((length - t) / 0.12);
        value += fade * (swing.offset_cents - depth * Math.sin(2 * Math.PI * rate * (t - settled)));
      } else if (vibrates) {
        const fade = ease((t - settled - 0.15) / 0.4) * ease((length - t) / 0.08);
        value += fade * depth * Math.sin(2 * Math.PI * rate * (t - settled));
      }
      cents[k] = value + flutter[k];
      const attack = joined ? 1 : ease(t / (timbre === "voice" ? 0.05 : 0.004));
      const release = last ? ease((length - t) / 0.06) : 1;
      loudness[k] = level * attack * release;
    }
    notes.push({
      ...note,
      cents: aim,
      settledSeconds: note.startSeconds + Math.min(settled, length),
      ornaments,
      struck: !pulled,
    });
  });
  smoothLoudness(loudness, cents);
  return { cents, loudness, notes };
}

/** A slow random wander around 0 in cents, as no voice holds a pitch like an oscillator. */
function makeFlutter(steps: number, deviation: number, random: Random): Float64Array {
  const wander = new Float64Array(steps);
  // One draw every 50 ms, joined by smooth steps.
  const every = 50;
  let from = 0, to = 0;
  for (let k = 0; k < steps; k++) {
    if (k % every === 0) {
      from = to;
      to = clamp(random.normal(0, deviation), -3 * deviation, 3 * deviation);
    }
    wander[k] = from + (to - from) * ease((k % every) / every);
  }
  return wander;
}

/** Rounds off the steps of loudness between joined notes, by a running mean over 20 ms. */
function smoothLoudness(loudness: Float32Array, cents: Float64Array): void {
  const half = 10, source = loudness.slice();
  let total = 0;
  for (let k = 0; k < Math.min(half, source.length); k++) total += source[k];
  for (let k = 0; k < source.length; k++) {
    if (k + half < source.length) total += source[k + half];
    if (k - half - 1 >= 0) total -= source[k - half - 1];
    // Breaths stay silent: what sounds has a pitch in the ground truth.
    loudness[k] = Number.isNaN(cents[k]) ? 0 : Math.max(0, total) / (2 * half + 1);
  }
}
