import type { Figure } from "../plot/mod.ts";
import { describeFigure, type DrawPng, isFigure, type MimeBundle, mimeBundle } from "./bundle.ts";
import type { Showable } from "./items.ts";
import { liveHtml, pictureHtml } from "./live.ts";
import { loadPngRenderer } from "./png.ts";
import { StaticRenderer } from "./static_svg.ts";

/**
 * The kernel takes its messages from a queue. What is still there when the cell ends is lost to a
 * client that reads no further than the end, so we wait until it has been sent.
 */
const FLUSH_MILLISECONDS = 50;

/**
 * Shows figures, sound, tables and text below the cell, one after the other. Await it.
 *
 * Outside a notebook nothing is drawn: the things are checked, and that is all. A cell can therefore
 * be run as a script.
 *
 * @param items What to show; a string is text in Markdown.
 * @throws {InvalidArgumentError} If something cannot be shown.
 *
 * @example
 * ```ts
 * import { show } from "raagkit";
 *
 * await show("**Sa** is the note that all others are heard against.");
 * ```
 */
export async function show(...items: Showable[]): Promise<void> {
  const display = kernelDisplay();
  for (const item of items) {
    if (display === undefined) await mimeBundle(item);
    else if (isFigure(item)) await showFigure(item, display);
    else await display(await mimeBundle(item));
  }
}

/** Draws PNG files; made once per kernel, since it reads Plotly and a font, which takes a second. */
let drawPng: Promise<DrawPng | undefined> | undefined;

async function loadDrawPng(): Promise<DrawPng | undefined> {
  const [renderer, toPng] = await Promise.all([StaticRenderer.create(), loadPngRenderer()]);
  return toPng && (async (figure) => toPng(await renderer.render(figure)));
}

/** Whether this kernel has sent Plotly to its notebook. */
let hasSentPlotly = false;

/** Shows a figure still, and live where scripts of the notebook are trusted: after running it. */
async function showFigure(figure: Figure, display: Display): Promise<void> {
  const bundle = await mimeBundle(figure, await (drawPng ??= loadDrawPng()));
  const png = bundle["image/png"];
  const still = typeof png === "string" ? pictureHtml(figure, png) : "";
  const html = await liveHtml(figure, still, !hasSentPlotly);
  hasSentPlotly = true;
  // The PNG has more pixels than the figure.
  const asShown = { width: figure.layout.width, alt: describeFigure(figure) };
  await display({ ...bundle, "text/html": html }, { metadata: { "image/png": asShown } });
}

/** What else a message to the front end may say. */
interface DisplayOptions {
  /** Name of the display, so that another can take its place. */
  id?: string;
  /** Whether to take the place of the display of that name. */
  update?: boolean;
  /** Remarks on the forms of the bundle, by MIME type. */
  metadata?: Record<string, unknown>;
}

/** Shows a bundle. */
type Display = (bundle: MimeBundle, options?: DisplayOptions) => Promise<void>;

/**
 * What shows things in the kernel we run in; undefined outside of one. Jupyter is known here alone.
 */
export function kernelDisplay(): Display | undefined {
  let jupyter: typeof Deno.jupyter;
  try {
    jupyter = Deno.jupyter; // throws where there is no kernel
  } catch {
    return undefined;
  }
  return async (data, { id, update, metadata = {} } = {}) => {
    await jupyter.broadcast(update ? "update_display_data" : "display_data", {
      data,
      metadata,
      transient: id === undefined ? {} : { display_id: id },
    });
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MILLISECONDS));
  };
}
