/**
 * What speaks for melody, and what for the drone, along a path over a drone.
 *
 * @module
 */

import { mean, median, quantile } from "../../math.ts";
import type { PitchTrack } from "../types.ts";
import type { DroneProfile } from "./drone.ts";

/** Frames this far apart belong to one contour, in cents. */
const CONTOUR_CENTS = 80;
/** How far apart movement is looked at, and over which stretch to either side, in seconds. */
const MOVEMENT_SECONDS = 0.05, MOVEMENT_REACH = 0.2;
/** Over which stretch to either side the level is averaged, in seconds. */
const LEVEL_REACH = 0.15;
/** A moment, and how far from a frame a louder one is looked for, to either side, in seconds. */
const MOMENT_REACH = 0.03, DIP_REACH = 0.5;
/** The cut between soft and loud frames lies this far over quiet moments or more, in dB. */
const LEAST_CUT_DB = 2;
/** Over which time the loudness falls, and drops, in seconds. */
const FALL_SECONDS = 0.2, DROP_SECONDS = 0.05;
/** So often it does as steeply as at most, as a part of the time. */
const STEEPEST = 0.02;
/** Where long contours are shorter, in seconds, it says no more: a lively voice leaps often. */
const LEAST_FIRM_SECONDS = 1.5;
/** A note elsewhere: off the drone's pitches, of this strength, this loud (dB), this long (ln of 10 ms). */
const ELSEWHERE = { dronePitch: 0.25, strength: 0.6, remains: -6, length: 3 };

/** Power of each frame, as mean squares. */
export class FrameLevels {
  /** Without the drone. */
  readonly left: Float32Array;
  /** As it was recorded. */
  readonly whole: Float32Array;

  /** Makes room for so many frames. */
  constructor(frames: number) {
    this.left = new Float32Array(frames);
    this.whole = new Float32Array(frames);
  }
}

/** A path over a drone, and what is known about both. */
export interface OverDrone {
  /** The path, voiced wherever there is a period, whoever makes it. */
  track: PitchTrack;
  /** Power of its frames. */
  levels: FrameLevels;
  /** The drone. */
  drone: DroneProfile;
  /** How periodic the drone is at a pitch, given its log2 in Hz. */
  dronePitch: (octave: number) => number;
}

/** What speaks for a frame's being melody; one entry per frame, 0 where the path is unvoiced. */
export interface FrameFeatures {
  /**
   * dB over the recording's quiet moments, averaged over 0.3 s, in units of those at the cut between its
   * soft and its loud frames.
   */
  loudness: Float64Array;
  /** dB over the loudest moment within half a second: below 0 before a note and after it. */
  dip: Float64Array;
  /** dB of what is left without the drone, against what is left in loud moments. */
  remains: Float64Array;
  /** How much the pitch is the drone's own, -1..1. */
  dronePitch: Float64Array;
  /** ln of the contour's length in units of 10 ms. */
  length: Float64Array;
  /** ln(2 + cents moved in 50 ms), averaged over 0.4 s. */
  movement: Float64Array;
  /** dB of what is left over the drone's power, averaged over 0.3 s. */
  level: Float64Array;
}

/** What speaks for there being a melody in a recording at all. */
export interface RecordingFeatures {
  /** ln(0.5 + median cents moved in 50 ms) in the louder two fifths of the frames. */
  liveliness: number;
  /**
   * ln of the length of long contours in units of 10 ms: a tenth of the frames lie in longer ones. What
   * is shorter than 1.5 s counts as that.
   */
  firmness: number;
  /** Square root of the part of the frames in firm notes on pitches that the drone does not have. */
  elsewhere: number;
  /** dB of the drone's power over that of quiet moments: a drone alone has no quieter ones. */
  droneShare: number;
  /** dB by which what is left without the drone changes in 0.2 s, the median: scraps of a drone flicker. */
  flicker: number;
  /** dB by which the loudness changes in 0.2 s in the steepest falls: a note's end is steeper than a string's. */
  falling: number;
  /** The same of moments, in 50 ms. */
  dropping: number;
}

