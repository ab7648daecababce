import { hzToCents, modulo } from "../math.ts";
import { checkTrack } from "../pitch/check_track.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { assertTonic } from "./options.ts";

/** Shortest run of voiced frames that is looked at: less is a tracker's slip. */
const MIN_RUN = 6;

/** Seconds between the frames that are looked at. */
const FRAME_SECONDS = 0.01;
/** Cents a second under which a frame is stable: a held note passes, a meend or a taan does not. */
const MOST_SLOPE = 250;
/** One stable frame in so many is kept: neighbours say the same. */
const KEPT_EVERY = 2;
/** Silence that ends a phrase, in seconds. */
const GAP_SECONDS = 0.5;
/** Symbols in an octave: bins of 10 cents. */
const N_SYMBOLS = 120;

/** A stretch of melody between two silences. */
export interface StablePhrase {
  /** Pitch classes 0..nSymbols-1 above Sa, octave folded; symbol 0 is Sa. */
  symbols: Uint8Array;
  /** When each symbol sounds, in seconds; as many, rising. */
  times: Float64Array;
}

/** What {@linkcode stableFrames} answers. */
export interface StableFrames {
  /** The phrases in order of time, none of them empty. */
  phrases: StablePhrase[];
  /** Size of the alphabet. */
  nSymbols: number;
  /** Symbols in all phrases. */
  frames: number;
  /** Length of the track in seconds, silence included. */
  seconds: number;
  /**
   * Stable frames as a share of all frames of the track, silence included, 0..1. A voice breathes
   * and moves: from about .45 on it was the drone that was tracked, or a harmonium.
   */
  stableShare: number;
}

/**
 * The stable frames of a melody as pitch classes: what the textbook models read.
 *
 * 1. The track on a grid of 10 ms (nearest frame).
 * 2. Runs of voiced frames, six or more; cents above Sa, with a running median of five.
 * 3. Slope: the central difference of a running mean of five; stable where it is under 250 cents/s.
 * 4. Every second stable frame of a run, its cents rounded to the nearest of 120 bins of 10 cents.
 * 5. A new phrase after more than half a second without a run.
 *
 * At the edges of a run the first and last values stand for those beyond.
 *
 * @param track f0 in Hz; NaN, 0 and whatever is no frequency = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, 10..10000.
 * @returns The phrases; none where nothing is stable.
 * @throws {InvalidArgumentError} If the tonic is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { stableFrames } from "./stable_frames.ts";
 *
 * // A tenth of a second of Sa, a glide up to Pa, a tenth of a second of Pa, at 100 frames a second.
 * const cents = [...Array(10).fill(0), 140, 280, 420, 560, ...Array(10).fill(700)];
 * const f0 = Float64Array.from(cents, (value) => 220 * 2 ** (value / 1200));
 * const { phrases } = stableFrames({
 *   times: f0.map((_, t) => t / 100),
 *   f0,
 *   voicing: new Float32Array(f0.length).fill(1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * }, 220);
 * assertEquals([...phrases[0].symbols], [0, 0, 0, 0, 70, 70, 70]);
 * ```
 */
export function stableFrames(
  track: PitchTrack,
  tonicHz: number,
): StableFrames {
  assertTonic(tonicHz);
  checkTrack(track);
  const grid = nearestFrames(track);
  const cents = Float64Array.from(grid, (frame) => hzToCents(track.f0[frame], tonicHz));
  const found: { symbols: number[]; times: number[] }[] = [];
  let stable = 0, last = -Infinity;
  for (const [from, to] of voicedRuns(cents)) {
    if ((from - last) * FRAME_SECONDS > GAP_SECONDS) found.push({ symbols: [], times: [] });
    last = to - 1;
    const { symbols, times } = found[found.length - 1];
    const melody = running(cents.subarray(from, to), medianOfFive);
    const slope = gradient(running(melody, meanOfFive));
    for (let t = 0, kept = 0; t < melody.length; t++) {
      if (!(Math.abs(slope[t]) / FRAME_SECONDS < MOST_SLOPE)) continue;
      stable++;
      if (kept++ % KEPT_EVERY > 0) continue;
      symbols.push(symbolOf(melody[t]));
      times.push(track.times[grid[from + t]]);
    }
  }
  const phrases = found.filter(({ symbols }) => symbols.length > 0).map(({ symbols, times }) => ({
    symbols: Uint8Array.from(symbols),
    times: Float64Array.from(times),
  }));
  const frames = phrases.reduce((total, { symbols }) => total + symbols.length, 0);
  return {
    phrases,
    nSymbols: N_SYMBOLS,
    frames,
    seconds: track.f0.length * track.hopSeconds,
    stableShare: stable / grid.length || 0, // 0 / 0 where there is no frame
  };
}

/** For each time of the grid the index of the nearest frame of the track. */
function nearestFrames({ f0, hopSeconds }: PitchTrack): Int32Array {
  const length = Math.floor(f0.length * hopSeconds / FRAME_SECONDS);
  return Int32Array.from(
    { length },
    (_, t) => Math.min(roundHalfEven(t * FRAME_SECONDS / hopSeconds), f0.length - 1),
  );
}

/** [from, to) of each run of voiced frames that is long enough. */
function voicedRuns(cents: Float64Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let from = 0, to: number; from < cents.length; from = to + 1) {
    for (to = from; to < cents.length && !Number.isNaN(cents[to]);) to++;
    if (to - from >= MIN_RUN) runs.push([from, to]);
  }
  return runs;
}

/** For each t what `combine` makes of the values at t - 2 .. t + 2; the edges stand for those beyond. */
function running(
  values: Float64Array,
  combine: (a: number, b: number, c: number, d: number, e: number) => number,
): Float64Array {
  const last = values.length - 1;
  return values.map((value, t) =>
    combine(
      values[Math.max(0, t - 2)],
      values[Math.max(0, t - 1)],
      value,
      values[Math.min(last, t + 1)],
      values[Math.min(last, t + 2)],
    )
  );
}

function meanOfFive(a: number, b: number, c: number, d: number, e: number): number {
  return (a + b + c + d + e) / 5;
}

/** Of two pairs neither the lowest nor the highest is the median: it is that of the rest. */
function medianOfFive(a: number, b: number, c: number, d: number, e: number): number {
  const low = Math.max(Math.min(a, b), Math.min(c, d));
  const high = Math.min(Math.max(a, b), Math.max(c, d));
  return Math.max(Math.min(low, high), Math.min(Math.max(low, high), e));
}

/** Central differences per frame; one-sided at both ends. */
function gradient(values: Float64Array): Float64Array {
  const last = values.length - 1;
  return values.map((_, t) => {
    const before = Math.max(0, t - 1), after = Math.min(last, t + 1);
    return (values[after] - values[before]) / (after - before);
  });
}

/** The nearest bin of the octave above Sa. */
function symbolOf(cents: number): number {
  return modulo(roundHalfEven(cents * N_SYMBOLS / 1200), N_SYMBOLS);
}

/** The nearest whole number, the even one of two, as IEEE 754 and Python have it. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value), rest = value - below;
  return below + (rest > 0.5 || (rest === 0.5 && below % 2 !== 0) ? 1 : 0);
}
