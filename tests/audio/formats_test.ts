import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { decodeAudio, openAudio, readAudio, sniffFormat } from "../../lib/audio/mod.ts";
import { AudioError } from "../../lib/errors.ts";
import { correlate, fixture, glide } from "./helpers.ts";

const tone = glide(22050, 0.2);

/** Fixture, container, codec, least correlation with the tone (lossy codecs lose a little). */
const FORMATS: [string, string, string, number][] = [
  ["tone.aiff", "aiff", "pcm", 0.9999],
  ["tone.flac", "flac", "flac", 0.9999],
  ["tone_flac.ogg", "ogg", "flac", 0.9999],
  ["tone.mp3", "mp3", "mp3", 0.99],
  ["tone_vorbis.ogg", "ogg", "vorbis", 0.99],
  ["tone_opus.ogg", "ogg", "opus", 0.99],
  ["tone_ima.wav", "wav", "ima-adpcm", 0.99],
  ["tone_ms.wav", "wav", "ms-adpcm", 0.99],
  ["tone_alaw.wav", "wav", "alaw", 0.999],
  ["tone_mulaw.wav", "wav", "mulaw", 0.999],
  ["tone_mp3.wav", "wav", "mp3", 0.99],
  ["tone.m4a", "m4a", "aac", 0.99],
  ["tone.aac", "aac", "aac", 0.99],
  ["tone.webm", "webm", "opus", 0.99],
  ["tone_vorbis.webm", "webm", "vorbis", 0.99],
];

for (const [name, container, codec, least] of FORMATS) {
  Deno.test(`${name} decodes to the tone that went in`, async () => {
    const audio = await decodeAudio(await fixture(name), { name });
    assertEquals(audio.format.container, container);
    assertEquals(audio.format.codec, codec);
    assertEquals(audio.format.channels, 1);
    assertEquals(audio.warnings, []);
    // Codecs of whole blocks fill up the last one; MP3 in WAV and bare AAC keep their encoder's delay.
    assertAlmostEquals(audio.samples.length / 22050, 0.2, 0.1);
    const delay = name === "tone_mp3.wav" || name === "tone.aac" ? 1400 : 2;
    const { correlation } = correlate(tone, audio.samples, delay);
    assert(correlation > least, `correlation ${correlation}`);
  });
}

Deno.test("names do not matter, content does; an ID3 tag is skipped", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const path = `${directory}/really_flac.wav`;
    await Deno.writeFile(path, await fixture("tone.flac"));
    assertEquals((await readAudio(path)).format.container, "flac");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
  const tag = new Uint8Array(10 + 300);
  tag.set([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 2, 44]); // 2 * 128 + 44 = 300 bytes follow
  for (const name of ["tone.flac", "tone.mp3"]) {
    const plain = await fixture(name);
    const tagged = Uint8Array.from([...tag, ...plain]);
    assertEquals(sniffFormat(tagged), sniffFormat(plain));
    const { samples } = await decodeAudio(tagged);
    assertEquals(samples, (await decodeAudio(plain)).samples);
  }
});

Deno.test("sniffFormat knows sound from noise", async () => {
  const kinds: [string, string][] = [["tone.m4a", "m4a"], ["tone.aac", "aac"], [
    "tone.webm",
    "webm",
  ]];
  for (const [name, kind] of kinds) assertEquals(sniffFormat(await fixture(name)), kind);
  assertEquals(sniffFormat(new Uint8Array(0)), undefined);
  assertEquals(sniffFormat(Uint8Array.of(0xff, 0xfb, 0x90, 0x64, 1, 2, 3).fill(7, 4)), "mp3");
  assertEquals(sniffFormat(new TextEncoder().encode("ÿû a text that starts like MP3")), undefined);
  const lone = new Uint8Array(5000);
  lone.set([0xff, 0xfb, 0x90, 0x64]); // one header without a second: no MP3
  assertEquals(sniffFormat(lone), undefined);
  // A view into a larger buffer is judged by its own bytes.
  const buffer = new Uint8Array(9000);
  buffer.set(await fixture("tone.flac").then((bytes) => bytes.subarray(0, 4000)), 100);
  assertEquals(sniffFormat(buffer.subarray(100)), "flac");
});

Deno.test("a FLAC file cut in half gives its first half and says so", async () => {
  const whole = await fixture("tone.flac");
  const { samples, warnings } = await decodeAudio(whole.subarray(0, whole.length * 0.5));
  assert(samples.length > 0 && samples.length < 4000);
  assert(/cut short/.test(warnings.join()), warnings.join());
});

Deno.test("what is no sound, or a format we cannot read, says so and what to do", async () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ["nothing", new Uint8Array(0), /empty \(0 bytes\)/],
    ["RIFF alone", new TextEncoder().encode("RIFF"), /no sound format/],
    ["text", new TextEncoder().encode("Sa Re Ga Ma ".repeat(99)), /no sound format/],
    ["WMA", Uint8Array.of(0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11), /Windows Media.*ffmpeg/],
    ["MIDI", new TextEncoder().encode("MThd\0\0\0\x06"), /MIDI/],
    ["FLAC magic alone", new TextEncoder().encode("fLaC"), /FLAC header/],
    ["Ogg magic alone", new TextEncoder().encode("OggS"), /Ogg page/],
    ["AIFF without chunks", new TextEncoder().encode("FORM\0\0\0\x04AIFF"), /COMM/],
  ];
  for (const [what, bytes, message] of cases) {
    const error = await assertRejects(() => decodeAudio(bytes, { name: "a.x" }), AudioError);
    assert(error.message.startsWith("Cannot read a.x: "), `${what}: ${error.message}`);
    assert(message.test(error.message), `${what}: ${error.message}`);
  }
});

Deno.test("a path that is no file is refused by name", async () => {
  await assertRejects(() => readAudio("no/such/file.wav"), AudioError, "no/such/file.wav");
  await assertRejects(() => openAudio("."), AudioError, "not a file");
});
