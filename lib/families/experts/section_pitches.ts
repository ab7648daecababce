import { DiscreteHmm } from "../../hmm/mod.ts";
import {
  OPENING,
  sectionHistograms,
  SIXTHS,
  sumOf,
  WHOLE,
} from "../features/section_histograms.ts";
import { type CountedFeatures, countsExpert } from "./counts.ts";
import type { Expert } from "./expert.ts";

/** Bins of the octave: 25 cents each. */
const M = 48;

/** Seconds of prior towards the background of all classes, and of each section towards its class. */
const PRIOR_SECONDS = 200;

/** Seconds that every recording counts for as an exemplar, however long it is. */
const MASS = 180;

/** Which sections, which frames, and whether a class is a mixture of its recordings. */
export type SectionKind = "sixths" | "sixth-exemplars" | "opening-exemplars" | "whole-exemplars";

const KINDS: Record<
  SectionKind,
  { cuts: readonly number[]; tau?: number }
> = {
  "sixths": { cuts: SIXTHS },
  "sixth-exemplars": { cuts: SIXTHS, tau: 10 },
  "opening-exemplars": { cuts: OPENING, tau: 30 },
  "whole-exemplars": { cuts: WHOLE, tau: 10 },
};

/**
 * What is sung when: a hidden Markov model that goes from left to right through the sections of a
 * performance, each of which sounds pitches of its own, in steps of 25 cents. A section leans on
 * its class's whole, and that on the background of all classes, with 200 s each:
 *
 *   P(x)     = (t(x)    + 200 U(x)) / (t + 200)
 *   P(x | s) = (t(s, x) + 200 P(x)) / (t(s) + 200)
 *
 * @param kind `sixths`: six equal sections, every frame alike, one model a class. The others are
 * mixtures of the class's recordings, in which each frame weighs by how still the pitch is held and
 * each recording (with `opening`, each section) counts alike.
 * @param beta How much the nearest recording of a mixture counts, > 0.
 * @returns The expert; its features are seconds, sections x 48.
 */
export function sectionPitches(kind: SectionKind, beta = 1): Expert<CountedFeatures> {
  const { cuts, tau } = KINDS[kind];
  return countsExpert({
    name: kind,
    nSymbols: M,
    count: (view) => {
      if (tau === undefined) return sectionHistograms(view, "all", cuts, M);
      const seconds = sectionHistograms(view, "stable", cuts, M);
      // Sections of the opening are of unlike length: each gets the same mass.
      const unit = cuts === OPENING ? M : seconds.length;
      return ofEqualMass(seconds, unit, MASS * unit / seconds.length);
    },
    table,
    hmm: leftToRight,
    exemplars: tau === undefined ? undefined : { tau, beta },
  });
}

/** Scales each stretch of `unit` numbers to the same sum; one without anything stays 0. */
function ofEqualMass(values: Float64Array, unit: number, mass: number): Float64Array {
  const scaled = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += unit) {
    const total = sumOf(values, start, unit);
    if (total === 0) continue;
    for (let i = start; i < start + unit; i++) scaled[i] = values[i] / total * mass;
  }
  return scaled;
}

/** Seconds on each pitch, all sections together. */
function wholeOf(seconds: Float64Array): Float64Array {
  const whole = new Float64Array(M);
  for (let i = 0; i < seconds.length; i++) whole[i % M] += seconds[i];
  return whole;
}

function table(seconds: Float64Array, all: Float64Array): Float64Array {
  // One second more of each pitch: none is impossible.
  const everywhere = wholeOf(all).map((value) => value + 1), whole = wholeOf(seconds);
  const everywhereTotal = sumOf(everywhere, 0, M), wholeTotal = sumOf(whole, 0, M);
  const p = whole.map((value, bin) =>
    (value + PRIOR_SECONDS * everywhere[bin] / everywhereTotal) / (wholeTotal + PRIOR_SECONDS)
  );
  const result = new Float64Array(seconds.length);
  for (let start = 0; start < seconds.length; start += M) {
    const total = sumOf(seconds, start, M);
    for (let bin = 0; bin < M; bin++) {
      result[start + bin] = (seconds[start + bin] + PRIOR_SECONDS * p[bin]) /
        (total + PRIOR_SECONDS);
    }
  }
  return result;
}

/** One state a section, left for the next after half a minute on average, one symbol a second. */
function leftToRight(emissionprob: Float64Array): DiscreteHmm {
  const nStates = emissionprob.length / M, stay = 1 - nStates / MASS;
  const startprob = new Float64Array(nStates), transmat = new Float64Array(nStates * nStates);
  startprob[0] = 1;
  for (let i = 0; i < nStates; i++) {
    const next = i + 1 < nStates;
    transmat[i * nStates + i] = next ? stay : 1;
    if (next) transmat[i * nStates + i + 1] = 1 - stay;
  }
  return new DiscreteHmm({ nStates, nSymbols: M, startprob, transmat, emissionprob });
}
