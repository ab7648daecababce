import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { InvalidArgumentError } from "../errors.ts";
import { labelPlaces } from "./label_places.ts";
import { rounded } from "./numbers.ts";
import { axisTitle, COLORS, makeFigure, PLAIN_MARGIN } from "./template.ts";
import type { Figure, FigureOptions } from "./types.ts";

/** A map made from distances. */
export interface DistanceMap {
  /** Two coordinates a thing, in the unit of the distances. */
  points: [number, number][];
  /** Share of the squared distances' spread that the plane holds, 0..1. */
  held: number;
}

/**
 * Places things in a plane so that their distances there are as close as possible to given ones:
 * classical multidimensional scaling, B = -1/2 J D^2 J = X X^T.
 *
 * @param distances Symmetric rows of numbers >= 0, zero on the diagonal.
 * @returns Points, and how much of the truth the plane holds.
 * @throws {InvalidArgumentError} If the rows are not square.
 *
 * @see W. S. Torgerson 1952, "Multidimensional scaling: I. Theory and method", Psychometrika 17
 */
export function distanceMap(distances: readonly ArrayLike<number>[]): DistanceMap {
  const n = distances.length;
  if (distances.some((row) => row.length !== n)) {
    throw new InvalidArgumentError(`distances must have ${n} numbers in each of its ${n} rows`);
  }
  const squared = new Matrix(distances.map((row) => Array.from(row, (d) => -0.5 * d * d)));
  const centred = squared.center("row").center("column");
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(centred, {
    assumeSymmetric: true,
  });
  const order = [...realEigenvalues.keys()].sort((a, b) => realEigenvalues[b] - realEigenvalues[a]);
  const axes = order.slice(0, 2).map((axis) => {
    const length = Math.sqrt(Math.max(0, realEigenvalues[axis]));
    const column = eigenvectorMatrix.getColumn(axis);
    // A mirrored map is as good: the first thing lies on the positive side.
    const sign = column[0] < 0 ? -1 : 1;
    return column.map((value) => sign * length * value);
  });
  const positive = realEigenvalues.filter((value) => value > 0);
  const total = positive.reduce((sum, value) => sum + value, 0);
  const shown = order.slice(0, 2)
    .reduce((sum, axis) => sum + Math.max(0, realEigenvalues[axis]), 0);
  return {
    points: distances.map((_, i) => [axes[0]?.[i] ?? 0, axes[1]?.[i] ?? 0]),
    held: total > 0 ? shown / total : 1,
  };
}

/**
 * A map of raags: the nearer two lie, the more alike their models are.
 *
 * @param labels Names of the raags.
 * @param distances Symmetric distances of their models, in nats per symbol.
 * @param options Title and size.
 * @returns The figure.
 */
export function distanceMapFigure(
  labels: readonly string[],
  distances: readonly ArrayLike<number>[],
  options: FigureOptions = {},
): Figure {
  const { points, held } = distanceMap(distances);
  const { width = 760, height = 520 } = options;
  const margin = PLAIN_MARGIN;
  const reach = 1.35 * Math.max(1e-9, ...points.flat().map(Math.abs));
  const room = Math.min(width - margin.l - margin.r, height - margin.t - margin.b);
  const pixels = points.map(([x, y]) => [x, -y].map((part) => part * room / (2 * reach)));
  const names = labels.map((label) => label.replaceAll("_", " "));
  const fontSize = 14, radius = 5;
  const axis = { title: axisTitle("distance (nats per symbol)"), range: [-reach, reach] };
  return makeFigure(
    [{
      type: "scatter",
      mode: "markers+text",
      x: rounded(points.map(([x]) => x), 4),
      y: rounded(points.map(([, y]) => y), 4),
      text: names,
      textposition: labelPlaces(pixels as [number, number][], names, { fontSize, radius }),
      textfont: { size: fontSize },
      marker: { color: COLORS.blue, size: 2 * radius },
    }],
    {
      xaxis: axis,
      yaxis: { ...axis, scaleanchor: "x" },
      margin,
    },
    options,
    {
      title: `A map of raags (the plane holds ${Math.round(100 * held)} % of the distances)`,
      height,
    },
  );
}
