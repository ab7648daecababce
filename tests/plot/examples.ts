/**
 * One figure of each kind, of a short phrase and of small tables, made here from formulas: what the
 * pictures show does not change when the synthesiser or a tracker does.
 *
 * @module
 */

import { DiscreteHmm } from "../../lib/hmm/mod.ts";
import type { PitchTrack } from "../../lib/pitch/mod.ts";
import {
  accuracyFigure,
  averageSpectrumFigure,
  confusionFigure,
  convergenceFigure,
  distanceMapFigure,
  emissionFigure,
  evidenceFigure,
  type Figure,
  gainFigure,
  heatMapFigure,
  lineFigure,
  movesFigure,
  pathFigure,
  pitchFigure,
  pitchHistogramFigure,
  reliabilityFigure,
  restartFigure,
  spectrogramFigure,
  svaraShareFigure,
  symbolFigure,
  transitionFigure,
  voicingFigure,
  waveformFigure,
} from "../../lib/plot/mod.ts";

/** Sa of the phrase in Hz. */
export const TONIC_HZ = 200;

/** A phrase of Yaman: semitones above Sa and seconds; NaN for a breath. */
const NOTES: readonly (readonly [number, number])[] = [
  ...[[-1, 0.6], [2, 0.5], [4, 1.1], [NaN, 0.3], [6, 0.5], [9, 0.5], [11, 0.7], [12, 1]],
  ...[[NaN, 0.4], [11, 0.4], [9, 0.4], [7, 0.9], [6, 0.4], [4, 0.6], [2, 0.7], [0, 1]],
] as [number, number][];

const ENDS = NOTES.map((_, n) => NOTES.slice(0, n + 1).reduce((sum, [, long]) => sum + long, 0));
const SECONDS = ENDS.at(-1)!;

/** The note that sounds at a time, and how long it has sounded. */
function noteAt(time: number): { note: number; since: number } {
  const note = ENDS.findIndex((end) => time < end - 1e-9);
  return { note, since: time - (ENDS[note - 1] ?? 0) };
}

/** Semitones above Sa: each note is reached by a glide and held with a vibrato of a sixth of a tone. */
function semitonesAt(time: number): number {
  const { note, since } = noteAt(time), [semitones] = NOTES[note];
  const before = NOTES[note - 1]?.[0] ?? NaN;
  const glide = Number.isNaN(before) ? 0 : (before - semitones) * Math.exp(-since / 0.05);
  return semitones + glide + 0.15 * Math.sin(2 * Math.PI * 5 * since);
}

const HOP = 0.02;
const times = Float64Array.from({ length: Math.round(SECONDS / HOP) }, (_, t) => t * HOP);

/** The phrase as a pitch track. */
export const track: PitchTrack = {
  times,
  f0: times.map((time) => TONIC_HZ * 2 ** (semitonesAt(time) / 12)),
  voicing: Float32Array.from(times, (time) => {
    const { note, since } = noteAt(time), [semitones, long] = NOTES[note];
    const edge = Math.min(since, long - since);
    return Number.isNaN(semitones) ? 0.1 : 0.95 - 0.3 * Math.exp(-edge / 0.05);
  }),
  hopSeconds: HOP,
  method: "file",
  fallbacks: [],
};

/** The same with an octave too many here and there, as a tracker hears it at first. */
const jumping = {
  ...track,
  f0: track.f0.map((hz, t) => t % 60 > 55 ? hz / 2 : t % 97 > 93 ? 2 * hz : hz),
};

const sung = NOTES.map(([semitones, long], n) => ({ semitones, long, onset: ENDS[n] - long }))
  .filter(({ semitones }) => !Number.isNaN(semitones));
const sequence = {
  symbols: Uint8Array.from(sung, ({ semitones }) => 12 + semitones),
  nSymbols: 36,
  onsets: Float64Array.from(sung, ({ onset }) => onset),
  durations: Float64Array.from(sung, ({ long }) => long),
};
/** The third and the last note but one are taken for their neighbours. */
const path = Array.from(sequence.symbols, (symbol, t) => t === 2 || t === 11 ? symbol + 2 : symbol);

/** Samples per second of the sound. */
const RATE = 4000;

/** The phrase sung over a drone of Sa and low Pa. */
const sound = (() => {
  let phase = 0;
  const overtones = (angle: number) =>
    Math.sin(angle) + Math.sin(2 * angle) / 2 + Math.sin(3 * angle) / 4;
  return Float32Array.from({ length: Math.round(SECONDS * RATE) }, (_, n) => {
    const time = n / RATE, semitones = semitonesAt(time);
    const isSung = !Number.isNaN(semitones);
    if (isSung) phase += 2 * Math.PI * TONIC_HZ * 2 ** (semitones / 12) / RATE;
    const drone = (hz: number) => overtones(2 * Math.PI * hz * time);
    return 0.05 * drone(TONIC_HZ / 2) + 0.03 * drone(0.75 * TONIC_HZ) +
      (isSung ? 0.3 * overtones(phase) : 0);
  });
})();

const YAMAN = [11, 2, 4, 6, 9, 11, 0, 11, 9, 7, 6, 4, 2, 0, 4, 2, 4, 6, 4, 2, 0, 11, 2, 0];
const DESH = [0, 2, 5, 7, 11, 0, 10, 9, 7, 9, 5, 4, 2, 4, 11, 0, 2, 5, 7, 9, 5, 4, 2, 0];
const often = (notes: number[]) => Array.from({ length: 100 }, () => notes);
const yaman = DiscreteHmm.fromSymbols(often(YAMAN), 12);
const desh = DiscreteHmm.fromSymbols(often(DESH), 12);

