import { modulo } from "../../math.ts";
import type { MelodyView } from "./melody_view.ts";

/** Quarter-tones of three octaves: the middle one, all below it, all above it. */
const STEPS = 24, PITCHES = 3 * STEPS;

/** Delays between the two pitches of a pair, in seconds: within a phrase, and across notes. */
const DELAYS = [0.3, 1];

/** A long vector that is mostly zeros. */
export interface SparseVector {
  /** Indices of the entries that are not 0, ascending. */
  indices: Int32Array;
  /** Their values. */
  values: Float32Array;
}

/**
 * Which pitch follows which after a while: the time-delayed melody surface of Gulati et al., by
 * sections of the time, with the octaves kept, at delays of 0.3 and 1 s. Square roots of shares.
 *
 * @param view The melody.
 * @param nSections Sections of equal time.
 * @returns nSections x 2 x 72 x 72 numbers, mostly 0: later pitch (row) by earlier pitch.
 *
 * @see Gulati, Serra, Ganguli, Senturk, Serra 2016, "Time-delayed melody surfaces for raga
 * recognition"
 */
export function delayedSurface(view: MelodyView, nSections: number): SparseVector {
  const { cents, nFrames, hopSeconds } = view;
  const pitches = new Int16Array(nFrames).fill(-1);
  for (let t = 0; t < nFrames; t++) {
    if (Number.isNaN(cents[t])) continue;
    const step = Math.round(cents[t] * STEPS / 1200);
    const octave = Math.min(1, Math.max(-1, Math.floor(step / STEPS)));
    pitches[t] = (octave + 1) * STEPS + modulo(step, STEPS);
  }
  const cells = PITCHES * PITCHES, planes = nSections * DELAYS.length;
  const counts = new Int32Array(planes * cells), totals = new Float64Array(planes);
  DELAYS.forEach((seconds, d) => {
    const delay = Math.max(1, Math.round(seconds / hopSeconds));
    for (let t = delay; t < nFrames; t++) {
      if (pitches[t] < 0 || pitches[t - delay] < 0) continue;
      const plane = Math.floor(t * nSections / nFrames) * DELAYS.length + d;
      counts[plane * cells + pitches[t] * PITCHES + pitches[t - delay]]++;
      totals[plane]++;
    }
  });
  const indices: number[] = [];
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) indices.push(i);
  return {
    indices: Int32Array.from(indices),
    values: Float32Array.from(
      indices,
      (i) => Math.sqrt(counts[i] / totals[Math.floor(i / cells)]),
    ),
  };
}
