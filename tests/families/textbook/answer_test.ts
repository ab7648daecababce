import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../../lib/errors.ts";
import {
  evidenceOf,
  recognise,
  scorePhrases,
  textbookSet,
} from "../../../lib/families/textbook/mod.ts";
import { stableFrames } from "../../../lib/quantize/mod.ts";
import { FACTS, perform, sing } from "./melodies.ts";

const set = textbookSet(FACTS);
const kinds = ({ warnings }: ReturnType<typeof recognise>) => warnings.map(({ kind }) => kind);

Deno.test("recognise: names the raag whose lines are sung for more than a minute", () => {
  for (const facts of FACTS) {
    const answer = recognise(set, sing(perform(facts, 40)), 220);
    assertEquals(answer.ranking.length, FACTS.length);
    assertEquals([answer.ranking[0].raag, answer.name], [facts.raag, facts.raag]);
    assertEquals(kinds(answer), []);
    assert(answer.fit > 0);
    const total = answer.ranking.reduce((sum, { probability }) => sum + probability, 0);
    assertAlmostEquals(total, 1, 1e-12); // rounding
  }
});

Deno.test("recognise: no single name from twenty seconds, however clear", () => {
  const track = sing(perform(FACTS[3], 6));
  assert(track.f0.length > 1500 && track.f0.length < 2500);
  const answer = recognise(set, track, 220);
  assertEquals([answer.ranking[0].raag, answer.name], ["Malkauns", undefined]);
  assertEquals(kinds(answer), ["short"]);
});

Deno.test("recognise: a drone is doubted, and a scale that no raag of the set has", () => {
  const drone = sing([new Array(300).fill("S").join(" ")]);
  assert(kinds(recognise(set, drone, 220)).includes("drone"));
  const chromatic = new Array(30).fill("S r R g G m M P d D n N S N n D d P M m G g R r");
  const answer = recognise(set, sing(chromatic), 220);
  assert(answer.fit < 0);
  assertEquals(answer.name, undefined);
  assert(kinds(answer).includes("none"));
});

Deno.test("recognise: a given Sa is tuned by 20 cents at most", () => {
  const track = sing(perform(FACTS[4], 40), 220 * 2 ** (14 / 1200));
  const { tonics: [{ tonicHz }], ranking } = recognise(set, track, 220);
  // Bins are 10 cents apart, and svaras of the melody (equal steps) lie up to 12 cents off.
  assertAlmostEquals(1200 * Math.log2(tonicHz / 220), 14, 10);
  assertEquals(ranking[0].raag, "Todi");
});

Deno.test("recognise: of possible Sa the one that makes a raag of the melody", () => {
  const track = sing(perform(FACTS[3], 40));
  const candidates = [330, 220, 250].map((tonicHz) => ({ tonicHz, confidence: 1 / 3 }));
  const answer = recognise(set, track, candidates);
  assertEquals([answer.tonics[0].tonicHz, answer.name], [220, "Malkauns"]);
  assertAlmostEquals(answer.tonics.reduce((sum, { probability }) => sum + probability, 0), 1, 1e-9);
  // Bhupali from its Ga has the svaras of Malkauns: with both Sa as likely, it is asked.
  const either = [{ tonicHz: 220, confidence: 0.5 }, {
    tonicHz: 220 * 2 ** (8 / 12),
    confidence: 0.5,
  }];
  const unsure = recognise(set, sing(["g m d n S' n d"]), either);
  assert(kinds(unsure).includes("tonic"));
});

Deno.test("recognise: raag and Sa are weighed together, as the formula says", () => {
  const track = sing(perform(FACTS[0], 4));
  const candidates = [[220, 0.3], [220 * 2 ** (4 / 12), 1e-3], [247, 1e-9]]
    .map(([tonicHz, confidence]) => ({ tonicHz, confidence }));
  const { ranking, tonics, fit } = recognise(set, track, candidates);
  const melodies = candidates.map(({ tonicHz }) => stableFrames(track, tonicHz));
  const nats = melodies.map(({ phrases }) => scorePhrases(set.models, phrases));
  const n = evidenceOf(melodies[0].frames);
  // A confidence below 1e-4 counts as that.
  const priors = [0.3, 1e-3, 1e-4].map((confidence) => 0.02 * Math.log(confidence));
  const joint = nats.map((scores, s) => scores.map((score) => Math.exp(n * (score + priors[s]))));
  const all = joint.reduce((sum, row) => row.reduce((a, b) => a + b, sum), 0);
  set.facts.forEach(({ raag }, r) => {
    const p = joint.reduce((sum, row) => sum + row[r], 0) / all;
    const found = ranking.find((one) => one.raag === raag)!;
    assertAlmostEquals(found.probability, 0.99 * p + 0.01 / FACTS.length, 1e-9);
    assertAlmostEquals(found.score, nats[0][r], 1e-12, "nats a frame at the likeliest Sa");
  });
  for (const [s, { tonicHz }] of candidates.entries()) {
    const found = tonics.find((one) => one.tonicHz === tonicHz)!;
    const p = joint[s].reduce((a, b) => a + b) / all;
    assertAlmostEquals(found.probability, p, 1e-9);
  }
  assertEquals(tonics[0].tonicHz, 220);
  const general = scorePhrases([set.general], melodies[0].phrases)[0];
  assertAlmostEquals(fit, Math.max(...nats[0]) - general, 1e-12);
});

Deno.test("recognise: of a long melody a part gives up what cannot be Sa", () => {
  const track = sing(perform(FACTS[3], 120));
  assert(stableFrames(track, 220).frames > 4000);
  const candidates = [220, 220 * 2 ** (5.5 / 12)].map((tonicHz) => ({ tonicHz, confidence: 0.5 }));
  const { tonics, ranking } = recognise(set, track, candidates);
  assertEquals(tonics, [{ tonicHz: 220, probability: 1 }]);
  const whole = recognise(set, track, candidates.slice(0, 1));
  assertEquals(ranking, whole.ranking, "all of the melody is heard at what is left");
});

Deno.test("recognise: a melody in none of the raags of the set", () => {
  const two = textbookSet(FACTS.filter(({ raag }) => ["Todi", "Durga"].includes(raag)));
  const few = { ...two, general: set.general };
  const answer = recognise(few, sing(perform(FACTS[0], 20)), 220);
  assertEquals(answer.ranking.map(({ raag }) => raag).sort(), ["Durga", "Todi"]);
  assert(kinds(answer).includes("none")); // Bhupali is neither
});

Deno.test("recognise and textbookSet refuse what is out of range", () => {
  const track = sing(["S R G"]);
  assertThrows(() => recognise(set, track, []), InvalidArgumentError, "candidate");
  assertThrows(() => recognise(set, track, 5), InvalidArgumentError, "tonicHz");
  assertThrows(() => recognise(set, sing([]), 220), InvalidArgumentError, "stable frame");
  assertThrows(() => textbookSet([FACTS[0]]), InvalidArgumentError, "two raags");
  assertThrows(() => textbookSet([...FACTS, FACTS[0]]), InvalidArgumentError, "Bhupali twice");
  assertThrows(() => textbookSet(FACTS, []), InvalidArgumentError, "one entry a raag");
});
