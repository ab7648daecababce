import { encode } from "fast-png";

/** Pixels of the PNG to one of the drawing: sharp on a telephone and on a large screen alike. */
export const PIXEL_RATIO = 2;

/** Enough for smooth edges of a few lines, and for a heat map to look continuous. */
const MOST_COLORS = 64;

/** Turns the text of an SVG file into the bytes of a PNG file, twice as wide and high. */
export type SvgToPng = (svg: string) => Uint8Array;

/**
 * Loads the renderer of SVG as PNG and its font; once per process is enough. Jupyter drops SVG of a
 * notebook that it does not trust, such as one just cloned, and keeps PNG. resvg comes as
 * WebAssembly in a package, so that nothing is downloaded, and needs a font of its own. Undefined
 * where the packages are not on this disk, as with a kit imported from a server.
 */
export async function loadPngRenderer(): Promise<SvgToPng | undefined> {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  // Deno puts a package on the disk when something of it is imported.
  await import("npm-font-open-sans/package.json", { with: { type: "json" } });
  const files = packagedFiles();
  if (files === undefined) return undefined;
  await initWasm(await Deno.readFile(files.wasm));
  const fonts = {
    fontBuffers: [await Deno.readFile(files.font)],
    defaultFontFamily: "Open Sans",
    sansSerifFamily: "Open Sans",
  };
  return (svg) => {
    const drawing = new Resvg(svg, {
      background: "#fff",
      font: fonts,
      fitTo: { mode: "zoom", value: PIXEL_RATIO },
    });
    const image = drawing.render();
    const bytes = encodeFewColors(image, MOST_COLORS);
    image.free();
    drawing.free();
    return bytes;
  };
}

/** The renderer and its font on this disk; a kit that was imported from a server cannot find them. */
function packagedFiles(): { wasm: URL; font: URL } | undefined {
  if (!import.meta.url.startsWith("file:")) return undefined;
  return {
    wasm: new URL(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")),
    font: new URL(import.meta.resolve("npm-font-open-sans/fonts/Regular/OpenSans-Regular.ttf")),
  };
}

/**
 * An opaque picture in few colours (at most 256) as a PNG file, several times smaller: the
 * commonest colours are kept, and every other pixel takes the nearest of them. Right for drawings,
 * which have few.
 */
export function encodeFewColors(
  { width, height, pixels }: { width: number; height: number; pixels: Uint8Array },
  mostColors: number,
): Uint8Array {
  // Colours are told apart by the upper five bits of each part; a bin's colour is its pixels' mean.
  const bins = new Int32Array(width * height);
  const counts = new Int32Array(1 << 15), sums = new Float64Array(3 << 15);
  for (let i = 0; i < bins.length; i++) {
    const red = pixels[4 * i], green = pixels[4 * i + 1], blue = pixels[4 * i + 2];
    const bin = bins[i] = red >> 3 << 10 | green >> 3 << 5 | blue >> 3;
    counts[bin]++;
    sums[3 * bin] += red;
    sums[3 * bin + 1] += green;
    sums[3 * bin + 2] += blue;
  }
  const used = [...counts.keys()].filter((bin) => counts[bin] > 0);
  const kept = used.toSorted((a, b) => counts[b] - counts[a] || a - b).slice(0, mostColors);
  const colors = kept.map((bin) =>
    [0, 1, 2].map((part) => Math.round(sums[3 * bin + part] / counts[bin]))
  );
  const indexOf = new Uint8Array(1 << 15);
  for (const bin of used) indexOf[bin] = nearest(bin, kept);
  const indices = new Uint8Array(bins.length);
  for (let i = 0; i < bins.length; i++) indices[i] = indexOf[bins[i]];
  const picture = { width, height, data: indices, channels: 1, palette: colors };
  return encode(picture, { zlib: { level: 9 } });
}

/** Index of the bin whose colour is nearest. */
function nearest(bin: number, kept: readonly number[]): number {
  const distances = kept.map((other) =>
    ((bin >> 10) - (other >> 10)) ** 2 + ((bin >> 5 & 31) - (other >> 5 & 31)) ** 2 +
    ((bin & 31) - (other & 31)) ** 2
  );
  return distances.indexOf(Math.min(...distances));
}
