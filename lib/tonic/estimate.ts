/**
 * Estimation of the tonic from the melody and, where there is sound, from the drone.
 *
 * @module
 */

import { InvalidArgumentError, TonicError } from "../errors.ts";
import { ramp, softmax } from "../math.ts";
import { checkTrack } from "../pitch/check_track.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { droneLines } from "./drone.ts";
import {
  candidateClasses,
  type Evidence,
  featuresOf,
  FIFTH_CENTS,
  gatherEvidence,
  PITCH_CLASSES,
  scoreOf,
  WEIGHTS,
} from "./evidence.ts";
import { hearMelody } from "./melody.ts";
import { classDistance } from "./pitch_class.ts";
import { octavesOf, refineClass } from "./refine.ts";
import type { TonicAudio, TonicCandidate, TonicEstimate, TonicOptions } from "./types.ts";

/** Two candidates are at least this far apart, in cents: the width of a note. */
const DISTINCT_CENTS = 50;

/** The cosine of the best tanpura from which on, and at which, its word counts like the melody's. */
const CLEAR_COSINES = [0.75, 0.85] as const;
/** Until then this much of the belief is in their sum, to decide between equals, and in neither. */
const LEAST_TRUST = 0.02, NEITHER = 0.1;
/** A candidate less likely than this is not worth a line, unless it is the answer's Pa or Ma. */
const SLIM_CHANCE = 0.001;

/** A pitch class that was weighed. */
interface WeighedClass {
  /** Its exact pitch class, in cents. */
  cents: number;
  /** Its frequency in the octave of the voice. */
  tonicHz: number;
  /** Its score in nats. */
  score: number;
  /** The drone's part of it. */
  droneScore: number;
}

/**
 * Finds Sa.
 *
 * 1. Evidence: profiles over the pitch classes, of the tanpura that would explain the drone, and of
 *    the notes that the melody rests on, ends its phrases on and closes with.
 * 2. Candidates: their peaks, each brought to its exact pitch and to the octave of the voice.
 * 3. Score of a candidate: a weighted sum of five features (`WEIGHTS` in `evidence.ts`).
 * 4. Confidence: the softmax of the scores; where the drone is not a clear tanpura, the mean of what
 *    drone and melody say by themselves. It is low where there is little to hear: the melody's
 *    evidence grows with the time that it holds notes, up to three seconds.
 *
 * @param track Pitch track of the recording; it may be all unvoiced where there is sound.
 * @param audio The sound that the track was made from, if at hand.
 * @param options Range of Sa.
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
  const { minHz = 90, maxHz = 300 } = options;
  checkArguments(track, audio, minHz, maxHz);
  const melody = hearMelody(track), { notes, frames } = melody;
  const lines = audio ? droneLines(audio) : [];
  const evidence = gatherEvidence(melody, lines);

  const weighed: WeighedClass[] = [];
  const weigh = (rough: number) => {
    const exact = refineClass(rough, notes, evidence.dronePresence > 0 ? lines : []);
    const [tonicHz] = octavesOf(exact, frames, evidence.droneOctaves, minHz, maxHz);
    const known = ({ cents }: WeighedClass) =>
      Math.abs(classDistance(exact, cents)) < DISTINCT_CENTS;
    if (tonicHz === undefined || weighed.some(known)) return;
    const features = featuresOf(evidence, exact);
    const score = scoreOf(features), droneScore = WEIGHTS.drone * features.drone;
    weighed.push({ cents: exact, tonicHz, score, droneScore });
  };
  candidateClasses(evidence).forEach(weigh);
  if (weighed.length === 0) throw new TonicError(nothingFound(frames.length, audio, minHz, maxHz));
  const best = weighed.reduce((a, b) => b.score > a.score ? b : a);
  weigh(best.cents + FIFTH_CENTS);
  weigh(best.cents - FIFTH_CENTS);

  const confidence = confidenceOf(weighed, evidence);
  const candidates: TonicCandidate[] = weighed
    .map(({ cents, tonicHz }, i) => ({ cents, tonicHz, confidence: confidence[i] }))
    .filter((one) => one.confidence >= SLIM_CHANCE || isPaOrMa(one.cents, best.cents))
    .sort((a, b) => b.confidence - a.confidence)
    .map(({ tonicHz, confidence }) => ({ tonicHz, confidence }));
  return { ...candidates[0], candidates, source: audio ? "audio" : "pitch-track" };
}

/**
 * How likely each class is. One sum of nats is right where both witnesses are; but a drone that no
 * tanpura explains well may be the voice itself, sure of itself and wrong. So unless the drone is a
 * clear tanpura, the opinions of drone and melody are averaged as probabilities, and a tenth goes to
 * no note in particular: where they disagree, neither is believed.
 *
 * @see M. Stone, "The opinion pool", Annals of Mathematical Statistics 32, 1961, 1339-1342.
 */
function confidenceOf(weighed: WeighedClass[], evidence: Evidence): number[] {
  const unseen = new Array<number>(Math.max(0, PITCH_CLASSES - weighed.length)).fill(0);
  const chances = (score: (one: WeighedClass) => number) =>
    softmax([...weighed.map(score), ...unseen]);
  const together = chances(({ score }) => score);
  if (evidence.dronePresence === 0) return [...together];
  const best = evidence.droneOctaves.reduce((a, b) => Math.max(a, b), 0) / evidence.dronePresence;
  const trust = ramp(best, ...CLEAR_COSINES);
  const drone = chances(({ droneScore }) => droneScore);
  const melody = chances(({ score, droneScore }) => score - droneScore);
  const all = weighed.length + unseen.length;
  return weighed.map((_, i) => {
    const pooled = LEAST_TRUST * together[i] + NEITHER / all +
      (1 - LEAST_TRUST - NEITHER) * (drone[i] + melody[i]) / 2;
    return trust * together[i] + (1 - trust) * pooled;
  });
}

/** Whether a pitch class lies a fifth or a fourth above the answer. */
function isPaOrMa(cents: number, answer: number): boolean {
  return [FIFTH_CENTS, -FIFTH_CENTS].some((interval) =>
    Math.abs(classDistance(cents, answer + interval)) < DISTINCT_CENTS
  );
}

/** Refuses arguments outside their documented ranges. */
function checkArguments(
  track: PitchTrack,
  audio: TonicAudio | undefined,
  minHz: number,
  maxHz: number,
): void {
  checkTrack(track);
  if (audio && !(audio.sampleRate >= 4000 && audio.sampleRate <= 768_000)) {
    throw new InvalidArgumentError(
      `audio.sampleRate must be within 4000..768000 Hz, found ${audio.sampleRate}`,
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
  return `No tonic: no note of the recording can be Sa within ${minHz}..${maxHz} Hz; ` +
    "widen minHz and maxHz";
}
