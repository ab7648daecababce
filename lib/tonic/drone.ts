/**
 * The drone in the spectrum: the partials that never stop.
 *
 * A melody moves and breathes, a tanpura does neither. So a low quantile over time of each bin of
 * the spectrum wipes the melody out and leaves the drone's partials standing as narrow lines. A
 * recording without a drone has next to none.
 *
 * @module
 */

import { median, quantile } from "../math.ts";
import { LongTermSpectrum } from "../pitch/long_term_spectrum.ts";
import { parabolaOffset } from "../pitch/sinc.ts";
import { nextPowerOfTwo } from "../signal/mod.ts";
import type { TonicAudio } from "./types.ts";

/** Shortest frame in seconds: a Hann window's lobe is then 11 Hz wide, a semitone at 180 Hz. */
const FRAME_SECONDS = 0.37;
/** No more frames than this, spread over the recording: memory and time stay bounded. */
const MAX_FRAMES = 500;
/** A frame this far below the loudest is silence, not evidence against the drone, in dB. */
const SILENCE_DB = 50;
/** What still sounds in the quieter two fifths of the frames belongs to the drone. */
const DRONE_QUANTILE = 0.4;
/** Lowest and highest line of interest, in Hz. */
export const LINES_HZ: readonly [number, number] = [65, 2000];
/** A line must stand out of its neighbourhood by this much, in dB... */
const LINE_FLOOR_DB = 6;
/** ...and one that stands out further than this counts no more than that. */
const LINE_CEILING_DB = 30;
/** Half the neighbourhood that a line is compared with, in Hz: wider than a lobe. */
const NEIGHBOURHOOD_HZ = 40;
/** One line alone, however strong, is a hum or a whistle: a drone has more added strength. */
const LEAST_DRONE = 1;

/** A partial that sounds throughout the recording. */
export interface SpectralLine {
  /** Frequency in Hz. */
  hz: number;
  /** How far it stands out, 0..1: (dB above its neighbourhood - 6) / 24, at most 1. */
  strength: number;
}

/**
 * The lines that stand in the spectrum even while the melody is elsewhere.
 *
 * @param audio Mono sound.
 * @returns Lines in the order of frequency; none for silence, noise, or a voice on
 *   its own.
 */
export function droneLines(audio: TonicAudio): SpectralLine[] {
  const length = nextPowerOfTwo(FRAME_SECONDS * audio.sampleRate);
  const binHz = audio.sampleRate / length;
  const first = Math.floor(LINES_HZ[0] / binHz);
  const last = Math.min(Math.ceil(LINES_HZ[1] / binHz), length / 2 - 1);
  const spectrum = new LongTermSpectrum(
    audio.samples,
    length,
    startsOf(audio, length),
    first,
    last,
  );
  // A frame with a NaN in it has the power NaN: every comparison leaves it out.
  const loudest = spectrum.powers.reduce((a, b) => b > a ? b : a, 0);
  const silence = loudest * 10 ** (-SILENCE_DB / 10);
  const sounding = [...spectrum.powers.keys()].filter((t) => spectrum.powers[t] > silence);
  if (sounding.length === 0) return [];
  const level = Float64Array.from({ length: last - first + 1 }, (_, k) => {
    const amplitudes = spectrum.bin(first + k);
    return decibels(quantile(sounding.map((t) => amplitudes[t]), DRONE_QUANTILE));
  });
  const lines = linesOf(level, first, binHz);
  return droneStrength(lines) > LEAST_DRONE ? lines : [];
}

/** The first samples of frames all over the recording. */
function startsOf({ samples }: TonicAudio, length: number): number[] {
  const span = Math.max(0, samples.length - length);
  const hop = Math.max(length / 4, span / (MAX_FRAMES - 1));
  return Array.from({ length: Math.floor(span / hop) + 1 }, (_, t) => Math.floor(t * hop));
}

function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude + Number.MIN_VALUE);
}

/** The peaks of a level in dB that stand out of their neighbourhood. */
function linesOf(level: Float64Array, first: number, binHz: number): SpectralLine[] {
  const reach = Math.round(NEIGHBOURHOOD_HZ / binHz);
  const lines: SpectralLine[] = [];
  for (let k = 1; k < level.length - 1; k++) {
    if (level[k] <= level[k - 1] || level[k] < level[k + 1]) continue;
    const around = median(level.subarray(Math.max(0, k - reach), k + reach + 1));
    const excess = Math.min(level[k] - around, LINE_CEILING_DB) - LINE_FLOOR_DB;
    if (excess <= 0) continue;
    // In dB, Hann's main lobe is nearly a parabola.
    const hz = (first + k + parabolaOffset(level[k - 1], level[k], level[k + 1])) * binHz;
    lines.push({ hz, strength: excess / (LINE_CEILING_DB - LINE_FLOOR_DB) });
  }
  return lines;
}

/** Added strength of the lines. */
export function droneStrength(lines: SpectralLine[]): number {
  return lines.reduce((total, { strength }) => total + strength, 0);
}
