/** How far a melody lies from its raag, and what is usual, by hand. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  learnTypicality,
  standardised,
  type TypicalityCase,
  typicalityOf,
  type TypicalityRecord,
} from "../../lib/families/typicality.ts";

// Sums of a few products: rounding.
const EPSILON = 1e-12;

/** So many triples, half of them Sa Re Sa and half Sa Re Ga; two pitches, half of the time each. */
function melody(nTriples: number, scores: number[], seconds = 220): TypicalityCase {
  const triples = new Float64Array(144 * 12), pitches = new Float64Array(48);
  triples[2 * 12] = triples[2 * 12 + 4] = nTriples / 2;
  pitches[0] = pitches[8] = 90; // of a mass of 180
  return { features: [triples, pitches], scores, seconds };
}

/** The statistics of such a melody: the raag's nats a note and a pitch, less the melody's own. */
const statisticsOf = (n: number, [notes, pitches, nearest]: number[]) => [
  // Two notes in one context: log 2, and (2 - 1) / 2n for what few counts hide.
  notes / Math.sqrt(Math.min(400, n)) + Math.log(2) + 1 / (2 * n),
  pitches / Math.sqrt(180) + Math.log(2),
  nearest,
];

/** What is expected with one recording a raag at 220 s, and the spread. */
const USUAL = [-0.83, -(0.205 + 0.07), -0.148];
const SPREADS = [0.23 * 0.83, 0.45 * 0.275, 0.5 * 0.148];
/** The same of a melody of 880 s: four times as long. */
const POWERS = [4 ** -0.25, 4 ** -0.2, 4 ** -0.22];

const close = (found: readonly number[], expected: readonly number[]) => {
  assertEquals(found.length, expected.length);
  expected.forEach((value, i) => assertAlmostEquals(found[i], value, EPSILON));
};
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

Deno.test("where nothing could be held out the fixed expectation speaks", () => {
  const record = learnTypicality([], 16, 300);
  assertEquals(record, { means: [], spreads: [], seconds: 0, level: -1.7, percentiles: [] });
  assertEquals(learnTypicality([melody(0, [0, 0, 0])], 16, 300), record, "silence says nothing");
  const scores = [-12, -14, -0.2];
  const z = statisticsOf(100, scores).map((value, s) => (value - USUAL[s]) / SPREADS[s]);
  close(standardised(record, melody(100, scores)), z);
  // Logistic, with the spread of the mean of known recordings as its unit.
  const { share, typical } = typicalityOf(record, melody(100, scores));
  assertAlmostEquals(share, 1 / (1 + Math.exp(-1.7 * mean(z) / 0.8)), EPSILON);
  assertEquals(typical, true);
  // Longer melodies are foretold better; beyond 900 s nothing is gained.
  const long = statisticsOf(900, scores)
    .map((value, s) => (value / POWERS[s] - USUAL[s]) / SPREADS[s]);
  close(standardised(record, melody(900, scores, 880)), long);
  assertEquals(
    standardised(record, melody(100, scores, 1000)),
    standardised(record, melody(100, scores, 900)),
  );
});

Deno.test("far from the fixed expectation is none of the raags: in all, or in pitch alone", () => {
  const record = learnTypicality([], 1, 0);
  // Scores at which the statistics lie so many spreads above what is usual.
  const typical = (...z: number[]) => {
    const [a, b, c] = z.map((one, s) => USUAL[s] + one * SPREADS[s]);
    const scores = [(a - Math.log(2) - 1 / 200) * 10, (b - Math.log(2)) * Math.sqrt(180), c];
    return typicalityOf(record, melody(100, scores)).typical;
  };
  assertEquals([typical(-1.69, -1.69, -1.69), typical(-1.71, -1.71, -1.71)], [true, false]);
  assertEquals([typical(1, -2.19, -2.19), typical(1, -2.21, -2.21)], [true, false]);
  assertEquals([typical(1, -3, -1.39), typical(1, -3, -1.41)], [true, false]);
});

