import type { DiscreteHmm } from "../hmm/mod.ts";
import { rounded } from "./numbers.ts";
import { type StateNameOptions, stateNames, svaraLabels } from "./states.ts";
import { axisTitle, makeFigure, SEQUENTIAL } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/** Options of {@linkcode heatMapFigure}. */
export interface HeatMapOptions extends FigureOptions {
  /** Title of the horizontal axis. */
  xTitle?: string;
  /** Title of the vertical axis. */
  yTitle?: string;
  /** Title of the colour bar. @default "probability" */
  scaleTitle?: string;
  /** Digits of the number written into each cell. @default no numbers */
  digits?: number;
  /** Highest value of the scale. @default the highest value there is */
  highest?: number;
}

/**
 * A table as colours, the first row on top.
 *
 * @param values Rows of numbers >= 0.
 * @param rows Names of the rows.
 * @param columns Names of the columns.
 * @param options Titles, numbers in the cells.
 * @returns The figure.
 */
export function heatMapFigure(
  values: readonly ArrayLike<number>[],
  rows: readonly string[],
  columns: readonly string[],
  options: HeatMapOptions = {},
): Figure {
  const { xTitle = "", yTitle = "", scaleTitle = "probability", digits } = options;
  const highest = options.highest ?? Math.max(...values.map((row) => Math.max(...Array.from(row))));
  return makeFigure(
    [{
      type: "heatmap",
      // Numbers as positions, so that two states of one name stay two rows.
      x: columns.map((_, column) => column),
      y: rows.map((_, row) => row),
      z: values.map((row) => rounded(row, 4)),
      // From the values themselves: those of z would be rounded twice.
      ...(digits !== undefined && {
        text: values.map((row) => Array.from(row, (value) => value.toFixed(digits))),
        texttemplate: "%{text}",
        textfont: { size: 12 },
      }),
      xgap: 1,
      ygap: 1,
      zmin: 0,
      zmax: highest,
      colorscale: SEQUENTIAL,
      colorbar: { title: { text: scaleTitle, side: "top" }, thickness: 14, outlinewidth: 0 },
    }],
    {
      xaxis: {
        title: axisTitle(xTitle),
        tickvals: columns.map((_, column) => column),
        ticktext: columns,
        autotickangles: [0, -40],
        showgrid: false,
      },
      yaxis: {
        title: axisTitle(yTitle),
        tickvals: rows.map((_, row) => row),
        ticktext: rows,
        autorange: "reversed",
        showgrid: false,
      },
      plot_bgcolor: "#f2f2f2",
      margin: { l: 70, r: 24, t: 64, b: 56 },
    },
    options,
    { title: "", height: 120 + Math.max(180, 22 * rows.length) },
  );
}

/** Options of {@linkcode transitionFigure} and {@linkcode emissionFigure}. */
export interface ModelFigureOptions extends FigureOptions, StateNameOptions {
  /**
   * States and symbols that the model visits for less than this share of the time are left out.
   * @default 0.012, under half of an even share among 36
   */
  minimumShare?: number;
}

/**
 * The transition matrix: how likely each state follows each. States are named after the svara they
 * stand for, and those that the model hardly ever visits are left out.
 *
 * @param hmm The model.
 * @param options Which states, and how the alphabet is named.
 * @returns The figure.
 */
export function transitionFigure(hmm: DiscreteHmm, options: ModelFigureOptions = {}): Figure {
  const states = visitedStates(hmm, options.minimumShare);
  const names = stateNames(hmm, options);
  const { transmat, nStates } = hmm;
  const labels = states.map((state) => names[state]);
  return heatMapFigure(
    states.map((from) => states.map((to) => transmat[from * nStates + to])),
    labels,
    labels,
    {
      title: "Transitions: which svara follows which",
      xTitle: "to",
      yTitle: "from",
      width: 640,
      ...options,
    },
  );
}

/**
 * The emission matrix: which notes each hidden state lets us hear.
 *
 * @param hmm The model.
 * @param options Which states and symbols, and how the alphabet is named.
 * @returns The figure.
 */
export function emissionFigure(hmm: DiscreteHmm, options: ModelFigureOptions = {}): Figure {
  const { minimumShare = 0.012 } = options;
  const states = visitedStates(hmm, minimumShare);
  const names = stateNames(hmm, options);
  const { emissionprob, nSymbols } = hmm;
  const stationary = hmm.stationaryDistribution();
  const heard = Array.from(
    { length: nSymbols },
    (_, symbol) =>
      stationary.reduce((sum, p, state) => sum + p * emissionprob[state * nSymbols + symbol], 0),
  );
  const symbols = [...heard.keys()].filter((symbol) => heard[symbol] >= minimumShare);
  const labels = svaraLabels(nSymbols, options);
  return heatMapFigure(
    states.map((state) => symbols.map((symbol) => emissionprob[state * nSymbols + symbol])),
    states.map((state) => names[state]),
    symbols.map((symbol) => labels[symbol]),
    {
      title: "Emissions: what each hidden state sounds like",
      xTitle: "note heard",
      yTitle: "hidden state",
      highest: 1,
      width: 640,
      ...options,
    },
  );
}

/** States by pitch that the model visits for at least a share of the time. */
function visitedStates(hmm: DiscreteHmm, minimumShare = 0.012): number[] {
  const stationary = hmm.stationaryDistribution();
  return [...stationary.keys()].filter((state) => stationary[state] >= minimumShare);
}
