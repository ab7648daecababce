import { assertEquals } from "@std/assert";
import { albumOf } from "../../lib/audio/demux.ts";
import { memorySource } from "../../lib/audio/source.ts";
import { fixture } from "./helpers.ts";

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const utf16 = (text: string) => [
  0xff,
  0xfe,
  ...Array.from(text, (letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]).flat(),
];

/** An ID3 tag whose frames are given by name and bytes, before an MP3. */
async function tagged(version: number, frames: [string, number[]][]): Promise<Uint8Array> {
  const body = frames.flatMap(([name, bytes]) => {
    const n = bytes.length, high = version === 4 ? [n >> 7, n & 127] : [n >> 8, n & 255];
    const size = version === 2 ? [0, ...high] : [0, 0, ...high, 0, 0];
    return [...latin(name), ...size, ...bytes];
  });
  const size = [0, 0, body.length >> 7, body.length & 127];
  return Uint8Array.of(
    ...latin("ID3"),
    version,
    0,
    0,
    ...size,
    ...body,
    ...await fixture("tone.mp3"),
  );
}

Deno.test("the album of an MP3 is read in every version and encoding of its tag", async () => {
  const album = async (...given: Parameters<typeof tagged>) =>
    await albumOf(memorySource(await tagged(...given)));
  const title: [string, number[]] = ["TIT2", [3, ...latin("x".repeat(200))]];
  assertEquals(await album(4, [title, ["TALB", [3, ...latin("Live")]]]), "Live");
  assertEquals(await album(3, [title, ["TALB", [1, ...utf16("राग")]]]), "राग");
  assertEquals(await album(3, [["TALB", [0, ...latin("caf\u00e9\0more")]]]), "café");
  assertEquals(await album(2, [["TT2", [0, 65]], ["TAL", [0, ...latin("Old")]]]), "Old");
  assertEquals(await album(4, [title]), undefined);
  assertEquals(await album(4, [["\0\0\0\0", [1, 2]], ["TALB", [0, 65]]]), undefined);
  assertEquals(await albumOf(memorySource(await fixture("tone.mp3"))), undefined);
});
