/**
 * Smoothing of a pitch track, in cents and by segments.
 *
 * @module
 */

import { median } from "../math.ts";
import { checkTrack } from "./check_track.ts";
import { requireWithin } from "./frames.ts";
import type { PitchTrack } from "./types.ts";

/** The options of {@linkcode smoothPitch}; 0 or false switches a step off. */
export interface SmoothOptions {
  /**
   * Length of the median filter in frames, odd.
   *
   * @default {3} it removes errors of a single frame; longer ones are the octave correction's, and
   * 5 would take 4 % from a gamak of 200 cents to either side at 6 Hz.
   */
  medianFrames?: number;
  /**
   * Length in frames of the stretch that a parabola is fitted to, odd; 3 and less change nothing.
   *
   * @default {7} at 10 ms it takes 1 % from a swing of 6 Hz and 42 % from the errors in noise. (A
   * Gaussian of one frame's deviation takes 7 % and 47 %.)
   */
  parabolaFrames?: number;
  /**
   * Longest stretch in seconds that is taken for an octave error if it lies an octave off what
   * comes before and after it.
   *
   * @default {0.2} a sung leap by an octave and back takes longer.
   */
  maxOctaveErrorSeconds?: number;
  /**
   * Gaps shorter than this many seconds are filled, linearly in cents.
   *
   * @default {0.1} the length of a consonant; a breath is longer.
   */
  maxGapSeconds?: number;
}

/** How far a jump may be from a whole octave to be taken for an octave error, in cents. */
const OCTAVE_TOLERANCE = 150;
/** A step of so many cents in 10 ms leads to another note: what lies beyond it is not averaged in. */
const LEAP_CENTS = 100;

/**
 * Smooths a pitch track: corrects octave errors, fills short gaps, then applies a median and fits a
 * parabola around each frame. It works in cents on segments that end at the gaps too long to be filled, so
 * that nothing leaks from one phrase into the next. Near the ends of a segment the filters become
 * shorter on both sides, which keeps a glide straight; and so does the parabola beside a leap, which
 * keeps it steep.
 *
 * @param track The track; it is not changed.
 * @param options See {@linkcode SmoothOptions}.
 * @returns A new track on the same frames.
 * @throws {InvalidArgumentError} If an option is out of range.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { parsePitchTrack, smoothPitch } from "raagkit";
 *
 * const track = parsePitchTrack("220 220 220 440 0 220 220 220".replaceAll(" ", "\n"), {
 *   hopSeconds: 0.01,
 * });
 * for (const hz of smoothPitch(track).f0) assertAlmostEquals(hz, 220, 1e-9);
 * ```
 */
export function smoothPitch(track: PitchTrack, options: SmoothOptions = {}): PitchTrack {
  const { medianFrames = 3, parabolaFrames = 7, maxOctaveErrorSeconds = 0.2, maxGapSeconds = 0.1 } =
    options;
  checkTrack(track);
  requireWithin("medianFrames", medianFrames, 0, 1001);
  requireWithin("parabolaFrames", parabolaFrames, 0, 1001);
  requireWithin("maxOctaveErrorSeconds", maxOctaveErrorSeconds, 0, Infinity);
  requireWithin("maxGapSeconds", maxGapSeconds, 0, Infinity);
  const cents = track.f0.map((hz) => hz > 0 && hz < Infinity ? 1200 * Math.log2(hz) : NaN);
  const voicing = track.voicing.slice();
  const longestError = Math.floor(maxOctaveErrorSeconds / track.hopSeconds + 1e-6);
  // "Under" 100 ms: at a hop of 10 ms nine frames are filled and ten are not.
  const longestGap = Math.ceil(maxGapSeconds / track.hopSeconds - 1e-6) - 1;
  for (const [from, to] of segments(cents, longestGap)) {
    const segment = cents.subarray(from, to);
    correctOctaves(segment, longestError);
    fillGaps(segment);
    fillGaps(voicing.subarray(from, to), (i) => track.f0[from + i] > 0);
    medianFilter(segment, medianFrames >> 1);
    parabolaFilter(segment, parabolaFrames >> 1, LEAP_CENTS * track.hopSeconds / 0.01);
  }
  return {
    ...track,
    times: track.times.slice(),
    f0: cents.map((c) => 2 ** (c / 1200)),
    voicing,
    fallbacks: track.fallbacks.slice(),
  };
}

/**
 * Stretches that begin and end voiced and contain no gap longer than `longestGap` frames.
 *
 * @param contour Any contour; NaN = unvoiced.
 * @param longestGap Frames; 0 gives the runs of voiced frames.
 * @returns Half-open ranges of frames.
 */
