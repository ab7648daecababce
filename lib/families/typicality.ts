/**
 * Is the recording any of the raags known?
 *
 * Three statistics say how far a melody lies from the raag that is named, each at most 0: how much
 * worse the raag's notes and pitches foretell the melody than the melody itself would, in nats a
 * symbol, and the distance to the raag's nearest recording. What is usual for a recording of the
 * raag is known from training recordings that were each judged without their group, pooled over the
 * raags; a fixed expectation, measured on makams, is worth 20 recordings beside them and stands
 * alone where nothing could be held out.
 *
 * @module
 */

import { mean, quantile } from "../math.ts";
import type { CountedFeatures } from "./experts/counts.ts";
import type { Expert } from "./experts/expert.ts";
import { nearestHeld } from "./experts/nearest.ts";
import { MOST_TRIPLES, noteTrigrams } from "./experts/note_trigrams.ts";
import { sectionPitches } from "./experts/section_pitches.ts";
import { sumOf } from "./features/section_histograms.ts";

/** The experts whose scores the statistics are made of: notes, pitches, nearest recording. */
// deno-lint-ignore no-explicit-any
export const TYPICALITY_EXPERTS: readonly Expert<any>[] = [
  noteTrigrams({ exemplars: true }),
  sectionPitches("whole-exemplars"),
  nearestHeld(),
];

/** One melody before one label: what the statistics are computed from. */
export interface TypicalityCase {
  /** What each of {@linkcode TYPICALITY_EXPERTS} reads of the melody. */
  features: readonly CountedFeatures[];
  /** What each of them scores for the label. */
  scores: readonly number[];
  /** Length in seconds. */
  seconds: number;
}

/** What is usual, and where none of the raags begins; JSON. */
export interface TypicalityRecord {
  /** Mean of each statistic for a known recording as long as `seconds`. */
  means: number[];
  /** Standard deviation of each. */
  spreads: number[];
  /** Median length of the training recordings in seconds; 0 where only the fixed expectation counts. */
  seconds: number;
  /** Mean z-score below which a recording is none of the raags known. */
  level: number;
  /** Percentiles 0..100 of the mean z-scores of training recordings judged without their group. */
  percentiles: number[];
}

/** What is said of one melody. */
export interface Typicality {
  /** Share of the raags' own recordings that fit no better, 0..1. */
  share: number;
  /** Whether the melody lies above the level. */
  typical: boolean;
}

/**
 * What to expect of a known recording of T seconds (900 at most), with n recordings of its raag (16
 * at most): mean -(a + b / n) n^c (T / 220)^-e, standard deviation `cv` times that. Fitted on makams
 * with n = 1, 3, 16 and T = 30 s to whole recordings; Hindustani excerpts with one lesson a raag
 * keep to it within a third of a standard deviation.
 */
const EXPECTED = [
  { a: 0.83, b: 0, c: -0.085, e: 0.25, cv: 0.23 },
  { a: 0.205, b: 0.07, c: 0, e: 0.20, cv: 0.45 },
  { a: 0.148, b: 0, c: -0.25, e: 0.22, cv: 0.50 },
];
const USUAL_SECONDS = 220, LONGEST = 900, MOST_RECORDINGS = 16;

/** Recordings that the fixed expectation is worth beside held-out ones. */
const WORTH = 20;

/**
 * Below either of these z-scores, the mean of all three or that of the two of pitch, a melody without
 * held-out evidence is refused. Set with five Hindustani concerts in view.
 */
const FIXED_LEVEL = -1.7, FIXED_PITCH_LEVEL = -2.2;

/** Spread of the mean z-score of known recordings, and the share of them that is refused. */
const USUAL_SPREAD = 0.8, REFUSED = 0.03;

/** A melody whose notes alone are this usual, in standard deviations, is kept however it dwells. */
const NOTES_LEVEL = -0.5;

/** With fewer notes nothing can be said of a raag: a tone, noise. */
const FEWEST_NOTES = 10;

/** Symbols that every melody counts for in the statistic of pitch. */
const PITCH_MASS = 180;

/** Sum of counts. */
function total(counts: CountedFeatures): number {
  return sumOf(counts, 0, counts.length);
}

