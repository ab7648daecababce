import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { stableFrames } from "../../lib/quantize/mod.ts";
import { Random } from "../../lib/random.ts";
import { melody, trackOf } from "./tracks.ts";

/** Frames of a glide of so many cents a frame. */
function glide(from: number, to: number, perFrame: number): [number, number][] {
  const n = Math.round(Math.abs(to - from) / perFrame);
  return Array.from({ length: n }, (_, i) => [(from + (to - from) * i / n) / 100, 1]);
}

Deno.test("stableFrames: held notes as bins of 10 cents, octave folded, every second frame", () => {
  const { phrases, frames, nSymbols, seconds } = stableFrames(
    melody([[0, 40], [7.02, 40], [-1.08, 40], [12.2, 40]]),
    220,
  );
  assertEquals(nSymbols, 120);
  assertAlmostEquals(seconds, 1.6, 1e-9); // 160 frames of 10 ms
  assertEquals(phrases.length, 1);
  const [{ symbols, times }] = phrases;
  // Sa, 702 cents, 1092 cents (108 below Sa), 20 cents above the upper Sa.
  assertEquals([...new Set(symbols)], [0, 70, 109, 2]);
  assertEquals(frames, symbols.length);
  assert(times.every((time, i) => i === 0 || time > times[i - 1]));
});

Deno.test("stableFrames: a glide of 250 cents a second is dropped, a slower one is kept", () => {
  const inGlide = (perFrame: number) => {
    const track = melody([[0, 20], ...glide(0, 1100, perFrame), [11, 20]]);
    const { phrases: [{ symbols }] } = stableFrames(track, 220);
    return symbols.filter((symbol) => symbol > 5 && symbol < 105).length;
  };
  assertEquals(inGlide(2.505), 0);
  assert(inGlide(2.495) > 150); // 400 of 440 frames lie between, every second is kept
});

Deno.test("stableFrames: more than half a second of silence ends a phrase", () => {
  const phrasesAfter = (silence: number) =>
    stableFrames(melody([[0, 30], [NaN, silence], [4, 30]]), 220).phrases;
  assertEquals(phrasesAfter(49).length, 1); // from the last voiced frame to the next: 0.50 s
  const [, second] = phrasesAfter(50); // 0.51 s
  assertEquals([...new Set(second.symbols)], [40]);
  assertAlmostEquals(second.times[0], 0.8, 1e-9); // 80 frames of 10 ms
});

Deno.test("stableFrames: runs under six frames say nothing, silence nothing at all", () => {
  const { phrases } = stableFrames(
    melody([[0, 30], [NaN, 2], [9, 5], [NaN, 2], [4, 6], [NaN, 2], [9, 5]]),
    220,
  );
  assertEquals([...new Set(phrases[0].symbols)], [0, 40]);
  const none = stableFrames(melody([[NaN, 100]]), 220);
  assertEquals([none.phrases.length, none.frames, none.stableShare], [0, 0, 0]);
  assertEquals(stableFrames(trackOf([]), 220).stableShare, 0);
});

Deno.test("stableFrames: a phrase of one turn is one symbol, a phrase of a glide none", () => {
  const turn = [...glide(0, 600, 30), ...glide(600, -30, 30)];
  const { phrases, frames } = stableFrames(
    melody([[0, 30], [NaN, 60], ...turn, [NaN, 60], ...glide(0, 600, 30), [NaN, 60], [4, 30]]),
    220,
  );
  // Thirty held frames, every second kept; at the top of the turn one frame stands still.
  assertEquals(phrases.map(({ symbols }) => symbols.length), [15, 1, 15]);
  assertEquals(frames, 31);
});

