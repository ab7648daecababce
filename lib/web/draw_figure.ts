import { InvalidArgumentError } from "../errors.ts";
import { escapeHtml } from "../notebook/bundle.ts";
import type { Figure } from "../plot/types.ts";
import { axesOf, type Axis, type Box, drawAxes, type Drawn, place } from "./draw_axes.ts";

/** A drawn figure. */
export interface Drawing {
  /** The SVG element as text; colours of text and axes come from the page's style. */
  svg: string;
  /** Where the plot area begins from the left, in pixels on the screen. */
  left: number;
  /** Its width. */
  width: number;
}

/** Size and text of a drawing. */
export interface DrawOptions {
  /** Width on the screen in pixels. */
  width: number;
  /** Height on the screen in pixels. */
  height: number;
  /** How large its letters and lines are: 1 for letters of 12 to 13 pixels. @default 1 */
  scale?: number;
  /** What the figure shows, for those who cannot see it. */
  label: string;
  /** Writes the numbers of the horizontal axis. @default as they are */
  formatX?: (value: number) => string;
}

/** Dash patterns of Plotly as those of SVG. */
const DASH: Readonly<Record<string, string>> = { dash: "9 6", dot: "2 4", dashdot: "9 4 2 4" };

/**
 * Draws a figure of lines, marks and bars, at once and at any size. By hand, since Plotly's smallest
 * bundle weighs 390 kB gzipped and takes 270 ms to start and 100 to 280 ms a figure (on two shared
 * cores), in which a page is frozen.
 *
 * @param figure The figure.
 * @param options Size and text.
 * @returns The SVG.
 * @throws {InvalidArgumentError} If the figure has a trace of another kind; what stands beside the
 * traces, such as arrows, is not drawn.
 */
export function drawFigure({ data, layout }: Figure, options: DrawOptions): Drawing {
  const { label, scale = 1 } = options;
  const width = options.width / scale, height = options.height / scale;
  const traces = data as unknown as Drawn[];
  for (const { type } of traces) {
    if (type !== "scatter" && type !== "bar") {
      throw new InvalidArgumentError(`a figure of type "${type}" cannot be drawn as SVG here`);
    }
  }
  const legend = legendOf(traces, layout, width);
  const box: Box = { x: 52, y: legend.height + 8, width: 0, height: 0 };
  box.width = Math.max(20, width - box.x - 12);
  box.height = Math.max(20, height - box.y - 44);
  const { x, ys } = axesOf(traces, layout, box);
  const axes = drawAxes(x, ys, box, options.formatX);
  const drawn = traces.map((trace) => drawTrace(trace, x, ys[trace.yaxis ?? "y"])).join("");
  const size =
    `width="${options.width}" height="${options.height}" viewBox="0 0 ${width} ${height}"`;
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" ' +
    `aria-label="${escapeHtml(label)}" ${size}>${axes}${drawn}${legend.svg}</svg>`;
  return { svg, left: box.x * scale, width: box.width * scale };
}

/** Black is white in the dark; colours stay. */
function ink(color = "#000000"): string {
  return color === "#000000" ? "var(--ink)" : color;
}

/** The attribute that breaks a line into dashes; nothing for a whole one. */
function dashOf(dash = ""): string {
  return dash in DASH ? ` stroke-dasharray="${DASH[dash]}"` : "";
}

function drawTrace(trace: Drawn, x: Axis, y: Axis): string {
  if (trace.type === "bar") return drawBars(trace, x, y);
  const { mode = "lines" } = trace;
  return (mode.includes("lines") ? drawLine(trace, x, y) : "") +
    (mode.includes("markers") ? drawMarkers(trace, x, y) : "");
}

function drawLine({ x: xs, y: ys, line = {} }: Drawn, x: Axis, y: Axis): string {
  let path = "", pen = "M";
  for (let i = 0; i < xs.length; i++) {
    const at = xs[i], high = ys[i];
    if (at === null || high === null) pen = "M";
    else {
      path += pen + place(x, at).toFixed(1) + " " + place(y, high).toFixed(1);
      pen = "L";
    }
  }
  if (path === "") return "";
  const stroke = `stroke="${ink(line.color)}" stroke-width="${line.width ?? 2}"`;
  return `<path d="${path}" fill="none" ${stroke}${dashOf(line.dash)} stroke-linejoin="round"/>`;
}

function points({ x, y }: Drawn): [number, number][] {
  return x.flatMap((at, i) => at === null || y[i] === null ? [] : [[at, y[i]!]]);
}

function drawMarkers(trace: Drawn, x: Axis, y: Axis): string {
  const { marker = {}, line = {} } = trace;
  const fill = ink(marker.color ?? line.color), radius = (marker.size ?? 6) / 2;
  return points(trace).map(([at, high]) => {
    const centre = `cx="${place(x, at).toFixed(1)}" cy="${place(y, high).toFixed(1)}"`;
    return `<circle ${centre} r="${radius}" fill="${fill}"/>`;
  }).join("");
}

function drawBars(trace: Drawn, x: Axis, y: Axis): string {
  const { width = 1, marker = {} } = trace, bottom = place(y, 0);
  return points(trace).map(([at, high]) => {
    const left = place(x, at - width / 2), right = place(x, at + width / 2), top = place(y, high);
    return `<rect x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${
      Math.max(0.5, right - left - 0.4).toFixed(1)
    }" height="${Math.max(0, bottom - top).toFixed(1)}" fill="${ink(marker.color)}"/>`;
  }).join("");
}

/** Names of the traces above the plot, as many lines as they take. */
function legendOf(
  traces: readonly Drawn[],
  layout: Record<string, unknown>,
  width: number,
): { svg: string; height: number } {
  const named = traces.filter(({ name, showlegend }) => name !== undefined && showlegend !== false);
  if (named.length < 2 || layout.showlegend === false) return { svg: "", height: 0 };
  let left = 8, top = 14, svg = "";
  for (const { name, line = {}, marker = {} } of named) {
    const space = 42 + 7.2 * name!.length;
    if (left + space > width && left > 8) {
      left = 8;
      top += 18;
    }
    svg +=
      `<path d="M${left} ${top}h22" stroke="${ink(line.color ?? marker.color)}" stroke-width="${
        Math.min(4, line.width ?? 2)
      }"${dashOf(line.dash)}/>` +
      `<text x="${left + 28}" y="${top + 4}" font-size="13">${escapeHtml(name!)}</text>`;
    left += space;
  }
  return { svg, height: top + 8 };
}
