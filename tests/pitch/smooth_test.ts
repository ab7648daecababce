import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { extractPitch, type PitchTrack, smoothPitch } from "../../lib/pitch/mod.ts";
import { segments } from "../../lib/pitch/smooth.ts";
import { RATE, tone } from "./signals.ts";

const HZ = 200;
const hz = (cents: number) => HZ * 2 ** (cents / 1200);
const cents = (track: PitchTrack) => [...track.f0].map((f0) => 1200 * Math.log2(f0 / HZ));

/** A track from cents above 200 Hz, NaN = unvoiced, at 10 ms. */
function trackOf(values: number[], hopSeconds = 0.01): PitchTrack {
  return {
    times: Float64Array.from(values, (_, i) => i * hopSeconds),
    f0: Float64Array.from(values, hz),
    voicing: Float32Array.from(values, (c) => Number.isNaN(c) ? 0 : 0.8),
    hopSeconds,
    method: "file",
    fallbacks: [],
  };
}

/** So many frames of a value. */
const run = (n: number, value: number): number[] => Array(n).fill(value);
const off = { medianFrames: 0, parabolaFrames: 0, maxOctaveErrorSeconds: 0, maxGapSeconds: 0 };

function assertCents(track: PitchTrack, expected: number[], tolerance = 1e-9): void {
  cents(track).forEach((c, i) => {
    if (Number.isNaN(expected[i])) assertEquals(c, NaN, `frame ${i}`);
    else assertAlmostEquals(c, expected[i], tolerance, `frame ${i}`);
  });
}

Deno.test("octave errors of several frames are undone, both ways and across a short gap", () => {
  const glide = Array.from({ length: 60 }, (_, i) => 3 * i);
  const wrong = glide.map((c, i) =>
    i >= 20 && i < 35 ? c + 1200 : i >= 45 && i < 48 ? c - 1200 : c
  );
  const only = { ...off, maxOctaveErrorSeconds: 0.2 };
  assertCents(smoothPitch(trackOf(wrong), only), glide);
  wrong[20] = wrong[34] = wrong[35] = NaN;
  assertCents(smoothPitch(trackOf(wrong), { ...only, maxGapSeconds: 0.1 }), glide);
});

Deno.test("two octaves at once, and errors at the ends of a segment, are undone", () => {
  const only = { ...off, maxOctaveErrorSeconds: 0.2 };
  assertCents(
    smoothPitch(trackOf([...run(20, 0), ...run(4, -2400), ...run(20, 10)]), only),
    [...run(24, 0), ...run(20, 10)],
  );
  // 200 ms within, 100 ms at an end: up to these lengths, and no longer.
  const within = [...run(30, 0), ...run(20, 1200), ...run(30, 0)];
  assertCents(smoothPitch(trackOf(within), only), run(80, 0));
  assertCents(smoothPitch(trackOf([...run(10, 1200), ...run(30, 0)]), only), run(40, 0));
  assertCents(smoothPitch(trackOf([...run(30, 0), ...run(5, -1200)]), only), run(35, 0));
});

Deno.test("a leap that lasts, another interval and a leap after a breath stay", () => {
  const only = { ...off, maxOctaveErrorSeconds: 0.2 };
  for (
    const sung of [
      [...run(30, 0), ...run(21, 1200), ...run(30, 0)], // 210 ms
      [...run(30, 0), ...run(10, 700), ...run(30, 0)], // a fifth
      [...run(11, 1200), ...run(30, 0)], // 110 ms, at an end
      [...run(30, 0), ...run(11, 1200)],
      [...run(30, 0), ...run(30, 1200)], // for good
      [...run(30, 0), ...run(12, NaN), ...run(5, 1200), ...run(12, NaN), ...run(30, 0)],
    ]
  ) {
    assertCents(smoothPitch(trackOf(sung), only), sung);
  }
});

Deno.test("gaps under 100 ms are filled linearly in cents, longer ones never", () => {
  const only = { ...off, maxGapSeconds: 0.1 };
  const nine = smoothPitch(trackOf([0, ...run(9, NaN), 100]), only);
  assertCents(nine, Array.from({ length: 11 }, (_, i) => 10 * i), 1e-9);
  assertEquals(nine.voicing.every((v) => Math.abs(v - 0.8) < 1e-6), true);
  const ten = [0, ...run(10, NaN), 100];
  assertCents(smoothPitch(trackOf(ten), only), ten);
  // At a hop of 25 ms, three frames are under 100 ms and four are not.
  assertCents(smoothPitch(trackOf([0, NaN, NaN, NaN, 40], 0.025), only), [0, 10, 20, 30, 40]);
  const four = [0, NaN, NaN, NaN, NaN, 40];
  assertCents(smoothPitch(trackOf(four, 0.025), only), four);
});

