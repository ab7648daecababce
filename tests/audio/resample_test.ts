import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { resample } from "../../lib/audio/mod.ts";
import { createResampler } from "../../lib/audio/resample.ts";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { rms, sine } from "./helpers.ts";

/** Level of a sine after resampling, in dB against what went in, away from the edges. */
async function level(hz: number, from: number, to: number, quality?: "best" | "fast") {
  const output = await resample(sine(hz, from, from), from, to, { quality });
  return 20 * Math.log10(rms(output, 2000, output.length - 2000) / (0.5 * Math.SQRT1_2));
}

Deno.test("from 44.1 to 22.05 kHz, what would alias is at least 90 dB down", async () => {
  for (const hz of [12000, 15000, 20000]) {
    for (const quality of [undefined, "best", "fast"] as const) {
      const decibels = await level(hz, 44100, 22050, quality);
      assert(decibels < -90, `${hz} Hz, ${quality}: ${decibels} dB`);
    }
  }
});

Deno.test("the band that pitch analysis uses passes unchanged", async () => {
  // 0.01 dB is a tenth of a percent, far below what changes a pitch estimate.
  for (const hz of [80, 440, 2000, 5000, 8000]) {
    assertAlmostEquals(await level(hz, 44100, 22050), 0, 0.01);
  }
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

Deno.test("rates and qualities outside their range are refused", async () => {
  const samples = new Float32Array(10);
  for (
    const [from, to] of [[0, 22050], [22050, 999], [NaN, 8000], [768001, 8000], [768000, 1000]]
  ) {
    await assertRejects(() => resample(samples, from, to), InvalidArgumentError);
  }
  await assertRejects(() => resample(samples, 10, 10), InvalidArgumentError);
  // deno-lint-ignore no-explicit-any
  const wrong = { quality: "superb" } as any;
  await assertRejects(() => resample(samples, 8000, 9000, wrong), InvalidArgumentError, "superb");
});
