import { assert, assertEquals } from "@std/assert";
import { unzlibSync } from "fflate";
import { encodeFewColors, loadPngRenderer, PIXEL_RATIO } from "../../lib/notebook/png.ts";

const draw = (await loadPngRenderer())!;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">';

Deno.test("a picture has the drawing's size, times the pixel ratio", () => {
  const png = draw(`${SVG}<rect width="9" height="9"/></svg>`);
  assertEquals([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  assertEquals([view.getUint32(16), view.getUint32(20)], [60 * PIXEL_RATIO, 20 * PIXEL_RATIO]);
});

Deno.test("text is drawn, whichever family is asked for, and the minus sign too", () => {
  const text = (content: string) =>
    draw(`${SVG}<text y="15" style="font-family: Helvetica, Arial">${content}</text></svg>`);
  assert(text("Sa").length > text(" ").length);
  assert(text("−1").length > text("1").length);
});

Deno.test("a drawing gives the same picture each time", () => {
  const drawing = `${SVG}<circle r="9" fill="#0072B2"/></svg>`;
  assertEquals(draw(drawing), draw(drawing));
});

Deno.test("few colours: the commonest stay, others take the nearest", () => {
  const white = [255, 255, 255, 255], red = [255, 0, 0, 255], pink = [255, 40, 40, 255];
  const pixels = Uint8Array.from([white, white, white, red, red, pink].flat());
  const png = encodeFewColors({ width: 3, height: 2, pixels }, 2);
  const view = new DataView(png.buffer, png.byteOffset);
  // After the signature (8) and the header's chunk (25): the palette's length, name, colours.
  assertEquals(view.getUint32(33), 2 * 3);
  assertEquals([...png.subarray(41, 47)], [255, 255, 255, 255, 0, 0]);
  const length = view.getUint32(51); // after the palette's checksum
  assertEquals([...unzlibSync(png.subarray(59, 59 + length))], [0, 0, 0, 0, 0, 1, 1, 1]);
});

Deno.test("few colours: one of a kind stays as it is", () => {
  const png = encodeFewColors({ width: 1, height: 1, pixels: Uint8Array.of(51, 9, 250, 255) }, 64);
  assertEquals([...png.subarray(41, 44)], [51, 9, 250]);
});
