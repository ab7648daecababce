/**
 * The one look of all figures: colours that the colour-blind can tell apart, quiet axes, room for
 * labels.
 *
 * @module
 */

import type { Figure, FigureOptions, Trace } from "./types.ts";

/**
 * Eight colours that can be told apart with every common kind of colour blindness.
 *
 * @see M. Okabe and K. Ito 2008, "Color universal design", https://jfly.uni-koeln.de/color/
 */
export const COLORS = {
  /** For the main thing of a figure. */
  blue: "#0072B2",
  /** For what is set against it. */
  vermillion: "#D55E00",
  green: "#009E73",
  purple: "#CC79A7",
  orange: "#E69F00",
  sky: "#56B4E9",
  black: "#000000",
  /** Grey, for what stays in the background. */
  grey: "#8C8C8C",
} as const;

/** The colours in the order in which series take them. */
export const PALETTE: readonly string[] = Object.values(COLORS);

/** Dash patterns in the order in which series take them, so that colour is never the only sign. */
export const DASHES: readonly string[] = ["solid", "dash", "dot", "dashdot", "9px,2px"];

/** White to dark blue: for probabilities and levels. Lightness falls evenly, so it prints in grey. */
export const SEQUENTIAL: readonly (readonly [number, string])[] = [
  [0, "#ffffff"],
  [0.25, "#c3d7ea"],
  [0.5, "#7fa9cf"],
  [0.75, "#3b74ab"],
  [1, "#08306b"],
];

/** The colour of the i-th series; they repeat after eight. */
export function seriesColor(index: number): string {
  return PALETTE[index % PALETTE.length];
}

/**
 * Puts traces and a layout into the kit's look; its axes (`xaxis`, `yaxis2`, ...) get the common
 * style. `options` are what the caller asked for, `defaults` what is taken otherwise.
 */
export function makeFigure(
  data: Trace[],
  layout: Record<string, unknown>,
  { title, width, height }: FigureOptions,
  defaults: { title: string; width?: number; height?: number },
): Figure {
  const styled = Object.entries(layout).map(([key, value]) =>
    /^[xy]axis\d*$/.test(key) ? [key, { ...AXIS, ...value as object }] : [key, value]
  );
  return {
    data,
    layout: {
      template: "none",
      width: width ?? defaults.width ?? 760,
      height: height ?? defaults.height ?? 380,
      title: {
        text: title ?? defaults.title,
        x: 0.01,
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { t: 14 },
        font: { size: 16, color: "#222" },
      },
      font: { family: "Helvetica, Arial, sans-serif", size: 13, color: "#333" },
      colorway: PALETTE,
      paper_bgcolor: "#fff",
      plot_bgcolor: "#fff",
      margin: { l: 70, r: 24, t: 72, b: 56 },
      legend: LEGEND,
      hovermode: "closest",
      ...Object.fromEntries(styled),
    },
  };
}

/** A line through points. */
export function lineTrace(
  x: readonly (number | null)[],
  y: readonly (number | null)[],
  line: { color: string; width: number; dash?: string },
  name?: string,
): Trace {
  return { type: "scatter", mode: "lines", ...(name === undefined ? {} : { name }), x, y, line };
}

/** A dashed line at a value of an axis, across the whole figure. */
export function levelLine(axis: "x" | "y" | "y2", level: number): Record<string, unknown> {
  const line = { color: "#555", width: 1, dash: "dash" };
  if (axis === "x") {
    return { type: "line", x0: level, x1: level, yref: "paper", y0: 0, y1: 1, line };
  }
  const yref = axis === "y" ? {} : { yref: axis };
  return { type: "line", xref: "paper", x0: 0, x1: 1, ...yref, y0: level, y1: level, line };
}

/** Text in the figure, without an arrow. */
export function note(text: string, place: Record<string, unknown>): Record<string, unknown> {
  return { text, ...place, showarrow: false, font: { size: 12, color: "#555" } };
}

/** Margins of a figure without a legend. */
export const PLAIN_MARGIN = { l: 70, r: 24, t: 48, b: 56 };

/** The title of an axis, with its unit in brackets. */
export function axisTitle(text: string): { text: string; standoff: number } {
  return { text, standoff: 8 };
}

const AXIS = {
  showline: true,
  linecolor: "#999",
  ticks: "outside",
  tickcolor: "#999",
  ticklen: 4,
  gridcolor: "#e8e8e8",
  zeroline: false,
  automargin: true,
};

/** Above the plot and under the title, where it hides nothing. */
const LEGEND = {
  orientation: "h",
  x: 0,
  xanchor: "left",
  y: 1.01,
  yanchor: "bottom",
};
