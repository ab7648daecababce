/**
 * The composer: from a grammar to a list of timed notes, phrase by phrase.
 *
 * @module
 */

import { clamp } from "./curves.ts";
import { allowedMoves, type Movement, PAKAD_WEIGHT, walkTo } from "./movement.ts";
import {
  parsePhrase,
  pitchClass,
  type RaagGrammar,
  semitonesToSvara,
  svaraToSemitones,
} from "../raags/mod.ts";
import type { Random } from "../random.ts";

/** One note of a performance, without its ornaments. */
export interface PlannedNote {
  /** Letter and octave marks in the grammar's notation. */
  svara: string;
  /** Semitones above madhya Sa. */
  semitones: number;
  /** Onset in seconds. */
  startSeconds: number;
  /** Length in seconds, until the next note or rest. */
  durationSeconds: number;
  /** Number of the phrase, from 0; a breath lies between two phrases. */
  phrase: number;
  /** Whether the note belongs to a fast run (taan). */
  taan: boolean;
  /** Svara written as kan before it, in semitones. */
  kan?: number;
  /** Whether the phrase writes a glide into this note. */
  glide: boolean;
}

/** What the composer needs to know; every field is required here, defaults are made by the caller. */
export interface PlanOptions {
  /** Length of the performance in seconds. */
  durationSeconds: number;
  /** Lowest and highest semitone that may sound. */
  range: [number, number];
  /** Factor on the raag's pace. */
  tempo: number;
  /** Share of the phrases of the second half that are taans, 0..1. */
  taans: number;
  /** Shortest and longest breath between phrases in seconds. */
  restSeconds: [number, number];
  random: Random;
}

/** A note that has no onset yet. */
interface Draft {
  semitones: number;
  seconds: number;
  taan: boolean;
  kan?: number;
  glide: boolean;
}

/**
 * The stages of a performance: until which share of the time, between which semitones and how fast.
 * It opens low and slow as an alap does, climbs to taar Sa, and comes home.
 */
const STAGES: { until: number; low: number; high: number; pace: number }[] = [
  { until: 0.22, low: -7, high: 5, pace: 0.75 },
  { until: 0.5, low: -5, high: 9, pace: 0.95 },
  { until: 0.8, low: 0, high: 19, pace: 1.1 },
  { until: Infinity, low: -5, high: 14, pace: 1.2 },
];

/** A performance in the making. */
class Composer {
  readonly #movement: Movement;
  readonly #phrases: { notes: ReturnType<typeof parsePhrase>; weight: number }[];
  readonly #resting: Map<number, number>;
  readonly #dwelling: number[];
  readonly #secondsPerNote: number;
  readonly #taanSeconds: number;
  #here = 0;

