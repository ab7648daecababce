/**
 * The drone: the partials that stand at one frequency through nearly all of a recording.
 *
 * @module
 */

import { nthSmallest, ramp } from "../../math.ts";
import { type Loudness, measureLoudness } from "./loudness.ts";
import type { SampleSource } from "../types.ts";
import { LongTermSpectrum } from "../long_term_spectrum.ts";
import { parabolaOffset } from "../sinc.ts";
import type { LongFrames } from "./spectrum.ts";

/** With less sound than this, in seconds, a held note and a drone are the same thing. */
const LEAST_SECONDS = 3;
/** Long frames looked at: a few minutes whole, an hour in even steps, in bounded memory. */
const MOST_FRAMES = 1200, ENOUGH_FRAMES = 60;
/** A partial of the drone is there in all frames but these. */
const PRESENT_QUANTILE = 0.1;
/** Where the drone's usual amplitude lies among all amplitudes: a melody only adds to it. */
const USUAL_QUANTILE = 0.3;
/** The quietest long frames, by part of all: the rests, in which the drone sounds alone. */
const RESTS = 0.08, LEAST_RESTS = 3;
/** How far the usual amplitude may lie over that in the rests; beyond, it is a held note's. */
const MOST_OVER_REST = 3;
/** The drone's amplitude in the rests is this quantile of theirs. */
const REST_QUANTILE = 0.9;
/**
 * Its level is so many times that: less where loud moments are hardly louder than quiet ones, since
 * it would take the melody with it, and more where the melody towers over it.
 */
const LEVEL_OVER_REST = [0.7, 1.5] as const, TOWERING_RANGE_DB = [17, 19] as const;
/** How far a partial must stand out from its surroundings at {@linkcode PRESENT_QUANTILE}. */
const PROMINENCE = 4;
/** What counts as the surroundings, in Hz to either side. */
const SURROUNDINGS_HZ = 60;
/** Bins to either side of a partial that its window's main lobe reaches, and one to spare. */
const LOBE_BINS = 3;
/**
 * The usual amplitude is exceeded after each pluck about as far as the lower quantile falls short
 * of it (in dB, with a little more), but not further than this.
 */
const MOST_SWING = 3, SWING_MARGIN = 1.2;
/** Lowest partial of a drone in Hz: mandra Sa of a low tanpura, with hum left out. */
const LOWEST_HZ = 40;
/** A partial this much under a tone as loud as the loud moments is none: -100 dB. */
const INAUDIBLE = 1e-5;
/** A drone never stops: in quiet moments at least this part of its power must sound. */
const LEAST_QUIET_SHARE = 0.05;
/** Fewer partials are a drone only if so much of what sounds in quiet moments is theirs. */
const FEW_PARTIALS = 3, LEAST_SHARE_OF_FEW = 0.25;
/** A drone's own loudness ranges over up to 8 dB; with 9 there is a melody over it. */
const MELODY_RANGE_DB = [8, 9] as const;
/** One harmonic series that holds this part of the power is a held note. */
const NOTE_SHARE = 0.98;
/** How far a harmonic of a held note may lie from its place, as a part of its frequency. */
const HARMONIC_TOLERANCE = 0.01;

/** Lines no farther apart than this are sidebands of one note, where they hold most of the power. */
const SIDEBAND_HZ = 15, SIDEBAND_SHARE = 0.6;

/** What is known about a recording's drone. */
export interface DroneProfile {
  /** Most that the drone may have of a bin of a long spectrum, an amplitude; 0 away from partials. */
  levels: Float32Array;
  /** Hz of the partial that a bin belongs to; 0 away from partials. */
  frequencies: Float32Array;
  /** Power of the drone, as a mean square of samples; 0 if there is none. */
  power: number;
  /** Most power that it may have: that of its levels. */
  mostPower: number;
  /** Evidence of a melody above the drone: 0 (drone alone) to 1. */
  melodyEvidence: number;
  /** How loud the recording is in its quiet and loud moments. */
  loudness: Loudness;
  /** The partials, in the order of frequency. */
  partials: DronePartial[];
}

/** One partial of a drone. */
export interface DronePartial {
  /** Frequency in Hz. */
  hz: number;
  /** Usual amplitude in a long spectrum. */
  amplitude: number;
}

