/** What a classifier makes of an answer: whether a raag is named, how surely, and what is to be doubted. */
import { assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import {
  classifierOf,
  type Family,
  type FamilyAnswer,
  type FittedFamily,
  ModelSet,
  RaagClassifier,
} from "../../lib/families/mod.ts";
import { trackOf } from "../quantize/tracks.ts";

const ANSWER: FamilyAnswer = {
  scores: Float64Array.of(0, 2, 1),
  probabilities: Float64Array.of(0.1, 0.6, 0.3),
  typicality: 0.4,
  typical: true,
  tonicEvidence: 0,
  voicedSeconds: 60,
};

/** A classifier whose family always answers this, on each tonic with an answer of its own. */
function classifierSaying(...answers: FamilyAnswer[]): RaagClassifier {
  let next = 0;
  const family = { name: "fixed", prepare: () => answers[next++ % answers.length] };
  const fitted = { labels: ["A", "B", "C"], answer: (features: unknown) => features };
  return new RaagClassifier(family as unknown as Family, fitted as unknown as FittedFamily);
}
const say = (more: Partial<FamilyAnswer>) =>
  classifierSaying().classifyFeatures({ ...ANSWER, ...more }, 200);

Deno.test("the best label is named, with its probability and the whole ranking", () => {
  assertEquals(say({}), {
    raag: "B",
    confidence: 0.6,
    typicality: 0.4,
    ranking: [
      { raag: "B", score: 2, probability: 0.6 },
      { raag: "C", score: 1, probability: 0.3 },
      { raag: "A", score: 0, probability: 0.1 },
    ],
    tonicHz: 200,
    voicedSeconds: 60,
    remarks: [],
    reasons: [],
  });
  const bare = say({ probabilities: undefined, typicality: undefined });
  assertEquals([bare.raag, bare.ranking[0]], ["B", { raag: "B", score: 2 }]);
  assertEquals(["confidence" in bare, "typicality" in bare], [false, false]);
  assertEquals(bare.remarks.length, 1);
});

Deno.test("no raag is named of silence, of what is far from all, of what is doubted or unsure", () => {
  const refusal = (more: Partial<FamilyAnswer>) => {
    const { raag, refusal, confidence } = say(more);
    return [raag, refusal, confidence];
  };
  assertEquals(refusal({ voicedSeconds: 0, typical: false }), [null, "nothing-heard", undefined]);
  assertEquals(refusal({ typical: false, surest: 0.8 }), [null, "none-of-these", undefined]);
  assertEquals(refusal({ surest: 0.61 }), [null, "not-sure", undefined]);
  assertEquals(refusal({ surest: 0.6 }), ["B", undefined, 0.6]);
  assertEquals(refusal({ doubts: ["short"] }), [null, "not-sure", undefined]);
  assertEquals(say({ doubts: ["short"] }).remarks, ["short"]);
});

Deno.test("a tonic with less than four fifths is asked about", () => {
  const track = trackOf([200]);
  // Evidence in nats; both tonics are as likely before.
  const remarks = (nats: number) =>
    classifierSaying({ ...ANSWER, tonicEvidence: nats }, ANSWER).classifyWithTonics(track, [
      { tonicHz: 200, confidence: 1 },
      { tonicHz: 300.04, confidence: 1 },
    ]).remarks;
  assertEquals(remarks(Math.log(4.01)), []);
  assertEquals(remarks(Math.log(2)), [
    "is Sa right? 200.0 Hz has 67 %, 300.0 Hz has 33 %; give Sa if you know it",
  ]);
  assertEquals(remarks(Math.log(1.76))[0].includes("has 64 %, 300.0 Hz has 36 %"), true);
  const { tonics, ranking } = classifierSaying(
    ANSWER,
    { ...ANSWER, tonicEvidence: Math.log(3), scores: Float64Array.of(5, 0, 0) },
  ).classifyWithTonics(track, [
    { tonicHz: 200, confidence: 1 },
    { tonicHz: 300, confidence: 1 },
  ]);
  assertEquals(tonics.map(({ tonicHz, raag }) => [tonicHz, raag]), [[300, "A"], [200, "B"]]);
  assertEquals(ranking[0].raag, "B", "both tonics gave it .6");
});

Deno.test("a set without a raag answers nothing", () => {
  const empty = new ModelSet([], {
    family: { family: "hmm" },
    settings: {},
    shared: {},
    provenance: { seed: 1, pitch: {}, versions: {} },
  });
  assertThrows(() => classifierOf(empty), InvalidArgumentError, "at least one model");
});
