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
import { hann, nextPowerOfTwo, RealFft } from "../fft/mod.ts";
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
  const spectra = soundingSpectra(audio, length, first, last);
  if (spectra.length === 0) return [];
  const column = new Float64Array(spectra.length);
  const level = Float64Array.from({ length: last - first + 1 }, (_, k) => {
    for (let t = 0; t < column.length; t++) column[t] = spectra[t][k];
    return quantile(column, DRONE_QUANTILE);
  });
  const lines = linesOf(level, first, binHz);
  return droneStrength(lines) > LEAST_DRONE ? lines : [];
}

/** Levels in dB of bins first..last, one row for each frame that sounds. */
function soundingSpectra(
  { samples }: TonicAudio,
  length: number,
  first: number,
  last: number,
): Float32Array[] {
  const window = hann(length, 0.5);
  const fft = new RealFft(length);
  const frame = new Float64Array(length), power = new Float64Array(length / 2 + 1);
  const span = Math.max(0, samples.length - length);
  const hop = Math.max(length / 4, span / (MAX_FRAMES - 1));
  const rows: Float32Array[] = [], energies: number[] = [];
  for (let start = 0; start <= span; start += hop) {
    const offset = Math.floor(start);
    const heard = samples.subarray(offset, Math.min(samples.length, offset + length));
    for (let i = 0; i < length; i++) frame[i] = window[i] * (heard[i] ?? 0);
    fft.powerSpectrum(frame, power);
    let energy = 0;
    for (let k = first; k <= last; k++) energy += power[k];
    energies.push(energy);
    rows.push(Float32Array.from(
      { length: last - first + 1 },
      (_, k) => 10 * Math.log10(power[first + k] + Number.MIN_VALUE),
    ));
  }
  // A frame with a NaN in it has the energy NaN: every comparison below leaves it out.
  const loudest = energies.reduce((a, b) => b > a ? b : a, 0);
  const silence = loudest * 10 ** (-SILENCE_DB / 10);
  return rows.filter((_, t) => energies[t] > silence);
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
    // The top of a parabola through three levels in dB, where Hann's main lobe is nearly one.
    const [a, b, c] = [level[k - 1], level[k], level[k + 1]];
    const hz = (first + k + 0.5 * (a - c) / (a - 2 * b + c)) * binHz;
    lines.push({ hz, strength: excess / (LINE_CEILING_DB - LINE_FLOOR_DB) });
  }
  return lines;
}

/** Added strength of the lines. */
export function droneStrength(lines: SpectralLine[]): number {
  return lines.reduce((total, { strength }) => total + strength, 0);
}
