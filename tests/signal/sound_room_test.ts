import { assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { createSoundRoom } from "../../lib/signal/mod.ts";

Deno.test("sums and range, for every length", () => {
  const room = createSoundRoom(40), random = new Random(1);
  const samples = room.parts[0];
  samples.forEach((_, i) => samples[i] = random.uniform(-1, 1));
  for (const count of [1, 3, 4, 5, 8, 31, 40]) {
    const part = [...samples.subarray(0, count)];
    const { sum, squares, low, high } = room.measure(0, count);
    // Both add up in double precision.
    assertAlmostEquals(sum, part.reduce((a, x) => a + x, 0), 1e-13);
    assertAlmostEquals(squares, part.reduce((a, x) => a + x * x, 0), 1e-13);
    assertEquals([low, high], [Math.min(...part), Math.max(...part)]);
  }
  assertEquals({ ...room.measure(0, 0) }, { sum: 0, squares: 0, low: Infinity, high: -Infinity });
});

Deno.test("what is no number shows in the sums, and not in the range", () => {
  const room = createSoundRoom(6);
  for (const place of [1, 5]) {
    room.parts[0].fill(0.5);
    room.parts[0][place] = NaN;
    const { sum, squares, low, high } = room.measure(0, 6);
    assertEquals([sum, squares, low, high], [NaN, NaN, 0.5, 0.5]);
  }
});

Deno.test("one part times a weight is added to another", () => {
  const room = createSoundRoom(7, 7);
  room.parts[0].set([1, 2, 3, 4, 5, 6, 7]);
  room.parts[1].fill(1);
  room.addScaled(0, 0.5, 1, 7);
  assertEquals([...room.parts[1]], [1.5, 2, 2.5, 3, 3.5, 4, 4.5]);
});
