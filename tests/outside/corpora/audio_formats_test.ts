import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { decodeAudio } from "../../../lib/audio/mod.ts";
import { AudioError } from "../../../lib/errors.ts";
import { correlate } from "../../audio/helpers.ts";
import { placeOf, readJson, testOn } from "./corpora.ts";

const FOLDER = "data/audio_formats";

testOn([FOLDER], "every file of audio_formats behaves as its expected.json says", async () => {
  const read = (name: string) => Deno.readFile(placeOf(`${FOLDER}/${name}`));
  const { files } = readJson(`${FOLDER}/expected.json`);
  const reference = (await decodeAudio(await read("s16_mono.wav"))).samples;
  for (const [name, { expect, note }] of Object.entries<{ expect: string; note?: string }>(files)) {
    const bytes = await read(name);
    if (expect === "error") {
      await assertRejects(() => decodeAudio(bytes, { name }), AudioError, name, name);
      continue;
    }
    const { samples, warnings } = await decodeAudio(bytes, { name });
    assertEquals(warnings.length > 0, note !== undefined, `${name}: ${warnings}`);
    if (name === "hb_one_sample.wav") continue;
    // Files without an encoder's tag keep its delay: LAME's is 1105 samples at 44.1 kHz.
    const delay = /noxing|mp3inwav|aac/.test(name) ? 1100 : 2;
    const { correlation } = correlate(reference.subarray(0, 12000), samples, delay);
    const least = /mp3|opus|vorbis|aac/.test(name) ? 0.9 : 0.99;
    assert(correlation > least, `${name} ${correlation}`);
    if (!/truncated/.test(note ?? "")) assertAlmostEquals(samples.length / 22050, 3, 0.1, name);
  }
});
