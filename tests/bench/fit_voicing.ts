/**
 * Fits the weights of `lib/pitch/auto/voicing.ts` anew, on signals that the bench does not use:
 * `deno run -A tests/bench/fit_voicing.ts`.
 *
 * @module
 */

import { Matrix, solve } from "ml-matrix";
import { createAutoTracker } from "../../lib/pitch/auto/mod.ts";
import { type RecordingFeatures, voicingFeatures } from "../../lib/pitch/auto/contour_features.ts";
import { FRAME_WEIGHTS, hasMelody, RECORDING_WEIGHTS } from "../../lib/pitch/auto/voicing.ts";
import { alignContour } from "../../lib/pitch/score.ts";
import { HARD_SIGNAL_CATEGORIES } from "../signals/hard_signals.ts";
import {
  pitchTestSignals,
  type TestSignal,
  type TestSignalCategory,
} from "../signals/test_signals.ts";

/** Rows of features with one answer: those of one kind of frames, or of one recording. */
interface Sample {
  rows: number[][];
  melody: boolean;
  weight: number;
}

/** What one signal teaches. */
interface Lesson {
  features: RecordingFeatures;
  recording: Sample;
  frames: Sample[];
}

const namesOf = <Key extends string>(weights: Readonly<Record<Key, number>>) =>
  Object.keys(weights).filter((key) => key !== "bias") as Exclude<Key, "bias">[];
const RECORDING_KEYS = namesOf(RECORDING_WEIGHTS);
const FRAME_KEYS = namesOf(FRAME_WEIGHTS);
const OVER_DRONE: TestSignalCategory[] = ["drone_12", "drone_6", "taans", "reverb", "rests"];
const HARDEST: TestSignalCategory[] = [
  "living_drone",
  "held_sa_6",
  "held_sa_3",
  "drone_3",
  "drone_6",
  "drone_only",
];
/** The recordings in which it is hardest to tell whether there is a melody; drones alone count twice. */
const WITH_OR_WITHOUT: TestSignalCategory[] = [
  ...["living_drone", "living_drone"] as const,
  ...["held_sa_6", "held_sa_3", "drone_3"] as const,
];
const CLEARER: TestSignalCategory[] = ["living_rests", "instruments", "harmonium", "room"];
/** A melody that is lost is worse than a drone that is heard. */
const MELODY_WEIGHT = 16;

/** The features of a signal, with the answers; none where the kit finds no drone. */
function study({ samples, sampleRate, truth }: TestSignal): Lesson[] {
  const lessons: Lesson[] = [];
  const tracker = createAutoTracker(samples, sampleRate, {}, (heard) => {
    const { times, f0 } = heard.track;
    const { frame, recording: features } = voicingFeatures(heard);
    const melody: number[][] = [], rest: number[][] = [];
    const wanted = alignContour(truth, times);
    f0.forEach((hz, t) => {
      if (!(hz > 0)) return;
      const row = FRAME_KEYS.map((key) => frame[key][t]);
      if (!(wanted[t] > 0)) rest.push(row);
      else if (Math.abs(1200 * Math.log2(hz / wanted[t])) < 50) melody.push(row);
    });
    const frames = [
      { rows: melody, melody: true, weight: MELODY_WEIGHT },
      { rows: rest, melody: false, weight: 1 },
    ];
    lessons.push({
      features,
      recording: {
        rows: [RECORDING_KEYS.map((key) => features[key])],
        melody: truth.f0.some((hz) => hz > 0),
        weight: 1,
      },
      frames: frames.filter(({ rows }) => rows.length > 0),
    });
    return heard.track;
  });
  tracker.analyse(0, tracker.frames);
  tracker.finish();
  return lessons;
}

/** The lessons of some series of signals. */
function studyAll(
  series: { seed: number; categories: TestSignalCategory[]; each: number }[],
): Lesson[] {
  return series.flatMap(({ seed, categories, each }) =>
    pitchTestSignals({ seed, categories, count: each * categories.length }).flatMap(study).toArray()
  );
}

/** Logistic regression by Newton's method on standardised features; weights and bias in nats. */
function fit(samples: Sample[]): number[] {
  const all = samples.flatMap(({ rows }) => rows), n = all[0].length;
  const mean = all[0].map((_, k) => all.reduce((sum, row) => sum + row[k], 0) / all.length);
  const deviation = all[0].map((_, k) =>
    Math.sqrt(all.reduce((sum, row) => sum + (row[k] - mean[k]) ** 2, 0) / all.length)
  );
  let theta = new Array<number>(n + 1).fill(0);
  for (let round = 0; round < 15; round++) {
    const gradient = Matrix.zeros(n + 1, 1), hessian = Matrix.zeros(n + 1, n + 1);
    let total = 0;
    for (const { rows, melody, weight } of samples) {
      // A long signal says more than a short one, but frames are not independent.
      const each = weight / Math.sqrt(rows.length);
      total += weight * Math.sqrt(rows.length);
      for (const row of rows) {
        const z = [...row.map((value, k) => (value - mean[k]) / deviation[k]), 1];
        const p = 1 / (1 + Math.exp(-z.reduce((sum, value, k) => sum + value * theta[k], 0)));
        const error = each * (p - Number(melody)), curve = each * p * (1 - p);
        for (let i = 0; i <= n; i++) {
          gradient.set(i, 0, gradient.get(i, 0) + error * z[i]);
          for (let j = 0; j <= i; j++) hessian.set(i, j, hessian.get(i, j) + curve * z[i] * z[j]);
        }
      }
    }
    for (let i = 0; i <= n; i++) {
      for (let j = 0; j < i; j++) hessian.set(j, i, hessian.get(i, j));
      hessian.set(i, i, hessian.get(i, i) + 1e-3 * total);
      gradient.set(i, 0, gradient.get(i, 0) + 1e-3 * total * theta[i]);
    }
    const step = solve(hessian, gradient).to1DArray();
    theta = theta.map((value, i) => value - step[i]);
  }
  const weights = mean.map((_, k) => theta[k] / deviation[k]);
  return [...weights, theta[n] - weights.reduce((sum, w, k) => sum + w * mean[k], 0)];
}

if (import.meta.main) {
  const lessons = studyAll([
    { seed: 101, categories: [...HARD_SIGNAL_CATEGORIES, ...OVER_DRONE], each: 10 },
    { seed: 505, categories: HARDEST, each: 80 },
    { seed: 707, categories: CLEARER, each: 40 },
  ]);
  // These are for the recordings' weights alone.
  const doubtful = studyAll([{ seed: 909, categories: WITH_OR_WITHOUT, each: 150 }]);
  // Drones alone are fewer than melodies, and weigh as much.
  const recordings = [...lessons, ...doubtful].map(({ recording }) => recording);
  const alone = recordings.filter(({ melody }) => !melody);
  for (const one of alone) one.weight = (recordings.length - alone.length) / alone.length;
  const weights = named(RECORDING_KEYS, fit(recordings));
  // Where no melody is found, no frame is asked.
  const asked = lessons.filter(({ features }) => hasMelody(features, weights));
  const frames = asked.flatMap(({ frames }) => frames);
  console.log(weights, named(FRAME_KEYS, fit(frames)));
}

/** The weights and the bias by their names. */
function named<Key extends string>(
  keys: readonly Key[],
  weights: number[],
): Record<Key | "bias", number> {
  const entries = [...keys, "bias"].map((key, k) => [key, Number(weights[k].toFixed(3))]);
  return Object.fromEntries(entries);
}
