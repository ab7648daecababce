import { encodeFewColors } from "./png_file.ts";

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
