/** One trace of a figure: a line, bars, a heat map, with its `type` and its numbers. */
export type Trace = Record<string, unknown>;

/** A Plotly figure as plain JSON: it can be kept in a file, compared, and drawn anywhere. */
export interface Figure {
  /** The traces, drawn in this order. */
  data: Trace[];
  /** Title, axes, size; see https://plotly.com/javascript/reference/layout/. */
  layout: Record<string, unknown>;
}

/** What every figure lets the caller choose. */
export interface FigureOptions {
  /** Title; short, since it stands on one line. @default what the figure shows */
  title?: string;
  /** Width in pixels. @default 760 */
  width?: number;
  /** Height in pixels. @default what suits the figure */
  height?: number;
}