Deno.test("the median removes a stray pair of frames and keeps a step", () => {
  const only = { ...off, medianFrames: 5 };
  const stray = [...run(10, 0), 400, 380, ...run(10, 0)];
  assertCents(smoothPitch(trackOf(stray), only), run(22, 0));
  const step = [...run(10, 0), ...run(10, 200)];
  assertCents(smoothPitch(trackOf(step), only), step);
});

Deno.test("the parabola's weights are those of Savitzky and Golay's table", () => {
  // On a slope, so that nothing is beyond the values around it.
  const impulse = Array.from({ length: 17 }, (_, i) => 10 * i + (i === 8 ? 21 : 0));
  const smooth = cents(smoothPitch(trackOf(impulse), { ...off, parabolaFrames: 7 }))
    .map((c, i) => c - 10 * i);
  [7, 6, 3, -2, 0].forEach((weight, d) => {
    assertAlmostEquals(smooth[8 + d], weight, 1e-9);
    assertAlmostEquals(smooth[8 - d], weight, 1e-9);
  });
  // Beside a step it does not overshoot.
  const step = [...run(10, 0), ...run(10, 90)];
  const stepped = cents(smoothPitch(trackOf(step), { ...off, parabolaFrames: 7 }));
  assert(stepped.every((c) => c > -1e-9 && c < 90 + 1e-9));
  // A parabola stays, to the very ends.
  const arch = Array.from({ length: 20 }, (_, i) => 3 * i * i - 40 * i);
  assertCents(smoothPitch(trackOf(arch), { ...off, parabolaFrames: 7 }), arch, 1e-6);
});

Deno.test("a leap stays as steep as it was, at any hop", () => {
  const leap = [...run(10, 0), 20, ...run(10, 200), ...run(10, -500)];
  assertCents(smoothPitch(trackOf(leap)), leap);
  const often = [...run(10, 0), ...run(10, 25)];
  assertCents(smoothPitch(trackOf(often, 0.002)), often);
});

Deno.test("gamak keeps its swing: 200 cents to either side, six times a second", async () => {
  for (const base of [130, 220, 330]) {
    const samples = tone((t) => base * 2 ** (200 / 1200 * Math.sin(12 * Math.PI * t)), 3);
    const { f0 } = await extractPitch(samples, RATE);
    const inner = [...f0.slice(30, -30)].map((hz) => 1200 * Math.log2(hz / base));
    const swing = Math.max(...inner) - Math.min(...inner);
    // Of the 400 cents the frame of 40 ms takes 10, the median 5, the parabola 2.
    assert(swing > 0.95 * 400 && swing < 400, `${base} Hz: ${swing} cents`);
  }
});

Deno.test("a straight glide stays as it is, to its very ends", () => {
  const glide = Array.from({ length: 40 }, (_, i) => 12 * i);
  assertCents(smoothPitch(trackOf(glide)), glide, 1e-6);
});

Deno.test("nothing leaks across a long gap, and the input stays as it was", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -600, max: 600, noNaN: true }), { minLength: 1, maxLength: 30 }),
      fc.array(fc.double({ min: -600, max: 600, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (left, right) => {
        const gap = run(10, NaN);
        const track = trackOf([...left, ...gap, ...right]);
        const before = track.f0.slice();
        const together = smoothPitch(track);
        assertEquals(track.f0, before);
        const apart = [
          ...smoothPitch(trackOf(left)).f0,
          ...gap,
          ...smoothPitch(trackOf(right)).f0,
        ];
        assertEquals([...together.f0], apart);
        // Voiced stays voiced, and what is new lies between what was there.
        const voiced = [...left, ...right];
        const [low, high] = [Math.min(...voiced) - 1e-6, Math.max(...voiced) + 1e-6];
        for (const c of cents(together)) assert(Number.isNaN(c) || (c >= low && c <= high));
      },
    ),
    { seed: 11, numRuns: 100 },
  );
});

Deno.test("segments bridge the gaps they may", () => {
  const contour = Float64Array.of(NaN, 1, NaN, 1, 1, NaN, NaN, 1, NaN);
  assertEquals(segments(contour, 0), [[1, 2], [3, 5], [7, 8]]);
  assertEquals(segments(contour, 1), [[1, 5], [7, 8]]);
  assertEquals(segments(contour, 2), [[1, 8]]);
  assertEquals(segments(new Float64Array(), 2), []);
});

Deno.test("empty and wholly unvoiced tracks pass, wrong options do not", () => {
  assertEquals(smoothPitch(trackOf([])).f0.length, 0);
  assertEquals([...smoothPitch(trackOf(run(3, NaN))).f0], run(3, NaN));
  for (
    const name of ["medianFrames", "parabolaFrames", "maxOctaveErrorSeconds", "maxGapSeconds"]
  ) {
    assertThrows(() => smoothPitch(trackOf([0]), { [name]: -1 }), InvalidArgumentError, name);
  }
});
