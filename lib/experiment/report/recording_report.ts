import type { Analysis } from "../../analysis/mod.ts";
import {
  type Classification,
  type EvidenceTimeline,
  timelineAmong,
  type TonicClassification,
} from "../../families/mod.ts";
import { StaticRenderer } from "../../notebook/mod.ts";
import { evidenceFigure, pitchFigure, pitchHistogramFigure } from "../../plot/mod.ts";
import { type Block, percent, type Report, spaced, text } from "./document.ts";
import { reportHtml } from "./html.ts";
import { drawFigure } from "./svg.ts";

/** A classified recording, as its page tells of it. */
export interface ReportedRecording {
  /** What the page calls it. */
  name: string;
  /** The answer. */
  classification: Classification | TonicClassification;
  /** Melody and Sa. */
  analysis: Analysis;
  /** Evidence over time, in families that give some. */
  timeline?: EvidenceTimeline;
  /** What was odd about the file. */
  warnings: readonly string[];
}

/** Rows of the ranking, and curves of evidence, at most. */
const MOST_ROWS = 10, MOST_CURVES = 5;

/**
 * One page about one recording: the answer with its reasons, pitch over the svaras, Sa with its
 * rivals, the ranking, and the evidence over time.
 *
 * @param recording The recording.
 * @returns HTML that stands alone.
 */
export async function recordingPage(recording: ReportedRecording): Promise<string> {
  const report = recordingReport(recording);
  const renderer = await StaticRenderer.create();
  const drawings = new Map<string, string>();
  for (const block of report.sections.flatMap(({ blocks }) => blocks)) {
    if (block.kind === "figure") {
      drawings.set(block.name, await drawFigure(renderer, block.figure));
    }
  }
  const footer = "Made by raagkit. This page stands alone.";
  return reportHtml(report, { byline: recording.name, footer, drawings });
}

/** The page before it is HTML. */
function recordingReport(recording: ReportedRecording): Report {
  const { name, classification, analysis, warnings } = recording;
  const { raag, refusal, confidence, ranking, remarks, reasons } = classification;
  const headline = raag !== null
    ? spaced(raag) + (confidence === undefined ? "" : `, ${percent(confidence)}`)
    : refusal === "nothing-heard"
    ? "no melody is heard"
    : refusal === "not-sure"
    ? `not sure enough to name one raag; the likeliest is ${spaced(ranking[0].raag)}`
    : `none of the known raags; nearest is ${spaced(ranking[0].raag)}`;
  const said = [...remarks, ...reasons, ...warnings];
  return {
    title: name,
    short: headline,
    lead: said,
    sections: [
      { id: "raag", title: "Which raag", blocks: rankingBlocks(recording) },
      { id: "melody", title: "Pitch and Sa", blocks: melodyBlocks(classification, analysis) },
    ],
  };
}

function rankingBlocks({ classification: { ranking }, timeline }: ReportedRecording): Block[] {
  const shown = ranking.slice(0, MOST_ROWS);
  const blocks: Block[] = [{
    kind: "table",
    caption: shown.length < ranking.length
      ? `The first ${shown.length} of ${ranking.length} raags`
      : "All raags that come into question",
    header: ["raag", "probability", "score (nats)"],
    rows: shown.map(({ raag, probability, score }) => [
      spaced(raag),
      probability === undefined ? "-" : percent(probability, 1),
      score.toFixed(2),
    ]),
  }];
  if (timeline === undefined) return blocks;
  const some = timelineAmong(timeline, shown.slice(0, MOST_CURVES).map(({ raag }) => raag));
  blocks.push({
    kind: "figure",
    name: "evidence",
    caption: "Evidence over time, by the raags' main models",
    alt: `Evidence over time for ${some.labels.map(spaced).join(", ")}.`,
    figure: evidenceFigure(some),
  });
  return blocks;
}

function melodyBlocks(
  classification: Classification | TonicClassification,
  { track, tonicSource, voicedFraction }: Analysis,
): Block[] {
  const { tonicHz } = classification;
  const rivals = "tonics" in classification ? classification.tonics : [];
  return [
    text(
      `Sa at ${tonicHz.toFixed(1)} Hz (${tonicSource}); ${percent(voicedFraction)} of the frames ` +
        "are voiced.",
    ),
    ...(rivals.length > 1
      ? [{
        kind: "table" as const,
        caption: "Where Sa may be",
        header: ["Sa (Hz)", "probability", "best raag on it"],
        rows: rivals.slice(0, 4).map((one) => [
          one.tonicHz.toFixed(1),
          percent(one.probability, 1),
          spaced(one.raag),
        ]),
      }]
      : []),
    {
      kind: "figure",
      name: "pitch",
      caption: "The melody over the svaras",
      alt: `Pitch over time with Sa at ${tonicHz.toFixed(1)} Hz.`,
      figure: pitchFigure(track, { tonicHz, height: 420 }),
    },
    {
      kind: "figure",
      name: "histogram",
      caption: "How long each pitch is heard",
      alt: "Histogram of pitch, folded into one octave.",
      figure: pitchHistogramFigure(track, tonicHz, { fold: true }),
    },
  ];
}
