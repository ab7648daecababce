import { modulo } from "../math.ts";
import { checkTrack } from "../pitch/check_track.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { octaveShift, packSymbols, plainSteps, trackSteps } from "./bins.ts";
import { assertTonic, resolveQuantizer } from "./options.ts";
import type { NoteOptions, SymbolSequence } from "./types.ts";

/** A stretch of equal steps. */
interface Run {
  step: number;
  onset: number;
  duration: number;
}

/**
 * One symbol per note: the melody as a singer would spell it.
 *
 * Each frame goes to its nearest step (semitone) above Sa; equal neighbours form a run; unvoiced
 * runs and runs shorter than `minNoteSeconds` (a glide passes through many steps, none of them a
 * note) are dropped; runs of one step that now stand side by side become one note, whose duration
 * is the time that it sounds, the gaps left out.
 *
 * The octave of a tonic is arbitrary (a flute is annotated an octave away from a voice), so the
 * melody is moved by whole octaves until the median of its voiced frames lies between Sa and the
 * Sa above it (`octaveNormalize`). Sa is then symbol 12 of 36. A note beyond the outermost octaves
 * is moved into the nearest of them, so that it keeps its svara; with `nSymbols` equal to
 * `binsPerOctave` all notes are folded into one octave and Sa is symbol 0.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options Alphabet, shortest note and octave normalisation.
 * @returns One symbol per note; no two neighbours are equal, but where folding makes them so.
 * @throws {InvalidArgumentError} If the tonic or an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantizeNotes } from "raagkit";
 *
 * // 0.2 s of Sa, a glide of 0.1 s over two semitones, 0.2 s of Ga.
 * const f0 = Float64Array.from({ length: 50 }, (_, t) => {
 *   const semitones = t < 20 ? 0 : t < 30 ? (t < 25 ? 1 : 3) : 4;
 *   return 220 * 2 ** (semitones / 12);
 * });
 * const track = {
 *   times: f0.map((_, t) => t * 0.01),
 *   f0,
 *   voicing: new Float32Array(50).fill(1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * };
 * const { symbols, onsets } = quantizeNotes(track, 220);
 * assertEquals([...symbols], [12, 16]);
 * assertEquals([...onsets], [0, 0.3]);
 * ```
 */
export function quantizeNotes(
  track: PitchTrack,
  tonicHz: number,
  options: NoteOptions = {},
): SymbolSequence {
  assertTonic(tonicHz);
  checkTrack(track);
  const { nSymbols, binsPerOctave, minNoteSeconds, octaveNormalize } = resolveQuantizer({
    ...options,
    kind: "notes",
  });
  const steps = trackSteps(track.f0, tonicHz, binsPerOctave, plainSteps);
  const nOctaves = nSymbols / binsPerOctave;
  const shift = octaveNormalize && nOctaves > 1 ? octaveShift(steps, binsPerOctave) : 0;
  const notes = mergeEqual(longRuns(steps, track, minNoteSeconds));
  return {
    symbols: packSymbols(
      notes.map(({ step }) => foldIntoRange(step + shift, nOctaves, binsPerOctave)),
      nSymbols,
    ),
    nSymbols,
    onsets: Float64Array.from(notes, ({ onset }) => onset),
    durations: Float64Array.from(notes, ({ duration }) => duration),
  };
}

/** Voiced runs of equal steps that last `minSeconds` at least. */
function longRuns(steps: Float64Array, track: PitchTrack, minSeconds: number): Run[] {
  const runs: Run[] = [];
  for (let start = 0, end = 0; start < steps.length; start = end) {
    do end++; while (steps[end] === steps[start]);
    const duration = (end - start) * track.hopSeconds;
    // A billionth of a second forgives the rounding of hop times count.
    if (!Number.isNaN(steps[start]) && duration + 1e-9 >= minSeconds) {
      runs.push({ step: steps[start], onset: track.times[start], duration });
    }
  }
  return runs;
}

/** Joins neighbours of one step into one note that sounds as long as both. */
function mergeEqual(runs: Run[]): Run[] {
  const notes: Run[] = [];
  for (const run of runs) {
    const last = notes.at(-1);
    if (last?.step === run.step) last.duration += run.duration;
    else notes.push({ ...run });
  }
  return notes;
}

/** The symbol of a step: Sa of the middle octave is binsPerOctave; strays keep their svara. */
function foldIntoRange(step: number, nOctaves: number, binsPerOctave: number): number {
  const octave = Math.floor(step / binsPerOctave) + 1;
  const kept = Math.min(nOctaves - 1, Math.max(0, octave));
  return kept * binsPerOctave + modulo(step, binsPerOctave);
}
