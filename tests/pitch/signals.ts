/** Signals with a known pitch, for the tests and benchmarks of the trackers. */

import { assert } from "@std/assert";
import type { PitchScore } from "../../lib/pitch/score.ts";
import { Random } from "../../lib/random.ts";

export const RATE = 22050;

/** A pitch contour: Hz at a time in seconds; 0 = rest. */
export type Contour = (seconds: number) => number;

/** A sum of harmonics under 5 kHz, each 1/h^tilt, whose f0 follows the contour. */
export function tone(contour: Contour, seconds: number, tilt = 1, rate = RATE): Float32Array {
  const samples = new Float32Array(Math.round(seconds * rate));
  let phase = 0, level = 0;
  for (let n = 0; n < samples.length; n++) {
    const hz = contour((n + 0.5) / rate);
    phase += 2 * Math.PI * hz / rate;
    // A ramp of about 5 ms at each rest keeps clicks out.
    level += ((hz > 0 ? 1 : 0) - level) / (0.005 * rate);
    let sum = 0;
    const highest = hz > 0 ? Math.floor(Math.min(5000, 0.45 * rate) / hz) : 0;
    for (let h = 1; h <= highest; h++) sum += Math.sin(h * phase) / h ** tilt;
    samples[n] = 0.3 * level * sum;
  }
  return samples;
}

/** A pure tone of constant pitch. */
export function sine(hz: number, seconds: number, rate = RATE): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * rate) },
    (_, n) => 0.5 * Math.sin(2 * Math.PI * hz * n / rate),
  );
}

/** White noise with the given RMS. */
export function whiteNoise(length: number, rms: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => random.normal(0, rms));
}

/** The signal with white noise at so many dB below it. */
export function withNoise(signal: Float32Array, snrDb: number, seed: number): Float32Array {
  let energy = 0;
  for (const x of signal) energy += x * x;
  const rms = Math.sqrt(energy / signal.length) * 10 ** (-snrDb / 20);
  const noise = whiteNoise(signal.length, rms, seed);
  return signal.map((x, n) => x + noise[n]);
}

/** Meend, vibrato and a rest: what a voice does, in four seconds. */
export const phrase: Contour = (t) => {
  if (t < 1) return 196;
  if (t < 2) return 196 * 2 ** (7 / 12 * (t - 1));
  if (t < 2.5) return 0;
  return 220 * 2 ** (40 / 1200 * Math.sin(2 * Math.PI * 5.5 * t));
};

/** The contour at given times, as truth for the score. */
export function truthAt(
  contour: Contour,
  times: Float64Array,
): { times: Float64Array; f0: Float64Array } {
  return { times, f0: times.map(contour) };
}

/** Frames at least `margin` seconds away from a change between voice and rest. */
export function awayFromEdges(contour: Contour, times: Float64Array, margin = 0.05): boolean[] {
  return [...times].map((t) =>
    [-1, -0.5, 0.5, 1].every((k) => contour(t + k * margin) > 0 === contour(t) > 0)
  );
}

/** Asserts that a score keeps its limits, of what the signal has: voiced frames, rests. */
export function assertScore(
  score: PitchScore,
  limit: { accuracy: number; falseAlarm: number },
  name: string,
): void {
  const { rawPitchAccuracy, voicingFalseAlarm } = score;
  if (score.voicedFrames > 0) {
    assert(rawPitchAccuracy >= limit.accuracy, `${name}: accuracy ${rawPitchAccuracy}`);
  }
  if (score.unvoicedFrames > 0) {
    assert(voicingFalseAlarm <= limit.falseAlarm, `${name}: false alarm ${voicingFalseAlarm}`);
  }
}
