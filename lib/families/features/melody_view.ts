import { hzToCents, median, modulo } from "../../math.ts";
import { checkTrack } from "../../pitch/check_track.ts";
import { assertTonic } from "../../quantize/options.ts";
import {
  quantizeNotes,
  type QuantizerOptions,
  resolveQuantizer,
  type SymbolSequence,
} from "../../quantize/mod.ts";
import type { Melody } from "../types.ts";

/** Bins of 5 cents in an octave, and stretches of time, of the finest histograms. */
export const FINE_BINS = 240, FINE_SECTIONS = 24;

/** Slopes above this are glides, in cents a second: what lies below is held long enough to hear. */
export const GLIDE = 250;

/**
 * How a melody becomes notes: semitones of one octave, at least 80 ms long, since a glide stays less
 * long on each svara that it passes.
 */
export const NOTE_QUANTIZER: QuantizerOptions = Object.freeze(
  resolveQuantizer({ kind: "notes", nSymbols: 12, minNoteSeconds: 0.08 }),
);

/** Half the window of the slope and the shortest stretch with a slope, in seconds. */
const HALF_WINDOW = 0.0232, SHORTEST_RUN = 0.058;

/**
 * A melody as the experts see it: cents above Sa, notes, slopes, and histograms over sections of
 * time, each computed when first asked for and then kept, so that several experts share the work.
 */
export class MelodyView {
  /** The melody. */
  readonly melody: Melody;
  /** Number of frames. */
  readonly nFrames: number;
  /** Seconds between frames. */
  readonly hopSeconds: number;
  #cents?: Float64Array;
  #slopes?: Float64Array;
  #notes?: SymbolSequence;
  #histograms = new Map<string, Float64Array>();

  /**
   * @param melody The melody.
   * @throws {InvalidArgumentError} If the tonic or the track is out of range.
   */
  constructor(melody: Melody) {
    assertTonic(melody.tonicHz);
    checkTrack(melody.track);
    this.melody = melody;
    this.nFrames = melody.track.f0.length;
    this.hopSeconds = melody.track.hopSeconds;
  }

  /** Length in seconds, rests included. */
  get seconds(): number {
    return this.nFrames * this.hopSeconds;
  }

  /** Seconds that are voiced. */
  get voicedSeconds(): number {
    return this.cents.filter((cent) => !Number.isNaN(cent)).length * this.hopSeconds;
  }

  /**
   * Cents above Sa of each frame, NaN = unvoiced, moved by whole octaves until the median lies
   * between Sa and the Sa above: the octave of a tonic is arbitrary.
   */
  get cents(): Float64Array {
    if (this.#cents !== undefined) return this.#cents;
    const { track: { f0 }, tonicHz } = this.melody;
    const cents = Float64Array.from(f0, (hz) => hzToCents(hz, tonicHz));
    const voiced = cents.filter((cent) => !Number.isNaN(cent));
    const shift = voiced.length === 0 ? 0 : -1200 * Math.floor(median(voiced) / 1200);
    return this.#cents = cents.map((cent) => cent + shift);
  }

  /** The notes with their times, folded into one octave: 0 = Sa .. 11 = Ni. */
  get noteSequence(): SymbolSequence {
    const { track, tonicHz } = this.melody;
    return this.#notes ??= quantizeNotes(track, tonicHz, NOTE_QUANTIZER);
  }

  /** The notes without their times. */
  get notes(): ArrayLike<number> {
    return this.noteSequence.symbols;
  }

  /** How fast the pitch moves in each frame, in cents a second, >= 0; NaN = unvoiced, or too short a stretch. */
  get slopes(): Float64Array {
    return this.#slopes ??= slopesOf(
      this.cents,
      this.hopSeconds,
      Math.max(1, Math.round(HALF_WINDOW / this.hopSeconds)),
      Math.max(2, Math.round(SHORTEST_RUN / this.hopSeconds)),
    );
  }

  /**
   * How many frames lie on each pitch in each twenty-fourth of the time.
   *
   * @param frames `all`; `held`, slower than {@linkcode GLIDE}; or `stable`, all, each weighing
   * 1 / (1 + (slope / GLIDE)^2), so that held notes speak and glides whisper.
   * @returns FINE_SECTIONS x FINE_BINS counts, row-major; bin 0 begins at Sa.
   */
  histogram(frames: "all" | "held" | "stable"): Float64Array {
    const found = this.#histograms.get(frames);
    if (found !== undefined) return found;
    const { cents, nFrames } = this;
    const counts = new Float64Array(FINE_SECTIONS * FINE_BINS);
    const slopes = frames === "all" ? undefined : this.slopes;
    for (let t = 0; t < nFrames; t++) {
      if (Number.isNaN(cents[t])) continue;
      const weight = slopes === undefined ? 1 : weightOf(slopes[t], frames === "held");
      const section = Math.floor(t * FINE_SECTIONS / nFrames);
      counts[section * FINE_BINS + modulo(Math.round(cents[t] / 5), FINE_BINS)] += weight;
    }
    this.#histograms.set(frames, counts);
    return counts;
  }
}

/** The slope of a frame whose slope is not known, in cents a second: all but no weight. */
const UNKNOWN_SLOPE = 1e4;

function weightOf(slope: number, held: boolean): number {
  const known = Number.isNaN(slope) ? UNKNOWN_SLOPE : slope;
  return held ? (known < GLIDE ? 1 : 0) : 1 / (1 + (known / GLIDE) ** 2);
}

/** Slopes after a running median and a running mean of 2 half + 1 frames, within voiced stretches. */
function slopesOf(
  cents: Float64Array,
  hopSeconds: number,
  half: number,
  shortest: number,
): Float64Array {
  const slopes = new Float64Array(cents.length).fill(NaN);
  for (let start = 0; start < cents.length; start++) {
    if (Number.isNaN(cents[start])) continue;
    let end = start;
    while (end < cents.length && !Number.isNaN(cents[end])) end++;
    if (end - start >= shortest) {
      const run = cents.subarray(start, end);
      const smooth = runningMean(runningMedian(run, half), half);
      for (let t = 0; t < run.length; t++) {
        const from = Math.max(0, t - 1), to = Math.min(run.length - 1, t + 1);
        slopes[start + t] = Math.abs(smooth[to] - smooth[from]) / ((to - from) * hopSeconds);
      }
    }
    start = end;
  }
  return slopes;
}

/** The median of 2 half + 1 neighbours; beyond its ends a stretch goes on as it ends. */
function runningMedian(values: Float64Array, half: number): Float64Array {
  const width = 2 * half + 1, last = values.length - 1;
  const window = new Float64Array(width), result = new Float64Array(values.length);
  for (let t = 0; t < values.length; t++) {
    for (let i = 0; i < width; i++) {
      // Insertion into the sorted part of the window.
      const value = values[Math.min(last, Math.max(0, t + i - half))];
      let at = i;
      while (at > 0 && window[at - 1] > value) {
        window[at] = window[at - 1];
        at--;
      }
      window[at] = value;
    }
    result[t] = window[half];
  }
  return result;
}

/** The mean of 2 half + 1 neighbours, with the same ends. */
function runningMean(values: Float64Array, half: number): Float64Array {
  const last = values.length - 1, width = 2 * half + 1;
  return values.map((_, t) => {
    let total = 0;
    for (let i = -half; i <= half; i++) total += values[Math.min(last, Math.max(0, t + i))];
    return total / width;
  });
}
