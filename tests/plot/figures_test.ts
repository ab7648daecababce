/**
 * Every figure against its snapshot, and the rules of the common look.
 *
 * After a wanted change: `UPDATE_SNAPSHOTS=1 deno test -A tests/plot`, then `deno fmt tests/plot`, and look at
 * the difference.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
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
import { labelPlaces } from "../../lib/plot/label_places.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { DiscreteHmm } from "../../lib/hmm/mod.ts";

const SNAPSHOTS = new URL("./snapshots.json", import.meta.url);

/** Half a second each of Sa, silence and Ga at ten frames a second. */
const track = {
  times: Float64Array.from({ length: 15 }, (_, t) => t / 10),
  f0: Float64Array.from({ length: 15 }, (_, t) => t < 5 ? 200 : t < 10 ? NaN : 250),
  voicing: Float32Array.from({ length: 15 }, (_, t) => t < 5 || t >= 10 ? 0.9 : 0.1),
  hopSeconds: 0.1,
  method: "file",
  fallbacks: [],
};
const sequence = {
  symbols: Uint8Array.of(12, 16),
  nSymbols: 36,
  onsets: Float64Array.of(0, 1),
  durations: Float64Array.of(0.5, 0.5),
};
const tone = Float32Array.from(
  { length: 2000 },
  (_, n) => 0.5 * Math.sin(2 * Math.PI * 200 * n / 4000),
);
const hmm = DiscreteHmm.fromSymbols([[0, 2, 4, 2, 0, 4, 7, 4, 2, 0]], 12);
const row = (iteration: number, logLikelihood: number, gain: number) => (
  { iteration, logLikelihood, gain, seconds: 0 }
);
const history = [row(0, -10, 0), row(1, -6, 4), row(2, -5.95, 0.05)];
const restart = (seed: number, logLikelihood: number) => (
  { seed, logLikelihood, objective: 0, iterations: 3, status: "converged" as const }
);
const bin = (confidence: number, accuracy: number, count: number) => (
  { low: 0, high: 1, count, confidence, accuracy }
);

const FIGURES: Record<string, () => Figure> = {
  waveform: () => waveformFigure(tone.subarray(0, 40), 4000),
  spectrogram: () => spectrogramFigure(tone, 4000, { maxHz: 300, track }),
  averageSpectrum: () => averageSpectrumFigure(tone, 4000, { maxHz: 300, tonicHz: 200 }),
  pitch: () => pitchFigure({ before: track, after: track }, { tonicHz: 200 }),
  pitchInHz: () => pitchFigure(track, { fromSeconds: 0.2, toSeconds: 1.2 }),
  voicing: () => voicingFigure(track, { threshold: 0.5 }),
  pitchHistogram: () => pitchHistogramFigure(track, 200, { fold: true, binCents: 100 }),
  symbols: () => symbolFigure(sequence, { track, tonicHz: 200 }),
  path: () => pathFigure(sequence, [12, 14], { track, tonicHz: 200 }),
  lines: () => lineFigure([{ name: "a", y: [1, NaN, 3] }], { xTitle: "x", yTitle: "y (s)" }),
  convergence: () => convergenceFigure([{ name: "Desh", history, nSymbols: 5 }]),
  gain: () => gainFigure([{ name: "Desh", history }], { tolerance: 0.1 }),
  restarts: () => restartFigure([restart(1, -5), restart(2, -7)]),
  heatMap: () =>
    heatMapFigure([[0, 1]], ["a"], ["b", "c"], { xTitle: "x", yTitle: "y", digits: 1 }),
  transitions: () => transitionFigure(hmm),
  emissions: () => emissionFigure(hmm),
  moves: () => movesFigure(hmm, { most: 4 }),
  svaraShares: () => svaraShareFigure([{ raag: "Gaud_Malhar", hmm, vadi: "m", samvadi: "S" }]),
  confusion: () => confusionFigure({ labels: ["Desh", "Gaud_Malhar"], matrix: [[3, 1], [0, 0]] }),
  accuracy: () =>
    accuracyFigure([{ family: "note-hmm", accuracy: 0.8, accuracy_ci95: [0.6, 0.9] }], {
      levels: { chance: 0.2 },
    }),
  reliability: () => reliabilityFigure({ before: [bin(NaN, NaN, 0), bin(0.9, 0.7, 10)] }),
  distanceMap: () => distanceMapFigure(["a", "b", "c"], [[0, 3, 4], [3, 0, 5], [4, 5, 0]]),
  evidence: () =>
    evidenceFigure({
      labels: ["Desh", "Yaman"],
      times: Float64Array.of(0, 5),
      windowSeconds: 5,
      evidence: [Float64Array.of(1, 2), Float64Array.of(-1, -2)],
      probability: [Float64Array.of(0.6, 0.9), Float64Array.of(0.4, 0.1)],
    }),
};