/**
 * Learns the drone of a recording: bins of the long-term spectrum that stand out from their
 * surroundings even in the frames in which they are weak. A recording whose rests are silent has
 * none, and neither has one that consists of a single held note.
 *
 * @param samples Mono sound.
 * @param sampleRate Hz.
 * @param plan Its long frames.
 * @param frameSeconds Length of a moment of loudness.
 * @param discount False to learn the loudness alone, as if there were no drone.
 * @returns The profile, with `power` 0 if there is no drone.
 * @see Rao & Rao, "Vocal melody extraction in the presence of pitched accompaniment in polyphonic
 * music", IEEE TASLP 18(8), 2010, for what a tanpura does to trackers. To learn it from the whole
 * recording is our own, as is the discount.
 */
export function learnDrone(
  samples: SampleSource,
  sampleRate: number,
  plan: LongFrames,
  frameSeconds: number,
  discount = true,
): DroneProfile {
  const loudness = measureLoudness(samples, Math.max(1, Math.floor(frameSeconds * sampleRate)));
  const none = {
    levels: new Float32Array(plan.bins),
    frequencies: new Float32Array(plan.bins),
    power: 0,
    mostPower: 0,
    melodyEvidence: 1,
    loudness,
    partials: [],
  };
  if (!discount || samples.length < LEAST_SECONDS * sampleRate) return none;
  const rangeDb = 10 * Math.log10(loudness.loudPower / loudness.quietPower);
  const melodyEvidence = ramp(rangeDb, ...MELODY_RANGE_DB);
  const [lower, higher] = LEVEL_OVER_REST;
  const overAlone = lower + (higher - lower) * ramp(rangeDb, ...TOWERING_RANGE_DB);
  // Without a melody the quietest frames are not rests but the moments before a pluck.
  const overRest = melodyEvidence > 0 ? MOST_OVER_REST : Infinity;
  const spectrum = longTermSpectrum(samples, plan), { powers } = spectrum;
  const rests = quietest(powers, Math.max(LEAST_RESTS, Math.round(RESTS * powers.length)));
  const present = Float32Array.from(
    { length: plan.bins },
    (_, k) => atQuantile(spectrum.bin(k), PRESENT_QUANTILE),
  );
  // Silence, as damaged sound leaves it, has nothing but the rounding of its transform.
  const audible = INAUDIBLE * Math.sqrt(2 * loudness.loudPower) * plan.frameLength / 4;
  const peaks = findPartials(present.map((a) => a > audible ? a : 0), plan.binHz);
  const levels = new Float32Array(plan.bins), usual = new Float32Array(plan.bins);
  for (const p of peaks) {
    for (let k = Math.max(1, p - LOBE_BINS); k <= Math.min(plan.bins - 1, p + LOBE_BINS); k++) {
      if (usual[k] > 0) continue;
      // A singer may hold Sa for most of the time: then what is usual is the singer's.
      const amplitudes = spectrum.bin(k);
      const alone = atQuantile(Float32Array.from(rests, (t) => amplitudes[t]), REST_QUANTILE);
      usual[k] = Math.min(atQuantile(amplitudes, USUAL_QUANTILE), overRest * alone);
      const swing = Math.min(MOST_SWING, usual[k] / (present[k] + 1e-12));
      levels[k] = SWING_MARGIN * swing * usual[k];
      if (melodyEvidence > 0) levels[k] = Math.min(levels[k], overAlone * alone);
    }
  }
  const power = powerOf(usual, levels, plan.frameLength);
  if (!(loudness.quietPower >= LEAST_QUIET_SHARE * power) || power === 0) return none;
  // Noise leaves a line or two standing, by chance.
  const least = powerOf(present, levels, plan.frameLength);
  if (peaks.length < FEW_PARTIALS && least < LEAST_SHARE_OF_FEW * loudness.quietPower) return none;
  const isOneNote = isHeldNote(peaks, usual) || isSwingingNote(peaks, usual, plan.binHz);
  if (melodyEvidence === 0 && isOneNote) return none;
  const partials = peaks.map((k) => ({
    hz: binOfPeak(usual, k) * plan.binHz,
    amplitude: usual[k],
  }));
  const frequencies = levels.map((level, k) => level > 0 ? nearest(partials, k * plan.binHz) : 0);
  const mostPower = powerOf(levels, levels, plan.frameLength);
  return { levels, frequencies, power, mostPower, melodyEvidence, loudness, partials };
}

/** Hz of the partial nearest to a frequency. */
function nearest(partials: DronePartial[], hz: number): number {
  return partials.reduce(
    (best, p) => Math.abs(p.hz - hz) < Math.abs(best - hz) ? p.hz : best,
    Infinity,
  );
}

