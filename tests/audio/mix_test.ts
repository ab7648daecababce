/** Channels to one: the mean, until they cancel. */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { decodeAudio } from "../../lib/audio/mod.ts";
import { dataChunk, formatChunk, pcmBytes, riff, rms, sine } from "./helpers.ts";
import { Random } from "../../lib/random.ts";

const RATE = 22050;

/** A file of 32-bit floats from its channels. */
function fileOf(...channels: Float32Array[]): Uint8Array {
  const count = channels.length, spread = new Float32Array(channels[0].length * count);
  channels.forEach((channel, c) => channel.forEach((x, i) => spread[i * count + c] = x));
  const format = formatChunk({ tag: 3, bits: 32, channels: count, sampleRate: RATE });
  return riff([format, dataChunk(pcmBytes(spread, { bits: 32, float: true }))]);
}

const scaled = (samples: Float32Array, by: number) => samples.map((x) => x * by);
const sum = (...all: Float32Array[]) =>
  all[0].map((_, i) => all.reduce((total, samples) => total + samples[i], 0));

const melody = sine(330, RATE, 4 * RATE), drone = sine(147, RATE, 4 * RATE);

Deno.test("channels in opposite phase: one is taken, with a warning", async () => {
  for (const share of [-1, -0.9]) {
    const { samples, warnings } = await decodeAudio(fileOf(melody, scaled(melody, share)));
    assertEquals(samples, melody);
    assertMatch(warnings.join(), /opposite phase in 100 %/);
  }
});

Deno.test("a melody in opposite phase over a drone in phase is kept", async () => {
  const left = sum(melody, drone), right = sum(scaled(melody, -1), drone);
  const { samples, warnings } = await decodeAudio(fileOf(left, right));
  assertEquals(samples, left);
  assertMatch(warnings.join(), /opposite phase/);
});

Deno.test("opposite phase is noticed where it is: a part of the file, two of six channels", async () => {
  const turned = melody.map((x, i) => i < 2 * RATE ? x : -x);
  const { samples, warnings } = await decodeAudio(fileOf(melody, turned));
  // The fade at the start of the third second passes through no cancelled sample but its first.
  assert(rms(samples.subarray(2 * RATE + 600)) > 0.99 * rms(melody));
  assertMatch(warnings.join(), /in 50 %/);
  const silence = new Float32Array(melody.length);
  const many = await decodeAudio(
    fileOf(silence, melody, silence, scaled(melody, -1), silence, silence),
  );
  assertAlmostEquals(rms(many.samples), rms(melody), 1e-6);
});

Deno.test("ordinary stereo is the mean, without a word", async () => {
  const random = new Random(5);
  const noise = () => Float32Array.from(melody, () => random.uniform() - 0.5);
  const [a, b] = [noise(), noise()];
  const pairs: [Float32Array, Float32Array][] = [
    [melody, melody],
    [melody, drone], // one to each side
    [melody, new Float32Array(melody.length)],
    [a, b], // nothing in common
    [sum(melody, scaled(a, 0.2)), sum(scaled(melody, 0.3), scaled(b, 0.2))],
    [melody, melody.map((x) => x + 0.2)], // off by a constant
    [melody, melody.map((x) => 0.3 - x * 1e-3)],
  ];
  for (const [left, right] of pairs) {
    const { samples, warnings } = await decodeAudio(fileOf(left, right));
    assertEquals(warnings, []);
    // Sums and halves of floats are rounded once or twice.
    sum(scaled(left, 0.5), scaled(right, 0.5)).forEach((x, i) =>
      assertAlmostEquals(samples[i], x, 1e-6)
    );
  }
});
