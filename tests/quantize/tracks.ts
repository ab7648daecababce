import type { PitchTrack } from "../../lib/pitch/types.ts";

/** A track from f0 values on a grid. */
export function trackOf(f0: ArrayLike<number>, hopSeconds = 0.01): PitchTrack {
  return {
    times: Float64Array.from(f0, (_, t) => t * hopSeconds),
    f0: Float64Array.from(f0),
    voicing: Float32Array.from(f0, (hz) => (hz > 0 ? 1 : 0)),
    hopSeconds,
    method: "test",
    fallbacks: [],
  };
}

/** A track of held notes: [semitones above the tonic or NaN for silence, frames]. */
export function melody(
  notes: readonly (readonly [number, number])[],
  tonicHz = 220,
  hopSeconds = 0.01,
): PitchTrack {
  return trackOf(
    notes.flatMap(([semitones, frames]) =>
      new Array<number>(frames).fill(tonicHz * 2 ** (semitones / 12))
    ),
    hopSeconds,
  );
}
