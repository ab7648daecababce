/**
 * How good a pitch track is, given the truth: the measures of MIREX's melody extraction task.
 *
 * @see Salamon, Gómez, Ellis & Richard, "Melody extraction from polyphonic music signals", IEEE
 * Signal Processing Magazine 31(2), 2014, section "Evaluation".
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { median } from "../math.ts";

/** The part of a pitch track that is scored. */
export interface PitchContour {
  /** Seconds, ascending. */
  times: ArrayLike<number>;
  /** Hz; NaN, 0 or negative = unvoiced. */
  f0: ArrayLike<number>;
}

/** The options of {@linkcode scorePitch}. */
export interface PitchScoreOptions {
  /**
   * One entry per frame of the truth; frames whose entry is 0 or false are left out.
   *
   * @default every frame counts.
   */
  scored?: ArrayLike<number | boolean>;
  /**
   * Largest error in cents that still counts as right.
   *
   * @default {50} half a semitone, as everywhere in the field.
   */
  toleranceCents?: number;
}

/** What {@linkcode scorePitch} finds. A rate without a single frame to count is NaN. */
export interface PitchScore {
  /** Part of the frames voiced in truth whose estimate is voiced and within the tolerance. */
  rawPitchAccuracy: number;
  /** The same with errors of whole octaves forgiven. */
  rawChromaAccuracy: number;
  /** Part of the frames unvoiced in truth that are called voiced. */
  voicingFalseAlarm: number;
  /** Part of the frames voiced in truth that are called voiced. */
  voicingRecall: number;
  /** Median of |error| in cents over the frames voiced in both. */
  medianCents: number;
  /** Frames that are voiced in truth, right or not. */
  voicedFrames: number;
  /** Frames that are unvoiced in truth. */
  unvoicedFrames: number;
}

/**
 * Compares an estimated contour with the truth, frame by frame of the truth. The two may lie on
 * different time grids: a frame is compared with the nearest frame of the estimate, or is unvoiced
 * if none lies within half a hop (the wider of the two grids').
 *
 * @param estimate The track to score.
 * @param truth The truth; its frames are those counted.
 * @param options See {@linkcode PitchScoreOptions}.
 * @returns Rates 0..1 and the median error.
 * @throws {InvalidArgumentError} If lengths disagree or the tolerance is not positive.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { scorePitch } from "raagkit";
 *
 * const truth = { times: [0, 0.01, 0.02], f0: [220, 220, 0] };
 * const score = scorePitch({ times: [0, 0.01, 0.02], f0: [220, 440, 0] }, truth);
 * assertEquals([score.rawPitchAccuracy, score.rawChromaAccuracy], [0.5, 1]);
 * assertEquals(score.voicingFalseAlarm, 0);
 * ```
 */
export function scorePitch(
  estimate: PitchContour,
  truth: PitchContour,
  options: PitchScoreOptions = {},
): PitchScore {
  const { scored, toleranceCents = 50 } = options;
  checkContour("estimate", estimate);
  checkContour("truth", truth);
  if (scored && scored.length !== truth.times.length) {
    throw new InvalidArgumentError(
      `scored must have one entry per frame of the truth (${truth.times.length}), ` +
        `found ${scored.length}`,
    );
  }
  if (!(toleranceCents > 0)) {
    throw new InvalidArgumentError(`toleranceCents must be > 0, found ${toleranceCents}`);
  }
  const aligned = alignContour(estimate, truth.times);
  const errors: number[] = [];
  let voiced = 0, unvoiced = 0, right = 0, chroma = 0, alarms = 0;
  for (let i = 0; i < truth.times.length; i++) {
    if (scored && !scored[i]) continue;
    const heard = aligned[i] > 0;
    if (!(truth.f0[i] > 0)) {
      unvoiced++;
      if (heard) alarms++;
      continue;
    }
    voiced++;
    if (!heard) continue;
    const cents = 1200 * Math.log2(aligned[i] / truth.f0[i]);
    errors.push(Math.abs(cents));
    if (Math.abs(cents) <= toleranceCents) right++;
    if (Math.abs(cents - 1200 * Math.round(cents / 1200)) <= toleranceCents) chroma++;
  }
  return {
    rawPitchAccuracy: right / voiced,
    rawChromaAccuracy: chroma / voiced,
    voicingFalseAlarm: alarms / unvoiced,
    voicingRecall: errors.length / voiced,
    medianCents: median(errors),
    voicedFrames: voiced,
    unvoicedFrames: unvoiced,
  };
}

/**
 * A contour's f0 at other times: that of the nearest frame within half a hop, else unvoiced.
 *
 * @param contour The contour to read.
 * @param times Seconds, ascending.
 * @returns Hz at each of the times; NaN = unvoiced.
 */
export function alignContour(contour: PitchContour, times: ArrayLike<number>): Float64Array {
  const reach = Math.max(hop(contour.times), hop(times)) / 2 + 1e-9;
  const result = new Float64Array(times.length).fill(NaN);
  const last = contour.times.length - 1;
  let j = 0;
  for (let i = 0; i < times.length && last >= 0; i++) {
    const distance = (k: number) => Math.abs(contour.times[k] - times[i]);
    while (j < last && distance(j + 1) <= distance(j)) j++;
    if (distance(j) <= reach && contour.f0[j] > 0) result[i] = contour.f0[j];
  }
  return result;
}

/** Mean distance between neighbouring times; 0 for fewer than two. */
function hop(times: ArrayLike<number>): number {
  return times.length < 2 ? 0 : (times[times.length - 1] - times[0]) / (times.length - 1);
}

function checkContour(name: string, contour: PitchContour): void {
  if (contour.times.length !== contour.f0.length) {
    throw new InvalidArgumentError(
      `${name} must have as many times as f0 values, found ${contour.times.length} and ` +
        `${contour.f0.length}`,
    );
  }
}
