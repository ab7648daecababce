/** What experts read of a melody, by hand: cents, slopes, and where the time goes. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { delayedSurface } from "../../lib/families/features/delayed_surface.ts";
import { MelodyView } from "../../lib/families/features/melody_view.ts";
import {
  sectionHistograms,
  sectionRoots,
  sumOf,
} from "../../lib/families/features/section_histograms.ts";
import { trackOf } from "../quantize/tracks.ts";

/** A melody by its cents above a tonic of 200 Hz, a frame each 10 ms; NaN = unvoiced. */
const viewOf = (cents: ArrayLike<number>, tonicHz = 200, hopSeconds = 0.01) =>
  new MelodyView({
    id: "",
    track: trackOf(Float64Array.from(cents, (cent) => 200 * 2 ** (cent / 1200)), hopSeconds),
    tonicHz,
  });
const held = (cent: number, frames: number) => new Array<number>(frames).fill(cent);
// Hz and back: rounding.
const EPSILON = 1e-6;

Deno.test("cents are moved by octaves until their median lies above Sa", () => {
  const low = viewOf([...held(-1100, 3), ...held(100, 2), NaN]);
  [100, 100, 100, 1300, 1300].forEach((cent, t) => assertAlmostEquals(low.cents[t], cent, EPSILON));
  assertEquals([low.cents[5], low.nFrames, low.hopSeconds], [NaN, 6, 0.01]);
  assertAlmostEquals(low.seconds, 0.06, 1e-12);
  assertAlmostEquals(low.voicedSeconds, 0.05, 1e-12);
  assertAlmostEquals(viewOf([2500]).cents[0], 100, EPSILON);
  assertEquals([...viewOf([NaN, NaN]).cents], [NaN, NaN]);
  assertThrows(() => viewOf([0], 0), InvalidArgumentError, "tonicHz");
});

Deno.test("slopes: held notes have none, a glide has its own, and short stretches are unknown", () => {
  const glide = Array.from({ length: 40 }, (_, t) => 3 * t); // 300 cents a second
  const { slopes } = viewOf([
    ...held(0, 20),
    NaN,
    ...glide,
    NaN,
    ...held(0, 5),
    NaN,
    ...held(0, 6),
  ]);
  assert(slopes.subarray(0, 20).every((slope) => Math.abs(slope) < EPSILON));
  // Away from its ends, where the window of five frames reaches beyond.
  for (let t = 21 + 5; t < 61 - 5; t++) assertAlmostEquals(slopes[t], 300, 1e-3);
  assertEquals([slopes[20], slopes[61]], [NaN, NaN]);
  assert(slopes.subarray(62, 67).every(Number.isNaN), "50 ms are too short for a slope");
  assert(slopes.subarray(68, 74).every((slope) => Math.abs(slope) < EPSILON));
  // A slip of a frame or two is no glide: the median passes it over.
  const slip = viewOf([...held(0, 10), 900, 900, ...held(0, 10)]).slopes;
  assert(slip.every((slope) => Math.abs(slope) < EPSILON));
});

Deno.test("a step is smoothed: the mean of five frames after the median", () => {
  // At a hop of 10 ms: half a window is 23.2 ms, two frames. From the fourth frame before a step of
  // 100 cents to the fourth after it the mean rises by 20 cents a frame.
  const { slopes } = viewOf([...held(0, 10), ...held(100, 10)]);
  const expected = [0, 1000, 2000, 2000, 2000, 2000, 1000, 0];
  expected.forEach((slope, i) => assertAlmostEquals(slopes[6 + i], slope, 1e-3));
});

Deno.test("histograms: every frame, those that are held, or each by how still it is", () => {
  const glide = Array.from({ length: 40 }, (_, t) => 600 + 4 * t); // 400 cents a second
  const slow = Array.from({ length: 40 }, (_, t) => 300 + 2 * t); // 200 cents a second
  const frames = [...held(0, 40), NaN, ...slow, NaN, ...glide, NaN, ...held(900, 5)];
  const view = viewOf(frames);
  const between = (counts: Float64Array, low: number, high: number) => {
    let total = 0;
    counts.forEach((count, i) => {
      const cent = 5 * (i % 240);
      if (cent >= low && cent < high) total += count;
    });
    return total;
  };
  const all = view.histogram("all");
  assertEquals(all.length, 24 * 240);
  assertEquals(sumOf(all, 0, all.length), 125);
  assertEquals(between(all, 0, 5), 40);
  assertEquals(view.histogram("all"), all);
  // Held: below 250 cents a second; the ends of a glide, where it is smoothed, pass for held.
  const calm = view.histogram("held");
  assertEquals([between(calm, 0, 5), between(calm, 320, 360)], [40, 20]);
  assertEquals(between(calm, 625, 735), 0);
  assertEquals(between(calm, 895, 905), 0, "what has no slope is not known to be held");
  // Stable: 1 / (1 + (200 / 250)^2) for the slow glide, 1 / (1 + (400 / 250)^2) for the other.
  const stable = view.histogram("stable");
  assertAlmostEquals(between(stable, 0, 5), 40, EPSILON);
  assertAlmostEquals(between(stable, 320, 360), 20 / 1.64, 1e-4);
  assertAlmostEquals(between(stable, 640, 680), 10 / 3.56, 1e-4);
  // No slope counts as 10 000 cents a second.
  assertAlmostEquals(between(stable, 895, 905), 5 / 1601, EPSILON);
});

