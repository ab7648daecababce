/** What is damaged, missing, chained or cut off: the rest keeps its place in time, and a warning says so. */
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { decodeAudio } from "../../lib/audio/mod.ts";
import { oggChecksum, readOggPages } from "../../lib/audio/ogg_pages.ts";
import { memorySource } from "../../lib/audio/source.ts";
import { AudioError } from "../../lib/errors.ts";
import { correlate, dataChunk, fixture, formatChunk, pcmBytes, riff, sine } from "./helpers.ts";

const RATE = 22050;

function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function flipped(bytes: Uint8Array, at: number, bit = 3): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1 << bit;
  return copy;
}

/** The pages of an Ogg file as they stand. */
function pagesOf(bytes: Uint8Array): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const segments = bytes[at + 26];
    const size = bytes.subarray(at + 27, at + 27 + segments).reduce((sum, x) => sum + x, 0);
    pages.push(bytes.slice(at, at + 27 + segments + size));
    at += 27 + segments + size;
  }
  return pages;
}

/** An Ogg Opus file with one packet of 20 ms a page. */
async function finePages(bytes: Uint8Array): Promise<Uint8Array[]> {
  const packets: Uint8Array[] = [];
  let end = 0;
  for await (const page of readOggPages(memorySource(bytes), { damaged: 0, cut: false })) {
    packets.push(...page.packets);
    end = page.position ?? end;
  }
  return packets.map((packet, sequence) => {
    const lacing = Math.floor(packet.length / 255) + 1, last = sequence === packets.length - 1;
    const page = new Uint8Array(27 + lacing + packet.length), view = new DataView(page.buffer);
    page.set(new TextEncoder().encode("OggS"));
    page[5] = (sequence === 0 ? 2 : 0) + (last ? 4 : 0);
    view.setBigInt64(6, BigInt(sequence < 2 ? 0 : last ? end : 960 * (sequence - 1)), true);
    view.setUint32(18, sequence, true);
    page[26] = lacing;
    page.fill(255, 27, 27 + lacing);
    page[26 + lacing] = packet.length % 255;
    page.set(packet, 27 + lacing);
    view.setUint32(22, oggChecksum(page), true);
    return page;
  });
}

Deno.test("a wrong bit in a FLAC frame costs that frame: silence of its length, and a warning", async () => {
  const file = await fixture("tone.flac"), whole = (await decodeAudio(file)).samples;
  // Four frames, at bytes 136, 677, 1230 and 1799; the last is the next test's.
  for (const at of [150, 400, 700, 1100, 1240, 1700]) {
    const { samples, warnings } = await decodeAudio(flipped(file, at));
    assertEquals(samples.length, whole.length);
    const changed = samples.reduce((sum, x, i) => sum + (x === whole[i] ? 0 : 1), 0);
    assert(changed > 500 && changed <= 1152, `${changed} samples at byte ${at}`);
    assertMatch(warnings.join(), /damaged.*silence.*at 0\.\d\d s/);
  }
});

Deno.test("whatever single bit of FLAC is wrong, what stays is in its place", async () => {
  const file = await fixture("tone.flac"), whole = (await decodeAudio(file)).samples;
  for (let at = 136; at < file.length; at += 23) {
    const { samples, warnings } = await decodeAudio(flipped(file, at, at % 8));
    const kept = samples.filter((x, i) => x === whole[i]).length;
    // Two frames of 1152 at most: a spoilt header may take the frame before it along.
    assert(kept >= whole.length - 2 * 1152, `${kept} of ${whole.length} at byte ${at}`);
    if (kept < whole.length) assert(warnings.length > 0, `byte ${at}`);
  }
});

Deno.test("tags behind FLAC, MP3 and AAC are no sound and no damage", async () => {
  const id3 = new Uint8Array(128);
  id3.set(new TextEncoder().encode("TAGYaman"));
  const ape = new Uint8Array(32 + 32);
  ape.set(new TextEncoder().encode("APETAGEX"), 32);
  new DataView(ape.buffer).setUint32(32 + 12, 64, true); // 32 bytes of items and the footer
  for (const name of ["tone.flac", "tone.mp3", "tone.aac", "tone_opus.ogg", "tone_vorbis.ogg"]) {
    const file = await fixture(name), plain = await decodeAudio(file);
    for (const tail of [id3, ape, joined(ape, id3)]) {
      const { samples, warnings } = await decodeAudio(joined(file, tail), { name });
      assertEquals(samples, plain.samples, name);
      assertEquals(warnings, [], name);
    }
  }
});

Deno.test("chained Ogg is read whole: link after link, also of other codecs and rates", async () => {
  const names = ["tone_opus.ogg", "tone_vorbis.ogg", "tone_flac.ogg"];
  for (const a of names) {
    for (const b of names) {
      const [first, second] = [await fixture(a), await fixture(b)];
      const [x, y] = [await decodeAudio(first), await decodeAudio(second)];
      const { samples, warnings } = await decodeAudio(joined(first, second));
      // Each link is rounded to whole samples for itself.
      assertAlmostEquals(samples.length, x.samples.length + y.samples.length, 1);
      assertEquals(samples.subarray(0, 4000), x.samples.subarray(0, 4000));
      assertEquals(samples.subarray(-4000), y.samples.subarray(-4000), `${a}, ${b}`);
      assertEquals(warnings, [], `${a}, ${b}`);
    }
  }
});

