/**
 * Estimation of the tonic from the melody and, where there is sound, from the drone.
 *
 * @module
 */

import { InvalidArgumentError, TonicError } from "../errors.ts";
import { softmax } from "../math.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { droneLines } from "./drone.ts";
import { candidateClasses, featuresOf, gatherEvidence, scoreOf } from "./evidence.ts";
import { steadyNotes, trackCents } from "./melody.ts";
import { octavesOf, refineClass } from "./refine.ts";
import type { TonicAudio, TonicCandidate, TonicEstimate, TonicOptions } from "./types.ts";

/**
 * Finds Sa.
 *
 * 1. Evidence: profiles over the pitch classes of the drone's strings, of the notes that the melody
 *    rests on, of its phrase endings and of its final note.
 * 2. Score of each candidate: a weighted sum of seven features of it, its fifth and its fourth.
 * 3. Confidence: the softmax of the scores.
 * 4. Pitch to a few cents from the drone's partials (or the notes), and the octave from the
 *    melody's compass.
 *
 * @param track Pitch track of the recording; it may be all unvoiced where there is sound.
 * @param audio The sound that the track was made from, if at hand.
 * @param options Range of Sa and length of the list.
 * @returns The tonic, its confidence and the other candidates.
 * @throws {TonicError} If nothing is voiced and no drone sounds, or if no candidate lies in the
 *   range.
 * @throws {InvalidArgumentError} If an option or the sample rate is out of range.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { estimateTonic } from "raagkit";
 *
 * // Sa held for two seconds, Pa and Ga for one each, and Sa again, 100 frames a second.
 * const f0 = Float64Array.from({ length: 500 }, (_, t) => [150, 150, 225, 187.5, 150][t / 100 | 0]);
 * const { tonicHz } = estimateTonic({
 *   times: f0.map((_, t) => t / 100),
 *   f0,
 *   voicing: new Float32Array(500).fill(1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * });
 * assertAlmostEquals(tonicHz, 150, 0.1);
 * ```
 *
 * @see S. Gulati, A. Bellur, J. Salamon, H. G. Ranjani, V. Ishwar, H. A. Murthy and X. Serra,
 *   "Automatic tonic identification in Indian art music: approaches and evaluation", Journal of New
 *   Music Research 43 (1), 2014, 53-71.
 * @see J. Salamon, S. Gulati and X. Serra, "A multipitch approach to tonic identification in Indian
 *   classical music", ISMIR 2012, 499-504. Theirs counts the salient pitches of every frame; ours
 *   takes the spectrum that remains when the melody is elsewhere, and adds the melody's own
 *   evidence.
 */
export function estimateTonic(
  track: PitchTrack,
  audio?: TonicAudio,
  options: TonicOptions = {},
): TonicEstimate {
  const { minHz = 90, maxHz = 300, maxCandidates = 5 } = options;
  checkArguments(track, audio, minHz, maxHz, maxCandidates);
  const cents = trackCents(track);
  const notes = steadyNotes(cents, track.hopSeconds);
  const lines = audio ? droneLines(audio) : [];
  const evidence = gatherEvidence(notes, lines);
  const melody = cents.filter((value) => !Number.isNaN(value)).sort();
  const found: { tonicHz: number; score: number }[] = [];
  for (const rough of candidateClasses(evidence)) {
    const exact = refineClass(rough, notes, lines);
    const [tonicHz] = octavesOf(exact, melody, minHz, maxHz);
    if (tonicHz !== undefined) found.push({ tonicHz, score: scoreOf(featuresOf(evidence, rough)) });
  }
  if (found.length === 0) throw new TonicError(nothingFound(melody.length, audio, minHz, maxHz));
  const confidence = softmax(found.map(({ score }) => score));
  const candidates: TonicCandidate[] = found
    .map(({ tonicHz }, i) => ({ tonicHz, confidence: confidence[i] }))
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, maxCandidates);
  return { ...candidates[0], candidates, source: audio ? "audio" : "pitch-track" };
}

/** Refuses arguments outside their documented ranges. */
function checkArguments(
  track: PitchTrack,
  audio: TonicAudio | undefined,
  minHz: number,
  maxHz: number,
  maxCandidates: number,
): void {
  if (!(track.hopSeconds > 0)) {
    throw new InvalidArgumentError(`track.hopSeconds must be > 0, found ${track.hopSeconds}`);
  }
  if (audio && !(audio.sampleRate >= 1000 && audio.sampleRate < Infinity)) {
    throw new InvalidArgumentError(
      `audio.sampleRate must be 1000 Hz or more, found ${audio.sampleRate}`,
    );
  }
  if (!(minHz >= 40 && minHz <= 1000)) {
    throw new InvalidArgumentError(`minHz must be within 40..1000 Hz, found ${minHz}`);
  }
  if (!(maxHz > minHz && maxHz <= 1000)) {
    throw new InvalidArgumentError(
      `maxHz must be above minHz (${minHz}) and at most 1000 Hz, found ${maxHz}`,
    );
  }
  if (!(Number.isInteger(maxCandidates) && maxCandidates >= 1)) {
    throw new InvalidArgumentError(
      `maxCandidates must be a whole number >= 1, found ${maxCandidates}`,
    );
  }
}

/** Why there is no tonic. */
function nothingFound(
  voicedFrames: number,
  audio: TonicAudio | undefined,
  minHz: number,
  maxHz: number,
): string {
  if (voicedFrames === 0) {
    return audio
      ? "No tonic: the pitch track has no voiced frame and no drone sounds; is the recording silent?"
      : "No tonic: the pitch track has no voiced frame; give the sound too if a drone sounds in it";
  }
  return `No tonic: ${voicedFrames} voiced frames, but none of the notes held for 80 ms or more ` +
    `can be Sa within ${minHz}..${maxHz} Hz; widen minHz and maxHz or give a longer recording`;
}
