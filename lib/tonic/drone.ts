/**
 * What the spectrum says about the tonic: the partials that never stop, and the tanpura that would
 * explain them.
 *
 * A melody moves and breathes, a tanpura does neither. So a low quantile over time of each bin of
 * the spectrum wipes the melody out and leaves the drone's partials standing as narrow lines. These
 * are compared with the partials of a tanpura on each Sa. A recording without a drone has no such
 * lines, and the spectrum then says nothing.
 *
 * @module
 */

import { hzToCents, median, quantile } from "../math.ts";
import { nextPowerOfTwo, RealFft } from "../fft.ts";
import { BIN_CENTS, emptyProfile, N_BINS, REFERENCE_HZ } from "./pitch_class.ts";
import type { TonicAudio } from "./types.ts";

/** Shortest frame in seconds: a Hann window's lobe is then 11 Hz wide, a semitone at 180 Hz. */
const FRAME_SECONDS = 0.37;
/** No more frames than this, spread over the recording: memory and time stay bounded. */
const MAX_FRAMES = 500;
/** A frame this far below the loudest is silence, not evidence against the drone, in dB. */
const SILENCE_DB = 50;
/** What still sounds in the quieter two fifths of the frames belongs to the drone. */
const DRONE_QUANTILE = 0.4;
/** Lowest and highest partial of interest, in Hz. */
const LINES_HZ = [65, 2000] as const;
/** A line must stand out of its neighbourhood by this much, in dB... */
const LINE_FLOOR_DB = 6;
/** ...and one that stands out further than this counts no more than that. */
const LINE_CEILING_DB = 30;
/** Half the neighbourhood that a line is compared with, in Hz: wider than a lobe. */
const NEIGHBOURHOOD_HZ = 40;
/** Range of the Sa of a tanpura's middle strings, in Hz: two octaves from a low male voice up. */
const SA_HZ = [80, 330] as const;
/** Strings that every tanpura has, relative to Sa: the middle pair, and mandra Sa. */
const SA_STRINGS = [1, 1 / 2] as const;
/** The first string, relative to Sa: Pa, Ma or Ni below it. */
const FIRST_STRINGS = [3 / 4, 2 / 3, 15 / 16] as const;
/** Partials of a string that the curved bridge makes sound about as loud as each other. */
const N_PARTIALS = 12;
/** Partials of two strings closer than this are one, in cents. */
const SAME_CENTS = 15;
/** A partial may be this far from its place (standard deviation), in cents. */
const BLUR_CENTS = 12;

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
 * @returns Lines in the order of frequency; none for silence, noise, or a voice on its own.
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
  return linesOf(level, first, binHz);
}

/** Levels in dB of bins first..last, one row for each frame that sounds. */
function soundingSpectra(
  { samples }: TonicAudio,
  length: number,
  first: number,
  last: number,
): Float32Array[] {
  const window = Float64Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / length),
  );
  const fft = new RealFft(length);
  const frame = new Float64Array(length), power = new Float64Array(length / 2 + 1);
  const span = Math.max(0, samples.length - length);
  const hop = Math.max(length / 4, span / (MAX_FRAMES - 1));
  const rows: Float32Array[] = [], energies: number[] = [];
  for (let start = 0; start <= span; start += hop) {
    const offset = Math.floor(start);
    for (let i = 0; i < length; i++) frame[i] = window[i] * (samples[offset + i] ?? 0);
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

/** The frequencies of a tanpura's partials, as cents above the Sa of its middle strings. */
function partialsOf(firstString: number): number[] {
  const cents: number[] = [];
  for (const string of [...SA_STRINGS, firstString]) {
    for (let h = 1; h <= N_PARTIALS; h++) {
      const partial = hzToCents(h * string, 1);
      // Strings share partials: the third of mandra Sa is the second of Pa, and counts once.
      if (cents.every((other) => Math.abs(other - partial) > SAME_CENTS)) cents.push(partial);
    }
  }
  return cents;
}

/**
 * How well each pitch class explains the lines as the Sa of a tanpura: the cosine between the lines
 * and the partials of a tanpura tuned to it,
 *
 *     sum over its partials j of strength(j) / sqrt(number of partials * sum of strength^2),
 *
 * the best of two octaves and three tunings. Lines that the tanpura leaves unexplained lower it, and
 * so do partials that should sound and do not. That tells Sa from Pa and Ma: with Sa on the wrong
 * string, the mandra Sa below it would have to sound.
 *
 * @param lines Lines of {@linkcode droneLines}.
 * @returns A profile, 0..1; all zeros without lines.
 */
export function tanpuraProfile(lines: SpectralLine[]): Float64Array {
  const profile = emptyProfile();
  const power = lines.reduce((total, { strength }) => total + strength ** 2, 0);
  if (power === 0) return profile;
  const spectrum = rasterize(lines);
  const lowest = hzToCents(LINES_HZ[0], REFERENCE_HZ),
    highest = hzToCents(LINES_HZ[1], REFERENCE_HZ);
  const first = Math.ceil(hzToCents(SA_HZ[0], REFERENCE_HZ) / BIN_CENTS);
  const last = Math.floor(hzToCents(SA_HZ[1], REFERENCE_HZ) / BIN_CENTS);
  for (const partials of FIRST_STRINGS.map(partialsOf)) {
    for (let sa = first; sa <= last; sa++) {
      let matched = 0, count = 0;
      for (const partial of partials) {
        const cents = sa * BIN_CENTS + partial;
        if (cents < lowest || cents > highest) continue;
        matched += spectrum[Math.round((cents - lowest) / BIN_CENTS)];
        count++;
      }
      const bin = ((sa % N_BINS) + N_BINS) % N_BINS;
      profile[bin] = Math.max(profile[bin], matched / Math.sqrt(count * power));
    }
  }
  return profile;
}

/** Strength of the lines in bins of 5 cents from 65 to 2000 Hz, each a Gaussian of 12 cents. */
function rasterize(lines: SpectralLine[]): Float64Array {
  const lowest = hzToCents(LINES_HZ[0], REFERENCE_HZ);
  const size = Math.round((hzToCents(LINES_HZ[1], REFERENCE_HZ) - lowest) / BIN_CENTS) + 1;
  const spectrum = new Float64Array(size);
  const reach = Math.ceil(3 * BLUR_CENTS / BIN_CENTS);
  for (const { hz, strength } of lines) {
    const position = (hzToCents(hz, REFERENCE_HZ) - lowest) / BIN_CENTS;
    const from = Math.max(0, Math.ceil(position - reach));
    for (let bin = from; bin <= Math.min(size - 1, position + reach); bin++) {
      const distance = (bin - position) * BIN_CENTS / BLUR_CENTS;
      spectrum[bin] = Math.max(spectrum[bin], strength * Math.exp(-0.5 * distance ** 2));
    }
  }
  return spectrum;
}
