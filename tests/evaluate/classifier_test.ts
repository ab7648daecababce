import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError, ModelError } from "../../lib/errors.ts";
import {
  classifierModels,
  frameHmm,
  hmmEnsemble,
  noteHmm,
  noteView,
  prepareMelodies,
  RaagClassifier,
  UNKNOWN_RAAG,
  viewSymbols,
} from "../../lib/evaluate/mod.ts";
import { toyMelodies } from "./melodies.ts";

const TRAINING = toyMelodies(8, 30, 1);
const TEST = toyMelodies(4, 30, 2);
const ENSEMBLE = hmmEnsemble({ maxIterations: 2 });
const FITTED = await ENSEMBLE.fit(prepareMelodies(ENSEMBLE, TRAINING));
const MODELS = classifierModels(FITTED);

Deno.test("RaagClassifier: names the raag, ranks all, probabilities sum to 1", () => {
  const classifier = new RaagClassifier(MODELS);
  assertEquals(classifier.labels, ["Minor", "Pentad", "Zigzag"]);
  for (const { track, tonicHz, raag } of TEST) {
    const answer = classifier.classify(track, tonicHz);
    assertEquals(answer.raag, raag);
    assertEquals(answer.ranking.length, 3);
    assertEquals(answer.confidence, answer.ranking[0].probability);
    assertAlmostEquals(answer.ranking.reduce((sum, { probability }) => sum + probability, 0), 1);
    const likelihoods = answer.ranking.map((line) => line.logLikelihoodPerSymbol);
    assertEquals(likelihoods, [...likelihoods].sort((a, b) => b - a));
    assertEquals(answer.tonicHz, tonicHz);
    assert(answer.nSymbols > 50);
  }
});

Deno.test("RaagClassifier: scores as the family does", () => {
  const classifier = new RaagClassifier(MODELS);
  for (const melody of TEST) {
    const scores = FITTED.scores(ENSEMBLE.prepare(melody));
    const size = ENSEMBLE.size!(ENSEMBLE.prepare(melody));
    for (const line of classifier.classify(melody.track, melody.tonicHz).ranking) {
      assertAlmostEquals(
        line.logLikelihoodPerSymbol * Math.sqrt(size),
        scores[FITTED.labels.indexOf(line.raag)],
        1e-9, // the same sums in another order
      );
    }
  }
});

Deno.test("RaagClassifier: one model per raag, frames or notes, thinned as in training", async () => {
  for (const family of [noteHmm({ maxIterations: 1 }), frameHmm({ maxIterations: 1 })]) {
    const models = classifierModels(await family.fit(prepareMelodies(family, TRAINING)));
    assertEquals(models[0].components, {});
    const classifier = new RaagClassifier(models);
    const { track, tonicHz, raag } = TEST[0];
    const answer = classifier.classify(track, tonicHz);
    assertEquals(answer.raag, raag);
    assertEquals(answer.nSymbols, family.prepare(TEST[0])[0].length);
  }
});

Deno.test("RaagClassifier: the temperature changes confidence, not the ranking", () => {
  const { track, tonicHz } = TEST[0];
  const at = (temperature: number) =>
    new RaagClassifier(MODELS, { temperature }).classify(track, tonicHz);
  assert(at(0.5).confidence > at(5).confidence);
  assertAlmostEquals(at(1e9).confidence, 1 / 3, 1e-6);
  assertEquals(
    at(0.5).ranking.map(({ raag }) => raag),
    at(5).ranking.map(({ raag }) => raag),
  );
});

Deno.test("RaagClassifier: unknown where nothing fits, if asked", () => {
  const { track, tonicHz } = TEST[0];
  const plain = new RaagClassifier(MODELS).classify(track, tonicHz);
  const best = plain.ranking[0].logLikelihoodPerSymbol;
  const strict = new RaagClassifier(MODELS, { unknownThreshold: best + 0.01 });
  assertEquals(strict.classify(track, tonicHz).raag, UNKNOWN_RAAG);
  assertEquals(strict.classify(track, tonicHz).ranking, plain.ranking);
  const lenient = new RaagClassifier(MODELS, { unknownThreshold: best - 0.01 });
  assertEquals(lenient.classify(track, tonicHz).raag, plain.raag);
  const silence = { ...track, f0: track.f0.map(() => NaN) };
  const nothing = new RaagClassifier(MODELS).classify(silence, tonicHz);
  assertEquals([nothing.raag, nothing.nSymbols], [UNKNOWN_RAAG, 0]);
  assertAlmostEquals(nothing.confidence, 1 / 3, 1e-12);
});

Deno.test("classifyWithTonics: finds the tonic that makes sense of the melody", () => {
  const classifier = new RaagClassifier(MODELS);
  let right = 0;
  for (const { track, tonicHz, raag } of TEST) {
    const candidates = [7, 0, 5, 2].map((semitones) => ({
      tonicHz: tonicHz * 2 ** (semitones / 12),
      confidence: 0.25,
    }));
    const answer = classifier.classifyWithTonics(track, candidates);
    if (answer.raag === raag && answer.tonicHz === tonicHz) right++;
    assertAlmostEquals(answer.tonics.reduce((sum, { probability }) => sum + probability, 0), 1);
    assertAlmostEquals(answer.ranking.reduce((sum, { probability }) => sum + probability, 0), 1);
    assert(answer.tonics[0].probability >= answer.tonics[3].probability);
  }
  assertEquals(right, TEST.length);
});

