/** The textbook as a family: ninety raags before the first recording, and recordings on top. */
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import { prepareMelodies } from "../../../lib/evaluate/mod.ts";
import {
  classifierOf,
  makeFamily,
  modelSetOf,
  onlyRaags,
  RaagClassifier,
  textbookModels,
} from "../../../lib/families/mod.ts";
import { raagByName } from "../../../lib/raags/mod.ts";
import { generateRecording } from "../../../lib/synth/mod.ts";
import { melody } from "../../quantize/tracks.ts";
import { toyMelodies } from "../melodies.ts";
import { sing } from "./melodies.ts";

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

Deno.test("reasons: svaras heard and foreign, neighbours, and what tells the best from two rivals", () => {
  const models = onlyRaags(MODELS, { raags: ["Bhupali", "Deshkar", "Durga", "Malkauns"] });
  const classifier = classifierOf(models);
  // Of eleven notes of a quarter of a second one is r, and two are G.
  const track = sing(Array(20).fill("S R G P G R S D S r S"));
  const { reasons, voicedSeconds } = classifier.classify(track, 220);
  assertAlmostEquals(voicedSeconds, 20 * 11 / 4, 1e-9);
  assertEquals(reasons.slice(0, 2), [
    "svaras heard: S r R G P D; Bhupali has S R G P D, so r 9 % is foreign to it",
    "of the same svaras: Deshkar",
  ]);
  // Each move is sung once a line; Deshkar goes up without R.
  assertMatch(reasons[2], /^Bhupali or Deshkar: S to R \(heard 20 x\) speaks for Bhupali; /);
  assertMatch(reasons[2], /; G to P \(heard 20 x\) speaks for Deshkar; /);
  assertMatch(
    reasons[3],
    /^Bhupali or Durga: G \(1[78] % of the time\) is in Bhupali only; m \(0 % of the time\) is in Durga only; /,
  );
  assertEquals(reasons.map((reason) => reason.split("; ").length), [2, 1, 3, 5]);
  assertEquals(reasons.length, 4, "two rivals, not three");
  const own = classifier.classify(sing(Array(20).fill("S R G P D S' D P G R S")), 220).reasons;
  assertEquals(own[0], "svaras heard: S R G P D; Bhupali has S R G P D");
  const silence = { ...track, f0: track.f0.map(() => NaN) };
  assertEquals(classifier.classify(silence, 220).reasons, []);
});

Deno.test("what the models read: a symbol of 10 cents each 20 ms, with its time", () => {
  const { symbols, onsets, durations, nSymbols } = makeFamily("textbook")
    .read!({ id: "", track: sing(["S R G", "P"]), tonicHz: 220 });
  assertEquals([nSymbols, symbols.length, durations.length], [120, onsets.length, onsets.length]);
  assert(durations.every((seconds) => seconds === 0.02));
  // Two seconds of breath lie between the lines.
  const gaps = onsets.slice(1).map((onset, t) => onset - onsets[t]);
  assertEquals(gaps.filter((gap) => gap > 1.9).length, 1);
  assert(Math.abs(symbols[0]) % 120 <= 1 && Math.abs(symbols.at(-1)! - 70) <= 1);
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
  const both = onlyRaags(MODELS, { raags: ["Yaman", "Bihag", "Bhupali"], thaat: " KALYAN " });
  assertEquals([...both.keys()], ["Bhupali", "Yaman"]);
  assertEquals(onlyRaags(MODELS, {}).size, MODELS.size);
  assertThrows(() => onlyRaags(MODELS, { raags: ["Bebop"] }), InvalidArgumentError, "Bebop");
  assertThrows(() => onlyRaags(MODELS, { raags: [] }), InvalidArgumentError, "found none");
  assertThrows(() => onlyRaags(MODELS, { thaat: "Blue" }), InvalidArgumentError, "thaat must be");
  assertThrows(() => onlyRaags(MODELS, { raags: ["Yaman"] }), InvalidArgumentError, "two raags");
});

Deno.test("recordings teach their raags, in their own spelling; the others stay as in the book", async () => {
  const family = makeFamily("textbook");
  const lessons = [1, 2].map((seed) => ({ ...performed("Yaman", seed, 60), raag: "yaman" }));
  lessons.push(performed("Desh", 1, 20));
  const fitted = await family.fit(prepareMelodies(family, lessons));
  const { labels, raags } = fitted.parts();
  const learnt = raags[labels.indexOf("yaman")], book = raags[labels.indexOf("Bhairav")];
  assertEquals([learnt.record.recordings, learnt.record.status], [2, "counted"]);
  assertEquals([book.record.recordings, book.record.status], [0, "book"]);
  assertEquals(fitted.describe(), { raags: labels.length, learnt: ["Desh", "yaman"] });
  assertEquals(book.hmm.transmat, MODELS.get("Bhairav")!.hmm.transmat);
  assert(learnt.hmm.transmat.some((p, i) => p !== MODELS.get("Yaman")!.hmm.transmat[i]));
  // What was saved answers the same, to the last bit.
  const { track, tonicHz } = performed("Yaman", 7, 60);
  const again = new RaagClassifier(family, makeFamily("textbook").restore(fitted.parts()));
  const direct = new RaagClassifier(family, fitted);
  assertEquals(again.classify(track, tonicHz), direct.classify(track, tonicHz));
});

Deno.test("onlyRaags: labels that no book has go by their letters, and have no thaat", async () => {
  const family = makeFamily("pcd-knn");
  const fitted = await family.fit(prepareMelodies(family, toyMelodies(2, 5)));
  const provenance = { seed: 1, pitch: {}, versions: {} };
  const models = modelSetOf({ family: "pcd-knn" }, fitted, () => undefined, provenance);
  assertEquals([...onlyRaags(models, { raags: [" zigzag", "MINOR"] }).keys()], ["Minor", "Zigzag"]);
  assertThrows(() => onlyRaags(models, { thaat: "Kalyan" }), InvalidArgumentError, "found none");
  const { training, manifest } = models.get("Minor")!;
  assertEquals([training.recordings, training.groups, training.durationSeconds], [2, 0, 0]);
  assertEquals(manifest, { hash: "", recordings: [] });
});

Deno.test("two spellings of one raag are refused", () => {
  const family = makeFamily("textbook");
  const [example] = prepareMelodies(family, [performed("Yaman", 1, 20)]);
  const spelt = ["Yaman", "Yaman", "yaman"].map((raag) => ({ ...example, raag }));
  assertThrows(() => family.fit(spelt), InvalidArgumentError, "Yaman and yaman are one raag");
});

Deno.test("a label that the library does not have is refused by name", () => {
  const family = makeFamily("textbook");
  const examples = prepareMelodies(family, [{ ...performed("Yaman", 1, 20), raag: "Bebop" }]);
  assertThrows(() => family.fit(examples), InvalidArgumentError, "no raag Bebop");
});
