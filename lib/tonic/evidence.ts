/**
 * The evidence for each pitch class being Sa: five numbers between 0 and 1, and the weights that
 * turn them into one score.
 *
 * @module
 */

import type { SpectralLine } from "./drone.ts";
import type { HeldNote } from "./melody.ts";
import { closingProfile, endingProfile, restingProfile } from "./melody.ts";
import { normalizeProfile, profileNear, profilePeaks, smoothProfile } from "./pitch_class.ts";
import { foldCosines, tanpuraCosines } from "./tanpura.ts";

/** A just fifth in cents: Pa above Sa, and Sa above Ma. */
export const FIFTH_CENTS = 702;

/** Spread of a sung note around its pitch class (standard deviation), in cents. */
const NOTE_BLUR_CENTS = 20;
/** Evidence this far from a candidate still speaks for it, in cents. */
const TOLERANCE_CENTS = 25;
/** A peak below this share of its profile's highest one makes no candidate. */
const CANDIDATE_SHARE = 0.1;
/**
 * The cosine of the best tanpura from which on there may be a drone, and from which on there is one.
 * The stray lines of a voice on its own reach 0.45 for some Sa, those of a clear drone 0.6 to 0.95.
 */
const DRONE_COSINES = [0.4, 0.6] as const;

/** Held notes of this length together are evidence enough, in seconds; less is less. */
const ENOUGH_SECONDS = 3;

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
  /** How much the recording closes on it, times the certainty that it closes at all. */
  closing: Float64Array;
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
  /** The recording closes on it. */
  closing: number;
}

/**
 * What each feature adds to the score of a pitch class, in nats: the logarithm of how much likelier
 * it makes the candidate.
 *
 * They are round numbers near the maximum-likelihood weights of a conditional logit (one choice
 * among the candidates of each recording) over Hindustani clips with and without a drone, Turkish
 * makam performances and synthetic recordings. The drone's weight looks large because its cosines
 * differ by little: a tenth separates Sa from Pa on a clear tanpura.
 */
export const WEIGHTS: Readonly<Features> = {
  drone: 30,
  rest: 2,
  restFifth: 1.5,
  ending: 1,
  closing: 3.5,
};

/**
 * Gathers the evidence.
 *
 * @param notes The melody's held notes, in the order of time; may be empty.
 * @param certainty How sure it is that the recording closes with the performance, 0..1.
 * @param lines The drone's lines; empty without sound or without a drone.
 * @returns Profiles over the pitch classes.
 */
export function gatherEvidence(
  notes: HeldNote[],
  certainty: number,
  lines: SpectralLine[],
): Evidence {
  const heard = notes.reduce((total, { seconds }) => total + seconds, 0);
  const sung = (profile: Float64Array, weight = 1) =>
    normalizeProfile(smoothProfile(profile, NOTE_BLUR_CENTS))
      .map((share) => share * weight * Math.min(1, heard / ENOUGH_SECONDS));
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
    closing: sung(closingProfile(notes), certainty),
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
