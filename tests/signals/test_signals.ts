/**
 * Signals for judging pitch trackers and tonic estimators: varied, seeded, with exact answers.
 *
 * @module
 */

import type { PitchTrack } from "../../lib/pitch/types.ts";
import { Random } from "../../lib/random.ts";
import { whiteNoise } from "../../lib/synth/noise.ts";
import { RAAGS } from "../../lib/raags/mod.ts";
import { normalisePeak } from "../../lib/synth/mix.ts";
import { hardSignal, type HardSignalCategory } from "./hard_signals.ts";
import { generateRecording, type RecordingOptions, truthOf } from "../../lib/synth/recording.ts";
import { type DroneTuning, tanpura } from "../../lib/synth/tanpura.ts";

/** What a test signal is meant to try; a table of results has one row for each. */
export type TestSignalCategory = PlainSignalCategory | HardSignalCategory;

/** The categories of signals that `generateRecording` makes. */
export type PlainSignalCategory =
  | "clean"
  | "drone_12"
  | "drone_6"
  | "noise_20"
  | "noise_10"
  | "noise_0"
  | "taans"
  | "reverb"
  | "rests"
  | "drone_only"
  | "noise_only";

/** A signal with its answer. */
export interface TestSignal {
  /** Unique name: category and number. */
  name: string;
  /** What it tries. */
  category: TestSignalCategory;
  /** Mono sound. */
  samples: Float32Array;
  /** Samples a second. */
  sampleRate: number;
  /** Madhya Sa in Hz. */
  tonicHz: number;
  /** Exact pitch every 10 ms; all unvoiced where no melody sounds. */
  truth: PitchTrack;
  /** Raag, timbre, register, tuning and levels in words, for a report. */
  description: string;
}

/** What {@linkcode pitchTestSignals} makes. */
export interface TestSignalOptions {
  /** Number of signals; the categories take turns. */
  count: number;
  /** Seed of the whole series; signal k depends on the seed and k only, not on the count. @default 1 */
  seed?: number;
  /** Length of each signal in seconds. @default 10 */
  durationSeconds?: number;
  /** Samples a second. @default 22050 */
  sampleRate?: number;
  /** Which categories take turns. @default TEST_SIGNAL_CATEGORIES */
  categories?: readonly TestSignalCategory[];
}

const SILENT = -Infinity;

/** What each category asks of a recording; what it leaves out is drawn or the default. */
const ASKED: Record<PlainSignalCategory, RecordingOptions> = {
  clean: { droneTuning: "none", noiseLevelDb: SILENT, reverb: 0 },
  drone_12: { droneLevelDb: -12, noiseLevelDb: -50, reverb: 0 },
  drone_6: { droneLevelDb: -6, noiseLevelDb: -50, reverb: 0 },
  noise_20: { droneTuning: "none", noiseLevelDb: -20, reverb: 0 },
  noise_10: { droneTuning: "none", noiseLevelDb: -10, reverb: 0 },
  noise_0: { droneTuning: "none", noiseLevelDb: 0, reverb: 0 },
  taans: { taans: 1, tempo: 1.3, droneLevelDb: -15, noiseLevelDb: -45, reverb: 0 },
  reverb: { droneLevelDb: -15, noiseLevelDb: -45, reverb: 0.4 },
  rests: { restSeconds: [1, 2], droneLevelDb: -10, noiseLevelDb: -50, reverb: 0 },
  drone_only: { noiseLevelDb: SILENT, reverb: 0 },
  noise_only: { droneTuning: "none" },
};

/** The categories in the order in which they take turns. */
export const TEST_SIGNAL_CATEGORIES: readonly TestSignalCategory[] = Object.freeze(
  Object.keys(ASKED) as PlainSignalCategory[],
);

