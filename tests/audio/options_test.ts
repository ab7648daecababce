import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type AudioStream, decodeAudio, encodeWav, openAudio } from "../../lib/audio/mod.ts";
import { collect } from "../../lib/audio/decode.ts";
import { AbortedError, AudioError, InvalidArgumentError } from "../../lib/errors.ts";
import { glide, sine } from "./helpers.ts";

Deno.test("encodeWav and decodeAudio are inverse: exactly with floats, to a step with integers", async () => {
  const samples = glide(22050, 0.1);
  const floats = await decodeAudio(encodeWav(samples, 22050, { bitDepth: 32 }));
  assertEquals(floats.samples, samples);
  const integers = await decodeAudio(encodeWav(samples, 22050));
  // Rounding moves a sample by half a step at most.
  samples.forEach((x, i) => assertAlmostEquals(integers.samples[i], x, 0.51 / 32767));
});

Deno.test("encodeWav clips and writes NaN as 0", async () => {
  const file = encodeWav(Float32Array.of(2, -2, NaN, 1, -1), 8000);
  const { samples } = await decodeAudio(file, { sampleRate: 8000 });
  assertEquals(samples, Float32Array.of(1, -1, 0, 1, -1));
});

Deno.test("encodeWav refuses rates and depths it cannot write", () => {
  for (const rate of [0, 22050.5, NaN, 1e6]) {
    assertThrows(() => encodeWav(new Float32Array(1), rate), InvalidArgumentError, `${rate}`);
  }
  // deno-lint-ignore no-explicit-any
  const wrong = { bitDepth: 24 } as any;
  assertThrows(() => encodeWav(new Float32Array(1), 8000, wrong), InvalidArgumentError, "24");
});

Deno.test("the result comes at the rate asked for", async () => {
  const file = encodeWav(sine(440, 48000, 48000), 48000);
  for (const sampleRate of [8000, 22050, 48000, 96000]) {
    const audio = await decodeAudio(file, { sampleRate });
    assertEquals(audio.sampleRate, sampleRate);
    assertEquals(audio.samples.length, sampleRate);
    assertEquals(audio.format.sampleRate, 48000);
  }
});

Deno.test("the limits on length and channels hold, and can be raised", async () => {
  const file = encodeWav(sine(440, 8000, 8000 * 2), 8000);
  const options = { name: "long.wav", maxDurationSeconds: 1.5 };
  await assertRejects(() => decodeAudio(file, options), AudioError, "maxDurationSeconds");
  assertEquals((await decodeAudio(file, { maxDurationSeconds: 2 })).samples.length, 44100);

  const wide = file.slice(), view = new DataView(wide.buffer);
  view.setUint16(22, 40, true); // 40 channels, in frames of 80 bytes
  view.setUint16(32, 80, true);
  await assertRejects(() => decodeAudio(wide), AudioError, "maxChannels");
  assertEquals((await decodeAudio(wide, { maxChannels: 40 })).format.channels, 40);
});

Deno.test("decoding stops on a signal and at the time limit", async () => {
  const file = encodeWav(new Float32Array(100000).fill(0.1), 44100);
  await assertRejects(() => decodeAudio(file, { signal: AbortSignal.abort() }), AbortedError);
  const hurry = { timeoutSeconds: 1e-9 };
  await assertRejects(() => decodeAudio(file, hurry), AudioError, "timeoutSeconds");
});

Deno.test("options outside their range are refused", async () => {
  const file = encodeWav(new Float32Array(10), 8000);
  for (
    const options of [
      { sampleRate: 999 },
      { sampleRate: NaN },
      { maxDurationSeconds: 0 },
      { maxChannels: 1.5 },
      { maxChannels: 0 },
      { timeoutSeconds: -1 },
    ]
  ) await assertRejects(() => decodeAudio(file, options), InvalidArgumentError);
});

Deno.test("openAudio gives the file in blocks, never the whole", async () => {
  const path = await Deno.makeTempFile();
  try {
    const samples = glide(44100, 20);
    await Deno.writeFile(path, encodeWav(samples, 44100));
    const stream = await openAudio(path);
    assertAlmostEquals(stream.format.durationSeconds, 20, 1e-9);
    assertEquals(stream.expectedLength, 441000);
    let length = 0, longest = 0;
    for await (const block of stream.blocks()) {
      length += block.length;
      longest = Math.max(longest, block.length);
    }
    assertEquals(length, 441000);
    assert(longest < 22050 * 2, `a block of ${longest} samples`);
  } finally {
    await Deno.remove(path);
  }
});

Deno.test("what does not fit in memory is refused, and openAudio named", async () => {
  const stream: AudioStream = {
    sampleRate: 22050,
    format: { container: "wav", codec: "pcm", sampleRate: 22050, channels: 1, durationSeconds: 1 },
    warnings: [],
    expectedLength: 2 ** 50,
    async *blocks() {},
  };
  await assertRejects(() => collect(stream), AudioError, "openAudio");
});

Deno.test("inputs are not changed", async () => {
  const file = encodeWav(glide(44100, 0.1), 44100), before = file.slice();
  await decodeAudio(file);
  assertEquals(file, before);
});

Deno.test("a recording that is nothing at the rate asked for is refused", async () => {
  const file = encodeWav(Float32Array.of(0.5), 44100);
  await assertRejects(() => decodeAudio(file, { sampleRate: 8000 }), AudioError, "1 samples");
  assertEquals((await decodeAudio(file, { sampleRate: 44100 })).samples.length, 1);
});
