import { rounded } from "./numbers.ts";
import {
  axisTitle,
  DASHES,
  levelLine,
  lineTrace,
  makeFigure,
  note,
  seriesColor,
} from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/** One line of a {@linkcode lineFigure}. */
export interface Series {
  /** Its name in the legend. */
  name: string;
  /** Where its points lie, from left to right. @default 0, 1, 2, ... */
  x?: ArrayLike<number>;
  /** How high they lie; NaN breaks the line. */
  y: ArrayLike<number>;
}

/** Options of {@linkcode lineFigure}. */
export interface LineFigureOptions extends FigureOptions {
  /** Title of the horizontal axis, with its unit. */
  xTitle?: string;
  /** Title of the vertical axis, with its unit. */
  yTitle?: string;
  /** Whether the vertical axis is logarithmic. @default false */
  log?: boolean;
  /** Whether each point has a mark. @default where a line has 30 points or fewer */
  markers?: boolean;
  /** Heights of dashed lines across, by name. */
  levels?: Readonly<Record<string, number>>;
  /** Digits that are kept after the point. @default 4 */
  digits?: number;
}

/**
 * Lines: for whatever has no figure of its own.
 *
 * @param series One or more lines.
 * @param options Titles, scale, lines across.
 * @returns The figure.
 */
export function lineFigure(series: readonly Series[], options: LineFigureOptions = {}): Figure {
  const { xTitle = "", yTitle = "", log = false, levels = {}, digits = 4 } = options;
  const data = series.map(({ name, x, y }, index) => ({
    ...lineTrace(
      rounded(x ?? Array.from(y, (_, i) => i), 4),
      log
        ? Array.from(y, (value) => value > 0 ? Number(value.toPrecision(6)) : null)
        : rounded(y, digits),
      { color: seriesColor(index), width: 2, dash: DASHES[index % DASHES.length] },
      name,
    ),
    mode: options.markers ?? y.length <= 30 ? "lines+markers" : "lines",
    marker: { size: 5 },
    connectgaps: false,
  }));
  const across = Object.entries(levels);
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle(xTitle) },
      yaxis: {
        title: axisTitle(yTitle),
        ...(log && { type: "log", dtick: 1, exponentformat: "power" }),
      },
      showlegend: series.length > 1,
      shapes: across.map(([, level]) => levelLine("y", level)),
      annotations: across.map(([name, level]) =>
        note(name, {
          ...{ xref: "paper", x: 0.01, xanchor: "left" },
          ...{ y: log ? Math.log10(level) : level, yanchor: "bottom" },
        })
      ),
    },
    options,
    { title: "" },
  );
}
