/** Sa as it is tuned, which part of a melody is read for it, and what an answer is doubted for. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { evidenceOf, textbookSet } from "../../../lib/families/textbook/mod.ts";
import { someOf } from "../../../lib/families/textbook/scoring.ts";
import { tuneTonic } from "../../../lib/families/textbook/tune_tonic.ts";
import { warningsOf } from "../../../lib/families/textbook/warnings.ts";
import { FACTS, sing } from "./melodies.ts";

const { general } = textbookSet(FACTS);

Deno.test("a tonic that is off by so many steps of 10 cents is put right, up to two of them", () => {
  // Svaras that lie within 5 cents of their equal steps.
  const lines = Array(20).fill("S R m P n S' n P m R S");
  const { tonicHz: own } = tuneTonic(general, sing(lines, 220), 220);
  assertEquals(own, 220);
  for (const steps of [-2, -1, 1, 2]) {
    const track = sing(lines, 220 * 2 ** (steps * 10 / 1200));
    const { tonicHz, melody } = tuneTonic(general, track, 220);
    assertAlmostEquals(1200 * Math.log2(tonicHz / 220), 10 * steps, 1e-9);
    const [symbol] = melody.phrases[0].symbols;
    assertEquals(symbol % 10, 0, "the first svara lies on its own bin");
  }
  for (const cents of [-60, 60]) {
    const { tonicHz } = tuneTonic(general, sing(lines, 220 * 2 ** (cents / 1200)), 220);
    assert(Math.abs(1200 * Math.log2(tonicHz / 220)) <= 20 + 1e-9);
  }
});

Deno.test("of a long melody whole phrases, evenly from its beginning to its end", () => {
  const phrases = Array.from({ length: 10 }, (_, i) => ({ symbols: new Uint8Array(10).fill(i) }));
  const taken = (frames: number) => someOf(phrases, frames).map(({ symbols }) => symbols[0]);
  assertEquals(taken(100), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assertEquals(taken(1000), taken(100));
  assertEquals(taken(50), [1, 3, 5, 7, 9]);
  assertEquals(taken(35), [2, 5, 8]);
  assertEquals(taken(3), [0], "one at the least");
});

Deno.test("the evidence grows with the root of the frames, up to 400", () => {
  assertEquals([0, 100, 2500, 10_000].map(evidenceOf), [0, 70, 350, 400]);
});

Deno.test("what an answer is doubted for, each at its limit", () => {
  const well = { seconds: 60, stableShare: 0.3, fit: 0.1, sure: 0.9 };
  const doubts = (more: Partial<typeof well>) => {
    const { seconds, stableShare, fit, sure } = { ...well, ...more };
    const tonics = [{ tonicHz: 200, probability: sure }, {
      tonicHz: 300.06,
      probability: 1 - sure,
    }];
    return warningsOf({ melody: { seconds, stableShare }, fit, tonics });
  };
  const kinds = (more: Partial<typeof well>) => doubts(more).map(({ kind }) => kind);
  assertEquals(kinds({}), []);
  assertEquals([kinds({ seconds: 59 }), kinds({ seconds: 58.9 })], [[], ["short"]]);
  assertEquals([kinds({ stableShare: 0.449 }), kinds({ stableShare: 0.45 })], [[], ["drone"]]);
  assertEquals([kinds({ fit: 0.001 }), kinds({ fit: 0 })], [[], ["none"]]);
  assertEquals([kinds({ sure: 0.8 }), kinds({ sure: 0.79 })], [[], ["tonic"]]);
  const texts = doubts({ seconds: 20.4, stableShare: 0.456, fit: -0.5, sure: 0.75 })
    .map(({ message }) => message);
  assert(texts[0].includes("lasts 20 s"), texts[0]);
  assert(texts[1].startsWith("46 % of the frames"), texts[1]);
  assert(texts[2].includes("(-0.500 nats per frame)"), texts[2]);
  assert(texts[3].includes("200.0 Hz has 75 %, 300.1 Hz has 25 %"), texts[3]);
});
