import { assert } from "@std/assert";
import fc from "fast-check";
import { decodeAudio, encodeWav } from "../../lib/audio/mod.ts";
import { RaagkitError } from "../../lib/errors.ts";
import { fixture, glide } from "./helpers.ts";

/** Far more than any of these small files takes; a hang or a blow-up is what it must catch. */
const MOST_SECONDS = 5;

/** Decoding ends soon, with finite samples or with one of our errors. */
async function assertSurvives(bytes: Uint8Array): Promise<void> {
  const start = performance.now();
  try {
    const { samples } = await decodeAudio(bytes, { name: "mutant" });
    assert(samples.every(Number.isFinite));
    // 16-bit mono at 1000 Hz is the most sound that bytes can hold; codecs pack tighter still.
    assert(samples.length < 1e8);
  } catch (error) {
    if (!(error instanceof RaagkitError)) throw error;
  }
  assert(performance.now() - start < MOST_SECONDS * 1000);
}

const SEEDS: [string, Uint8Array][] = [["WAV", encodeWav(glide(22050, 0.05), 22050)]];
for (
  const name of [
    ...["tone.flac", "tone.mp3", "tone_vorbis.ogg", "tone_opus.ogg", "tone_flac.ogg", "tone.aiff"],
    ...["tone.m4a", "tone.aac", "tone.webm", "tone_ima.wav", "tone_ms.wav", "tone_mp3.wav"],
  ]
) SEEDS.push([name, await fixture(name)]);

Deno.test("random bytes, bare and behind a magic word, are refused or read", async () => {
  const magics = [
    "",
    "RIFF????WAVEfmt ",
    "fLaC\0\0\0\x22",
    "OggS\0\x02",
    "ID3\x04",
    "FORM????AIFF",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...magics),
      fc.uint8Array({ maxLength: 3000 }),
      (magic, tail) =>
        assertSurvives(Uint8Array.from([...new TextEncoder().encode(magic), ...tail])),
    ),
    { seed: 1, numRuns: 300 },
  );
});

for (const [name, file] of SEEDS) {
  Deno.test(`mutants of ${name} give a value or one of our errors`, async () => {
    // Damaged packets make libopus's wrapper talk to the console; that is no news here.
    const { error } = console;
    console.error = () => {};
    const edit = fc.record({
      // Half of the edits hit the header, where they do most harm.
      at: fc.oneof(fc.nat(Math.min(file.length, 80) - 1), fc.nat(file.length - 1)),
      value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
    });
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(edit, { minLength: 1, maxLength: 12 }),
          fc.option(fc.nat(file.length), { nil: file.length, freq: 3 }),
          (edits, length) => {
            const mutant = file.slice(0, length);
            for (const { at, value } of edits) if (at < length) mutant[at] = value;
            return assertSurvives(mutant);
          },
        ),
        { seed: 2, numRuns: 60 },
      );
    } finally {
      console.error = error;
    }
  });
}
