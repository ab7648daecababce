/** The textbook as a family: ninety raags before the first recording, and recordings on top. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import { prepareMelodies } from "../../../lib/evaluate/mod.ts";
import {
  classifierOf,
  makeFamily,
  onlyRaags,
  RaagClassifier,
  textbookModels,
} from "../../../lib/families/mod.ts";
import { raagByName } from "../../../lib/raags/mod.ts";
import { generateRecording } from "../../../lib/synth/mod.ts";
import { melody } from "../../quantize/tracks.ts";

const MODELS = textbookModels();

/** The exact melody of a synthesised performance, as a family's melody. */
function performed(raag: string, seed: number, durationSeconds: number) {
  const grammar = raagByName(raag);
  const { truth, tonicHz } = generateRecording(grammar, { seed, durationSeconds });
  const id = `${raag} ${seed}`;
  return { id, raag: grammar.raag, group: id, track: truth, tonicHz };
}

Deno.test("textbookModels: ninety raags answer, and a minute of Yaman is Yaman first", () => {
  assert(MODELS.size >= 93);
  const { track, tonicHz } = performed("Yaman", 3, 90);
  const { ranking, reasons } = classifierOf(MODELS).classify(track, tonicHz);
  assertEquals(ranking[0].raag, "Yaman");
  const total = ranking.reduce((sum, { probability }) => sum + probability!, 0);
  assert(Math.abs(total - 1) < 1e-9);
  assert(reasons[0].startsWith("svaras heard: S R G M P D N; Yaman has S R G M P D N"), reasons[0]);
});

Deno.test("the textbook names no single raag from twenty seconds", () => {
  for (const raag of ["Yaman", "Bhairav", "Malkauns"]) {
    const { track, tonicHz } = performed(raag, 5, 20);
    const answer = classifierOf(MODELS).classify(track, tonicHz);
    assertEquals([answer.raag, answer.refusal], [null, "not-sure"]);
    assert(answer.remarks.some((remark) => remark.includes("give more than a minute")));
  }
});

Deno.test("the textbook hears nothing in silence", () => {
  const { track, tonicHz } = performed("Yaman", 5, 20);
  const silence = { ...track, f0: track.f0.map(() => NaN) };
  assertEquals(classifierOf(MODELS).classify(silence, tonicHz).refusal, "nothing-heard");
});

Deno.test("the textbook's evidence over time ends with the probabilities of the whole", () => {
  const { track, tonicHz } = performed("Yaman", 3, 30), classifier = classifierOf(MODELS);
  for (const isEstimated of [false, true]) {
    const { ranking } = isEstimated
      ? classifier.classifyWithTonics(track, [{ tonicHz, confidence: 1 }])
      : classifier.classify(track, tonicHz);
    const { labels, probability } = classifier.timeline(track, tonicHz, { isEstimated });
    for (const { raag, probability: whole } of ranking) {
      // The same terms summed in another order: rounding only.
      assertAlmostEquals(probability[labels.indexOf(raag)].at(-1)!, whole!, 1e-9, raag);
    }
  }
});

Deno.test("the textbook's evidence speaks when it is heard, not when the phrase ends", () => {
  // One breath of 16 s: M, which Bilawal does not have, from 6 s to 8 s.
  const notes = [0, 2, 4, 2, 0, 2, 6, 6, 4, 2, 0, 2, 4, 2, 0, 0];
  const { labels, times, evidence } = classifierOf(MODELS)
    .timeline(melody(notes.map((note) => [note, 100] as const)), 220, { windowSeconds: 2 });
  const [yaman, bilawal] = ["Yaman", "Bilawal"].map((raag) => evidence[labels.indexOf(raag)]);
  const gains = yaman.map((nats, w) => nats - bilawal[w]);
  assertEquals(times[gains.indexOf(Math.max(...gains))], 6);
});

Deno.test("onlyRaags: names in any spelling, a thaat, and what they do not leave", () => {
  const some = onlyRaags(MODELS, { raags: ["bhoopali", "Deshkar", "भूपाली"] });
  assertEquals(some.size, 2);
  const thaat = onlyRaags(MODELS, { thaat: "bhairavi" });
  assert([...thaat.keys()].every((raag) => raagByName(raag).thaat === "Bhairavi"));
  assertThrows(() => onlyRaags(MODELS, { raags: ["Bebop"] }), InvalidArgumentError, "Bebop");
  assertThrows(() => onlyRaags(MODELS, { thaat: "Blue" }), InvalidArgumentError, "thaat must be");
  assertThrows(() => onlyRaags(MODELS, { raags: ["Yaman"] }), InvalidArgumentError, "two raags");
});

Deno.test("recordings teach their raags, in their own spelling; the others stay as in the book", async () => {
  const family = makeFamily("textbook");
  const lessons = [1, 2].map((seed) => ({ ...performed("Yaman", seed, 60), raag: "yaman" }));
  const fitted = await family.fit(prepareMelodies(family, lessons));
  const { labels, raags } = fitted.parts();
  const learnt = raags[labels.indexOf("yaman")], book = raags[labels.indexOf("Bhairav")];
  assertEquals([learnt.record.recordings, learnt.record.status], [2, "counted"]);
  assertEquals([book.record.recordings, book.record.status], [0, "book"]);
  assertEquals(book.hmm.transmat, MODELS.get("Bhairav")!.hmm.transmat);
  assert(learnt.hmm.transmat.some((p, i) => p !== MODELS.get("Yaman")!.hmm.transmat[i]));
  // What was saved answers the same, to the last bit.
  const { track, tonicHz } = performed("Yaman", 7, 60);
  const again = new RaagClassifier(family, makeFamily("textbook").restore(fitted.parts()));
  const direct = new RaagClassifier(family, fitted);
  assertEquals(again.classify(track, tonicHz), direct.classify(track, tonicHz));
});

Deno.test("a label that the library does not have is refused by name", () => {
  const family = makeFamily("textbook");
  const examples = prepareMelodies(family, [{ ...performed("Yaman", 1, 20), raag: "Bebop" }]);
  assertThrows(() => family.fit(examples), InvalidArgumentError, "no raag Bebop");
});
