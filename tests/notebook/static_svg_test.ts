import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { unzlibSync } from "fflate";
import { PixelCanvas } from "../../lib/notebook/canvas.ts";
import { StaticRenderer } from "../../lib/notebook/static_svg.ts";
import { boxOf } from "../../lib/notebook/svg_boxes.ts";
import { lengthOf, pointAt } from "../../lib/notebook/svg_paths.ts";
import { textWidth } from "../../lib/notebook/text_size.ts";
import { heatMapFigure, lineFigure } from "../../lib/plot/mod.ts";

/** Rounding. */
const EPS = 1e-9;

Deno.test({
  name: "figures become still pictures: the same each time, with unlike ids",
  // jsdom keeps timers of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const renderer = await StaticRenderer.create();
    const lines = lineFigure([{ name: "before smoothing", y: [1, 2] }, {
      name: "after",
      y: [2, 1],
    }], {
      title: "Pitch",
      xTitle: "time (s)",
      yTitle: "f0 (Hz)",
    });
    const svg = await renderer.render(lines);
    for (const text of ["Pitch", "time (s)", "f0 (Hz)", "before smoothing", "after"]) {
      assert(svg.includes(`>${text}</text>`), text);
    }
    const heat = await renderer.render(heatMapFigure([[0, 1]], ["a"], ["b", "c"]));
    assertMatch(heat, /href="data:image\/png;base64,/);
    assertEquals(await renderer.render(lines), svg);
    const ids = (text: string) => [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert(ids(svg).length > 0);
    assertEquals(ids(svg).filter((id) => ids(heat).includes(id)), []);
  },
});

Deno.test("a PNG holds its pixels", () => {
  const canvas = new PixelCanvas(3, 2);
  canvas.fillStyle = "rgba(10,20,30,0.5)";
  canvas.fillRect(1, -5, 9, 6); // beyond three edges
  const image = canvas.createImageData(1, 1);
  image.data.set([1, 2, 3, 255]);
  canvas.putImageData(image, 0, 1);
  const png = Uint8Array.fromBase64(canvas.toDataURL().replace("data:image/png;base64,", ""));
  assertEquals([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer);
  assertEquals([view.getUint32(16), view.getUint32(20)], [3, 2]);
  const length = view.getUint32(33); // after the signature (8) and the header's chunk (25)
  const rows = unzlibSync(png.subarray(41, 41 + length));
  const clear = [0, 0, 0, 0], filled = [10, 20, 30, 128];
  assertEquals([...rows], [
    ...[0, ...clear, ...filled, ...filled],
    ...[0, 1, 2, 3, 255, ...clear, ...clear],
  ]);
  // The check value of an empty IEND chunk is known.
  assertEquals(view.getUint32(png.length - 4), 0xae426082);
});

Deno.test("a text has room in Helvetica and in Open Sans, and not much more", () => {
  assertEquals(textWidth("", 10), 0);
  // Widths of the word in the two fonts, in thousandths, from their metrics.
  const helvetica = 278 + 333 + 556 + 833 + 556, openSans = 339 + 408 + 556 + 930 + 561;
  const room = textWidth("frame", 1000);
  assert(room >= Math.max(helvetica, openSans), `${room}`);
  assert(room < 1.1 * openSans, `${room}`);
  assert(textWidth("WWW", 12) > textWidth("iii", 12));
});

Deno.test("boxes follow anchors, lines and transforms", () => {
  const none = { textContent: "", querySelectorAll: () => [] };
  const page = { ...none, tagName: "svg", parentNode: null, getAttribute: () => null };
  const text = (attributes: Record<string, string>, anchor?: string) => ({
    ...none,
    tagName: "text",
    textContent: "aa",
    style: { fontSize: "10px", textAnchor: anchor },
    parentNode: page,
    getAttribute: (name: string) => attributes[name] ?? null,
  });
  const width = textWidth("aa", 10);
  const left = boxOf(text({ x: "5", y: "20" }), "own");
  assertAlmostEquals(left.left, 5, EPS);
  assertAlmostEquals(left.width, width, EPS);
  const centred = boxOf(text({ x: "5", y: "20" }, "middle"), "own");
  assertAlmostEquals(centred.left, 5 - width / 2, EPS);
  const turned = boxOf(text({ transform: "translate(100,50) rotate(-90)" }), "page");
  assertAlmostEquals(turned.height, width, EPS);
  assertAlmostEquals(turned.bottom, 50, EPS);
  const aside = boxOf(text({ x: "1", y: "2", transform: "rotate(90,1,2)" }), "page");
  assertAlmostEquals(aside.top, 2, EPS); // turned about its own beginning
  assertEquals(boxOf(page, "page").width, 0);
});

Deno.test("lengths and points along straight paths", () => {
  assertAlmostEquals(lengthOf("M0,0L3,4L3,10"), 11, EPS);
  assertEquals(pointAt("M0,0L3,4L3,10", 5), { x: 3, y: 4 });
  assertEquals(pointAt("M0,0L10,0", 99), { x: 10, y: 0 });
  assertEquals(pointAt("", 1), { x: 0, y: 0 });
});