Deno.test("histograms: a frame lies in its twenty-fourth of the time and in the nearest bin", () => {
  const view = viewOf([...held(0, 24), ...held(2.4, 12), ...held(1198, 12)]);
  const counts = view.histogram("all");
  for (let section = 0; section < 24; section++) {
    // Two frames each; 2.4 cents and 1198 are nearest to Sa.
    assertEquals(counts[section * 240], 2, `${section}`);
  }
  assertEquals(viewOf(held(2.6, 24)).histogram("all")[1], 1);
});

Deno.test("sections gather seconds, spread by 15 cents, with Sa in the middle of its bin", () => {
  const view = viewOf([...held(0, 120), ...held(600, 120)]);
  const [first, second] = [0, 12].map((from) => {
    const seconds = sectionHistograms(view, "all", [from, from + 12], 48);
    assertAlmostEquals(sumOf(seconds, 0, 48), 1.2, 1e-9);
    return seconds;
  });
  // Bins of 25 cents: within 12.5 cents of Sa, two steps of 5 cents on either side, lie of the bell
  // of 15 cents (1 + 2 e^(-1/18) + 2 e^(-4/18)) of (1 + 2 sum e^(-d^2/18), d = 1..12).
  const bell = (d: number) => Math.exp(-d * d / 18);
  const sums = (to: number) => {
    let total = 1;
    for (let d = 1; d <= to; d++) total += 2 * bell(d);
    return total;
  };
  assertAlmostEquals(first[0], 1.2 * sums(2) / sums(12), 1e-9);
  assertAlmostEquals(first[1], first[47], 1e-12);
  assertAlmostEquals(second[24], first[0], 1e-9);
  assertEquals(second[0], 0);
  const both = sectionHistograms(view, "all", [0, 12, 24], 48);
  assertEquals([both.subarray(0, 48), both.subarray(48)], [first, second]);
  const whole = sectionHistograms(view, "all", [0, 24], 12);
  assertEquals(whole.length, 12);
  assertAlmostEquals(whole[0], 1.2 * (sums(9) + bell(10)) / sums(12), 1e-9);
});

Deno.test("roots of shares: their squares sum to 1, and silence is even", () => {
  const roots = sectionRoots(Float64Array.of(1, 3, 0, 0), 2);
  assertEquals([roots[0], roots[1] ** 2], [0.5, 0.7499999999999999]);
  assertEquals([roots[2], roots[3]], [Math.sqrt(0.5), Math.sqrt(0.5)]);
});

Deno.test("a delayed surface: which quarter-tone follows which after .3 s and after 1 s", () => {
  // A second and a half on Sa, as long on Re; three octaves of 24 quarter-tones, the middle one second.
  const { indices, values } = delayedSurface(viewOf([...held(0, 150), ...held(200, 150)]), 1);
  const [S, R] = [24, 28];
  const shares = new Map([...indices].map((index, i) => [index, values[i] ** 2]));
  const at = (plane: number, later: number, earlier: number) =>
    shares.get(plane * 72 * 72 + later * 72 + earlier);
  // Of 270 pairs .3 s apart 120 lie on Sa, 30 between; of 200 pairs 1 s apart 50 and 100.
  const close = (found: number | undefined, share: number) =>
    assertAlmostEquals(found!, share, 1e-6);
  close(at(0, S, S), 120 / 270);
  close(at(0, R, S), 30 / 270);
  close(at(0, R, R), 120 / 270);
  close(at(1, S, S), 50 / 200);
  close(at(1, R, S), 100 / 200);
  close(at(1, R, R), 50 / 200);
  assertEquals(indices.length, 6);
  // By thirds of the time: the middle one has all that moves within .3 s.
  const thirds = delayedSurface(viewOf([...held(0, 150), ...held(200, 150)]), 3);
  const planes = new Set([...thirds.indices].map((index) => Math.floor(index / (72 * 72))));
  assertEquals([...planes].sort(), [0, 2, 3, 4, 5]);
  // What lies below the middle octave is folded into the lowest, above it into the highest.
  const far = delayedSurface(viewOf([...held(-2400, 40), ...held(2500, 40), ...held(100, 200)]), 1);
  const rows = new Set([...far.indices].map((index) => index % 72));
  assertEquals([...rows].sort((a, b) => a - b), [0, 26, 50]);
  // A frame each 0.7 s has no pair 0.3 s apart, and takes the nearest instead.
  const coarse = delayedSurface(viewOf([0, 200, 400, 700], 200, 0.7), 1);
  assertEquals(coarse.indices.length, 3 + 3);
  // Silence has no surface.
  assertEquals(delayedSurface(viewOf(held(NaN, 200)), 1).indices.length, 0);
});
