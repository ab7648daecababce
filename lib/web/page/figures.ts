/// <reference lib="dom" />
import type { Figure } from "../../plot/types.ts";
import { drawFigure, type Drawing } from "../draw_figure.ts";
import { byId } from "./dom.ts";
import { figureInScript, type Script } from "./words.ts";

export interface ShownFigure {
  /** Height in lines of text that are 16 pixels high. */
  lines: number;
  /** What it shows, for those who cannot see it. */
  label: string;
  /** Letters of the svaras. @default as they are */
  script?: Script;
  /** Writes the numbers of the horizontal axis. @default as they are */
  formatX?: (value: number) => string;
}

/** Draws a figure as wide as its place, with letters as large as the page's. */
export function showFigure(id: string, figure: Figure, options: ShownFigure): Drawing {
  const { lines, script = "latin", ...rest } = options, place = byId(id);
  const textPixels = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const drawing = drawFigure(figureInScript(figure, script), {
    ...rest,
    width: place.clientWidth || 640,
    height: lines * textPixels,
    scale: textPixels / 16,
  });
  place.innerHTML = drawing.svg;
  return drawing;
}
