import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { decodeAudio } from "../../lib/audio/mod.ts";
import { AudioError } from "../../lib/errors.ts";
import {
  dataChunk,
  formatChunk,
  glide,
  listChunk,
  pcmBytes,
  riff,
  type TestChunk,
} from "./helpers.ts";

const tone = glide(22050, 0.05);
const pcm = pcmBytes(tone);
const data = dataChunk(pcm);
const format = formatChunk();

/** Decodes and compares with the tone; the tolerance is given in steps of the bit depth. */
async function assertTone(file: Uint8Array, tolerance: number, length = tone.length) {
  const audio = await decodeAudio(file, { name: "x.wav" });
  assertEquals(audio.samples.length, length);
  for (let i = 0; i < length; i++) assertAlmostEquals(audio.samples[i], tone[i], tolerance);
  return audio;
}
/** Two steps of a 16-bit sample: one for rounding, one for wav-decoder's 32767 against 32768. */
const STEP_16 = 2 / 32768;

Deno.test("every bit depth decodes, little- and big-endian, plain and extensible", async () => {
  for (const bits of [8, 16, 24, 32, 40, 48, 56, 64]) {
    for (const littleEndian of [true, false]) {
      for (const subformat of [undefined, 1]) {
        const content = pcmBytes(tone, { bits, littleEndian });
        const file = riff(
          [formatChunk({ bits, littleEndian, subformat }), dataChunk(content)],
          { magic: littleEndian ? "RIFF" : "RIFX", littleEndian },
        );
        const { format, warnings } = await assertTone(file, bits === 8 ? 2 / 128 : STEP_16);
        assertEquals(format.bitDepth, bits);
        assertEquals(format.codec, "pcm");
        assertEquals(warnings, []);
      }
    }
  }
});

Deno.test("floats decode exactly, 32 and 64 bits, in both byte orders", async () => {
  for (const bits of [32, 64]) {
    for (const littleEndian of [true, false]) {
      const content = pcmBytes(tone, { bits, float: true, littleEndian });
      const file = riff(
        [formatChunk({ tag: 3, bits, littleEndian }), dataChunk(content)],
        { magic: littleEndian ? "RIFF" : "RIFX", littleEndian },
      );
      assertEquals((await assertTone(file, 0)).format.codec, "float");
    }
  }
});

Deno.test("the lowest sample of each depth is -1, which wav-decoder gets wrong for 24 bits", async () => {
  for (const bits of [8, 16, 24, 32]) {
    const content = new Uint8Array(bits / 8);
    if (bits > 8) content[content.length - 1] = 0x80;
    const { samples } = await decodeAudio(riff([formatChunk({ bits }), dataChunk(content)]));
    assertEquals(samples, Float32Array.of(-1));
  }
});

Deno.test("20 bits that lie in 24 or 32 are read at their place", async () => {
  for (const width of [3, 4]) {
    const content = pcmBytes(tone, { bits: width * 8 });
    const fields = { bits: 20, blockAlign: width };
    await assertTone(riff([formatChunk(fields), dataChunk(content)]), STEP_16);
  }
});

Deno.test("several channels are averaged", async () => {
  for (const channels of [2, 3, 8]) {
    const spread = new Float32Array(tone.length * channels);
    // The channels differ by constants that cancel in the mean.
    tone.forEach((x, i) => {
      for (let c = 0; c < channels; c++) {
        spread[i * channels + c] = x + 0.1 * (c - (channels - 1) / 2);
      }
    });
    const file = riff([formatChunk({ channels }), dataChunk(pcmBytes(spread))]);
    assertEquals((await assertTone(file, STEP_16)).format.channels, channels);
  }
});

Deno.test("chunks may come in any order, of odd size with and without a pad byte", async () => {
  const odd = (pad: boolean): TestChunk => ({ id: "note", content: new Uint8Array(7), pad });
  const junk: TestChunk = { id: "JUNK", content: new Uint8Array(28) };
  const orders: TestChunk[][] = [
    [format, data],
    [listChunk(), format, data],
    [format, listChunk(), data, listChunk()],
    [junk, format, odd(true), data],
    [format, odd(false), data],
    [odd(false), format, odd(true), listChunk(33), data],
    [data, format],
    [format, { id: "zzzz", content: new Uint8Array(70001) }, data],
    [format, ...Array.from({ length: 200 }, () => listChunk(3)), data],
  ];
  for (const chunks of orders) assertEquals((await assertTone(riff(chunks), STEP_16)).warnings, []);
});

