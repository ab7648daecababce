/**
 * Tracks and sounds with a known tonic, made on the spot: what the tests of the tonic listen to.
 *
 * @module
 */

import type { PitchTrack } from "../../lib/pitch/types.ts";
import { centsToHz } from "../../lib/math.ts";
import { Random } from "../../lib/random.ts";

/** A held note: cents above Sa (NaN = rest) and seconds. */
export type Held = readonly [cents: number, seconds: number];

/** A pitch track of held notes at 100 frames a second. */
export function trackOf(notes: readonly Held[], saHz: number): PitchTrack {
  const f0 = Float64Array.from(notes.flatMap(([cents, seconds]) => {
    const hz = Number.isNaN(cents) ? NaN : centsToHz(cents, saHz);
    return new Array<number>(Math.round(seconds * 100)).fill(hz);
  }));
  return {
    times: f0.map((_, t) => t / 100),
    f0,
    voicing: Float32Array.from(f0, (hz) => Number.isNaN(hz) ? 0 : 1),
    hopSeconds: 0.01,
    method: "file",
    fallbacks: [],
  };
}

/** A track of `seconds` without a voiced frame. */
export function unvoicedTrack(seconds: number): PitchTrack {
  return trackOf([[NaN, seconds]], 100);
}

/** A phrase in Yaman that rises from mandra Ni and comes to rest on Sa. */
export const YAMAN: readonly Held[] = [
  [-112, 0.4],
  [204, 0.3],
  [386, 1],
  [NaN, 0.4],
  [590, 0.3],
  [702, 0.8],
  [590, 0.2],
  [386, 0.6],
  [204, 0.4],
  [0, 1.5],
  [NaN, 0.5],
  [386, 0.4],
  [590, 0.3],
  [884, 0.4],
  [1088, 0.5],
  [1200, 1.2],
  [1088, 0.3],
  [702, 0.5],
  [386, 0.4],
  [204, 0.3],
  [0, 1.6],
];

/** A string: its fundamental in Hz and its amplitude. */
export type DroneString = readonly [hz: number, amplitude: number];

/** The four strings of a tanpura: Pa (or Ma) below Sa, Sa twice as loud, Sa an octave below. */
export function tanpura(saHz: number, firstCents = -498): DroneString[] {
  return [[centsToHz(firstCents, saHz), 1], [saHz, 2], [saHz / 2, 1]];
}

/** Strings of twelve partials that sound throughout, in noise 50 dB below. */
export function droneSound(
  strings: readonly DroneString[],
  seconds: number,
  sampleRate = 22050,
): Float32Array {
  const random = new Random(1);
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  for (let i = 0; i < samples.length; i++) samples[i] = 0.003 * random.normal();
  for (const [hz, amplitude] of strings) {
    for (let h = 1; h <= 12; h++) {
      const step = 2 * Math.PI * h * hz / sampleRate, size = 0.1 * amplitude / h;
      for (let i = 0; i < samples.length; i++) samples[i] += size * Math.sin(step * i + h);
    }
  }
  return samples;
}
