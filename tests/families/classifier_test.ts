import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { prepareMelodies } from "../../lib/evaluate/mod.ts";
import { makeFamily, RaagClassifier } from "../../lib/families/mod.ts";
import { softmax } from "../../lib/math.ts";
import { melody } from "../quantize/tracks.ts";
import { toyMelodies } from "./melodies.ts";

const TRAINING = toyMelodies(8, 30, 1);
const TEST = toyMelodies(4, 30, 2);
const FAMILY = makeFamily("hmm");
const FITTED = await FAMILY.fit(prepareMelodies(FAMILY, TRAINING));
const classifier = new RaagClassifier(FAMILY, FITTED);

/** A melody of these semitones above 220 Hz, so many frames of 10 ms each. */
const sung = (notes: readonly number[], frames: number) =>
  melody(notes.map((note) => [note, frames] as const));

Deno.test("RaagClassifier: names the raag, ranks by score, probabilities sum to 1", () => {
  assertEquals(classifier.labels, ["Minor", "Pentad", "Zigzag"]);
  for (const { track, tonicHz, raag } of TEST) {
    const answer = classifier.classify(track, tonicHz);
    assertEquals(answer.raag, raag);
    assertEquals(answer.confidence, answer.ranking[0].probability);
    assertAlmostEquals(answer.ranking.reduce((sum, one) => sum + one.probability!, 0), 1, 1e-9);
    const scores = answer.ranking.map(({ score }) => score);
    assertEquals(scores, [...scores].sort((a, b) => b - a));
    assertEquals(answer.tonicHz, tonicHz);
    assert(answer.voicedSeconds > 20 && answer.voicedSeconds <= 30.5);
  }
});

Deno.test("RaagClassifier: a tone, noise and a foreign scale are none of these", () => {
  const tone = sung([0], 3000);
  const noise = sung(Array.from({ length: 3000 }, (_, t) => (t * t * 7919 % 1201) / 50), 1);
  // The whole-tone scale, up and down, half a second a note.
  const foreign = sung(Array.from({ length: 60 }, (_, i) => 2 * Math.abs(6 - i % 12)), 50);
  for (const [name, track] of Object.entries({ tone, noise, foreign })) {
    const { raag, refusal, confidence, ranking } = classifier.classify(track, 220);
    assertEquals([raag, refusal, confidence], [null, "none-of-these", undefined], name);
    assertEquals(ranking.length, 3);
  }
});

Deno.test("RaagClassifier: with nothing heard no raag is named", () => {
  const { track, tonicHz } = TEST[0];
  const silence = { ...track, f0: track.f0.map(() => NaN) };
  const answer = classifier.classify(silence, tonicHz);
  assertEquals([answer.raag, answer.refusal, answer.voicedSeconds], [null, "nothing-heard", 0]);
});

Deno.test("RaagClassifier: without held-out evidence a ranking and the reason why", async () => {
  const few = prepareMelodies(FAMILY, [0, 8, 16].map((i) => TRAINING[i]));
  const { track, tonicHz } = TEST[0];
  const lonely = new RaagClassifier(FAMILY, await FAMILY.fit(few)).classify(track, tonicHz);
  assertEquals(lonely.confidence, undefined);
  assert(lonely.ranking.every(({ probability }) => probability === undefined));
  assert(lonely.remarks[0].includes("held out"));
});

Deno.test("classifyWithTonics: finds the tonic that makes sense of the melody", () => {
  let right = 0;
  for (const { track, tonicHz, raag } of TEST) {
    const candidates = [7, 0, 5, 2].map((semitones) => ({
      tonicHz: tonicHz * 2 ** (semitones / 12),
      confidence: 0.25,
    }));
    const answer = classifier.classifyWithTonics(track, candidates);
    if (answer.ranking[0].raag === raag && answer.tonicHz === tonicHz) right++;
    assertAlmostEquals(answer.tonics.reduce((sum, one) => sum + one.probability, 0), 1, 1e-9);
    assertAlmostEquals(answer.ranking.reduce((sum, one) => sum + one.probability!, 0), 1, 1e-9);
    assert(answer.tonics[0].probability >= answer.tonics[3].probability);
  }
  assertEquals(right, TEST.length);
});