Deno.test("a lost Ogg page becomes silence of its length; one with a wrong checksum counts as lost", async () => {
  const pages = await finePages(await fixture("tone_opus.ogg"));
  const whole = (await decodeAudio(joined(...pages))).samples;
  const spoilt = pages.with(6, flipped(pages[6], pages[6].length - 2));
  for (const file of [pages.toSpliced(6, 1), spoilt]) {
    const { samples, warnings } = await decodeAudio(joined(...file));
    assertEquals(samples.length, whole.length);
    // Page 6 holds the fifth packet, 80..100 ms, of which 6.5 ms are the codec's delay.
    const at = Math.round((0.09 - 0.0065) * RATE);
    assert(samples.subarray(at - 100, at + 100).every((x) => Math.abs(x) < 1e-3));
    // 60 ms later the codec has recovered, but for some loudness that it predicts from the lost.
    const [ours, theirs] = [samples.subarray(3528, 4400), whole.subarray(3528, 4400)];
    const { correlation, lag } = correlate(ours, theirs, 20);
    assert(correlation > 0.99 && Math.abs(lag) <= 1, `${correlation} at ${lag}`);
    assertMatch(warnings.join(), /0\.02 s of silence, the first of it at 0\.07 s/);
  }
  assertMatch((await decodeAudio(joined(...spoilt))).warnings.join(), /checksum/);
});

Deno.test("Ogg that is cut off ends with its last whole page and says so", async () => {
  const pages = await finePages(await fixture("tone_opus.ogg"));
  const part = joined(...pages.slice(0, 8)); // six packets of 20 ms, less the delay
  for (const file of [part, joined(part, pages[8].subarray(0, 30))]) {
    const { samples, warnings } = await decodeAudio(file);
    assertAlmostEquals(samples.length / RATE, 0.12 - 0.0065, 1e-3);
    assertMatch(warnings.join(), /cut short/);
  }
  const vorbis = await fixture("tone_vorbis.ogg");
  assert(pagesOf(vorbis).length >= 3);
  const cut = await decodeAudio(joined(...await finePages(await fixture("tone_opus.ogg")), vorbis))
    .then(({ warnings }) => warnings);
  assertEquals(cut, []);
});

Deno.test("Ogg whose set-up is damaged is refused for that", async () => {
  const pages = pagesOf(await fixture("tone_vorbis.ogg"));
  const file = joined(...pages.with(1, flipped(pages[1], 200)));
  await assertRejects(() => decodeAudio(file), AudioError, "set-up");
});

Deno.test("sound in two data chunks is read whole, with a warning", async () => {
  const tone = sine(300, RATE, 2000), pcm = pcmBytes(tone);
  const halves = [dataChunk(pcm.slice(0, 1400)), dataChunk(pcm.slice(1400))];
  const list = { id: "LIST", content: new Uint8Array(20) };
  const { samples, warnings } = await decodeAudio(
    riff([formatChunk(), halves[0], list, halves[1]]),
  );
  assertEquals(samples, (await decodeAudio(riff([formatChunk(), dataChunk(pcm)]))).samples);
  assertMatch(warnings.join(), /2 data chunks/);
});

Deno.test("a wrong block size gives way to channels and bits, with a warning", async () => {
  const pcm = pcmBytes(sine(300, RATE, 2000)), right = riff([formatChunk(), dataChunk(pcm)]);
  for (const blockAlign of [0, 1, 3, 4, 8]) {
    const file = riff([formatChunk({ blockAlign }), dataChunk(pcm)]);
    const { samples, warnings } = await decodeAudio(file);
    assertEquals(samples, (await decodeAudio(right)).samples);
    assertMatch(warnings.join(), new RegExp(`blocks of ${blockAlign} bytes`));
  }
});

/** The m4a fixture without its edit list, and with a note like iTunes's in its index. */
async function gaplessFile(note: string): Promise<Uint8Array> {
  const file = await fixture("tone.m4a"), text = new TextDecoder("latin1").decode(file);
  const edits = text.indexOf("edts"), index = text.indexOf("moov") - 4;
  file.set(new TextEncoder().encode("free"), edits);
  const size = new DataView(file.buffer).getUint32(index);
  assertEquals(index + size, file.length, "the index stands at the end");
  const box = new Uint8Array(8 + note.length);
  new DataView(box.buffer).setUint32(0, box.length);
  box.set(new TextEncoder().encode("free" + note), 4);
  const whole = joined(file, box);
  new DataView(whole.buffer).setUint32(index, size + box.length);
  return whole;
}

Deno.test("iTunes's gapless note tells delay and length of an MP4 without an edit list", async () => {
  const plain = await decodeAudio(await gaplessFile("nothing"));
  const note = "iTunSMPB\0\0\0\0data\0\0\0\0 00000000 00000400 0000013A 0000000000001100 00000000";
  const { samples, warnings } = await decodeAudio(await gaplessFile(note));
  assertEquals(samples.length, 0x1100);
  assertEquals(samples, plain.samples.subarray(0x400, 0x400 + 0x1100));
  assertEquals(warnings, []);
});

Deno.test("an MP4 without its index is incomplete, and ffmpeg is no help", async () => {
  const file = await fixture("tone.m4a"), text = new TextDecoder("latin1").decode(file);
  for (const length of [text.indexOf("moov") - 4, text.indexOf("moov") + 50]) {
    const error = await assertRejects(() => decodeAudio(file.subarray(0, length)), AudioError);
    assertMatch(error.message, /moov.*incomplete/);
    assert(!/ffmpeg/.test(error.message));
  }
});

Deno.test("WebM that is cut off gives what is whole", async () => {
  const file = await fixture("tone.webm"), whole = (await decodeAudio(file)).samples;
  const { samples, warnings } = await decodeAudio(file.subarray(0, Math.floor(file.length * 0.7)));
  assert(samples.length > 0.3 * whole.length && samples.length < 0.8 * whole.length);
  assertEquals(samples.subarray(0, 1000), whole.subarray(0, 1000));
  assertMatch(warnings.join(), /cut short/);
});