  constructor(readonly grammar: RaagGrammar, readonly options: PlanOptions) {
    const { random, tempo } = options;
    this.#movement = allowedMoves(grammar);
    // No two musicians favour the same phrases: each performance scales every weight by a factor
    // of its own, between a third and three.
    const mood = () => 3 ** random.uniform(-1, 1);
    this.#phrases = [
      ...grammar.pakad.map((text) => ({ notes: parsePhrase(text), weight: PAKAD_WEIGHT * mood() })),
      ...grammar.phrases.map(({ svaras, weight }) => ({
        notes: parsePhrase(svaras),
        weight: weight * mood(),
      })),
    ];
    this.#resting = new Map(grammar.nyas.map((name) => {
      const weight = name === grammar.vadi ? 3 : name === grammar.samvadi ? 2 : 1;
      return [pitchClass(svaraToSemitones(name)), weight * mood()];
    }));
    // Some dwell on this svara, some on that one: how long each is held differs between performances
    // of a raag more than the order does, so a histogram of pitches tells less than the movement.
    this.#dwelling = Array.from({ length: 12 }, () => 2 ** random.uniform(-1, 1));
    this.#secondsPerNote = 1 / (tempo * random.uniform(...grammar.tempo.notes_per_second));
    this.#taanSeconds = 1 / (tempo * random.uniform(...grammar.tempo.taan_notes_per_second));
  }

  /** The part of the range that a stage uses; at least an octave, wherever the range allows. */
  #window(progress: number): { low: number; high: number; pace: number } {
    const [low, high] = this.options.range;
    const stage = STAGES.find(({ until }) => progress < until)!;
    const from = clamp(stage.low, low, Math.max(low, high - 12));
    return {
      low: from,
      high: clamp(stage.high, Math.min(high, from + 12), high),
      pace: stage.pace,
    };
  }

  /** A svara to rest on within a window, other than the one we are on. */
  #restingPlace(low: number, high: number): number {
    const places: number[] = [], weights: number[] = [];
    for (let semitones = low; semitones <= high; semitones++) {
      const weight = this.#resting.get(pitchClass(semitones));
      if (weight === undefined || semitones === this.#here) continue;
      places.push(semitones);
      // Near places are likelier: a phrase seldom spans more than a fifth.
      weights.push(weight * Math.exp(-Math.abs(semitones - this.#here) / 6));
    }
    return places.length === 0 ? this.#here : places[this.options.random.weighted(weights)];
  }

  /** A walk from where we are, as drafts; moves `here`. */
  #walk(target: number, pull: number, patience: number, seconds: number, taan = false): Draft[] {
    const { random, range: [low, high] } = this.options;
    const path = walkTo(this.#movement, this.#here, target, { low, high, pull, patience, random });
    if (path.length > 0) this.#here = target;
    return path.map((semitones) => ({
      semitones,
      seconds: seconds * (taan ? 1 : 2 ** random.uniform(-0.7, 0.7)),
      taan,
      glide: false,
    }));
  }

  /** A catch phrase in an octave where it fits the window, after the way to its first svara. */
  #catchPhrase(window: { low: number; high: number }, seconds: number): Draft[] {
    const { random, range } = this.options;
    const fitting = this.#phrases.flatMap(({ notes, weight }) =>
      [-12, 0, 12].flatMap((shift) => {
        const all = notes.map((note) => note.semitones + shift);
        const lowest = Math.min(...all), highest = Math.max(...all);
        if (lowest < Math.max(range[0], window.low - 2)) return [];
        if (highest > Math.min(range[1], window.high + 2)) return [];
        // As written is commonest; transposed by an octave it is still the same phrase.
        return [{ notes, shift, weight: shift === 0 ? weight : weight / 4 }];
      })
    );
    if (fitting.length === 0) return [];
    const { notes, shift } = fitting[random.weighted(fitting.map((entry) => entry.weight))];
    const first = notes[0].semitones + shift;
    const drafts: Draft[] = [];
    // After a breath a phrase may start anywhere near; a far start is walked to.
    if (Math.abs(first - this.#here) > 7) {
      drafts.push(...this.#walk(first, 2, 0, seconds).slice(0, -1));
    }
    notes.forEach((note, i) => {
      drafts.push({
        semitones: note.semitones + shift,
        seconds: seconds * (1 + 1.2 * note.extra) * 2 ** random.uniform(-0.4, 0.4),
        taan: false,
        glide: i > 0 && notes[i - 1].glide,
        ...(note.kan === undefined ? {} : { kan: note.kan + shift }),
      });
    });
    this.#here = notes.at(-1)!.semitones + shift;
    return drafts;
  }

  /** One phrase, up to its resting svara. */
  phrase(progress: number): Draft[] {
    const { random, taans } = this.options;
    const window = this.#window(progress);
    const seconds = this.#secondsPerNote / window.pace;
    const drafts: Draft[] = [];
    if (progress > 0.5 && random.uniform() < taans) {
      const top = this.#restingPlace(Math.max(window.low, window.high - 8), window.high);
      drafts.push(...this.#walk(top, 0.6, 10, this.#taanSeconds, true));
      const home = this.#restingPlace(window.low, window.low + 9);
      drafts.push(...this.#walk(home, 0.4, 12, this.#taanSeconds, true));
    } else {
      if (random.uniform() < 0.7) drafts.push(...this.#catchPhrase(window, seconds));
      const resting = this.#resting.has(pitchClass(this.#here));
      if (!resting || random.uniform() < 0.3) {
        const target = this.#restingPlace(window.low, window.high);
        drafts.push(...this.#walk(target, 0.5, random.int(2, 7), seconds));
      }
      // A phrase of one or two notes says nothing: it goes on.
      for (let tries = 0; drafts.length < 3 && tries < 3; tries++) {
        const target = this.#restingPlace(window.low, window.high);
        drafts.push(...this.#walk(target, 0.5, random.int(2, 7), seconds));
      }
    }
    return this.#hold(drafts, seconds);
  }

  /** The way home to the nearest Sa, held until `seconds` are filled where that is not too long. */
  cadence(seconds: number): Draft[] {
    const pace = this.#secondsPerNote;
    const [low, high] = this.options.range;
    const home = this.#here > 9 && high >= 12 ? 12 : clamp(0, low, high);
    let drafts = this.#walk(home, 1.5, 3, pace);
    let before = drafts.slice(0, -1).reduce((sum, draft) => sum + draft.seconds, 0);
    // Little time left: the way home is hurried, or left out, for the last note must be Sa.
    const hurry = Math.min(1, 0.6 * seconds / before);
    if (drafts.length === 0 || pace * hurry < 0.12) {
      drafts = [{ semitones: home, seconds: pace, taan: false, glide: false }];
      before = 0;
    } else {
      before *= hurry;
      drafts = drafts.map((draft) => ({ ...draft, seconds: draft.seconds * hurry }));
    }
    drafts.at(-1)!.seconds = Math.min(seconds - before, 4);
    return drafts;
  }

  /** Longer notes where the raag rests: at the end of the phrase and, at times, on the way. */
  #hold(drafts: Draft[], seconds: number): Draft[] {
    const { random } = this.options;
    return drafts.map((draft, i) => {
      const weight = this.#resting.get(pitchClass(draft.semitones)) ?? 0;
      const dwelling = this.#dwelling[pitchClass(draft.semitones)];
      const last = i === drafts.length - 1;
      if (last) {
        return { ...draft, taan: false, seconds: seconds * dwelling * random.uniform(1.5, 2.5) };
      }
      if (draft.taan) return draft;
      const hold = random.uniform() < 0.12 * weight ? random.uniform(1.3, 2.2) : 1;
      return { ...draft, seconds: draft.seconds * dwelling * hold };
    });
  }
}

/**
 * Composes a performance: phrases from the grammar's catch phrases and from walks along its allowed
 * moves, each resting on a nyas svara and followed by a breath, the last on Sa. The notes are in
 * order of time; none starts before 0.3 s or ends past the duration.
 */
export function planMelody(grammar: RaagGrammar, options: PlanOptions): PlannedNote[] {
  const { durationSeconds, restSeconds, random } = options;
  const composer = new Composer(grammar, options);
  const notes: PlannedNote[] = [];
  // Some drone is heard before the first note and after the last one.
  let time = Math.min(0.3 + random.uniform(0, 0.7), durationSeconds / 4);
  const end = Math.max(time, durationSeconds - Math.min(0.4, durationSeconds / 8));
  let phrase = 0;
  const place = (drafts: Draft[]) => {
    for (const draft of drafts) {
      const seconds = Math.min(draft.seconds, end - time);
      if (seconds < 0.04) break;
      notes.push({
        svara: semitonesToSvara(draft.semitones),
        semitones: draft.semitones,
        startSeconds: time,
        durationSeconds: seconds,
        phrase,
        taan: draft.taan,
        glide: draft.glide,
        ...(draft.kan === undefined ? {} : { kan: draft.kan }),
      });
      time += seconds;
    }
    phrase++;
  };
  while (time < end - 4) {
    const drafts = composer.phrase(time / durationSeconds);
    // A phrase that would run into the ending is left out: the way home is played in its stead.
    if (time + drafts.reduce((sum, draft) => sum + draft.seconds, 0) > end - 1.5) break;
    place(drafts);
    time += random.uniform(...restSeconds);
  }
  place(composer.cadence(end - time));
  return notes;
}
