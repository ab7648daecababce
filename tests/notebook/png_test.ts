import { assert, assertEquals } from "@std/assert";
import { mimeBundle } from "../../lib/notebook/bundle.ts";
import { loadPngRenderer } from "../../lib/notebook/png.ts";

const draw = (await loadPngRenderer())!;
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">';

Deno.test("a picture keeps its size in pixels", () => {
  const png = draw(`${SVG}<rect width="9" height="9"/></svg>`);
  assertEquals([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer, png.byteOffset);
  assertEquals([view.getUint32(16), view.getUint32(20)], [60, 20]);
});

Deno.test("text is drawn, whichever family is asked for, and the minus sign too", () => {
  const text = (content: string) =>
    draw(`${SVG}<text y="15" style="font-family: Helvetica, Arial">${content}</text></svg>`);
  assert(text("Sa").length > text(" ").length);
  assert(text("−1").length > text("1").length);
});

Deno.test("a figure's bundle has it as PNG, and the same each time", async () => {
  const figure = { data: [], layout: {} };
  const bundle = () => mimeBundle(figure, () => Promise.resolve(`${SVG}</svg>`), draw);
  const { "image/png": png } = await bundle();
  assert(typeof png === "string" && png.startsWith("iVBORw0KGgo"));
  assertEquals((await bundle())["image/png"], png);
});
