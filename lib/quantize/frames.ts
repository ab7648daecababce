import { modulo } from "../math.ts";
import { checkTrack } from "../pitch/check_track.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { octaveShift, packSymbols, trackSteps } from "./bins.ts";
import { assertTonic, resolveQuantizer } from "./options.ts";
import type { FrameOptions, SymbolSequence } from "./types.ts";

/**
 * One symbol per voiced frame: the nearest of `nSymbols` steps of the chromatic scale.
 *
 * f0 is scaled by 261.63 / tonic, so that Sa is middle C; with 36 symbols bin 0 is C3 (MIDI 48),
 * Sa is bin 12 and bin 35 is B5. What lies outside is clamped to the outermost bin. Unvoiced
 * frames are dropped: silence is not a low note.
 *
 * With `nSymbols` equal to `binsPerOctave` the melody is folded into one octave and Sa is bin 0;
 * with any other size Sa is bin `binsPerOctave`, one octave above the lowest bin.
 *
 * @param track f0 in Hz, NaN = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param options Alphabet and octave normalisation.
 * @returns As many symbols as there are voiced frames.
 * @throws {InvalidArgumentError} If the tonic or an option is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantizeFrames } from "raagkit";
 *
 * const track = {
 *   times: Float64Array.of(0, 0.01, 0.02),
 *   f0: Float64Array.of(220, NaN, 330), // Sa, silence, Pa
 *   voicing: Float32Array.of(1, 0, 1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * };
 * assertEquals([...quantizeFrames(track, 220).symbols], [12, 19]);
 * ```
 */
export function quantizeFrames(
  track: PitchTrack,
  tonicHz: number,
  options: FrameOptions = {},
): SymbolSequence {
  assertTonic(tonicHz);
  checkTrack(track);
  const { nSymbols, binsPerOctave, octaveNormalize } = resolveQuantizer({
    ...options,
    kind: "frames",
  });
  const steps = trackSteps(track.f0, tonicHz, binsPerOctave);
  const folded = nSymbols === binsPerOctave;
  const shift = octaveNormalize && !folded ? octaveShift(steps, binsPerOctave) : 0;
  const symbols: number[] = [], onsets: number[] = [];
  for (let t = 0; t < steps.length; t++) {
    if (Number.isNaN(steps[t])) continue;
    const step = steps[t] + shift;
    symbols.push(
      folded
        ? modulo(step, binsPerOctave)
        : Math.min(nSymbols - 1, Math.max(0, step + binsPerOctave)),
    );
    onsets.push(track.times[t]);
  }
  return {
    symbols: packSymbols(symbols, nSymbols),
    nSymbols,
    onsets: Float64Array.from(onsets),
    durations: new Float64Array(symbols.length).fill(track.hopSeconds),
  };
}