/**
 * Measures a path.
 *
 * @param heard The path, the levels of its frames, the drone.
 * @returns What speaks for melody in each frame, and in the recording.
 */
export function voicingFeatures(
  { track, levels, drone, dronePitch }: OverDrone,
): { frame: FrameFeatures; recording: RecordingFeatures } {
  const { f0, hopSeconds } = track;
  const { left, whole } = levels;
  const frames = f0.length;
  const [loudness, dip, remains, own, length, movement, level] = Array.from(
    { length: 7 },
    () => new Float64Array(frames),
  );
  const { quietPower } = drone.loudness;
  const cents = f0.map((hz) => 1200 * Math.log2(hz));
  const overDrone = Float64Array.from(left, (power) => decibels(power / drone.power, -40, 30));
  const loudLeft = frames > 0 ? quantile(left, 0.9) : 0;
  const lag = Math.max(1, Math.round(MOVEMENT_SECONDS / hopSeconds));
  const reach = Math.round(MOVEMENT_REACH / hopSeconds);
  const levelReach = Math.round(LEVEL_REACH / hopSeconds);
  const overQuiet = Float64Array.from(whole, (power) => decibels(power / quietPower, -5, 40));
  const smooth = smoothed(overQuiet, levelReach);
  const moments = smoothed(overQuiet, Math.round(MOMENT_REACH / hopSeconds));
  const loudest = highestNear(moments, Math.round(DIP_REACH / hopSeconds));
  const cut = Math.max(LEAST_CUT_DB, cutInTwo(smooth));
  const moved = new Float64Array(frames);
  for (const [from, to] of contours(cents)) {
    const movements = runningSum(from, to - lag, (t) => Math.abs(cents[t + lag] - cents[t]));
    const overs = runningSum(from, to, (t) => overDrone[t]);
    for (let t = from; t < to; t++) {
      moved[t] = Math.min(100, movements(t - reach, t + reach + 1 - lag));
      loudness[t] = Math.max(-1, Math.min(3, smooth[t] / cut));
      dip[t] = overQuiet[t] - loudest[t];
      remains[t] = decibels(left[t] / loudLeft, -50, 20);
      own[t] = dronePitch(cents[t] / 1200);
      length[t] = Math.log((to - from) * hopSeconds / 0.01);
      movement[t] = Math.log(2 + moved[t]);
      level[t] = overs(t - levelReach, t + levelReach + 1);
    }
  }
  const frame = { loudness, dip, remains, dronePitch: own, length, movement, level };
  return {
    frame,
    recording: ofRecording(track, frame, moved, { overDrone, smooth, moments }, drone),
  };
}

/** What speaks for there being a melody, of the frames' features, their movement and some levels in dB. */
function ofRecording(
  { f0, voicing, hopSeconds }: PitchTrack,
  frame: FrameFeatures,
  moved: Float64Array,
  levels: Record<"overDrone" | "smooth" | "moments", Float64Array>,
  { power, loudness: { quietPower } }: DroneProfile,
): RecordingFeatures {
  const voiced = [...f0.keys()].filter((t) => f0[t] > 0);
  const elsewhere = voiced.filter((t) => isElsewhere(frame, voicing[t], t)).length;
  const changes = (level: Float64Array, seconds: number) => {
    const lag = Math.max(1, Math.round(seconds / hopSeconds));
    return level.subarray(lag).map((value, t) => value - level[t]);
  };
  const left = smoothed(levels.overDrone, Math.round(LEVEL_REACH / hopSeconds));
  return {
    liveliness: Math.log(0.5 + movementOfLoud(moved, levels.overDrone, voiced)),
    firmness: Math.max(
      Math.log(LEAST_FIRM_SECONDS / 0.01),
      quantileOr0(voiced.map((t) => frame.length[t]), 0.9),
    ),
    elsewhere: Math.sqrt(elsewhere / Math.max(1, f0.length)),
    droneShare: decibels(power / quietPower, -20, 20),
    flicker: quantileOr0(changes(left, FALL_SECONDS).map(Math.abs), 0.5),
    falling: quantileOr0(changes(levels.smooth, FALL_SECONDS), STEEPEST),
    dropping: quantileOr0(changes(levels.moments, DROP_SECONDS), STEEPEST),
  };
}

