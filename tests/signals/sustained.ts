/**
 * Instruments that sustain: a bowed sarangi, a bansuri, and a harmonium.
 *
 * @module
 */

import type { Random } from "../../lib/random.ts";
import { type Contour, CURVE_STEP } from "../../lib/synth/contour.ts";
import { whiteNoise } from "../../lib/synth/noise.ts";
import { extent } from "../../lib/math.ts";
import { contourHz } from "../../lib/synth/voice.ts";
import { makeWavetables, readTable, tableIndex } from "../../lib/synth/wavetable.ts";

/** An instrument that holds its notes as a voice does. */
export type Sustained = "sarangi" | "bansuri" | "harmonium";

/** What an instrument is asked for. */
interface PlayOptions {
  /** Samples a second. */
  sampleRate: number;
  /** Samples to make. */
  length: number;
  /** The stream to draw from. */
  random: Random;
}

/** Rounds of the random walk that makes a bow or a breath unsteady, a second. */
const UNSTEADY_HZ = 12;

/**
 * Plays a contour on a sustaining instrument.
 *
 * A sarangi is a bowed string: all harmonics, shaped by the body's resonances, with the bow's noise.
 * A bansuri has few harmonics and much breath. A harmonium has reeds: two a little out of tune with
 * each other; its contour should be {@linkcode inSteps}.
 *
 * @param kind The instrument.
 * @param contour What to play.
 * @param tonicHz Sa in Hz.
 * @param options `sampleRate` in Hz, `length` in samples, `random`.
 * @returns Samples, not normalised.
 */
export function sustain(
  kind: Sustained,
  contour: Contour,
  tonicHz: number,
  options: PlayOptions,
): Float32Array {
  const hz = contourHz(contour.cents, tonicHz);
  const ranks = kind === "harmonium" ? [1, 2 ** (options.random.uniform(1, 4) / 1200)] : [1];
  const out = new Float32Array(options.length);
  for (const detune of ranks) playRank(out, hz, detune, timbre(kind, options.random), options);
  shape(out, kind, contour.loudness, options);
  return out;
}

/** Amplitude of each harmonic. */
function timbre(kind: Sustained, random: Random): (harmonic: number) => number {
  if (kind === "bansuri") {
    const fall = random.uniform(1.6, 2.6), second = random.uniform(0.1, 0.8);
    return (h) => h === 2 ? second : h ** -fall;
  }
  if (kind === "harmonium") {
    const tilt = random.uniform(0.7, 1.1);
    return (h) => h ** -tilt * (h % 2 ? 1 : 0.8);
  }
  // A string bowed at a share of its length, over a body with resonances at every other harmonic.
  const place = random.uniform(0.06, 0.14), phase = random.uniform(0, 6);
  return (h) =>
    Math.abs(Math.sin(Math.PI * h * place)) / (place * h ** 1.6) *
    (1 + 0.6 * Math.sin(1.7 * h + phase));
}

/** Adds one reed, string or pipe. */
function playRank(
  out: Float32Array,
  hz: Float64Array,
  detune: number,
  amplitude: (harmonic: number) => number,
  { sampleRate }: PlayOptions,
): void {
  const [low, high] = extent(hz);
  const waves = makeWavetables(amplitude, sampleRate, low * detune, high * detune);
  const perStep = 1 / (sampleRate * CURVE_STEP);
  let phase = 0, table = waves.tables[0];
  for (let i = 0; i < out.length; i++) {
    const position = i * perStep, k = position | 0;
    const f0 = detune * (hz[k] + (position - k) * (hz[k + 1] - hz[k]));
    if (i % 64 === 0) table = waves.tables[tableIndex(waves, f0)];
    phase += f0 / sampleRate;
    phase -= phase | 0;
    out[i] += readTable(table, phase);
  }
}

/** Loudness, an unsteady bow or breath, and its noise. */
function shape(
  out: Float32Array,
  kind: Sustained,
  loudness: Float32Array,
  { sampleRate, random }: PlayOptions,
): void {
  const noise = whiteNoise(out.length, random.int(0, 0x7fffffff));
  const breath = { sarangi: random.uniform(0.01, 0.04), bansuri: random.uniform(0.02, 0.1) };
  const level = kind === "harmonium" ? 0.002 : breath[kind];
  const swing = kind === "harmonium" ? 0.02 : 0.12;
  const perStep = 1 / (sampleRate * CURVE_STEP);
  const every = Math.round(sampleRate / UNSTEADY_HZ);
  let from = 1, to = 1;
  for (let i = 0; i < out.length; i++) {
    if (i % every === 0) {
      from = to;
      to = 1 + random.normal(0, swing);
    }
    const unsteady = from + (to - from) * (i % every) / every;
    out[i] = loudness[(i * perStep) | 0] * (unsteady * out[i] + level * noise[i]);
  }
}

/** A contour as keys would play it: the nearest semitone, at once, and changed after 60 ms. */
export function inSteps(cents: Float64Array): Float64Array {
  const steps = new Float64Array(cents.length).fill(NaN);
  const patience = Math.round(0.06 / CURVE_STEP);
  let key = NaN, wanted = NaN, since = 0;
  for (let k = 0; k < cents.length; k++) {
    const nearest = 100 * Math.round(cents[k] / 100);
    if (Number.isNaN(nearest)) key = wanted = NaN;
    else if (nearest !== wanted) {
      wanted = nearest;
      since = k;
    }
    if (Number.isNaN(key) || k - since >= patience) key = wanted;
    steps[k] = key;
  }
  return steps;
}
