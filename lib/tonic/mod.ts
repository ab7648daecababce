/**
 * The tonic: Sa in Hz, found from the drone that sounds behind the melody, from the notes that the
 * melody rests, ends and closes on.
 *
 * Each piece of evidence is a profile over the pitch classes (`pitch_class.ts`): the tanpura
 * (`tanpura.ts`) that would explain the drone (`drone.ts`), and the notes of the melody
 * (`melody.ts`). Their peaks are
 * brought to the exact pitch and to the octave of the voice (`refine.ts`), and a fixed weighting of
 * five features ranks them (`evidence.ts`).
 *
 * @example
 * ```ts
 * import { estimateTonic } from "raagkit";
 *
 * // A pitch track alone: Sa, Ga, Pa, Ga and Sa at 100 frames a second.
 * const notes = [140, 175, 210, 175, 140];
 * const f0 = Float64Array.from({ length: 500 }, (_, t) => notes[Math.floor(t / 100)]);
 * const times = f0.map((_, t) => t / 100);
 * const voicing = new Float32Array(500).fill(1);
 * const track = { times, f0, voicing, hopSeconds: 0.01, method: "file", fallbacks: [] };
 * const { tonicHz, confidence, source } = estimateTonic(track);
 * if (Math.round(tonicHz) !== 140 || confidence < 0.5 || source !== "pitch-track") {
 *   throw new Error("Sa is 140 Hz");
 * }
 * ```
 *
 * @module
 */
export type { TonicAudio, TonicCandidate, TonicEstimate, TonicOptions } from "./types.ts";
export { estimateTonic } from "./estimate.ts";
