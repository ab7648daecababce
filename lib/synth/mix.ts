import type { Random } from "../random.ts";
import { CURVE_STEP } from "./contour.ts";
import { decibelsToRatio } from "./curves.ts";
import { whiteNoise } from "./noise.ts";
import { reverberate } from "./reverb.ts";
import { type DroneTuning, tanpura } from "./tanpura.ts";

/** The loudest sample of a finished recording: loud, and far enough from clipping for any codec. */
const PEAK = 0.8;
/** The RMS with which a tanpura comes. */
const TANPURA_RMS = 0.1;

/** What {@linkcode mix} adds; levels are in dB relative to the melody's RMS where it sounds. */
export interface MixOptions {
  durationSeconds: number;
  sampleRate: number;
  tonicHz: number;
  droneTuning: DroneTuning;
  droneLevelDb: number;
  noiseLevelDb: number;
  /** Reverberation of melody and tanpura, 0..1. */
  reverb: number;
  random: Random;
}

/**
 * Puts the melody into its surroundings: tanpura, room and noise. Where its loudness, in steps of
 * {@linkcode CURVE_STEP}, is 0, nothing of it sounds. The loudest sample of the result is 0.8.
 */
export function mix(
  melody: Float32Array,
  loudness: Float32Array,
  options: MixOptions,
): Float32Array<ArrayBuffer> {
  const { durationSeconds, sampleRate, tonicHz, droneTuning, reverb, random } = options;
  const level = soundingRms(melody, loudness, sampleRate);
  let samples = melody.map((x) => x / level);
  const drone = decibelsToRatio(options.droneLevelDb);
  if (droneTuning !== "none" && drone > 0) {
    const strings = tanpura(tonicHz, durationSeconds, {
      seed: random.fork("drone").int(0, 0x7fffffff),
      sampleRate,
      tuning: droneTuning,
    });
    for (let i = 0; i < samples.length; i++) samples[i] += drone / TANPURA_RMS * strings[i];
  }
  if (reverb > 0) samples = reverberate(samples, sampleRate, { wet: reverb });
  const noise = decibelsToRatio(options.noiseLevelDb);
  if (noise > 0) {
    const hiss = whiteNoise(samples.length, random.fork("noise").int(0, 0x7fffffff));
    for (let i = 0; i < samples.length; i++) samples[i] += noise * hiss[i];
  }
  return normalisePeak(samples);
}

/** RMS of the melody where it sounds; 1 for a melody that never does. */
export function soundingRms(
  melody: Float32Array,
  loudness: Float32Array,
  sampleRate: number,
): number {
  let energy = 0, count = 0;
  const perSample = 1 / (sampleRate * CURVE_STEP);
  for (let i = 0; i < melody.length; i++) {
    if (loudness[(i * perSample) | 0] === 0) continue;
    energy += melody[i] * melody[i];
    count++;
  }
  return Math.sqrt(energy / Math.max(1, count)) || 1;
}

/** Scales a copy so that its loudest sample is 0.8; silence stays silent. */
export function normalisePeak(samples: Float32Array): Float32Array<ArrayBuffer> {
  let peak = 0;
  for (let i = 0; i < samples.length; i++) peak = Math.max(peak, Math.abs(samples[i]));
  const scale = peak > 0 ? PEAK / peak : 1;
  return samples.map((x) => x * scale);
}