/**
 * Gives test signals one at a time, so that a long series needs the memory of one.
 *
 * Tonic (90..270 Hz), register, timbre, raag, tuning of the tanpura (Pa, Ma and Ni alike) and pace
 * are drawn for each. The categories: `clean`; a tanpura 12 or 6 dB below the melody (`drone_12`,
 * `drone_6`); white noise 20, 10 or 0 dB below it; fast `taans`; a room (`reverb`); long `rests` in
 * which only the tanpura sounds; `drone_only` and `noise_only`, without any melody. The harder ones
 * are told of at {@linkcode HARD_SIGNAL_CATEGORIES}.
 *
 * @param options Count, seed, length, categories.
 * @returns The signals.
 */
export function* pitchTestSignals(options: TestSignalOptions): Generator<TestSignal> {
  const { count, seed = 1, durationSeconds = 10, sampleRate = 22050 } = options;
  const { categories = TEST_SIGNAL_CATEGORIES } = options;
  for (let k = 0; k < count; k++) {
    const random = new Random(seed).fork(`signal/${k}`);
    const category = categories[k % categories.length];
    const name = `${category}_${String(k + 1).padStart(3, "0")}`;
    yield makeSignal(name, category, durationSeconds, sampleRate, random);
  }
}

function makeSignal(
  name: string,
  category: TestSignalCategory,
  durationSeconds: number,
  sampleRate: number,
  random: Random,
): TestSignal {
  const raag = random.pick(Object.keys(RAAGS));
  const register = random.pick(["male", "female"] as const);
  const timbre = random.weighted([2, 1]) === 0 ? "voice" as const : "plucked" as const;
  const tuning: DroneTuning = random.pick(["Pa", "Ma", "Ni"] as const);
  const tonicHz = register === "male" ? random.uniform(90, 160) : random.uniform(165, 270);
  if (!isPlain(category)) {
    const { samples, contour, description } = hardSignal(category, {
      tonicHz,
      female: register === "female",
      durationSeconds,
      sampleRate,
      random: random.fork(category),
    });
    const truth = truthOf(contour, tonicHz, durationSeconds);
    return { name, category, sampleRate, tonicHz, samples, truth, description };
  }
  const wanted = {
    droneTuning: tuning,
    tempo: random.uniform(0.8, 1.4),
    taans: random.uniform(0, 0.6),
    ...ASKED[category],
  };
  const drone = wanted.droneTuning;
  const common = { name, category, sampleRate, tonicHz };
  if (category === "drone_only" || category === "noise_only") {
    const samples = category === "drone_only"
      ? tanpura(tonicHz, durationSeconds, { seed: random.int(0, 0x7fffffff), sampleRate, tuning })
      : whiteNoise(Math.round(durationSeconds * sampleRate), random.int(0, 0x7fffffff));
    return {
      ...common,
      samples: normalisePeak(samples),
      truth: unvoiced(durationSeconds),
      description: category === "drone_only" ? `tanpura ${tuning}` : "white noise",
    };
  }
  const recording = generateRecording(RAAGS[raag], {
    ...wanted,
    seed: random.int(0, 0x7fffffff),
    durationSeconds,
    sampleRate,
    register,
    timbre,
    tonicHz,
  });
  const { droneLevelDb, noiseLevelDb, reverb } = recording.settings;
  const words = [
    `${raag}, ${timbre === "voice" ? `voice (${register})` : "sitar"}`,
    drone === "none" ? "no tanpura" : `tanpura ${drone} ${droneLevelDb} dB`,
    `noise ${noiseLevelDb} dB`,
    `reverb ${reverb}`,
  ];
  return {
    ...common,
    samples: recording.samples,
    truth: recording.truth,
    description: words.join(", "),
  };
}

function isPlain(category: TestSignalCategory): category is PlainSignalCategory {
  return Object.hasOwn(ASKED, category);
}

/** The answer where there is no melody. */
function unvoiced(durationSeconds: number): PitchTrack {
  const frames = Math.max(1, Math.round(durationSeconds * 100));
  return {
    times: Float64Array.from({ length: frames }, (_, k) => k / 100),
    f0: new Float64Array(frames).fill(NaN),
    voicing: new Float32Array(frames),
    hopSeconds: 0.01,
    method: "synth",
    fallbacks: [],
  };
}
