/**
 * Melody or drone: which stretches of a path over a drone are heard.
 *
 * @module
 */

import type { PitchTrack } from "../types.ts";
import {
  type FrameFeatures,
  type OverDrone,
  type RecordingFeatures,
  voicingFeatures,
} from "./contour_features.ts";

/** A change between heard and silent costs so many nats, at 10 ms. */
const CHANGE_COST = 3;
/** No frame alone says more than this, in nats. */
const MOST_NATS = 6;

/** A drone alone is all that sounds in quiet moments: with less than this of them, in dB, there is more. */
const LEAST_DRONE_SHARE = -8;
/** Where a melody is less likely than this, in nats, all is silent: seven to one that there is none. */
const LEAST_MELODY_NATS = -2;

/** Weights in nats, and the bias. */
type Weights<Features> = Readonly<Record<keyof Features | "bias", number>>;

/**
 * Logistic regressions over synthesised signals with a known truth, of other seeds than the bench's;
 * `tests/bench/fit_voicing.ts` makes them anew. First: is there a melody in the recording?
 */
export const RECORDING_WEIGHTS: Weights<RecordingFeatures> = {
  liveliness: 1.538,
  firmness: 3.909,
  elsewhere: 6.343,
  droneShare: 0.392,
  flicker: -4.323,
  falling: -0.931,
  dropping: -0.682,
  bias: -23.015,
};
/** Then: is this frame the melody's? */
export const FRAME_WEIGHTS: Weights<FrameFeatures> = {
  loudness: 2.218,
  dip: 0.21,
  remains: 0.168,
  dronePitch: -1.062,
  length: 0.652,
  movement: 0.683,
  level: 0.125,
  bias: -2.793,
};

/**
 * Silences the frames of a path that are more likely the drone's than the melody's.
 *
 * @param heard The path and the drone.
 * @returns The track, unvoiced where only the drone sounds.
 * @see Salamon & Gómez, "Melody extraction from polyphonic music signals using pitch contour
 * characteristics", IEEE TASLP 20(6), 2012, section II-C: contours are judged by salience, length
 * and deviation. Weighing these by a regression, and asking whether the drone has the pitch, are ours.
 */
export function silenceDrone(heard: OverDrone): PitchTrack {
  const { track } = heard;
  const { frame, recording } = voicingFeatures(heard);
  const melody = hasMelody(recording);
  const keys = Object.keys(frame) as (keyof FrameFeatures)[];
  const nats = track.f0.map((hz, t) => {
    if (!(hz > 0 && melody)) return -Infinity;
    const { bias } = FRAME_WEIGHTS;
    const sum = keys.reduce((sum, key) => sum + FRAME_WEIGHTS[key] * frame[key][t], bias);
    return Math.max(-MOST_NATS, Math.min(MOST_NATS, sum));
  });
  const voiced = likeliest(nats, CHANGE_COST * 0.01 / track.hopSeconds);
  return {
    ...track,
    f0: track.f0.map((hz, t) => voiced[t] ? hz : NaN),
    voicing: track.voicing.map((value, t) => voiced[t] ? value : 0),
  };
}

/**
 * Whether there is a melody in a recording at all, or else a drone alone.
 *
 * @param recording What speaks for it.
 * @param weights What that weighs.
 */
export function hasMelody(
  recording: RecordingFeatures,
  weights: Weights<RecordingFeatures> = RECORDING_WEIGHTS,
): boolean {
  if (recording.droneShare < LEAST_DRONE_SHARE) return true;
  const keys = Object.keys(recording) as (keyof RecordingFeatures)[];
  const nats = keys.reduce((sum, key) => sum + weights[key] * recording[key], weights.bias);
  return nats > LEAST_MELODY_NATS;
}

/**
 * The likeliest sequence of two states (Viterbi's algorithm), where state 1 is so many nats likelier
 * than state 0 in each frame and each change costs the same.
 */
function likeliest(nats: Float64Array, changeCost: number): Uint8Array {
  const frames = nats.length;
  const from = new Uint8Array(2 * frames), states = new Uint8Array(frames);
  let silent = 0, heard = 0;
  for (let t = 0; t < frames; t++) {
    from[2 * t] = Number(heard - changeCost > silent);
    from[2 * t + 1] = Number(heard >= silent - changeCost);
    const next = Math.max(heard, silent - changeCost) + nats[t];
    silent = Math.max(silent, heard - changeCost);
    heard = next;
  }
  let state = Number(heard > silent);
  for (let t = frames - 1; t >= 0; t--) {
    states[t] = state;
    state = from[2 * t + state];
  }
  return states;
}