Deno.test("classifyWithTonics: one candidate is classify; confidence counts", () => {
  const { track, tonicHz } = TEST[0];
  const { tonics, ...alone } = classifier.classifyWithTonics(track, [{ tonicHz, confidence: 3 }]);
  const known = classifier.classify(track, tonicHz);
  assertEquals(alone.raag, known.raag);
  assertAlmostEquals(alone.confidence!, known.confidence!, 1e-12);
  assertAlmostEquals(tonics[0].probability, 1, 1e-12);
  const far = classifier.classifyWithTonics(track, [
    { tonicHz, confidence: 1e-300 },
    { tonicHz: tonicHz * 1.5, confidence: 1 },
  ]);
  assertEquals(far.tonicHz, tonicHz * 1.5);
  // Without any it is not tried.
  const never = { tonicHz: tonicHz * 1.5, confidence: 0 };
  assertEquals(
    classifier.classifyWithTonics(track, [{ tonicHz, confidence: 3 }, never]),
    { tonics, ...alone },
  );
});

Deno.test("timeline: the evidence of all windows sums to the main models' likelihoods", () => {
  const { track, tonicHz } = TEST[5];
  const { evidence, probability, times, labels } = classifier.timeline(track, tonicHz, {
    windowSeconds: 4,
  });
  assertEquals(times.length, Math.ceil(track.f0.length * 0.01 / 4));
  const own = classifier.mainLikelihoods(track, tonicHz);
  const n = FAMILY.read!({ id: "", track, tonicHz }).symbols.length;
  const totals = evidence.map((one) => one.reduce((sum, nats) => sum + nats, 0));
  labels.forEach((_, k) => {
    // Hundreds of nats, summed in another order.
    assertAlmostEquals(totals[k] - totals[0], n * (own[k] - own[0]), 1e-6);
  });
  // In the end they are divided by the root of the number of symbols.
  const last = softmax(totals.map((nats) => nats / Math.sqrt(n)));
  labels.forEach((_, k) => assertAlmostEquals(probability[k].at(-1)!, last[k], 1e-9));
  for (let w = 0; w < times.length; w++) {
    assertAlmostEquals(evidence.reduce((sum, one) => sum + one[w], 0), 0, 1e-9);
    assertAlmostEquals(probability.reduce((sum, one) => sum + one[w], 0), 1, 1e-12);
  }
});

Deno.test("the note model is a hidden Markov model: its forward pass is the product of triples", () => {
  const { track, tonicHz } = TEST[0];
  const { symbols } = FAMILY.read!({ id: "", track, tonicHz });
  const { hmm } = FITTED.parts().raags[0];
  assertEquals([hmm.nStates, hmm.nSymbols], [144, 12]);
  let product = 0;
  for (let t = 2; t < symbols.length; t++) {
    const from = symbols[t - 2] * 12 + symbols[t - 1], to = symbols[t - 1] * 12 + symbols[t];
    product += Math.log(hmm.transmat[from * 144 + to]);
  }
  const begun = hmm.score(symbols.slice(0, 2));
  assertAlmostEquals(hmm.score(symbols), begun + product, 1e-8);
});

Deno.test("RaagClassifier: refuses tonics, candidates and windows that are none", () => {
  const { track } = TEST[0];
  assertThrows(() => classifier.classify(track, 0), InvalidArgumentError, "tonicHz");
  assertThrows(() => classifier.classifyWithTonics(track, []), InvalidArgumentError, "candidates");
  for (const confidence of [0, -1, NaN, Infinity]) {
    assertThrows(
      () => classifier.classifyWithTonics(track, [{ tonicHz: 200, confidence }]),
      InvalidArgumentError,
      "confidence",
    );
  }
  assertThrows(
    () => classifier.timeline(track, 200, { windowSeconds: 0 }),
    InvalidArgumentError,
    "windowSeconds",
  );
});
