/**
 * Figures as SVG: files that stand alone, and pictures within the page that follow its colours.
 *
 * @module
 */

import { escapeHtml } from "../../notebook/bundle.ts";
import { StaticRenderer } from "../../notebook/mod.ts";
import type { Figure } from "../../plot/mod.ts";
import type { Report } from "./document.ts";

/** Width of figures in pixels: two beside each other on a desk, and still legible on a phone. */
const WIDTH = 480;

/** Draws the figures of a report. */
export async function drawFigures(
  { sections }: Report,
  onFigure?: (done: number, total: number) => void | Promise<void>,
): Promise<Map<string, string>> {
  const figures = sections.flatMap(({ blocks }) => blocks.filter((one) => one.kind === "figure"));
  const renderer = await StaticRenderer.create();
  const drawings = new Map<string, string>();
  for (const { name, figure } of figures) {
    drawings.set(name, await renderer.render(inColumn(figure)));
    await onFigure?.(drawings.size, figures.length);
  }
  return drawings;
}

/** A figure as wide as a column, and without a title, which the caption is. */
function inColumn({ data, layout }: Figure): Figure {
  const width = Number(layout.width) > 760 ? layout.width : WIDTH;
  const { margin } = layout as { margin: { t: number } };
  // What the title took is free.
  return {
    data,
    layout: { ...layout, width, title: { text: "" }, margin: { ...margin, t: margin.t - 24 } },
  };
}

/** Colours of the drawing and the custom properties of the page that take their place. */
const THEMED: readonly (readonly [RegExp, string])[] = [
  [/rgb\((?:34, 34, 34|51, 51, 51|85, 85, 85)\)/g, "var(--ink)"],
  [/rgb\(153, 153, 153\)/g, "var(--quiet)"],
  [/rgb\(232, 232, 232\)/g, "var(--grid)"],
  [/rgb\(0, 0, 0\)/g, "var(--ink)"],
  // Numbers on the lighter cells of a heat map, which stay light on a dark page.
  [/rgb\(68, 68, 68\)/g, "#111"],
];

/**
 * A drawing as a part of a page: named for those who cannot see it, as wide as there is room for,
 * its text and lines in the page's colours, dark or light.
 */
export function inlineSvg(svg: string, alt: string): string {
  const own = THEMED.reduce((text, [from, to]) => text.replace(from, to), svg)
    // The paper is the page's own; what shows between the cells of a heat map is its grid.
    .replace(
      /<rect (?:x="0" y="0"|class="bg")[^>]*>/g,
      (rect) =>
        rect.replace("rgb(255, 255, 255)", "none").replace("rgb(242, 242, 242)", "var(--grid)"),
    )
    .replace(/ xmlns(?::xlink)?="[^"]*"/g, "");
  const name = `<svg role="img" aria-label="${escapeHtml(alt)}"`;
  return own.replace(/^<svg class="main-svg"/, () => name).replace(/ style=""/, "");
}