/** The three statistics, each 0 at the best and negative. */
function statistics({ features: [triples, pitches], scores }: TypicalityCase): number[] {
  const n = total(triples);
  let entropy = 0, heard = 0, contexts = 0;
  for (let start = 0; start < triples.length; start += 12) {
    const row = triples.subarray(start, start + 12), sum = total(row);
    if (sum > 0) contexts++;
    for (const count of row) {
      if (count === 0) continue;
      heard++;
      entropy -= count * Math.log(count / sum) / n;
    }
  }
  // Miller and Madow's correction: few counts look less various than what made them.
  const own = entropy + (heard - contexts) / (2 * n);
  const shares = Float64Array.from(pitches, (mass) => mass / PITCH_MASS);
  const spread = shares.reduce((sum, q) => q > 0 ? sum - q * Math.log(q) : sum, 0);
  return [
    scores[0] / Math.sqrt(Math.min(n, MOST_TRIPLES)) + own,
    scores[1] / Math.sqrt(PITCH_MASS) + spread,
    scores[2],
  ];
}

function expected(n: number, seconds: number): { means: number[]; spreads: number[] } {
  const recordings = Math.min(MOST_RECORDINGS, n), length = Math.min(LONGEST, seconds);
  const means = EXPECTED.map(({ a, b, c, e }) =>
    -(a + b / recordings) * recordings ** c * (length / USUAL_SECONDS) ** -e
  );
  return { means, spreads: means.map((value, s) => EXPECTED[s].cv * -value) };
}

/** A statistic as it would be if the melody were of the usual length. */
function atLength(values: readonly number[], seconds: number, usual: number): number[] {
  const ratio = Math.min(LONGEST, seconds) / Math.min(LONGEST, usual);
  return values.map((value, s) => value * ratio ** EXPECTED[s].e);
}

/**
 * Learns what is usual.
 *
 * @param held Training recordings before their own labels, each judged without its group.
 * @param n Recordings a raag, the median.
 * @param seconds Median length of the training recordings.
 * @returns What is usual; the fixed expectation where there is no such recording.
 */
export function learnTypicality(
  held: readonly TypicalityCase[],
  n: number,
  seconds: number,
): TypicalityRecord {
  const heard = held.filter(({ features: [triples] }) => total(triples) > 0);
  const { means: m0, spreads: s0 } = expected(n, seconds);
  if (heard.length === 0) {
    return { means: [], spreads: [], seconds: 0, level: FIXED_LEVEL, percentiles: [] };
  }
  const N = heard.length;
  const values = heard.map((one) => atLength(statistics(one), one.seconds, seconds));
  const means = m0.map((usual, s) =>
    (values.reduce((sum, row) => sum + row[s], 0) + WORTH * usual) / (N + WORTH)
  );
  const spreads = s0.map((usual, s) =>
    Math.sqrt(
      (values.reduce((sum, row) => sum + (row[s] - means[s]) ** 2, 0) + WORTH * usual ** 2) /
        (N + WORTH),
    )
  );
  const scores = values.map((row) => mean(row.map((value, s) => (value - means[s]) / spreads[s])));
  const middle = N * mean(scores) / (N + WORTH), around = mean(scores);
  const variance = mean(scores.map((score) => (score - around) ** 2));
  const spread = Math.sqrt((N * variance + WORTH * USUAL_SPREAD ** 2) / (N + WORTH));
  return {
    means,
    spreads,
    seconds,
    // The fewer recordings, the less is known of the spread.
    level: Math.min(quantile(scores, REFUSED), middle - (2 + 3 / Math.sqrt(N)) * spread),
    percentiles: Array.from({ length: 101 }, (_, p) => quantile(scores, p / 100)),
  };
}

/** The statistics of a melody in standard deviations from what is usual: notes, pitches, nearest. */
export function standardised(record: TypicalityRecord, one: TypicalityCase): number[] {
  const values = statistics(one);
  if (record.seconds === 0) {
    const { means, spreads } = expected(1, one.seconds);
    return values.map((value, s) => (value - means[s]) / spreads[s]);
  }
  return atLength(values, one.seconds, record.seconds)
    .map((value, s) => (value - record.means[s]) / record.spreads[s]);
}

/**
 * How typical a melody is of the label that is named.
 *
 * @param record What is usual.
 * @param one The melody before that label.
 * @returns Its place among known recordings, and whether it is one of these raags at all.
 */
export function typicalityOf(record: TypicalityRecord, one: TypicalityCase): Typicality {
  // Triples are two fewer than notes.
  if (total(one.features[0]) + 2 < FEWEST_NOTES) return { share: 0, typical: false };
  const z = standardised(record, one), score = mean(z);
  if (record.seconds === 0) {
    return {
      share: 1 / (1 + Math.exp(-1.7 * score / USUAL_SPREAD)),
      typical: score >= FIXED_LEVEL && mean(z.slice(1)) >= FIXED_PITCH_LEVEL,
    };
  }
  const below = record.percentiles.filter((value) => value <= score).length;
  return {
    share: Math.max(0, below - 1) / 100,
    typical: score >= record.level || z[0] >= NOTES_LEVEL,
  };
}