/** Whether a frame lies in a firm note on a pitch that the drone does not have. */
function isElsewhere(frame: FrameFeatures, strength: number, t: number): boolean {
  return frame.dronePitch[t] < ELSEWHERE.dronePitch && strength > ELSEWHERE.strength &&
    frame.remains[t] > ELSEWHERE.remains && frame.length[t] > ELSEWHERE.length;
}

/** Median movement over the louder two fifths of some frames; 0 without any. */
function movementOfLoud(moved: Float64Array, level: Float64Array, frames: number[]): number {
  if (frames.length === 0) return 0;
  const loud = quantile(frames.map((t) => level[t]), 0.6);
  return median(frames.filter((t) => level[t] >= loud).map((t) => moved[t]));
}

/**
 * Where to cut values into lower and higher ones so that this accounts for most of their variance.
 *
 * @param values Some values.
 * @returns The cut; their mean where all are the same.
 * @see Otsu, "A threshold selection method from gray-level histograms", IEEE Transactions on Systems,
 * Man, and Cybernetics 9(1), 1979.
 */
function cutInTwo(values: Float64Array): number {
  const sorted = values.slice().sort(), n = sorted.length, average = mean(sorted);
  let most = 0, cut = average, sum = 0;
  for (let k = 1; k < n; k++) {
    sum += sorted[k - 1] - average;
    // The means of the k lower ones and of the others lie sum / k and sum / (n - k) from that of all.
    const between = sum * sum / (k * (n - k));
    if (between > most) {
      most = between;
      cut = (sorted[k - 1] + sorted[k]) / 2;
    }
  }
  return cut;
}

/** A quantile; 0 for no values. */
function quantileOr0(values: ArrayLike<number>, q: number): number {
  return values.length > 0 ? quantile(values, q) : 0;
}

/** Half-open ranges of voiced frames without a leap. */
function contours(cents: Float64Array): [number, number][] {
  const result: [number, number][] = [];
  for (let t = 0; t < cents.length; t++) {
    if (Number.isNaN(cents[t])) continue;
    if (t > 0 && Math.abs(cents[t] - cents[t - 1]) < CONTOUR_CENTS) result[result.length - 1][1]++;
    else result.push([t, t + 1]);
  }
  return result;
}

/** Means over so many values to either side, fewer near the ends. */
function smoothed(values: Float64Array, reach: number): Float64Array {
  const average = runningSum(0, values.length, (t) => values[t]);
  return values.map((_, t) => average(t - reach, t + reach + 1));
}

/** The highest of so many values to either side. */
function highestNear(values: Float64Array, reach: number): Float64Array {
  return values.map((highest, t) => {
    const last = Math.min(values.length - 1, t + reach);
    for (let i = Math.max(0, t - reach); i <= last; i++) {
      if (values[i] > highest) highest = values[i];
    }
    return highest;
  });
}

/** Gives means of a function over any part of `from`..`to`; 0 for an empty part. */
function runningSum(
  from: number,
  to: number,
  value: (t: number) => number,
): (low: number, high: number) => number {
  const sums = new Float64Array(Math.max(0, to - from) + 1);
  for (let t = from; t < to; t++) sums[t - from + 1] = sums[t - from] + value(t);
  return (low, high) => {
    const first = Math.max(low, from), last = Math.min(high, to);
    return last > first ? (sums[last - from] - sums[first - from]) / (last - first) : 0;
  };
}

/** A ratio of powers in dB, held within bounds. */
function decibels(ratio: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, 10 * Math.log10(ratio + 1e-20)));
}