Deno.test("stableFrames: the same melody at another hop gives the same symbols", () => {
  const at = (hop: number) =>
    stableFrames(
      melody(
        [[0, 0.4], [3, 0.5], [NaN, 0.7], [7, 0.6]].map(([note, seconds]) =>
          [note, Math.round(seconds / hop)] as const
        ),
        220,
        hop,
      ),
      220,
    ).phrases.map(({ symbols }) => symbols.length);
  const fine = at(0.01), coarse = at(0.02), fast = at(0.005);
  for (const other of [coarse, fast]) {
    assertEquals(other.length, fine.length);
    // A step of the track lies on another frame of the grid: some frames at each edge.
    fine.forEach((length, i) => assertAlmostEquals(other[i], length, 3));
  }
});

Deno.test("stableFrames: each time of the grid takes the nearest frame, the even one of two", () => {
  // Frame 20 lies at 0.40 s, and at 0.39 and 0.41 s, where two are as near; frame 21 at 0.42 s alone.
  for (const [silent, missing] of [[20, 3], [21, 1]]) {
    const track = melody([[0, silent], [NaN, 1], [0, 39 - silent]], 220, 0.02);
    assertAlmostEquals(stableFrames(track, 220).stableShare, 1 - missing / 80, 1e-12);
  }
  // The last frame stands for the time until its end; what is left of a step of the grid is dropped.
  const coarse = stableFrames(melody([[0, 30]], 220, 0.03), 220);
  assertEquals([coarse.stableShare, coarse.frames], [1, 45]);
  assertAlmostEquals(coarse.phrases[0].times[44], 0.87, 1e-12);
  assertEquals(stableFrames(melody([[0, 33]], 220, 0.005), 220).frames, 8);
});

Deno.test("stableFrames: any run, by sorting, padding and adding up as the steps are told", () => {
  const random = new Random(5);
  for (let trial = 0; trial < 50; trial++) {
    // A sway of less than 250 cents a second for the most part, and slips of the tracker.
    const heard = Array.from({ length: random.int(6, 60) }, (_, t) => {
      return 1190 + 15 * Math.sin(t / 6 + trial) + 3 * random.uniform() +
        (random.uniform() < 0.1 ? 300 : 0);
    });
    const five = <T>(values: T[], t: number) =>
      [-2, -1, 0, 1, 2].map((d) => values[Math.min(values.length - 1, Math.max(0, t + d))]);
    const melodic = heard.map((_, t) => five(heard, t).sort((a, b) => a - b)[2]);
    const smooth = melodic.map((_, t) => five(melodic, t).reduce((a, b) => a + b) / 5);
    const stable = [...smooth.keys()].filter((t) => {
      const from = Math.max(0, t - 1), to = Math.min(smooth.length - 1, t + 1);
      return Math.abs(smooth[to] - smooth[from]) / (to - from) < 2.5; // cents a frame
    });
    const kept = stable.filter((_, i) => i % 2 === 0);
    const notes = [...heard.map((cents) => [cents / 100, 1] as const), [NaN, 2] as const];
    const found = stableFrames(melody(notes), 220);
    assertEquals(
      found.phrases.flatMap(({ symbols }) => [...symbols]),
      kept.map((t) => Math.round(melodic[t] / 10) % 120),
    );
    assertEquals(
      found.phrases.flatMap(({ times }) => [...times].map((time) => Math.round(time * 100))),
      kept,
    );
  }
});

Deno.test("stableFrames: the share of stable frames tells a drone from a melody", () => {
  assertAlmostEquals(stableFrames(melody([[0, 1000]]), 220).stableShare, 1, 1e-12);
  const half = stableFrames(melody([[0, 500], [NaN, 500]]), 220);
  assertAlmostEquals(half.stableShare, 0.5, 1e-12);
  assertEquals(half.frames, 250);
});

Deno.test("stableFrames: refuses a tonic out of range, and a track in parts", () => {
  const track = melody([[0, 30]]), cut = { ...track, times: track.times.subarray(1) };
  assertThrows(() => stableFrames(track, 0), InvalidArgumentError, "tonicHz");
  assertThrows(() => stableFrames(cut, 220), InvalidArgumentError, "track.times");
});