Deno.test("fewer than ten notes are not enough", () => {
  const record = learnTypicality([], 1, 0), far = [100, 100, 0];
  assertEquals(typicalityOf(record, melody(7, far)), { share: 0, typical: false });
  assertEquals(typicalityOf(record, melody(8, far)).typical, true);
});

Deno.test("recordings that were held out are put beside twenty as they are expected", () => {
  const scores = [-12, -14, -0.2], one = melody(100, scores);
  const record = learnTypicality([one], 1, 220), values = statisticsOf(100, scores);
  const means = values.map((value, s) => (value + 20 * USUAL[s]) / 21);
  const spreads = values.map((value, s) =>
    Math.sqrt(((value - means[s]) ** 2 + 20 * SPREADS[s] ** 2) / 21)
  );
  close(record.means, means);
  close(record.spreads, spreads);
  assertEquals(record.seconds, 220);
  const z = mean(values.map((value, s) => (value - means[s]) / spreads[s]));
  close(record.percentiles, new Array(101).fill(z));
  // One recording: its own spread is 0, the usual one .8, and the level lies 2 + 3 of them below.
  assertAlmostEquals(record.level, z / 21 - 5 * Math.sqrt(20 * 0.64 / 21), EPSILON);
  // A recording four times as long is brought to the usual length first.
  const long = melody(100, scores, 880);
  const scaled = values.map((value, s) => value / POWERS[s]);
  close(
    learnTypicality([long], 1, 220).means,
    scaled.map((value, s) => (value + 20 * USUAL[s]) / 21),
  );
  close(
    standardised(record, long),
    scaled.map((value, s) => (value - means[s]) / spreads[s]),
  );
  // With sixteen recordings a raag and more: notes and the nearest one, by powers of n.
  const many = learnTypicality([one], 16, 220).means;
  close(
    many,
    [-0.83 * 16 ** -0.085, -(0.205 + 0.07 / 16), -0.148 * 16 ** -0.25]
      .map((usual, s) => (values[s] + 20 * usual) / 21),
  );
  assertEquals(learnTypicality([one], 40, 220).means, many);
});

Deno.test("of many recordings the level is where three of a hundred lie below, or lower", () => {
  const held = Array.from({ length: 400 }, (_, i) => melody(100, [-12 - i / 100, -14, -0.2]));
  const record = learnTypicality(held, 1, 220);
  const z = held.map((one) => mean(standardised(record, one))).sort((a, b) => a - b);
  // The 3 % quantile, between the twelfth and the thirteenth of 400 (place .03 x 399 = 11.97).
  const low = z[11] + 0.97 * (z[12] - z[11]);
  const middle = 400 * mean(z) / 420, variance = mean(z.map((one) => (one - mean(z)) ** 2));
  const spread = Math.sqrt((400 * variance + 20 * 0.64) / 420);
  assertAlmostEquals(record.level, Math.min(low, middle - (2 + 3 / 20) * spread), 1e-9);
  assertAlmostEquals(record.percentiles[3], low, 1e-9);
  // Shares count the percentiles that a melody reaches.
  const share = (one: TypicalityCase) => typicalityOf(record, one).share;
  assertEquals([share(melody(100, [-100, -14, -0.2])), share(melody(100, [0, -14, -0.2]))], [0, 1]);
  const middling = share(held[200]);
  assert(middling >= 0.48 && middling <= 0.5, `${middling}`);
});

Deno.test("a melody below the level is kept if its notes are as usual", () => {
  const record: TypicalityRecord = {
    means: [0, 0, 0],
    spreads: [1, 1, 1],
    seconds: 220,
    level: -1,
    percentiles: Array.from({ length: 101 }, (_, p) => p / 50 - 2),
  };
  const typical = (notes: number, nearest: number) => {
    const scores = [(notes - Math.log(2) - 1 / 200) * 10, -Math.log(2) * Math.sqrt(180), nearest];
    return typicalityOf(record, melody(100, scores)).typical;
  };
  // Notes, pitches (as usual, 0) and the nearest recording: their mean lies below -1 or above.
  assertEquals([typical(-0.49, -9), typical(-0.51, -9)], [true, false]);
  assertEquals([typical(-0.6, -2.39), typical(-0.6, -2.41)], [true, false]);
});
