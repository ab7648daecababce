/**
 * Figures as HTML that comes alive: a still picture, which Plotly replaces once it is there.
 *
 * Everything travels in the outputs, gzipped, so that neither a network nor a file beside the
 * notebook is needed: the figure in an attribute, and Plotly in a script that only the first figure
 * brings. `formatNotebook` leaves this form out of the notebooks that are kept.
 *
 * @module
 */

import type { Figure } from "../plot/mod.ts";
import { describeFigure, escapeHtml } from "./bundle.ts";

/** The text of plotly.js, as a page brings it. */
export async function plotlySource(): Promise<string> {
  const module = await import("plotly.js-cartesian-dist-min/plotly-cartesian.min.js", {
    with: { type: "text" },
  });
  return module.default;
}

/**
 * JavaScript that draws a figure into an element, in a browser that has Plotly. Dragging moves the
 * axes; on a touch screen it scrolls the page, as everywhere else. Plotly's button that would upload
 * the figure is left out.
 */
export const DRAW_FIGURE = `(element, { data, layout }) => {
  const dragmode = matchMedia("(pointer: coarse)").matches ? false : "pan";
  element.role = "group";
  element.ariaLabel = element.querySelector("img")?.alt ?? "figure";
  element.replaceChildren();
  return Plotly.newPlot(element, data, { ...layout, dragmode }, {
    displaylogo: false,
    showSendToCloud: false,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  });
}`;

/** Where a figure waits in its element; the script looks for it. */
const ATTRIBUTE = "data-raagkit-figure";

/**
 * A figure as HTML with a script. `still` is the HTML that stands there until Plotly is loaded, and
 * where scripts are not trusted; to bring Plotly once in a notebook is enough.
 */
export async function liveHtml(
  figure: Figure,
  still: string,
  withPlotly: boolean,
): Promise<string> {
  const packed = await pack(JSON.stringify(figure));
  const script = withPlotly ? await loader() : "globalThis.raagkitDraw?.();";
  return `<div ${ATTRIBUTE}="${packed}">${still}</div><script>${script}</script>`;
}

/** The `img` element of a figure's PNG, in base64: as wide as the figure, or as the page. */
export function pictureHtml(figure: Figure, base64: string): string {
  return `<img alt="${escapeHtml(describeFigure(figure))}" width="${figure.layout.width}" ` +
    `style="max-width:100%;height:auto" src="data:image/png;base64,${base64}">`;
}

/** Defines `raagkitDraw`, which draws whatever still waits; a figure above may have come earlier. */
async function loader(): Promise<string> {
  return `
globalThis.raagkitDraw ??= (() => {
  const unpack = (base64) => new Response(
    new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]).stream()
      .pipeThrough(new DecompressionStream("gzip"))).text();
  const plotly = unpack("${await pack(await plotlySource())}").then((source) => {
    const script = document.createElement("script");
    script.textContent = source;
    document.head.append(script);
  });
  const draw = ${DRAW_FIGURE};
  return async () => {
    await plotly;
    for (const element of document.querySelectorAll("[${ATTRIBUTE}]")) {
      const packed = element.getAttribute("${ATTRIBUTE}");
      element.removeAttribute("${ATTRIBUTE}");
      draw(element, JSON.parse(await unpack(packed)));
    }
  };
})();
globalThis.raagkitDraw();`;
}

/** Text, gzipped, in base64. */
async function pack(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).toBase64();
}
