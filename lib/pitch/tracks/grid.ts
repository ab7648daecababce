import { PitchError } from "../../errors.ts";
import { mean } from "../../math.ts";
import type { PitchTrack } from "../types.ts";
import { HOP_SECONDS, lowerMedian, shown } from "./columns.ts";
import type { Points } from "./types.ts";

/** More frames than a day has at 1 ms: the times must be wrong. */
const MOST_FRAMES = 86_400_000;
/** The hop where the points do not tell one. */
const USUAL_HOP = 0.01;
/** How far a frame may lie from its place on the grid, as a part of the hop: printed times are rounded. */
const MOST_OFF = 0.4;

/**
 * Sets points on an even grid of frames. Frames that the file leaves out are unvoiced. Points that
 * lie on no even grid are interpolated, which is a warning.
 *
 * @param points The points.
 * @param options What to call the file in messages; the hop, where it is known.
 * @returns The track, with method `file`, and what was doubtful.
 * @throws {PitchError} If the times span more than a day at 1 ms.
 */
export function onGrid(
  points: Points,
  { name, hopSeconds }: { name: string; hopSeconds?: number },
): { track: PitchTrack; warnings: string[] } {
  const { times, span } = points;
  const warnings = [...points.warnings];
  const isDrawn = points.drawn === true && times.length > 1 &&
    usualHop(times) > HOP_SECONDS.high;
  const hop = isDrawn ? USUAL_HOP : hopSeconds ?? usualHop(times);
  const last = times[times.length - 1];
  // A frame reaches half a hop to either side.
  const framesIn = (gap: number) => Math.max(0, Math.floor(gap / hop - 0.5 + 1e-6));
  const before = span ? framesIn(times[0] - span.start) : 0;
  const after = span ? framesIn(span.end - last) : 0;
  const first = times[0] - before * hop;
  const count = Math.round((last - first) / hop) + 1 + after;
  if (!(count <= MOST_FRAMES)) {
    throw new PitchError(
      `Cannot read ${name}: its times span ${count} frames of ${hop} s; are they in seconds?`,
    );
  }
  const track: PitchTrack = {
    times: Float64Array.from({ length: count }, (_, i) => first + i * hop),
    f0: new Float64Array(count).fill(NaN),
    voicing: new Float32Array(count),
    hopSeconds: hop,
    method: "file",
    fallbacks: [],
  };
  if (isDrawn) {
    warnings.push(
      `its ${times.length} points lie far apart; a curve is drawn from one to the next, as Praat does`,
    );
    interpolate(points, track, Infinity);
  } else if (!place(points, track)) {
    warnings.push(
      `its times lie on no even grid; f0 is interpolated every ${shown(1000 * hop)} ms`,
    );
    interpolate(points, track, 2 * hop);
  }
  return { track, warnings };
}

/** Distance between neighbouring points, leaving out the gaps where frames are missing. */
function usualHop(times: Float64Array): number {
  if (times.length < 2) return USUAL_HOP;
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  const typical = lowerMedian(steps);
  // Times printed with few digits make single steps uneven; their mean is right, but for its
  // rounding: 0.01 should read 0.01.
  const step = mean(steps.filter((step) => step > 0.5 * typical && step < 1.5 * typical));
  return Number(step.toPrecision(10));
}

/** Puts each point into its frame; false if two would share one or a point lies between two. */
function place(points: Points, { times, f0, voicing, hopSeconds }: PitchTrack): boolean {
  const start = times[0];
  let previous = -1, off = 0;
  const places = points.times.map((time) => {
    const place = Math.round((time - start) / hopSeconds);
    if (place <= previous) off = Infinity;
    off = Math.max(off, Math.abs(time - start - place * hopSeconds));
    previous = place;
    return place;
  });
  if (off > MOST_OFF * hopSeconds) return false;
  for (let i = 0; i < places.length; i++) {
    const hz = points.f0[i], isVoiced = hz > 0 && hz < Infinity;
    times[places[i]] = points.times[i];
    if (isVoiced) f0[places[i]] = hz;
    voicing[places[i]] = points.voicing?.[i] ?? (isVoiced ? 1 : 0);
  }
  return true;
}

/** Fills frames from the points about them, in log f0; unvoiced across gaps wider than `reach`. */
function interpolate(points: Points, { times, f0, voicing }: PitchTrack, reach: number): void {
  const last = points.times.length - 1;
  const voicedAt = (i: number) => points.f0[i] > 0 && points.f0[i] < Infinity;
  for (let i = 0, at = 0; i < times.length; i++) {
    while (at < last && points.times[at + 1] <= times[i]) at++;
    const next = Math.min(at + 1, last);
    const width = points.times[next] - points.times[at];
    const part = width > 0 ? Math.min(1, Math.max(0, (times[i] - points.times[at]) / width)) : 0;
    const nearest = part < 0.5 ? at : next;
    const isNear = Math.abs(times[i] - points.times[nearest]) <= reach / 2;
    if (!voicedAt(nearest) || (width > reach && !isNear)) continue;
    const isBetween = width <= reach && voicedAt(at) && voicedAt(next);
    f0[i] = isBetween
      ? points.f0[at] * (points.f0[next] / points.f0[at]) ** part
      : points.f0[nearest];
    voicing[i] = points.voicing?.[nearest] ?? 1;
  }
}
