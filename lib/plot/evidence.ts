import type { EvidenceTimeline } from "../families/timeline.ts";
import { rounded } from "./numbers.ts";
import { axisTitle, DASHES, makeFigure, seriesColor } from "./template.ts";
import type { Figure, FigureOptions, Trace } from "./types.ts";

/**
 * Which phrase decided: the evidence that each stretch of a recording adds for each raag, and below
 * it the shares as they stand after it: the softmax of what was heard so far, not calibrated.
 *
 * @param timeline What the classifier found.
 * @param options Title and size.
 * @returns The figure.
 */
export function evidenceFigure(
  { labels, times, windowSeconds, evidence, probability }: EvidenceTimeline,
  options: FigureOptions = {},
): Figure {
  const middles = rounded(times.map((time) => time + windowSeconds / 2), 2);
  const ends = rounded(times.map((time) => time + windowSeconds), 2);
  const data = labels.flatMap((label, k): Trace[] => {
    const common = {
      type: "scatter",
      mode: "lines+markers",
      name: label.replaceAll("_", " "),
      legendgroup: label,
      line: { color: seriesColor(k), width: 2, dash: DASHES[k % DASHES.length] },
      marker: { size: 5 },
    };
    return [
      { ...common, x: middles, y: rounded(evidence[k], 2) },
      { ...common, x: ends, y: rounded(probability[k], 3), yaxis: "y2", showlegend: false },
    ];
  });
  return makeFigure(
    data,
    {
      xaxis: { title: axisTitle("time (s)"), anchor: "y2", rangemode: "tozero" },
      yaxis: {
        title: axisTitle("evidence (nats)"),
        domain: [0.55, 1],
        zeroline: true,
        zerolinecolor: "#999",
      },
      yaxis2: { title: axisTitle("share (softmax)"), domain: [0, 0.43], range: [-0.03, 1.03] },
    },
    options,
    { title: "Which phrase decided", height: 500 },
  );
}