Deno.test("a size that is too large, zero or unknown: the end of the file counts", async () => {
  const seconds = tone.length / 22050;
  for (const [size, warned] of [[0x7fffffff, true], [0xffffffff, false], [0, true]] as const) {
    const audio = await assertTone(riff([format, { ...data, size }]), STEP_16);
    assertEquals(audio.warnings.length, warned ? 1 : 0);
    assertAlmostEquals(audio.format.durationSeconds, seconds, 1e-9);
  }
});

Deno.test("RF64 keeps its size in the ds64 chunk", async () => {
  const ds64 = new Uint8Array(28);
  new DataView(ds64.buffer).setBigUint64(8, BigInt(pcm.length), true);
  const chunks = [
    { id: "ds64", content: ds64 },
    format,
    { ...data, size: 0xffffffff },
    listChunk(),
  ];
  for (const magic of ["RF64", "BW64"]) {
    assertEquals((await assertTone(riff(chunks, { magic }), STEP_16)).warnings, []);
  }
});

Deno.test("a file cut short gives what is there and a warning", async () => {
  const long = dataChunk(pcmBytes(glide(22050, 0.4)));
  const file = riff([format, long]);
  const audio = await assertTone(file.subarray(0, 44 + pcm.length + 1), STEP_16);
  assertEquals(audio.warnings.length, 1);
  assert(/cut short/.test(audio.warnings[0]), audio.warnings[0]);
});

Deno.test("a broken chain of chunks is mended by searching", async () => {
  const file = riff([{ ...listChunk(), size: 0x70000000 }, format, data]);
  const audio = await assertTone(file, STEP_16);
  assert(/chain of chunks/.test(audio.warnings[0]), audio.warnings[0]);
});

Deno.test("headers that cannot be are refused with the file's name and the value", async () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["rate 0", riff([formatChunk({ sampleRate: 0 }), data]), /sampling rate of 0 Hz/],
    ["rate 1e9", riff([formatChunk({ sampleRate: 1e9 }), data]), /1000000000/],
    ["no channels", riff([formatChunk({ channels: 0, blockAlign: 2 }), data]), /no channels/],
    ["65535 channels", riff([formatChunk({ channels: 65535, blockAlign: 2 }), data]), /65535/],
    ["12 bytes a sample", riff([formatChunk({ bits: 96 }), data]), /96-bit/],
    ["half floats", riff([formatChunk({ tag: 3, bits: 16 }), data]), /16-bit float/],
    ["unknown codec", riff([formatChunk({ tag: 0x1234 }), data]), /0x1234/],
    ["GSM", riff([formatChunk({ tag: 0x31 }), data]), /GSM/],
    ["no samples", riff([format, dataChunk(new Uint8Array(0))]), /no sound/],
    [
      "empty data, then LIST",
      riff([format, dataChunk(new Uint8Array(0)), listChunk()]),
      /no sound/,
    ],
    ["no data chunk", riff([format, listChunk()]), /without sound/],
    ["no format chunk", riff([data]), /format chunk/],
    [
      "short format chunk",
      riff([{ id: "fmt ", content: new Uint8Array(8) }, data]),
      /format chunk/,
    ],
    ["ADPCM blocks of 1 byte", riff([formatChunk({ tag: 2, blockAlign: 1 }), data]), /ms-adpcm/],
    [
      "less than one frame",
      riff([format, dataChunk(new Uint8Array(1))]),
      /nothing could be decoded/,
    ],
  ];
  for (const [what, file, message] of cases) {
    const error = await assertRejects(
      () => decodeAudio(file, { name: "desh_03.wav" }),
      AudioError,
      "Cannot read desh_03.wav: ",
      what,
    );
    assert(message.test(error.message), `${what}: ${error.message}`);
  }
});

Deno.test("samples that are not numbers are zeroed with a warning, or refused when most are", async () => {
  const some = tone.slice();
  some.set([NaN, Infinity, -Infinity], 10);
  const file = (samples: Float32Array) =>
    riff([
      formatChunk({ tag: 3, bits: 32 }),
      dataChunk(pcmBytes(samples, { bits: 32, float: true })),
    ]);
  const audio = await decodeAudio(file(some));
  assertEquals([...audio.samples.subarray(10, 13)], [0, 0, 0]);
  assert(/3 samples are not numbers/.test(audio.warnings[0]));
  await assertRejects(() => decodeAudio(file(new Float32Array(99).fill(NaN))), AudioError);
  const loud = await decodeAudio(file(tone.map((x) => x * 32768)));
  assert(/full scale is 1/.test(loud.warnings[0]));
});
