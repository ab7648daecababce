/**
 * What every tracker has in common: the grid of frames, the checks at entry, and the shape of a
 * tracker that works in pieces.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { requirePositive } from "../options.ts";
import type { PitchTrack, SampleSource, TrackerOptions } from "./types.ts";

/** No recording has more; a window of seconds at a wrong rate would not fit into memory. */
const MOST_SAMPLE_RATE = 768_000;

/** Longest frame in seconds: 20 are three periods of 0.15 Hz. */
const MOST_FRAME_SECONDS = 20;

/** Samples read at a time where all of them are walked through. */
export const STRETCH = 1 << 18;

/** An even grid of frames, centred in the recording as Praat does it. */
export interface FrameGrid {
  /** Number of frames; 0 if the recording is shorter than one window. */
  count: number;
  /** Centre of the first frame in seconds. */
  firstSeconds: number;
  /** Time between frames in seconds. */
  hopSeconds: number;
}

/**
 * A tracker at work. `analyse` is called for consecutive ranges of frames that cover the grid once,
 * in order, then `finish`. The result does not depend on where the ranges are cut, which is what
 * lets a long recording be analysed in pieces, with pauses for progress and abortion.
 */
export interface FrameTracker {
  /** Number of frames of the grid. */
  readonly frames: number;
  /** Analyses the frames from `from` up to, not including, `to`. */
  analyse(from: number, to: number): void;
  /** Finds the path through all frames. */
  finish(): PitchTrack;
}

/** The range of f0 and the hop, with defaults filled in and checked. */
export interface PitchRange {
  /** Time between frames in seconds. */
  hopSeconds: number;
  /** Lowest f0 in Hz. */
  floorHz: number;
  /** Highest f0 in Hz. */
  ceilingHz: number;
}

/**
 * The frames that fit into a recording: floor((duration - window) / hop) + 1 of them, with the
 * rest of the time shared out equally before and behind.
 *
 * @param nSamples Length of the recording in samples.
 * @param sampleRate Hz.
 * @param windowSeconds Length of the window in seconds.
 * @param hopSeconds Time between frames in seconds.
 * @returns The grid, without frames if the recording is shorter than the window.
 */
export function frameGrid(
  nSamples: number,
  sampleRate: number,
  windowSeconds: number,
  hopSeconds: number,
): FrameGrid {
  const duration = nSamples / sampleRate;
  const count = duration < windowSeconds
    ? 0
    : Math.floor((duration - windowSeconds) / hopSeconds) + 1;
  return { count, firstSeconds: (duration - (count - 1) * hopSeconds) / 2, hopSeconds };
}

/**
 * The frame of `yin` and `pyin` where none is asked for: 1024 samples at 22 050 Hz, or three and a
 * half periods of a floor too low for that.
 */
export function defaultFrameSeconds(floorHz: number): number {
  return Math.max(0.0464, 3.48 / floorHz);
}

/** The centres of a grid's frames in seconds. */
export function frameTimes(grid: FrameGrid): Float64Array {
  return Float64Array.from(
    { length: grid.count },
    (_, i) => grid.firstSeconds + i * grid.hopSeconds,
  );
}

/** Runs a tracker over all its frames at once. */
export function runTracker(tracker: FrameTracker): PitchTrack {
  tracker.analyse(0, tracker.frames);
  return tracker.finish();
}

/**
 * Checks the sound that a tracker is given.
 *
 * @param samples Mono sound; every sample must be finite.
 * @param sampleRate Hz, > 0 and at most 768000.
 * @throws {InvalidArgumentError} Naming the first thing that is wrong.
 */
export function checkSound(samples: SampleSource, sampleRate: number): void {
  if (!(sampleRate > 0 && sampleRate <= MOST_SAMPLE_RATE)) {
    throw new InvalidArgumentError(
      `sampleRate must be a positive number of Hz, at most ${MOST_SAMPLE_RATE}, found ${sampleRate}`,
    );
  }
  for (const [start, stretch] of stretches(samples)) {
    for (let i = 0; i < stretch.length; i++) {
      // NaN - NaN and Infinity - Infinity are NaN: one comparison finds both.
      if (stretch[i] - stretch[i] === 0) continue;
      throw new InvalidArgumentError(
        `samples must be finite numbers, found ${stretch[i]} at index ${start + i} ` +
          `(${((start + i) / sampleRate).toFixed(3)} s); replace it, by 0 for example`,
      );
    }
  }
}

/** All samples in order, in stretches that fit into memory, each with the index of its first. */
export function* stretches(samples: SampleSource): Generator<[number, Float32Array]> {
  for (let start = 0; start < samples.length; start += STRETCH) {
    yield [start, samples.subarray(start, Math.min(samples.length, start + STRETCH))];
  }
}

/**
 * Fills in and checks hop, floor and ceiling.
 *
 * @param options The caller's options.
 * @param sampleRate Hz.
 * @returns The three with defaults filled in.
 * @throws {InvalidArgumentError} If one is out of range.
 */
export function resolveRange(options: TrackerOptions, sampleRate: number): PitchRange {
  const { hopSeconds = 0.01, floorHz = 75, ceilingHz = 800 } = options;
  requirePositive("hopSeconds", hopSeconds);
  requirePositive("floorHz", floorHz);
  if (!(ceilingHz > floorHz && ceilingHz <= sampleRate / 2)) {
    throw new InvalidArgumentError(
      `ceilingHz must be above floorHz (${floorHz}) and at most half the sample rate ` +
        `(${sampleRate / 2}), found ${ceilingHz}`,
    );
  }
  return { hopSeconds, floorHz, ceilingHz };
}

/** Throws unless the length of a frame is > 0 and such that a frame fits into memory. */
export function requireFrameSeconds(value: number): void {
  if (!(value > 0 && value <= MOST_FRAME_SECONDS)) {
    throw new InvalidArgumentError(
      `frameSeconds must be above 0 and at most ${MOST_FRAME_SECONDS} (three periods of floorHz ` +
        `where it is not given), found ${value}`,
    );
  }
}

export { requirePositive, requireWithin } from "../options.ts";