/** The spectrum over time, up to half the work rate. */
function longTermSpectrum(samples: SampleSource, plan: LongFrames): LongTermSpectrum {
  const { bins, frameLength, hopLength } = plan;
  const available = Math.floor((samples.length - frameLength) / hopLength) + 1;
  // Frames that overlap by half say all there is to say.
  const count = Math.min(MOST_FRAMES, Math.max(Math.min(available, ENOUGH_FRAMES), available >> 1));
  const starts = Array.from(
    { length: count },
    (_, t) => Math.floor(t * available / count) * hopLength,
  );
  return new LongTermSpectrum(samples, frameLength, starts, 0, bins - 1);
}

/** The value that a part `q` of the values lies below; they are put into another order. */
function atQuantile(values: Float32Array, q: number): number {
  return nthSmallest(values, Math.floor(q * values.length));
}

/** Indices of the `count` smallest values. */
function quietest(values: Float64Array, count: number): number[] {
  return Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]).slice(0, count);
}

/** Bins in which an amplitude has a maximum that stands out from its surroundings. */
function findPartials(amplitudes: Float32Array, binHz: number): number[] {
  const reach = Math.max(LOBE_BINS + 1, Math.round(SURROUNDINGS_HZ / binHz));
  const partials: number[] = [];
  for (let k = Math.ceil(LOWEST_HZ / binHz); k < amplitudes.length - 1; k++) {
    const a = amplitudes[k];
    if (!(a > 0 && a >= amplitudes[k - 1] && a > amplitudes[k + 1])) continue;
    const around = amplitudes.slice(Math.max(0, k - reach), k + reach + 1).sort();
    // The lower quartile, since other partials belong to the surroundings too.
    if (a >= PROMINENCE * around[around.length >> 2]) partials.push(k);
  }
  return partials;
}

/** Mean square of the sound whose Hann-windowed amplitudes are given, where levels are not 0. */
function powerOf(amplitudes: Float32Array, levels: Float32Array, frameLength: number): number {
  let sum = 0;
  for (let k = 0; k < levels.length; k++) if (levels[k] > 0) sum += amplitudes[k] ** 2;
  // Parseval: both halves of the spectrum, and 3/8 for the mean square of the window.
  return 2 * sum / (frameLength * frameLength * 3 / 8);
}

/**
 * Whether all partials are harmonics of the lowest strong one. A tanpura's are not: its first
 * string is tuned to Pa, Ma or Ni.
 */
function isHeldNote(partials: number[], amplitudes: Float32Array): boolean {
  const powers = partials.map((k) => amplitudes[k] ** 2);
  const strong = 1e-3 * Math.max(...powers);
  const lowest = partials.find((_, i) => powers[i] > strong);
  if (lowest === undefined) return false;
  const fundamental = binOfPeak(amplitudes, lowest);
  let total = 0, harmonic = 0;
  partials.forEach((k, i) => {
    const order = binOfPeak(amplitudes, k) / fundamental;
    total += powers[i];
    // A tenth of a bin is what the parabola leaves open.
    const tolerance = HARMONIC_TOLERANCE * order + 0.1 * order / lowest;
    if (Math.abs(order - Math.round(order)) < Math.min(0.2, tolerance)) harmonic += powers[i];
  });
  return harmonic >= NOTE_SHARE * total;
}

/**
 * Whether most of the power lies in lines with a near neighbour on both sides: the sidebands of a
 * note that swings without a pause. The partials of a tanpura lie farther apart, but for pairs.
 */
function isSwingingNote(partials: number[], amplitudes: Float32Array, binHz: number): boolean {
  const near = SIDEBAND_HZ / binHz;
  let total = 0, sidebands = 0;
  partials.forEach((k, i) => {
    const power = amplitudes[k] ** 2;
    total += power;
    if (k - partials[i - 1] <= near && partials[i + 1] - k <= near) sidebands += power;
  });
  return sidebands >= SIDEBAND_SHARE * total;
}

/** Where a peak lies between bins, by a parabola through the logarithms. */
function binOfPeak(amplitudes: Float32Array, k: number): number {
  const [left, middle, right] = [k - 1, k, k + 1].map((i) => Math.log(amplitudes[i] + 1e-12));
  return 2 * middle > left + right ? k + parabolaOffset(left, middle, right) : k;
}
