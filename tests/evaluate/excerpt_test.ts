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

Deno.test("excerpts of a track that does not begin at 0 s are those of its own time", () => {
  const later = { ...melody, track: { ...track, times: track.times.map((time) => time + 7) } };
  const [, second] = cutMelodies([later], 0.25);
  assertEquals([second.track.f0[0], second.track.f0.at(-1)], [225, 249]);
  assertEquals([second.track.times[0], second.track.voicing.length], [7.25, 25]);
  assertEquals(cutMelodies([melody], 0.25).length, 4);
  assertEquals(cutMelodies([{ ...melody, track: excerpt(track, 2, 3) }], 1), []);
  const drawn = Array.from({ length: 200 }, (_, seed) => excerptOf(later, 0.75, seed).track);
  // Any place within the first quarter of a second; of 200 draws some lie within 0.02 s of its ends.
  const begins = drawn.map(({ times }) => times[0]);
  assertEquals(drawn.every(({ times }) => times.length === 75), true);
  const ends = [Math.min(...begins), Math.max(...begins)];
  assertEquals([ends[0] >= 7 && ends[0] < 7.02, ends[1] > 7.23 && ends[1] <= 7.25], [true, true]);
  // Just as long as the excerpt: all of it is heard.
  assertEquals(excerptOf(later, 1, 1), later);
  const first = (id: string) => excerptOf({ ...melody, id }, 0.25, 1).track.times[0];
  assertNotEquals(first("a"), first("b"), "each recording has a place of its own");
});
