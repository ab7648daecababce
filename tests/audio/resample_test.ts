import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { resample } from "../../lib/audio/mod.ts";
import { createResampler } from "../../lib/audio/resample.ts";
import { designFilter } from "../../lib/audio/resample_filter.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { rms, sine } from "./helpers.ts";

/** Level of a sine after resampling, in dB against what went in, away from the edges. */
async function level(hz: number, from: number, to: number) {
  const output = await resample(sine(hz, from, Math.floor(from / 3)), from, to);
  const edge = Math.floor(output.length / 8);
  return 20 * Math.log10(rms(output, edge, output.length - edge) / (0.5 * Math.SQRT1_2));
}

Deno.test("what would alias is at least 100 dB down, from half the lower rate on", async () => {
  for (const [from, to] of [[44100, 22050], [48000, 22050], [96000, 22050], [44056, 22050]]) {
    // The window's first side lobe lies at the edge of the stop band.
    for (const share of [1.001, 1.02, 1.1, 1.3]) {
      const hz = share * to / 2, decibels = await level(hz, from, to);
      assert(decibels < -100, `${from}, ${hz} Hz: ${decibels} dB`);
    }
  }
});

Deno.test("the band below passes as it is: level, phase and nothing added", async () => {
  for (const [from, to] of [[44100, 22050], [48000, 22050], [8000, 22050], [44056, 22050]]) {
    for (const share of [0.01, 0.3, 0.6, 0.87]) {
      const hz = share * Math.min(from, to) / 2;
      const output = await resample(sine(hz, from, from), from, to);
      const error = output.subarray(to / 8, to * 7 / 8).map((x, i) =>
        x - 0.5 * Math.sin(2 * Math.PI * hz * (i + Math.floor(to / 8)) / to)
      );
      // Ripple, images and rounding together stay 95 dB below the sine.
      const decibels = 20 * Math.log10(rms(error) / (0.5 * Math.SQRT1_2));
      assert(decibels < -95, `${from}, ${hz} Hz: ${decibels} dB`);
    }
  }
});

Deno.test("a constant stays the constant at every phase", async () => {
  for (const from of [48000, 44056, 11025]) {
    const output = await resample(new Float32Array(from).fill(0.5), from, 22050);
    // Rounding of some 300 products in float32.
    for (const x of output.subarray(1000, 21000)) assertAlmostEquals(x, 0.5, 1e-6);
  }
});

Deno.test("the compiled loop gives the sums of the filter's definition", async () => {
  const input = sine(500, 44056, 4000);
  const { taps, rows, rowsPerUnit, from, to } = designFilter(44056, 22050);
  const output = await resample(input, 44056, 22050);
  assert(output.length > 1500);
  output.forEach((y, n) => {
    const place = n * from / to, first = Math.floor(place), unit = n * from - first * to;
    const row = Math.floor(unit * rowsPerUnit), share = unit * rowsPerUnit - row;
    const dot = (r: number) => {
      let sum = 0;
      for (let k = 0; k < taps; k++) {
        sum += rows[r * taps + k] * (input[first - taps / 2 + 1 + k] ?? 0);
      }
      return sum;
    };
    // These sums are of float64.
    assertAlmostEquals(y, (1 - share) * dot(row) + (share && share * dot(row + 1)), 1e-6);
  });
});

Deno.test("nothing is delayed", async () => {
  for (const [from, to] of [[44100, 22050], [48000, 22050], [8000, 22050], [96000, 22050]]) {
    const impulse = new Float32Array(from / 2);
    impulse[from / 5] = 1;
    const output = await resample(impulse, from, to);
    assertEquals(
      output.reduce((best, x, i) => (x > output[best] ? i : best), 0),
      to / 5,
    );
  }
});

Deno.test("the length is round(n to / from) for rates of 4 to 192 kHz, and for nothing", async () => {
  for (
    const rate of [
      ...[4000, 8000, 11025, 16000, 32000, 44056, 48000, 96000, 192000, 384000, 705600, 767999],
      22254.545, // the rate of old Macintosh AIFF files
    ]
  ) {
    for (const length of [0, 1, 7, 5000]) {
      const output = await resample(new Float32Array(length), rate, 22050);
      assertEquals(output.length, Math.round(length * 22050 / rate), `${rate} Hz, ${length}`);
    }
  }
});

Deno.test("blocks of any size give the same samples as the whole", async () => {
  const input = sine(440, 44100, 30000), whole = await resample(input, 44100, 22050);
  const resampler = createResampler(44100, 22050);
  const parts: number[] = [];
  for (let i = 0, step = 1; i < input.length; i += step, step = step * 3 % 4099 + 1) {
    for (const block of resampler.push(input.subarray(i, i + step))) parts.push(...block);
  }
  for (const block of resampler.flush()) parts.push(...block);
  assertEquals(parts.length, whole.length);
  assertEquals(Float32Array.from(parts), whole);
});

Deno.test("equal rates give a copy", async () => {
  const input = sine(100, 8000, 50), output = await resample(input, 8000, 8000);
  assertEquals(output, input);
  output[0] = 9;
  assertEquals(input[0], 0);
});

Deno.test("rates outside their range are refused", async () => {
  const samples = new Float32Array(10);
  for (
    const [from, to] of [[0, 22050], [22050, 999], [NaN, 8000], [768001, 8000], [768000, 1000]]
  ) {
    await assertRejects(() => resample(samples, from, to), InvalidArgumentError);
  }
  await assertRejects(() => resample(samples, 10, 10), InvalidArgumentError);
});