const figures = Object.fromEntries(
  Object.entries(FIGURES).map(([name, make]) => [name, JSON.parse(JSON.stringify(make()))]),
);
const updating = Deno.env.get("UPDATE_SNAPSHOTS") !== undefined;
if (updating) {
  const lines = Object.entries(figures).map(([name, figure]) =>
    `  ${JSON.stringify(name)}: ${JSON.stringify(figure)}`
  );
  await Deno.writeTextFile(SNAPSHOTS, `{\n${lines.join(",\n")}\n}\n`);
}
const snapshots = JSON.parse(await Deno.readTextFile(SNAPSHOTS));

for (const [name, figure] of Object.entries(figures)) {
  Deno.test(`figure ${name} is as in its snapshot`, () => {
    assertEquals(figure, snapshots[name]);
  });
}

Deno.test("no snapshot is left over", () => {
  assertEquals(Object.keys(snapshots).sort(), Object.keys(figures).sort());
});

Deno.test("every axis that is drawn has a title, but for the names of families", () => {
  const bare = Object.entries(figures).flatMap(([name, { layout }]) =>
    Object.entries(layout as Record<string, { visible?: boolean; title?: { text: string } }>)
      .filter(([key]) => /^[xy]axis\d*$/.test(key))
      .filter(([, axis]) => axis.visible !== false && !axis.title?.text)
      .map(([key]) => `${name}.${key}`)
  );
  assertEquals(bare, ["accuracy.yaxis"]);
});

Deno.test("a figure is plain JSON: nothing is lost on the way to a file", () => {
  const isLost = (value: unknown) =>
    ArrayBuffer.isView(value) || Object.is(value, -0) ||
    (typeof value === "number" && !Number.isFinite(value));
  const lost: string[] = [];
  for (const [name, make] of Object.entries(FIGURES)) {
    JSON.stringify(make(), (key, value) => {
      if (isLost(value)) lost.push(`${name}: ${key}`);
      return value;
    });
  }
  assertEquals(lost, []);
});

Deno.test("a large figure is decimated: an hour of sound or pitch fits into a page", () => {
  const hour = new Float32Array(3600 * 1000);
  assert(JSON.stringify(waveformFigure(hour, 1000)).length < 50_000);
});

Deno.test("refusals", () => {
  assertThrows(() => pitchFigure({}), InvalidArgumentError, "tracks");
  assertThrows(
    () => pitchHistogramFigure(track, 200, { binCents: 0 }),
    InvalidArgumentError,
    "bin",
  );
  assertThrows(() => distanceMapFigure(["a"], [[0, 1]]), InvalidArgumentError, "distances");
});

Deno.test("an infinite f0 is drawn as a rest", () => {
  const endless = { ...track, f0: track.f0.map((hz, t) => t === 2 ? Infinity : hz) };
  const rest = { ...track, f0: track.f0.map((hz, t) => t === 2 ? NaN : hz) };
  assertEquals(pitchHistogramFigure(endless, 220), pitchHistogramFigure(rest, 220));
  assertEquals(pitchFigure(endless, { tonicHz: 220 }), pitchFigure(rest, { tonicHz: 220 }));
});

Deno.test("the numbers of a heat map are rounded once, to the digits that are written", () => {
  // 0.876516 is 0.8765 to four digits, which would become 0.876.
  const { data: [{ text }] } = heatMapFigure([[0.876516, 0.5]], ["a"], ["b", "c"], { digits: 3 });
  assertEquals(text, [["0.877", "0.500"]]);
});

Deno.test("labels of marks that lie close stand on different sides of them", () => {
  const places = labelPlaces([[0, 0], [4, 3], [0, 6]], ["Marwa", "Puriya", "Sohni"], {
    fontSize: 14,
    radius: 5,
  });
  assertEquals(new Set(places).size, 3, places.join());
});

Deno.test("a mark with room about it has its label on top", () => {
  const alone = labelPlaces([[0, 0], [0, 100]], ["a", "b"], { fontSize: 14, radius: 5 });
  assertEquals(alone, ["top center", "top center"]);
});
