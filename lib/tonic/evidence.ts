/**
 * The evidence for each pitch class being Sa: seven numbers between 0 and 1, and the weights that
 * turn them into one score.
 *
 * @module
 */

import type { SteadyNote } from "./melody.ts";
import { endingProfile, finalProfile, restingProfile } from "./melody.ts";
import type { SpectralLine } from "./drone.ts";
import { stringProfile } from "./drone.ts";
import {
  classDistance,
  normalizeProfile,
  profileNear,
  profilePeaks,
  smoothProfile,
} from "./pitch_class.ts";

/** A just fifth in cents: Pa above Sa, and Sa above Ma. */
export const FIFTH_CENTS = 702;
/** A just fourth in cents: Ma above Sa, and Sa above Pa. */
export const FOURTH_CENTS = 498;

/** Spread of a sung note around its pitch class, in cents. */
const NOTE_BLUR_CENTS = 20;
/** Evidence this far from a candidate still speaks for it, in cents. */
const TOLERANCE_CENTS = 25;
/** Two candidates are at least this far apart, in cents: the width of a note. */
const MIN_DISTANCE_CENTS = 50;
/** A pitch class below this height in every profile is no candidate. */
const CANDIDATE_FLOOR = 0.1;
/** Added strength of the lines of a drone that is beyond doubt: some four clear partials. */
const CERTAIN_DRONE = 4;

/** The evidence that is weighed, each a profile over pitch classes with peak 1 at most. */
export interface Evidence {
  /** Strings that explain the lines of the drone, times the drone's certainty 0..1. */
  drone: Float64Array;
  /** Time that the melody rests on each pitch class. */
  rest: Float64Array;
  /** How often a phrase ends there. */
  ending: Float64Array;
  /** Where the recording ends. */
  final: Float64Array;
}

/** The evidence for one pitch class, each number 0..1. */
export interface Features {
  /** The drone has a string here. */
  drone: number;
  /** The drone has a string a fifth above: Pa. */
  droneFifth: number;
  /** The melody rests here. */
  rest: number;
  /** The melody rests a fifth above: Pa. */
  restFifth: number;
  /** The melody rests a fourth above: Ma. */
  restFourth: number;
  /** Phrases end here. */
  ending: number;
  /** The recording ends here. */
  final: number;
}

/**
 * What each feature adds to the score of a pitch class, in nats: the logarithm of how much likelier
 * it makes a candidate.
 *
 * They are round numbers near the maximum-likelihood weights of a conditional logit (one choice
 * among the candidates of each recording).
 */
export const WEIGHTS: Readonly<Features> = {
  drone: 8,
  droneFifth: 4,
  rest: 3.5,
  restFifth: 1,
  restFourth: 0.5,
  ending: 0.5,
  final: 3,
};

/**
 * Gathers the evidence.
 *
 * @param notes The melody's notes, in the order of time; may be empty.
 * @param lines The drone's lines; empty without sound or without a drone.
 * @returns Profiles over the pitch classes.
 */
export function gatherEvidence(notes: SteadyNote[], lines: SpectralLine[]): Evidence {
  const blurred = (profile: Float64Array) =>
    normalizeProfile(smoothProfile(profile, NOTE_BLUR_CENTS));
  const strength = lines.reduce((total, line) => total + line.strength, 0);
  const certainty = Math.min(1, strength / CERTAIN_DRONE);
  return {
    drone: normalizeProfile(stringProfile(lines)).map((value) => value * certainty),
    rest: blurred(restingProfile(notes)),
    ending: blurred(endingProfile(notes)),
    final: blurred(finalProfile(notes)),
  };
}

/** Pitch classes (cents) that any of the evidence speaks for, strongest first. */
export function candidateClasses(evidence: Evidence): number[] {
  const { drone, rest, ending, final } = evidence;
  const strongest = rest.map((value, i) => Math.max(value, drone[i], ending[i], final[i]));
  const classes: number[] = [];
  for (const cents of profilePeaks(strongest, CANDIDATE_FLOOR)) {
    const near = classes.some((other) =>
      Math.abs(classDistance(cents, other)) < MIN_DISTANCE_CENTS
    );
    if (!near) classes.push(cents);
  }
  return classes;
}

/** The features of one pitch class, in cents. */
export function featuresOf(evidence: Evidence, cents: number): Features {
  const near = (profile: Float64Array, interval: number) =>
    profileNear(profile, cents + interval, TOLERANCE_CENTS);
  return {
    drone: near(evidence.drone, 0),
    droneFifth: near(evidence.drone, FIFTH_CENTS),
    rest: near(evidence.rest, 0),
    restFifth: near(evidence.rest, FIFTH_CENTS),
    restFourth: near(evidence.rest, FOURTH_CENTS),
    ending: near(evidence.ending, 0),
    final: near(evidence.final, 0),
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
