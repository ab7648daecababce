import { assertAlmostEquals } from "@std/assert";
import { PeakInterpolator, startMachine } from "../../lib/pitch/sinc.ts";
import { Random } from "../../lib/random.ts";

Deno.test("the maximum of a band-limited curve is found between its samples", () => {
  const peaks = new PeakInterpolator(70, 300), found = { position: 0, height: 0 };
  for (const top of [149.5, 149.75, 150, 150.13, 150.499]) {
    // Two partials with a common maximum of 1 + 0.5.
    peaks.curve.forEach((_, i) => {
      peaks.curve[i] = Math.cos(0.3 * (i - top)) + 0.5 * Math.cos(0.9 * (i - top));
    });
    peaks.refine(Math.round(top), found);
    // The parabola over phases is exact to a thousandth of a sample.
    assertAlmostEquals(found.position, top, 1e-3);
    assertAlmostEquals(found.height, 1.5, 1e-4);
  }
});

Deno.test("the compiled sums are those of their definition", () => {
  const [depth, width, length] = [9, 20, 64], PHASES = 32;
  const random = new Random(5), { curve, rows, found, look } = startMachine(depth, width, length);
  for (const numbers of [curve, rows]) {
    numbers.forEach((_, i) => numbers[i] = random.uniform(-1, 1));
  }
  const valueAt = (place: number): number => {
    const first = Math.floor(place / PHASES) - depth + 1, row = width * (place % PHASES);
    return rows.subarray(row, row + width).reduce((sum, w, j) => sum + w * curve[first + j], 0);
  };
  // Positions at, before and behind a sample: rows and samples change together.
  for (const at of [32 * 20, 32 * 20 + 1, 32 * 21 - 1, 32 * 25 + 17]) {
    look(at);
    // Twenty products of doubles in another order.
    found.forEach((x, i) => assertAlmostEquals(x, valueAt(at - 1 + i), 1e-14));
  }
});