/** A fit that gains a share less with each iteration. */
const courseOf = (start: number, rise: number, share: number) =>
  Array.from({ length: 13 }, (_, iteration) => ({
    iteration,
    logLikelihood: start + rise * (1 - share ** iteration),
    gain: iteration === 0 ? 0 : rise * (share ** (iteration - 1) - share ** iteration),
    seconds: 0,
  }));
const fits = [
  { name: "Desh", history: courseOf(-900, 400, 0.5), nSymbols: 240 },
  { name: "Gaud Malhar", history: courseOf(-950, 380, 0.7), nSymbols: 240 },
];

const restarts = [-512.2, -498.1, -530.4, -497.9, -505, -498.1].map((logLikelihood, seed) => (
  { seed, logLikelihood, objective: 0, iterations: 3, status: "converged" as const }
));

const binsOf = (accuracies: number[], counts: number[]) =>
  accuracies.map((accuracy, i) => (
    { low: i / 5, high: (i + 1) / 5, count: counts[i], confidence: (i + 0.5) / 5, accuracy }
  ));

const FIVE = ["Bihag", "Darbari", "Desh", "Gaud_Malhar", "Yaman"];

/** Distances in three dimensions, of which a plane holds the most. */
const PLACES = [[0, 0, 1], [3, 1, 0], [-2, 2, 1], [-1, -3, 0], [1.2, 0.1, -1]];
const distances = PLACES.map((a) => PLACES.map((b) => Math.hypot(...a.map((x, i) => x - b[i]))));

const windows = Float64Array.from({ length: 8 }, (_, w) => 5 * w);
/** Evidence as it comes, and what it makes of three raags so far. */
const timeline = (() => {
  const evidence = [0, 2, 4].map((phase) =>
    windows.map((_, w) => (phase === 0 ? 0.8 : -0.4) + Math.sin(w + phase))
  );
  const sums = evidence.map((own) =>
    own.map((_, w) => own.slice(0, w + 1).reduce((a, b) => a + b))
  );
  const total = windows.map((_, w) => sums.reduce((sum, own) => sum + Math.exp(own[w]), 0));
  return {
    labels: ["Desh", "Gaud_Malhar", "Yaman"],
    times: windows,
    windowSeconds: 5,
    evidence,
    probability: sums.map((own) => own.map((sum, w) => Math.exp(sum) / total[w])),
  };
})();

/** One figure of each kind, by the name of its picture. */
export const FIGURES: Readonly<Record<string, () => Figure>> = {
  waveform: () => waveformFigure(sound.subarray(0, 100), RATE),
  spectrogram: () => spectrogramFigure(sound, RATE, { maxHz: 800, track }),
  average_spectrum: () => averageSpectrumFigure(sound, RATE, { maxHz: 620, tonicHz: TONIC_HZ }),
  pitch: () => pitchFigure({ before: jumping, after: track }, { tonicHz: TONIC_HZ }),
  pitch_in_hz: () => pitchFigure(track, { fromSeconds: 2, toSeconds: 6 }),
  voicing: () => voicingFigure(track, { threshold: 0.5 }),
  pitch_histogram: () => pitchHistogramFigure(track, TONIC_HZ, { fold: true }),
  symbols: () => symbolFigure(sequence, { track, tonicHz: TONIC_HZ }),
  path: () => pathFigure(sequence, path, { track, tonicHz: TONIC_HZ }),
  lines: () =>
    lineFigure([
      { name: "counted", y: [0.48, 0.6, NaN, 0.72, 0.77] },
      { name: "trained", y: [0.45, 0.57, 0.61, 0.66, 0.73] },
    ], { title: "Lines", xTitle: "recordings", yTitle: "accuracy", levels: { chance: 0.5 } }),
  convergence: () => convergenceFigure(fits),
  gain: () => gainFigure(fits, { tolerance: 0.1 }),
  restarts: () => restartFigure(restarts),
  heat_map: () =>
    heatMapFigure([[0.05, 0.95, 0], [0.4, 0.35, 0.25]], ["low", "high"], ["S", "R", "G"], {
      title: "A heat map",
      xTitle: "note",
      yTitle: "state",
      digits: 2,
    }),
  transitions: () => transitionFigure(yaman),
  emissions: () => emissionFigure(yaman),
  moves: () => movesFigure(yaman),
  svara_shares: () =>
    svaraShareFigure([
      { raag: "Yaman", hmm: yaman, vadi: "G", samvadi: "N" },
      { raag: "Gaud_Malhar", hmm: desh, vadi: "m", samvadi: "S" },
    ]),
  confusion: () =>
    confusionFigure({
      labels: FIVE,
      matrix: [[9, 0, 1, 0, 2], [0, 12, 0, 0, 0], [1, 0, 8, 3, 0], [0, 0, 4, 6, 0], [
        0,
        0,
        0,
        0,
        0,
      ]],
    }),
  accuracy: () =>
    accuracyFigure([
      { family: "stack", accuracy: 0.86, accuracy_ci95: [0.81, 0.9] },
      { family: "hmm", accuracy: 0.84, accuracy_ci95: [0.78, 0.88] },
      { family: "frame-hmm-random", accuracy: 0.36, accuracy_ci95: [0.29, 0.43] },
    ], { levels: { chance: 0.05 } }),
  reliability: () =>
    reliabilityFigure({
      before: binsOf([NaN, 0.2, 0.33, 0.5, 0.71], [0, 5, 12, 30, 90]),
      after: binsOf([0.1, 0.31, 0.48, 0.72, 0.9], [4, 9, 20, 40, 64]),
    }),
  distance_map: () => distanceMapFigure(FIVE, distances),
  evidence: () => evidenceFigure(timeline),
};
