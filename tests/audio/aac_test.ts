import { assert, assertAlmostEquals, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BitReader } from "../../lib/audio/aac/bits.ts";
import { type Channel, EIGHT_SHORT, ONLY_LONG } from "../../lib/audio/aac/channel.ts";
import { AacDecoder, parseAacConfig } from "../../lib/audio/aac/decoder.ts";
import { Synthesis } from "../../lib/audio/aac/synthesis.ts";
import { CODEBOOKS, LONG_BANDS, SHORT_BANDS } from "../../lib/audio/aac/tables.ts";
import { decodeAudio } from "../../lib/audio/mod.ts";
import { AudioError } from "../../lib/errors.ts";
import { fixture } from "./helpers.ts";

Deno.test("every codebook is complete: its words fill the tree, each symbol once", () => {
  for (const { counts, symbols } of CODEBOOKS) {
    assertEquals(counts.reduce((sum, count, i) => sum + count * 2 ** -(i + 1), 0), 1);
    assertEquals([...symbols].sort((a, b) => a - b), Array.from(symbols, (_, i) => i));
  }
});

Deno.test("the bands of every rate fill a window", () => {
  for (const edges of LONG_BANDS) assertEquals(edges.at(-1), 1024);
  for (const edges of SHORT_BANDS) assertEquals(edges.at(-1), 128);
});

function channel(sequence: number, lines: Float32Array): Channel {
  const edges = sequence === EIGHT_SHORT ? SHORT_BANDS[4] : LONG_BANDS[4];
  const layout = { sequence, shape: 0, maxBand: 0, groups: [1], edges };
  return { layout, books: new Uint8Array(), scales: new Int16Array(), tns: [], lines };
}

Deno.test("the transform agrees with its definition, summed up directly", () => {
  for (const [sequence, M] of [[ONLY_LONG, 1024], [EIGHT_SHORT, 128]]) {
    const lines = new Float32Array(1024);
    for (const k of [0, 3, 77, 100, M - 1]) lines[k] = 3000 * Math.cos(k);
    const memory = { overlap: new Float64Array(1024), shape: 0 };
    const samples = new Synthesis().next(channel(sequence, lines), memory);
    // The first (long) window, or the first of the short ones before the second sets in.
    const at = sequence === EIGHT_SHORT ? 448 : 0;
    for (let n = 0; n < M; n += 7) {
      let sum = 0;
      for (let k = 0; k < M; k++) {
        sum += lines[k] * Math.cos(Math.PI / M * (n + 0.5 + M / 2) * (k + 0.5));
      }
      const window = Math.sin(Math.PI / (2 * M) * (n + 0.5));
      // Float32 holds 7 digits of a full scale of 1.
      assertAlmostEquals(samples[at + n], sum * window / M / 32768, 1e-7);
    }
  }
});

Deno.test("bits are read highest first, and not past the end", () => {
  const bits = new BitReader(Uint8Array.of(0b10110001, 0xff));
  assertEquals(bits.read(3), 0b101);
  assert(bits.flag());
  bits.align();
  assertEquals(bits.read(8), 0xff);
  assertThrows(() => bits.read(1), RangeError);
  assertThrows(() => bits.skip(1), RangeError);
});

Deno.test("AudioSpecificConfig: plain, with band replication, cut short", () => {
  assertEquals(parseAacConfig(Uint8Array.of(0x12, 0x10)), {
    objectType: 2,
    rateIndex: 4,
    sampleRate: 44100,
    channelConfiguration: 2,
  });
  // 5 = SBR: a core of 22050 Hz (7), mono, under 44100 (4), then the core's profile.
  const config = parseAacConfig(Uint8Array.of(0b00101011, 0b10001010, 0b00001000, 0));
  assertEquals(config?.sampleRate, 22050);
  assertEquals(config?.objectType, 2);
  assertEquals(parseAacConfig(new Uint8Array(1)), undefined);
});

Deno.test("an empty frame is refused, and other profiles by their name", async () => {
  const decoder = new AacDecoder(parseAacConfig(Uint8Array.of(0x12, 0x10))!);
  assertThrows(() => decoder.decode(new Uint8Array(0)), RangeError);
  const file = await fixture("tone.aac");
  const main = file.slice();
  for (let i = 0; i + 7 < main.length; i++) {
    if (main[i] === 0xff && main[i + 1] >> 4 === 0xf) main[i + 2] &= 0x3f; // profile 1
  }
  await assertRejects(() => decodeAudio(main), AudioError, "AAC Main");
});

Deno.test("a damaged frame becomes silence and a warning, the rest stays in time", async () => {
  const file = await fixture("tone.m4a"), whole = await decodeAudio(file);
  const broken = file.slice(), middle = Math.floor(broken.length * 0.45);
  broken.fill(0xff, middle, middle + 60);
  const { samples, warnings } = await decodeAudio(broken);
  assertEquals(samples.length, whole.samples.length);
  assert(/damaged.*silence/.test(warnings.join()), warnings.join());
});
