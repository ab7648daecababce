/**
 * How right pitch and tonic are, on signals that nobody has seen: varied tonics, tunings of the
 * tanpura, timbres, taans, noise and reverb, each with its exact truth.
 *
 * @module
 */

import { mean, quantile } from "../../lib/math.ts";
import {
  extractPitch,
  type PitchMethod,
  type PitchScore,
  scorePitch,
} from "../../lib/pitch/mod.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { generateRecording } from "../../lib/synth/mod.ts";
import { HARD_SIGNAL_CATEGORIES } from "../signals/hard_signals.ts";
import {
  pitchTestSignals,
  TEST_SIGNAL_CATEGORIES,
  type TestSignalCategory,
} from "../signals/test_signals.ts";
import { estimateTonic } from "../../lib/tonic/mod.ts";
import { hzToCents } from "../../lib/math.ts";

/** One method on one category of signals. */
export interface PitchAccuracyRow {
  category: string;
  method: PitchMethod;
  signals: number;
  /** Mean share of voiced frames within 50 cents; NaN where nothing is voiced. */
  rawPitchAccuracy: number;
  /** The same, octaves aside. */
  rawChromaAccuracy: number;
  /** Mean share of unvoiced frames that are called voiced. */
  voicingFalseAlarm: number;
}

/**
 * Scores trackers on unseen signals, ten a category: all four on the plain ones, the default and
 * Praat's method on the harder ones.
 */
export async function runPitchAccuracy(
  seed: number,
  signals = 10,
): Promise<PitchAccuracyRow[]> {
  return [
    ...await score(seed, signals, TEST_SIGNAL_CATEGORIES, ["auto", "praat", "pyin", "yin"]),
    ...await score(seed, signals, HARD_SIGNAL_CATEGORIES, ["auto", "praat"]),
  ];
}

async function score(
  seed: number,
  signals: number,
  categories: readonly TestSignalCategory[],
  methods: PitchMethod[],
): Promise<PitchAccuracyRow[]> {
  const scores = new Map<string, PitchScore[]>();
  const series = pitchTestSignals({ count: signals * categories.length, seed, categories });
  for (const { category, samples, sampleRate, truth } of series) {
    for (const method of methods) {
      const track = await extractPitch(samples, sampleRate, { method, fallback: false });
      const key = `${category} ${method}`;
      scores.set(key, [...scores.get(key) ?? [], scorePitch(track, truth)]);
    }
  }
  return categories.flatMap((category) =>
    methods.map((method) => {
      const own = scores.get(`${category} ${method}`)!;
      return {
        category,
        method,
        signals: own.length,
        rawPitchAccuracy: mean(own.map((one) => one.rawPitchAccuracy)),
        rawChromaAccuracy: mean(own.map((one) => one.rawChromaAccuracy)),
        voicingFalseAlarm: mean(own.map((one) => one.voicingFalseAlarm)),
      };
    })
  );
}

/** The tonic of unseen recordings. */
export interface TonicAccuracy {
  recordings: number;
  /** Share within 50 cents, octaves aside. */
  pitchClass: number;
  /** Share within 50 cents in the right octave. */
  octave: number;
  /** 95 % quantile of the error in cents, octaves aside. */
  cents95: number;
}

/** Estimates the tonic of synthesised recordings, from sound and pitch. */
export async function runTonicAccuracy(seed: number, recordings = 50): Promise<TonicAccuracy> {
  const grammars = Object.values(RAAGS);
  const errors: number[] = [], octaves: boolean[] = [];
  for (let i = 0; i < recordings; i++) {
    const { samples, sampleRate, tonicHz } = generateRecording(grammars[i % grammars.length], {
      seed: 1000 * seed + i,
      durationSeconds: 30,
    });
    const track = await extractPitch(samples, sampleRate);
    const cents = hzToCents(estimateTonic(track, { samples, sampleRate }).tonicHz, tonicHz);
    octaves.push(Math.abs(cents) < 50);
    errors.push(Math.abs(cents - 1200 * Math.round(cents / 1200)));
  }
  return {
    recordings,
    pitchClass: mean(errors.map((error) => Number(error < 50))),
    octave: mean(octaves.map(Number)),
    cents95: quantile(errors, 0.95),
  };
}
