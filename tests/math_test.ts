/** Conversions and statistics against values worked out elsewhere. */
import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  centsToHz,
  hzToCents,
  hzToMidi,
  logSumExp,
  mean,
  median,
  nthSmallest,
  quantile,
  softmax,
  sum,
} from "../lib/math.ts";

Deno.test("cents, Hz and MIDI numbers", () => {
  assertEquals(hzToCents(440, 220), 1200);
  assertAlmostEquals(hzToCents(330, 220), 701.955, 1e-3); // the just fifth, from tables
  assertEquals([hzToMidi(440), hzToMidi(220)], [69, 57]);
  assertAlmostEquals(hzToMidi(261.6255653), 60, 1e-8);
  const hz = fc.double({ min: 20, max: 5000, noNaN: true });
  fc.assert(
    fc.property(hz, hz, (f0, tonic) => {
      assertAlmostEquals(centsToHz(hzToCents(f0, tonic), tonic) / f0, 1, 1e-12);
    }),
    { seed: 1 },
  );
});

Deno.test("sum keeps what a plain sum loses", () => {
  assertEquals(sum([1e100, 1, -1e100]), 1);
  assertEquals(sum(new Array(10).fill(0.1)), 1);
  assertEquals([sum([]), mean([1, 2, 3])], [0, 2]);
});

Deno.test("quantiles interpolate as Hyndman and Fan's type 7", () => {
  const values = [4, 1, 3, 2];
  assertEquals([0, 0.25, 0.5, 1].map((q) => quantile(values, q)), [1, 1.75, 2.5, 4]);
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(values, [4, 1, 3, 2]);
  assertEquals(quantile([], 0.5), NaN);
});

Deno.test("logSumExp and softmax neither overflow nor underflow", () => {
  assertAlmostEquals(logSumExp([1000, 1000]), 1000 + Math.LN2, 1e-12);
  assertEquals([logSumExp([]), logSumExp([-Infinity])], [-Infinity, -Infinity]);
  assertEquals([...softmax([-5000, -5000])], [0.5, 0.5]);
  const [low, high] = softmax([0, 1], 0.5);
  assertAlmostEquals(high / low, Math.exp(2), 1e-12);
});

Deno.test("the n-th smallest is the n-th when sorted", () => {
  // Few different values, so that many are equal.
  const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(values, fc.nat(), (list, place) => {
      const n = place % list.length, numbers = Float32Array.from(list);
      assertEquals(nthSmallest(numbers, n), list.toSorted((a, b) => a - b)[n]);
      assertEquals(numbers.sort(), Float32Array.from(list).sort());
    }),
    { seed: 2 },
  );
  assertEquals(nthSmallest(new Float32Array(0), 0), NaN);
});
