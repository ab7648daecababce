import type { PitchTrack } from "../../pitch/types.ts";
import type { SymbolSequence } from "../../quantize/types.ts";

/**
 * Every n-th frame of a stretch of a track, so that at most `most` remain and can be drawn at once;
 * `hopSeconds` is the time between them.
 */
export function thinnedTrack(
  track: PitchTrack,
  most: number,
  from = -Infinity,
  to = Infinity,
): PitchTrack {
  const { times, f0, voicing, hopSeconds } = track, start = times[0] ?? 0;
  const first = Math.max(0, Math.floor((from - start) / hopSeconds));
  const last = Math.min(f0.length, Math.max(first, Math.ceil((to - start) / hopSeconds) + 1));
  const step = Math.max(1, Math.ceil((last - first) / most));
  const count = Math.ceil((last - first) / step);
  const kept = <T extends Float64Array | Float32Array>(values: T): T => {
    const some = values.slice(0, count) as T;
    for (let i = 0; i < count; i++) some[i] = values[first + i * step];
    return some;
  };
  return {
    ...track,
    times: kept(times),
    f0: kept(f0),
    voicing: kept(voicing),
    hopSeconds: step * hopSeconds,
  };
}

/**
 * The longest notes of a stretch, about `most`, in order of time: of a whole concert the short ones
 * are finer than a pixel.
 */
export function longestNotes(
  notes: SymbolSequence,
  most: number,
  from: number,
  to: number,
): SymbolSequence {
  const { onsets, durations, symbols } = notes;
  const isInside = (t: number) => onsets[t] < to && onsets[t] + durations[t] > from;
  const inside = Array.from(onsets.keys()).filter(isInside);
  const lengths = Float64Array.from(inside, (t) => durations[t]).sort();
  const least = lengths.at(-most) ?? 0;
  const kept = inside.filter((t) => durations[t] >= least);
  return {
    ...notes,
    onsets: Float64Array.from(kept, (t) => onsets[t]),
    durations: Float64Array.from(kept, (t) => durations[t]),
    symbols: Uint8Array.from(kept, (t) => symbols[t]),
  };
}
