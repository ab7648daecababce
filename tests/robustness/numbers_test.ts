/** Numbers that are none, at every door: each is refused by name, or means what is written here. */
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  analyseRecording,
  DiscreteHmm,
  encodeWav,
  estimateTonic,
  extractPitch,
  generateRecording,
  makeFamily,
  parsePitchTrack,
  quantizeFrames,
  quantizeNotes,
  RaagClassifier,
  RaagkitError,
  RAAGS,
  RaagTrainer,
  resample,
  smoothPitch,
  stratifiedGroupFolds,
} from "raagkit";
import { decodeAudio } from "raagkit/audio";
import { checkMetadata } from "raagkit/dataset";
import { FAMILY_NAMES } from "raagkit/families";
import { decodeNpz } from "raagkit/persistence";
import type { PitchTrack } from "raagkit/pitch";

function track(f0: number[], changes: Partial<PitchTrack> = {}): PitchTrack {
  return {
    times: Float64Array.from(f0, (_, i) => 0.01 * i),
    f0: Float64Array.from(f0),
    voicing: new Float32Array(f0.length).fill(1),
    hopSeconds: 0.01,
    method: "file",
    fallbacks: [],
    ...changes,
  };
}

/** Three notes of a second each. */
const good = track(Array.from({ length: 300 }, (_, i) => [220, 247.5, 275][Math.floor(i / 100)]));
const silence = new Float32Array(22_050);
const hmm = DiscreteHmm.random(36, 36, 1);
const families = FAMILY_NAMES.map((name) => makeFamily(name));
const read = (one: PitchTrack, tonicHz: number, [family] = families) =>
  family.prepare({ id: "", track: one, tonicHz });
/** Each way of reading a melody, by its family's name. */
const READERS = families.map((family) =>
  [`${family.name}, prepare`, (one, hz) => read(one, hz, [family])] as [
    string,
    (one: PitchTrack, tonicHz: number) => unknown,
  ]
);
const classifier = new RaagClassifier(
  families[0],
  await families[0].fit(["a", "b"].map((raag) => ({
    id: raag,
    raag,
    group: raag,
    features: read(good, 220),
  }))),
);
const uniform = {
  nStates: 2,
  nSymbols: 2,
  startprob: Float64Array.of(0.5, 0.5),
  transmat: Float64Array.of(0.5, 0.5, 0.5, 0.5),
  emissionprob: Float64Array.of(0.5, 0.5, 0.5, 0.5),
};
const HUGE = 1e9;

