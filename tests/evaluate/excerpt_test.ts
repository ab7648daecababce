import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { cutMelodies, excerpt } from "../../lib/evaluate/mod.ts";
import { excerptOf } from "../../lib/evaluate/excerpt.ts";

/** One second at a hundred frames a second. */
const track = {
  times: Float64Array.from({ length: 100 }, (_, t) => t / 100),
  f0: Float64Array.from({ length: 100 }, (_, t) => 200 + t),
  voicing: new Float32Array(100).fill(1),
  hopSeconds: 0.01,
  method: "file",
  fallbacks: [],
};
const melody = { id: "a", raag: "Desh", group: "g", tonicHz: 200, track };

Deno.test("excerpts are of equal length and stay in their group", () => {
  assertEquals(excerpt(track, 0.2, 0.3).times.length, 10);
  const cut = cutMelodies([melody], 0.3);
  assertEquals(cut.map(({ id, group, track }) => [id, group, track.times.length]), [
    ["a/1", "g", 30],
    ["a/2", "g", 30],
    ["a/3", "g", 30],
  ]);
  assertThrows(() => cutMelodies([], 0), InvalidArgumentError);
});

Deno.test("what is heard of a melody is drawn by the seed, and all of a shorter one", () => {
  const first = (seed: number) => excerptOf(melody, 0.25, seed).track.times[0];
  assertEquals(excerptOf(melody, 0.25, 1).track.times.length, 25);
  assertEquals(first(1), first(1));
  assertNotEquals(first(1), first(2));
  assertEquals(excerptOf(melody, 5, 1), melody);
  assertThrows(() => excerptOf(melody, 0, 1), InvalidArgumentError);
});
