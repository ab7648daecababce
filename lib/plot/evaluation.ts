import type { ReliabilityBin } from "../evaluate/calibration.ts";
import type { ConfusionMatrix } from "../evaluate/metrics.ts";
import { heatMapFigure } from "./heat_map.ts";
import { rounded } from "./numbers.ts";
import { axisTitle, COLORS, levelLine, makeFigure, note, seriesColor } from "./template.ts";
import type { Figure, FigureOptions, Trace } from "./types.ts";

/**
 * The confusion matrix: how many recordings of each raag were called what.
 *
 * @param confusion Counts.
 * @param options Title and size.
 * @returns The figure; colours are shares of a row, numbers are counts.
 */
export function confusionFigure(
  { labels, matrix }: ConfusionMatrix,
  options: FigureOptions = {},
): Figure {
  const names = labels.map(spaced);
  const shares = matrix.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => total > 0 ? count / total : 0);
  });
  const figure = heatMapFigure(shares, names, names, {
    title: "Which raag was called which",
    xTitle: "called",
    yTitle: "is",
    scaleTitle: "share",
    highest: 1,
    width: 620,
    ...options,
  });
  Object.assign(figure.data[0], {
    text: matrix.map((row) => row.map((count) => count > 0 ? String(count) : "")),
    texttemplate: "%{text}",
    textfont: { size: labels.length > 12 ? 10 : 15 },
  });
  return figure;
}

/** What {@linkcode accuracyFigure} needs to know of a family; a `FamilyResult` is one. */
export interface FamilyAccuracy {
  /** Name of the family. */
  family: string;
  /** Share of recordings called by their name, 0..1. */
  accuracy: number;
  /** 95 % interval of it. */
  accuracy_ci95: readonly [number, number];
}

/**
 * The accuracy of several families side by side, each with its 95 % interval.
 *
 * @param families The families; the first stands on top.
 * @param options Title and size; `levels`: dashed lines by name, for chance or a published result.
 * @returns The figure.
 */
export function accuracyFigure(
  families: readonly FamilyAccuracy[],
  options: FigureOptions & { levels?: Readonly<Record<string, number>> } = {},
): Figure {
  const levels = Object.entries(options.levels ?? {});
  return makeFigure(
    [{
      type: "scatter",
      mode: "markers+text",
      x: rounded(families.map(({ accuracy }) => accuracy), 4),
      y: families.map(({ family }) => family),
      text: families.map(({ accuracy }) => accuracy.toFixed(2)),
      textposition: "top center",
      marker: { color: COLORS.blue, size: 10 },
      error_x: {
        type: "data",
        symmetric: false,
        array: rounded(families.map((one) => one.accuracy_ci95[1] - one.accuracy), 4),
        arrayminus: rounded(families.map((one) => one.accuracy - one.accuracy_ci95[0]), 4),
        color: COLORS.blue,
        thickness: 2,
      },
    }],
    {
      xaxis: { title: axisTitle("accuracy, with 95 % interval"), range: [0, 1.04] },
      yaxis: { type: "category", range: [families.length - 0.4, -0.7] },
      shapes: levels.map(([, level]) => levelLine("x", level)),
      annotations: levels.map(([name, level]) =>
        note(name, { x: level, xanchor: "center", yref: "paper", y: 1, yanchor: "bottom" })
      ),
      margin: { l: 70, r: 24, t: 64, b: 56 },
    },
    options,
    { title: "Accuracy", height: 150 + 44 * families.length },
  );
}

/**
 * The reliability diagram: of all answers given with some confidence, how many were right? Points on
 * the diagonal are honest, points below it boast.
 *
 * @param series Bins by name, such as before and after calibration.
 * @param options Title and size.
 * @returns The figure; the larger a point, the more recordings.
 */
export function reliabilityFigure(
  series: Readonly<Record<string, readonly ReliabilityBin[]>>,
  options: FigureOptions = {},
): Figure {
  const diagonal: Trace = {
    type: "scatter",
    mode: "lines",
    name: "honest",
    x: [0, 1],
    y: [0, 1],
    line: { color: "#999", width: 1.5, dash: "dash" },
  };
  const symbols = ["circle", "diamond", "square", "triangle-up"];
  const data = Object.entries(series).map(([name, bins], index): Trace => {
    const filled = bins.filter(({ count }) => count > 0);
    return {
      type: "scatter",
      mode: "lines+markers",
      name,
      x: rounded(filled.map(({ confidence }) => confidence), 4),
      y: rounded(filled.map(({ accuracy }) => accuracy), 4),
      text: filled.map(({ count }) => `${count} recordings`),
      line: { color: seriesColor(index), width: 1.5 },
      marker: {
        color: seriesColor(index),
        symbol: symbols[index % symbols.length],
        size: filled.map(({ count }) => Math.min(24, Math.round(6 + 2 * Math.sqrt(count)))),
        opacity: 0.85,
      },
    };
  });
  return makeFigure(
    [diagonal, ...data],
    {
      xaxis: { title: axisTitle("confidence"), range: [0, 1.05] },
      yaxis: { title: axisTitle("share that was right"), range: [-0.05, 1.1] },
    },
    options,
    { title: "Can the confidence be trusted?", width: 620, height: 440 },
  );
}

/** A label as it is read out: without underscores. */
function spaced(label: string): string {
  return label.replaceAll("_", " ");
}