Deno.test("classifyWithTonics: one candidate is classify; confidence counts", () => {
  const classifier = new RaagClassifier(MODELS);
  const { track, tonicHz } = TEST[0];
  const { tonics, ...alone } = classifier.classifyWithTonics(track, [{ tonicHz, confidence: 3 }]);
  const known = classifier.classify(track, tonicHz);
  assertEquals(alone.raag, known.raag);
  assertAlmostEquals(alone.confidence, known.confidence, 1e-12);
  assertAlmostEquals(tonics[0].probability, 1, 1e-12);
  const far = classifier.classifyWithTonics(track, [
    { tonicHz, confidence: 1e-300 },
    { tonicHz: tonicHz * 1.5, confidence: 1 },
  ]);
  assertEquals(far.tonicHz, tonicHz * 1.5);
});

Deno.test("timeline: the evidence of all windows sums to what ranks", () => {
  const classifier = new RaagClassifier(MODELS);
  const { track, tonicHz } = TEST[5];
  const { evidence, probability, times, labels } = classifier.timeline(track, tonicHz, {
    windowSeconds: 4,
  });
  assertEquals(times.length, Math.ceil(track.f0.length * 0.01 / 4));
  const { ranking } = classifier.classify(track, tonicHz);
  const size = ENSEMBLE.size!(ENSEMBLE.prepare(TEST[5]));
  const totals = evidence.map((own) => own.reduce((sum, nats) => sum + nats, 0));
  const line = (raag: string) => ranking.find((entry) => entry.raag === raag)!;
  labels.forEach((raag, k) => {
    assertAlmostEquals(
      totals[k] - totals[0],
      size * (line(raag).logLikelihoodPerSymbol - line(labels[0]).logLikelihoodPerSymbol),
      1e-6, // hundreds of nats, summed in another order
    );
    assertAlmostEquals(probability[k].at(-1)!, line(raag).probability, 1e-9);
  });
  for (let w = 0; w < times.length; w++) {
    assertAlmostEquals(evidence.reduce((sum, own) => sum + own[w], 0), 0, 1e-9);
    assertAlmostEquals(probability.reduce((sum, own) => sum + own[w], 0), 1, 1e-12);
  }
});

Deno.test("timeline: silence says nothing", () => {
  const { track, tonicHz } = TEST[0];
  const silence = { ...track, f0: track.f0.map(() => NaN) };
  const { evidence, probability } = new RaagClassifier(MODELS).timeline(silence, tonicHz);
  assertEquals([...new Set(evidence.flatMap((own) => [...own]))], [0]);
  assertAlmostEquals(probability[0][0], 1 / 3, 1e-12);
});

Deno.test("RaagClassifier: refuses models and options that do not fit", async () => {
  assertThrows(() => new RaagClassifier([]), ModelError, "found none");
  assertThrows(() => new RaagClassifier([MODELS[0], MODELS[0]]), ModelError, '"Minor"');
  const other = noteHmm({ nSymbols: 12, maxIterations: 0 });
  const small = classifierModels(await other.fit(prepareMelodies(other, TRAINING)));
  assertThrows(() => new RaagClassifier([MODELS[0], small[1]]), ModelError, "train them together");
  assertThrows(
    () => new RaagClassifier([{ ...small[0], quantizer: { kind: "notes" } }]),
    ModelError,
    "must have 36 symbols",
  );
  assertThrows(
    () => new RaagClassifier([{ ...small[0], components: { odd: small[0].hmm } }]),
    InvalidArgumentError,
    '"odd"',
  );
  assertThrows(
    () => new RaagClassifier([{ ...small[0], quantizer: { frameSpacingSeconds: -1 } }]),
    InvalidArgumentError,
    "frameSpacingSeconds",
  );
  assertThrows(() => new RaagClassifier(MODELS, { temperature: 0 }), InvalidArgumentError);
  assertThrows(() => new RaagClassifier(MODELS, { unknownThreshold: NaN }), InvalidArgumentError);
  const classifier = new RaagClassifier(MODELS);
  const { track } = TEST[0];
  assertThrows(() => classifier.classify(track, 0), InvalidArgumentError, "tonicHz");
  assertThrows(() => classifier.classifyWithTonics(track, []), InvalidArgumentError, "candidates");
  assertThrows(
    () => classifier.classifyWithTonics(track, [{ tonicHz: 200, confidence: 0 }]),
    InvalidArgumentError,
    "confidence",
  );
  assertThrows(
    () => classifier.timeline(track, 200, { windowSeconds: 0 }),
    InvalidArgumentError,
    "windowSeconds",
  );
});

Deno.test("views: thirds make the whole, names are read back", () => {
  const views = ["whole12", "first12", "middle12", "last12"].map(noteView);
  const [whole, ...thirds] = viewSymbols(TEST[0], views);
  assertEquals(thirds.flatMap(({ symbols }) => [...symbols]), [...whole.symbols]);
  assertThrows(() => noteView("half12"), InvalidArgumentError, "half12");
  assertThrows(() => noteView("whole13"), InvalidArgumentError, "13");
});