export function segments(contour: Float64Array, longestGap: number): [number, number][] {
  const result: [number, number][] = [];
  for (let i = 0; i < contour.length; i++) {
    if (Number.isNaN(contour[i])) continue;
    const last = result.at(-1);
    if (last && i - last[1] <= Math.max(0, longestGap)) last[1] = i + 1;
    else result.push([i, i + 1]);
  }
  return result;
}

/**
 * Shifts stretches of at most `longest` frames back that lie one or two octaves off and return; at
 * either end of the segment, where one side only can tell, of at most half as many.
 */
function correctOctaves(cents: Float64Array, longest: number): void {
  if (longest < 1) return;
  const voiced = [...cents.keys()].filter((i) => !Number.isNaN(cents[i]));
  // Places p where voiced frame p lies whole octaves off voiced frame p - 1.
  const jumps: { place: number; octaves: number }[] = [];
  for (let p = 1; p < voiced.length; p++) {
    const octaves = wholeOctaves(cents[voiced[p]] - cents[voiced[p - 1]]);
    if (octaves !== 0) jumps.push({ place: p, octaves });
  }
  const length = (from: number, to: number) => voiced[to - 1] - voiced[from] + 1;
  const shift = (from: number, to: number, octaves: number) => {
    for (let p = from; p < to; p++) cents[voiced[p]] -= 1200 * octaves;
  };
  const end = voiced.length;
  for (let j = 0; j < jumps.length; j++) {
    const { place, octaves } = jumps[j];
    const next = jumps[j + 1];
    const before = j > 0 ? jumps[j - 1].place : 0;
    if (next?.octaves === -octaves && length(place, next.place) <= longest) {
      shift(place, next.place, octaves);
      j++; // the way back is done with
    } else if (before === 0 && place < end - place && 2 * length(0, place) <= longest) {
      shift(0, place, -octaves);
    } else if (!next && place > end - place && 2 * length(place, end) <= longest) {
      shift(place, end, octaves);
    }
  }
}

/** The number of whole octaves that an interval is within the tolerance of; 0 for none. */
function wholeOctaves(interval: number): number {
  const octaves = Math.round(interval / 1200);
  return Math.abs(interval - 1200 * octaves) <= OCTAVE_TOLERANCE ? octaves : 0;
}

/** Draws lines across what is missing inside the values. */
function fillGaps(
  values: Float64Array | Float32Array,
  isKnown: (i: number) => boolean = (i) => !Number.isNaN(values[i]),
): void {
  let last = -1;
  for (let i = 0; i < values.length; i++) {
    if (!isKnown(i)) continue;
    const slope = (values[i] - values[last]) / (i - last);
    for (let k = last + 1; last >= 0 && k < i; k++) values[k] = values[last] + slope * (k - last);
    last = i;
  }
}

/** Running median of 2 `half` + 1 values, fewer near the ends. */
function medianFilter(values: Float64Array, half: number): void {
  const source = values.slice();
  for (let i = 0; i < values.length; i++) {
    const reach = Math.min(half, i, values.length - 1 - i);
    if (reach === 1) values[i] = middleOf(source[i - 1], source[i], source[i + 1]);
    else if (reach > 1) values[i] = median(source.subarray(i - reach, i + reach + 1));
  }
}

/** The median of three numbers. */
function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}

/**
 * The middle of the parabola that fits 2 `half` + 1 values best, fewer near the ends and beside steps of
 * `leap` or more. A straight line stays as it is, and so does nearly the top of a swing.
 *
 * @see Savitzky & Golay, "Smoothing and differentiation of data by simplified least squares
 * procedures", Analytical Chemistry 36(8), 1964: the weight at distance d of a window of 2 m + 1 is
 * 3 (3 m^2 + 3 m - 1 - 5 d^2) / ((2 m - 1) (2 m + 1) (2 m + 3)).
 */
function parabolaFilter(values: Float64Array, half: number, leap: number): void {
  const source = values.slice();
  const isLeap = (i: number) => !(Math.abs(source[i] - source[i - 1]) < leap);
  for (let i = 0; i < values.length; i++) {
    let m = 0;
    while (m < half && !isLeap(i - m) && !isLeap(i + m + 1)) m++;
    // A parabola goes through any three values.
    if (m < 2) continue;
    const scale = 3 / ((2 * m - 1) * (2 * m + 1) * (2 * m + 3));
    let sum = 0, low = Infinity, high = -Infinity;
    for (let d = -m; d <= m; d++) {
      const value = source[i + d];
      sum += scale * (3 * m * m + 3 * m - 1 - 5 * d * d) * value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    // Beside a step the parabola would overshoot.
    values[i] = Math.max(low, Math.min(high, sum));
  }
}
