import { assertAlmostEquals } from "@std/assert";
import { PeakInterpolator, plainMachine, startMachine } from "../../lib/pitch/sinc.ts";
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

Deno.test("the compiled sums and the plain ones give the same", () => {
  const [depth, width, length] = [9, 20, 64];
  const random = new Random(5);
  const machines = [startMachine, plainMachine].map((start) => start(depth, width, length));
  for (const key of ["curve", "rows"] as const) {
    machines[0][key].forEach((_, i) => {
      machines[0][key][i] = machines[1][key][i] = random.uniform(-1, 1);
    });
  }
  // Positions at, before and behind a sample: rows and samples change together.
  for (const at of [32 * 20, 32 * 20 + 1, 32 * 21 - 1, 32 * 25 + 17]) {
    for (const machine of machines) machine.look(at);
    // Twenty products of doubles in another order.
    machines[0].found.forEach((x, i) => assertAlmostEquals(x, machines[1].found[i], 1e-14));
  }
});
