/**
 * The evidence for each pitch class being Sa: eight numbers between 0 and 1, and the weights that
 * turn them into one score.
 *
 * @module
 */

import type { SpectralLine } from "./drone.ts";
import {
  closingProfile,
  endingProfile,
  type HeardMelody,
  lowProfile,
  restingProfile,
  stillProfile,
} from "./melody.ts";
import { normalizeProfile, profileNear, profilePeaks, smoothProfile } from "./pitch_class.ts";
import { foldCosines, tanpuraCosines } from "./tanpura.ts";

/** A just fifth in cents: Pa above Sa, and Sa above Ma. */
export const FIFTH_CENTS = 702;

/** Notes that may be Sa: where fewer were weighed, the others score 0 and keep a small chance. */
export const PITCH_CLASSES = 12;

/** Spread of a sung note around its pitch class (standard deviation), in cents. */
const NOTE_BLUR_CENTS = 20;
/** Evidence this far from a candidate still speaks for it, in cents. */
const TOLERANCE_CENTS = 25;
/** A peak below this share of its profile's highest one makes no candidate. */
const CANDIDATE_SHARE = 0.1;
/**
 * The cosine of the best tanpura from which on there may be a drone, and from which on there is one.
 * The stray lines of a melody on its own reached 0.47 in the median of 150 synthesised recordings
 * and 0.69 in 95 % of them, the lines of 180 with a tanpura 0.67 in 98 %; those of real tanpuras
 * under a voice begin at 0.58.
 */
const DRONE_COSINES = [0.45, 0.65] as const;

/** Held notes of this length together are evidence enough, in seconds; less is less. */
const ENOUGH_SECONDS = 3;
/** A melody of this length shows how low it goes, in seconds; a shorter one shows less. */
const COMPASS_SECONDS = 60;
/** The last note and the last phrase: what ends this long before the end counts 1/e, in seconds. */
const LAST_NOTE_SECONDS = 1, LAST_PHRASE_SECONDS = 5;

/** What speaks for each pitch class: profiles over one octave with values 0..1. */
export interface Evidence {
  /** How sure it is that a drone sounds, 0..1. */
  dronePresence: number;
  /** Cosine with the partials of a tanpura on it, times `dronePresence`. */
  drone: Float64Array;
  /** The same for each octave of Sa, as `tanpuraCosines` gives it. */
  droneOctaves: Float64Array;
  /** Time that the melody rests on it, relative to where it rests most. */
  rest: Float64Array;
  /** How much phrases end on it, relative to where they end most. */
  ending: Float64Array;
  /** How much the last note is on it, times the certainty that the recording closes at all. */
  closing: Float64Array;
  /** The same of the last phrase. */
  cadence: Float64Array;
  /** How still it is sung. */
  still: Float64Array;
  /** How near it lies to the low end of the melody. */
  low: Float64Array;
}

/** The evidence for one pitch class, each number 0..1. */
export interface Features {
  /** The drone is tuned to it. */
  drone: number;
  /** The melody rests on it. */
  rest: number;
  /** The melody rests a fifth above it, on what would be Pa. */
  restFifth: number;
  /** Phrases end on it. */
  ending: number;
  /** The last note is on it. */
  closing: number;
  /** The last phrase is on it. */
  cadence: number;
  /** It is sung without a tremor. */
  still: number;
  /** The melody goes down to it, and not far below. */
  low: number;
}

/**
 * What each feature adds to the score of a pitch class, in nats: the logarithm of how much likelier
 * it makes the candidate.
 *
 * Those of the melody lie within a quarter of the maximum-likelihood weights of a conditional logit (one
 * choice among the candidates of each recording) over 160 makam performances and excerpts of them,
 * of which each counts a fifth: `deno task bench tonic` fits them anew, and judges them on
 * labels that they were not fitted on. The drone's was set beside them on Hindustani clips and
 * synthesised recordings; it looks large because its cosines differ by little: a tenth separates Sa
 * from Pa on a clear tanpura.
 */
export const WEIGHTS: Readonly<Features> = {
  drone: 30,
  rest: 1.1,
  restFifth: 1.3,
  ending: 0.5,
  closing: 1.5,
  cadence: 1.4,
  still: 1.8,
  low: 2.6,
};

/**
 * Gathers the evidence.
 *
 * @param melody The melody; it may have no notes.
 * @param lines The drone's lines; empty without sound or without a drone.
 * @returns Profiles over the pitch classes.
 */
export function gatherEvidence(
  { notes, frames, voicedSeconds, certainty }: HeardMelody,
  lines: SpectralLine[],
): Evidence {
  const held = notes.reduce((total, { seconds }) => total + seconds, 0);
  const enough = Math.min(1, held / ENOUGH_SECONDS);
  const times = (profile: Float64Array, weight: number) => profile.map((value) => value * weight);
  const sung = (profile: Float64Array, weight = 1) =>
    times(normalizeProfile(smoothProfile(profile, NOTE_BLUR_CENTS)), weight * enough);
  const cosines = tanpuraCosines(lines);
  const [doubtful, certain] = DRONE_COSINES;
  const best = cosines.reduce((a, b) => Math.max(a, b), 0);
  const dronePresence = Math.min(1, Math.max(0, (best - doubtful) / (certain - doubtful)));
  const droneOctaves = cosines.map((cosine) => cosine * dronePresence);
  return {
    dronePresence,
    drone: foldCosines(droneOctaves),
    droneOctaves,
    rest: sung(restingProfile(notes)),
    ending: sung(endingProfile(notes)),
    closing: sung(closingProfile(notes, LAST_NOTE_SECONDS), certainty),
    cadence: sung(closingProfile(notes, LAST_PHRASE_SECONDS), certainty),
    still: times(stillProfile(frames), enough),
    low: times(lowProfile(frames), enough * Math.min(1, voicedSeconds / COMPASS_SECONDS)),
  };
}

/** Pitch classes (cents) that any of the evidence peaks at, those of the drone first. */
export function candidateClasses(evidence: Evidence): number[] {
  return [evidence.drone, evidence.rest, evidence.closing, evidence.ending]
    .flatMap((profile) => profilePeaks(profile, CANDIDATE_SHARE));
}

/** The features of one pitch class, in cents. */
export function featuresOf(evidence: Evidence, cents: number): Features {
  const near = (profile: Float64Array, interval: number) =>
    profileNear(profile, cents + interval, TOLERANCE_CENTS);
  return {
    drone: near(evidence.drone, 0),
    rest: near(evidence.rest, 0),
    restFifth: near(evidence.rest, FIFTH_CENTS),
    ending: near(evidence.ending, 0),
    closing: near(evidence.closing, 0),
    cadence: near(evidence.cadence, 0),
    still: profileNear(evidence.still, cents, 0),
    low: profileNear(evidence.low, cents, 0),
  };
}

/** The score of a pitch class in nats: the sum of weight times feature. */
export function scoreOf(features: Features): number {
  let score = 0;
  for (const key of Object.keys(WEIGHTS) as (keyof Features)[]) {
    score += WEIGHTS[key] * features[key];
  }
  return score;
}