/** What a number is given to, the numbers that it refuses, and a word of the message. */
const REFUSALS: [string, number[], string, (bad: number) => unknown][] = [
  ...([
    ["quantizeFrames", (bad) => quantizeFrames(good, bad)],
    ["quantizeNotes", (bad) => quantizeNotes(good, bad)],
    ...READERS.map(([name, prepare]) => [name, (bad: number) => prepare(good, bad)]),
    ["RaagClassifier.classify", (bad) => classifier.classify(good, bad)],
    ["RaagClassifier.timeline", (bad) => classifier.timeline(good, bad)],
  ] as [string, (bad: number) => unknown][]).map(([name, call]) =>
    [`${name}: tonic`, [NaN, Infinity, -220, 0, HUGE], "tonicHz", call] as (typeof REFUSALS)[0]
  ),
  ...([
    ["quantizeFrames", (hopSeconds) => quantizeFrames({ ...good, hopSeconds }, 220)],
    ["quantizeNotes", (hopSeconds) => quantizeNotes({ ...good, hopSeconds }, 220)],
    ...READERS.map(([name, prepare]) => [
      name,
      (hopSeconds: number) => prepare({ ...good, hopSeconds }, 220),
    ]),
    ["estimateTonic", (hopSeconds) => estimateTonic({ ...good, hopSeconds })],
    ["smoothPitch", (hopSeconds) => smoothPitch({ ...good, hopSeconds })],
  ] as [string, (bad: number) => unknown][]).map(([name, call]) =>
    [`${name}: hop`, [NaN, Infinity, -1, 0], "hopSeconds", call] as (typeof REFUSALS)[0]
  ),
  [
    "analyseRecording: tonic",
    [NaN, Infinity, -1, 0, HUGE],
    "tonic",
    (tonicHz) => analyseRecording({ path: "none", kind: "audio", tonicHz }),
  ],
  [
    "generateRecording: tonic",
    [NaN, Infinity, -1, 0, HUGE],
    "tonicHz",
    (tonicHz) => generateRecording(RAAGS.Yaman, { seed: 1, durationSeconds: 3, tonicHz }),
  ],
  ["generateRecording: duration", [NaN, Infinity, -1, 0, HUGE], "durationSeconds", (
    durationSeconds,
  ) => generateRecording(RAAGS.Yaman, { seed: 1, durationSeconds })],
  [
    "extractPitch: sample",
    [NaN, Infinity, -Infinity],
    "samples",
    (bad) => extractPitch(silence.map((_, i) => i === 9 ? bad : 0), 22_050),
  ],
  [
    "extractPitch: sample rate",
    [NaN, Infinity, -1, 0, HUGE],
    "sampleRate",
    (bad) => extractPitch(silence, bad),
  ],
  [
    "extractPitch: hop",
    [NaN, Infinity, -1, 0],
    "hopSeconds",
    (hopSeconds) => extractPitch(silence, 22_050, { hopSeconds }),
  ],
  [
    "extractPitch: frame",
    [NaN, Infinity, -1, 0, HUGE],
    "frameSeconds",
    (frameSeconds) => extractPitch(silence, 22_050, { frameSeconds }),
  ],
  [
    "extractPitch: floor",
    [NaN, Infinity, -1, 0, HUGE],
    "floorHz",
    (floorHz) => extractPitch(silence, 22_050, { floorHz }),
  ],
  [
    "extractPitch: ceiling",
    [NaN, Infinity, -1, 0, HUGE],
    "ceilingHz",
    (ceilingHz) => extractPitch(silence, 22_050, { ceilingHz }),
  ],
  [
    "extractPitch: threshold",
    [NaN, Infinity, -1, 2],
    "voicingThreshold",
    (voicingThreshold) => extractPitch(silence, 22_050, { voicingThreshold }),
  ],
  [
    "extractPitch: piece",
    [NaN, Infinity, -1, 0],
    "chunkSeconds",
    (chunkSeconds) => extractPitch(silence, 22_050, { chunkSeconds }),
  ],
  [
    "estimateTonic: range",
    [NaN, Infinity, -1, 0, HUGE],
    "minHz",
    (minHz) => estimateTonic(good, undefined, { minHz }),
  ],
  [
    "estimateTonic: sample rate",
    [NaN, Infinity, -1, 0, HUGE],
    "sampleRate",
    (sampleRate) => estimateTonic(good, { samples: silence, sampleRate }),
  ],
  [
    "resample: rate",
    [NaN, Infinity, -1, 0, HUGE],
    "fromRate",
    (rate) => resample(silence, rate, 22_050),
  ],
  [
    "encodeWav: rate",
    [NaN, Infinity, -1, 0, 0.5, HUGE],
    "sampleRate",
    (rate) => encodeWav(silence, rate),
  ],
  [
    "decodeAudio: rate",
    [NaN, Infinity, -1, 0, HUGE],
    "sampleRate",
    (sampleRate) => decodeAudio(encodeWav(silence, 22_050), { sampleRate }),
  ],
  [
    "parsePitchTrack: hop",
    [NaN, Infinity, -1, 0],
    "hopSeconds",
    (hopSeconds) => parsePitchTrack("220\n221", { hopSeconds }),
  ],
  ["parsePitchTrack: f0", [HUGE], "f0", (bad) => parsePitchTrack(`0 220\n0.01 ${bad}`)],
  [
    "parsePitchTrack: time",
    [NaN, Infinity, -1],
    "time",
    (bad) => parsePitchTrack(`0 220\n${bad} 220`),
  ],
  [
    "DiscreteHmm: startprob",
    [NaN, Infinity, -0.5, 0.4, 1.5],
    "startprob",
    (bad) => new DiscreteHmm({ ...uniform, startprob: Float64Array.of(bad, 0.5) }),
  ],
  [
    "DiscreteHmm: transmat",
    [NaN, Infinity, -0.5, 0.4, 1.5],
    "transmat",
    (bad) => new DiscreteHmm({ ...uniform, transmat: Float64Array.of(0.5, 0.5, bad, 0.5) }),
  ],
  [
    "DiscreteHmm: emissionprob",
    [NaN, Infinity, -0.5, 0.4, 1.5],
    "emissionprob",
    (bad) => new DiscreteHmm({ ...uniform, emissionprob: Float64Array.of(0.5, 0.5, bad, 0.5) }),
  ],
  [
    "DiscreteHmm.random: states",
    [NaN, Infinity, -1, 0, 1.5, HUGE],
    "nStates",
    (bad) => DiscreteHmm.random(bad, 2, 1),
  ],
  [
    "DiscreteHmm.random: symbols",
    [NaN, Infinity, -1, 0, 1.5, HUGE],
    "nSymbols",
    (bad) => DiscreteHmm.random(2, bad, 1),
  ],
  [
    "DiscreteHmm.random: seed",
    [NaN, Infinity, 0.5],
    "seed",
    (bad) => DiscreteHmm.random(2, 2, bad),
  ],
  [
    "DiscreteHmm.score: symbol",
    [NaN, Infinity, -1, 0.5, 36, HUGE],
    "whole numbers",
    (bad) => hmm.score([0, bad]),
  ],
  [
    "DiscreteHmm.decode: symbol",
    [NaN, Infinity, -1, 0.5, 36, HUGE],
    "symbol",
    (bad) => hmm.decode([0, bad]),
  ],
  [
    "DiscreteHmm.posteriors: symbol",
    [NaN, -1, 0.5, 36],
    "symbol",
    (bad) => hmm.posteriors([0, bad]),
  ],
  [
    "DiscreteHmm.fit: symbol",
    [NaN, -1, 0.5, 36],
    "whole numbers",
    (bad) => hmm.fit([[0], [0, bad]]),
  ],
  [
    "DiscreteHmm.fromSymbols: symbol",
    [NaN, -1, 0.5, 3],
    "whole numbers",
    (bad) => DiscreteHmm.fromSymbols([[0, bad]], 3),
  ],
  [
    "DiscreteHmm.fit: tolerance",
    [NaN, Infinity],
    "tolerance",
    (tolerance) => hmm.fit([[0]], { tolerance }),
  ],
  [
    "DiscreteHmm.fit: iterations",
    [NaN, Infinity, -1, 0.5],
    "maxIterations",
    (maxIterations) => hmm.fit([[0]], { maxIterations }),
  ],
  ["DiscreteHmm.sample: length", [NaN, Infinity, -1, 0, 0.5], "length", (bad) => hmm.sample(bad)],
  [
    "RaagTrainer: states",
    [NaN, Infinity, -1, 0, 0.5],
    "nStates",
    (nStates) => new RaagTrainer({ nStates }),
  ],
  [
    "RaagTrainer: regularisation",
    [NaN, Infinity, -1],
    "regularizationAlpha",
    (bad) => new RaagTrainer({ regularizationAlpha: bad }),
  ],
  [
    "RaagTrainer: floor",
    [NaN, Infinity, -1, 1],
    "probabilityFloor",
    (probabilityFloor) => new RaagTrainer({ probabilityFloor }),
  ],
  [
    "RaagTrainer: threads",
    [NaN, Infinity, -1, 0, 0.5],
    "jobs",
    (jobs) => new RaagTrainer({ jobs }),
  ],
  [
    "stratifiedGroupFolds: folds",
    [NaN, Infinity, -1, 0, 1, 0.5, HUGE],
    "folds",
    (bad) =>
      stratifiedGroupFolds(
        [1, 2].map((n) => ({ id: `${n}`, raag: `${n}`, group: `${n}` })),
        bad,
        1,
      ),
  ],
];

