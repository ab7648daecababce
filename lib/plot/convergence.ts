import type { HistoryRow, RestartSummary } from "../hmm/types.ts";
import { lineFigure } from "./lines.ts";
import { rounded } from "./numbers.ts";
import { axisTitle, COLORS, makeFigure, PLAIN_MARGIN } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/** A fit, as far as its figure goes. */
export interface FitCourse {
  /** What was fitted: a raag, a number of states. */
  name: string;
  /** One row for the start and one per iteration. */
  history: readonly HistoryRow[];
  /** Symbols in the training data; the log-likelihood is then shown per symbol. */
  nSymbols?: number;
}

/**
 * Log-likelihood by iteration, one line a fit.
 *
 * @param fits The fits.
 * @param options Title and size.
 * @returns The figure.
 */
export function convergenceFigure(
  fits: readonly FitCourse[],
  options: FigureOptions = {},
): Figure {
  const perSymbol = fits.every(({ nSymbols }) => nSymbols !== undefined);
  return lineFigure(
    fits.map(({ name, history, nSymbols = 1 }) => ({
      name,
      x: history.map(({ iteration }) => iteration),
      y: history.map(({ logLikelihood }) => logLikelihood / (perSymbol ? nSymbols : 1)),
    })),
    {
      title: "Convergence",
      xTitle: "iteration",
      yTitle: perSymbol ? "log-likelihood (nats per symbol)" : "log-likelihood (nats)",
      ...options,
    },
  );
}

/**
 * What each iteration gained, on a logarithmic axis: a straight fall is a steady rate of convergence.
 *
 * @param fits The fits.
 * @param options Title and size; `tolerance`: where training stops, in nats.
 * @returns The figure.
 */
export function gainFigure(
  fits: readonly FitCourse[],
  options: FigureOptions & { tolerance?: number } = {},
): Figure {
  const { tolerance, ...rest } = options;
  return lineFigure(
    fits.map(({ name, history }) => ({
      name,
      x: history.slice(1).map(({ iteration }) => iteration),
      y: history.slice(1).map(({ gain }) => gain),
    })),
    {
      title: "Gain of each iteration",
      xTitle: "iteration",
      yTitle: "gain (nats)",
      log: true,
      levels: tolerance === undefined ? {} : { [`training stops below ${tolerance}`]: tolerance },
      ...rest,
    },
  );
}

/**
 * Where several starts ended: one point each, from the worst to the best.
 *
 * @param restarts The starts of a fit.
 * @param options Title and size.
 * @returns The figure.
 */
export function restartFigure(
  restarts: readonly RestartSummary[],
  options: FigureOptions = {},
): Figure {
  const sorted = [...restarts].sort((a, b) => a.logLikelihood - b.logLikelihood);
  return makeFigure(
    [{
      type: "scatter",
      mode: "markers",
      x: sorted.map((_, rank) => rank + 1),
      y: rounded(sorted.map(({ logLikelihood }) => logLikelihood), 3),
      text: sorted.map(({ seed }) => seed === undefined ? "the model given" : `seed ${seed}`),
      marker: { color: COLORS.blue, size: 8 },
    }],
    {
      xaxis: { title: axisTitle("start, from the worst to the best") },
      yaxis: { title: axisTitle("log-likelihood reached (nats)") },
      margin: PLAIN_MARGIN,
    },
    options,
    { title: "Each start climbs to a top of its own", height: 320 },
  );
}
