/**
 * Showing things in a notebook. This file alone knows the Jupyter kernel.
 *
 * @module
 */

import type { MimeBundle } from "./bundle.ts";
import { isFigure, mimeBundle } from "./bundle.ts";
import type { Figure } from "../plot/mod.ts";
import type { Showable } from "./items.ts";
import { loadPngRenderer } from "./png.ts";
import { StaticRenderer } from "./static_svg.ts";

/**
 * The kernel takes its messages from a queue. What is still there when the cell ends is lost to a
 * client that reads no further than the end, so we wait until it has been sent.
 */
const FLUSH_MILLISECONDS = 50;

/** Plotly is read once per kernel: it takes seconds. */
const renderer = lazy(() => StaticRenderer.create());
const pngRenderer = lazy(loadPngRenderer);

function lazy<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

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
    if (display === undefined) {
      await mimeBundle(item);
      continue;
    }
    const drawSvg = async (figure: Figure) => (await renderer()).render(figure);
    const bundle = await mimeBundle(
      item,
      drawSvg,
      isFigure(item) ? await pngRenderer() : undefined,
    );
    await display(bundle);
  }
}

/** Shows a bundle; with an id and `update`, in the place of the one shown under that id. */
type Display = (bundle: MimeBundle, options?: { id: string; update: boolean }) => Promise<void>;

/** What shows things in the kernel we run in; undefined outside of one. */
export function kernelDisplay(): Display | undefined {
  let jupyter: typeof Deno.jupyter;
  try {
    jupyter = Deno.jupyter; // throws where there is no kernel
  } catch {
    return undefined;
  }
  return async (bundle, options) => {
    await jupyter.display(bundle, {
      raw: true,
      ...(options && { display_id: options.id, update: options.update }),
    });
    await new Promise((resolve) => setTimeout(resolve, FLUSH_MILLISECONDS));
  };
}