for (const [name, numbers, word, call] of REFUSALS) {
  Deno.test(`${name} ${numbers.map((n) => n === HUGE ? "1e9" : n).join(", ")}`, async () => {
    for (const bad of numbers) {
      const error = await assertRejects(
        async () => await call(bad),
        RaagkitError,
        undefined,
        `${bad}`,
      );
      assertStringIncludes((error as Error).message, word, `${bad}`);
    }
  });
}

/** Nothing at all: what refuses it, and how. */
const EMPTY: [string, string, () => unknown][] = [
  ["estimateTonic of no frames", "no voiced frame", () => estimateTonic(track([]))],
  ["parsePitchTrack of no text", "no", () => parsePitchTrack("")],
  ["decodeAudio of no bytes", "empty", () => decodeAudio(new Uint8Array(0))],
  ["decodeNpz of no bytes", "no directory", () => decodeNpz(new Uint8Array(0))],
  ["score of no symbols", "at least one symbol", () => hmm.score([])],
  ["decode of no symbols", "symbols", () => hmm.decode([])],
  ["posteriors of no symbols", "symbols", () => hmm.posteriors([])],
  ["fit of no sequences", "sequences", () => hmm.fit([])],
  ["fit of an empty sequence", "sequence", () => hmm.fit([[]])],
  ["fromSymbols of no sequences", "sequences", () => DiscreteHmm.fromSymbols([], 3)],
  // The textbook has its raags from tables.
  ...families.filter(({ name }) => name !== "textbook").map((family) =>
    [
      `a fit of ${family.name} to no recordings`,
      "nothing",
      () => family.fit([]),
    ] as (typeof EMPTY)[0]
  ),
  ["folds of nothing", "", () => stratifiedGroupFolds([], 2, 1)],
];

for (const [name, words, call] of EMPTY) {
  Deno.test(`${name} is refused`, async () => {
    await assertRejects(async () => await call(), RaagkitError, words);
  });
}

Deno.test("arrays of a track that do not fit together are refused", async () => {
  const crooked = [{ ...good, times: new Float64Array(3) }, {
    ...good,
    voicing: new Float32Array(3),
  }];
  for (const one of crooked) {
    for (
      const call of [
        () => quantizeNotes(one, 220),
        () => quantizeFrames(one, 220),
        () => estimateTonic(one),
        () => smoothPitch(one),
        ...READERS.map(([, prepare]) => () => prepare(one, 220)),
        () => classifier.classify(one, 220),
      ]
    ) await assertRejects(async () => await call(), RaagkitError, "one entry a frame");
  }
});

Deno.test("what is no frequency is unvoiced, everywhere", () => {
  for (const bad of [NaN, Infinity, -Infinity, 0, -220]) {
    const spoilt = track([...good.f0].map((hz, i) => i % 100 < 50 ? bad : hz));
    const marked = track([...good.f0].map((hz, i) => i % 100 < 50 ? NaN : hz));
    assertEquals(quantizeNotes(spoilt, 220), quantizeNotes(marked, 220), `${bad}`);
    assertEquals(quantizeFrames(spoilt, 220), quantizeFrames(marked, 220), `${bad}`);
    assertEquals(smoothPitch(spoilt), smoothPitch(marked), `${bad}`);
    for (const [name, prepare] of READERS) {
      assertEquals(prepare(spoilt, 220), prepare(marked, 220), `${name}, ${bad}`);
    }
    assertEquals(estimateTonic(spoilt), estimateTonic(marked), `${bad}`);
    assertEquals(classifier.classify(spoilt, 220), classifier.classify(marked, 220), `${bad}`);
  }
});

Deno.test("a melody without a voiced frame is known for none", () => {
  for (const one of [track([]), track(new Array(300).fill(NaN))]) {
    assertEquals(quantizeNotes(one, 220).symbols.length, 0);
    const { raag, refusal } = classifier.classify(one, 220);
    assertEquals([raag, refusal], [null, "nothing-heard"]);
  }
});

Deno.test("metadata: a tonic or hop that is none is an error with its field", () => {
  for (const bad of [NaN, Infinity, -1, 0, HUGE, "220", [220]]) {
    for (const field of ["tonic_hz", "hop_seconds"]) {
      const { metadata, problems } = checkMetadata(
        { recording_id: "a", raag: "b", [field]: bad },
        "x",
      );
      assertEquals(metadata, undefined, `${field} ${bad}`);
      assert(problems.some((problem) => problem.field === field), `${field} ${bad}`);
    }
  }
});
