import type { Analysis } from "../../analysis/mod.ts";
import {
  type Classification,
  type EvidenceTimeline,
  timelineAmong,
  type TonicClassification,
} from "../../families/mod.ts";
import { evidenceFigure, pitchFigure, pitchHistogramFigure } from "../../plot/mod.ts";
import { type Block, figure, percent, section, spaced, table, text } from "./document.ts";
import { reportHtml } from "./html.ts";
import { drawFigures } from "./svg.ts";

/** A classified recording, as its page tells of it. */
export interface ReportedRecording {
  name: string;
  classification: Classification | TonicClassification;
  analysis: Analysis;
  /** Evidence over time, in families that give some. */
  timeline?: EvidenceTimeline;
  warnings: readonly string[];
}

/** Rows of the ranking, and curves of evidence, at most. */
const MOST_ROWS = 10, MOST_CURVES = 5;

/**
 * One page about one recording: the answer with its reasons, pitch over the svaras, Sa with its
 * rivals, the ranking, and the evidence over time.
 */
export async function recordingPage(recording: ReportedRecording): Promise<string> {
  const { name, classification, warnings } = recording;
  const { raag, refusal, confidence, ranking, remarks, reasons } = classification;
  const headline = raag !== null
    ? spaced(raag) + (confidence === undefined ? "" : `, ${percent(confidence)}`)
    : refusal === "nothing-heard"
    ? "no melody is heard"
    : refusal === "not-sure"
    ? `not sure enough to name one raag; the likeliest is ${spaced(ranking[0].raag)}`
    : `none of the known raags; nearest is ${spaced(ranking[0].raag)}`;
  const report = {
    title: name,
    short: headline,
    lead: [...remarks, ...reasons, ...warnings],
    sections: [
      section("raag", "Which raag", rankingBlocks(recording)),
      section("melody", "Pitch and Sa", melodyBlocks(recording)),
    ],
  };
  const footer = "Made by raagkit. This page stands alone.";
  const drawings = await drawFigures(report);
  return reportHtml(report, { byline: name, footer, drawings });
}

function rankingBlocks({ classification: { ranking }, timeline }: ReportedRecording): Block[] {
  const shown = ranking.slice(0, MOST_ROWS);
  const caption = shown.length < ranking.length
    ? `The first ${shown.length} of ${ranking.length} raags`
    : "All raags that come into question";
  const rows = shown.map(({ raag, probability, score }) => [
    spaced(raag),
    probability === undefined ? "-" : percent(probability, 1),
    score.toFixed(2),
  ]);
  const blocks = [table(caption, ["raag", "probability", "score (nats)"], rows)];
  if (timeline === undefined) return blocks;
  const some = timelineAmong(timeline, shown.slice(0, MOST_CURVES).map(({ raag }) => raag));
  const alt = `Evidence over time for ${some.labels.map(spaced).join(", ")}.`;
  const evidence = "Evidence over time, by the raags' main models";
  return [...blocks, figure("evidence", evidence, alt, evidenceFigure(some))];
}

function melodyBlocks({ classification, analysis }: ReportedRecording): Block[] {
  const { tonicHz } = classification, { track, tonicSource, voicedFraction } = analysis;
  const rivals = "tonics" in classification ? classification.tonics : [];
  const rows = rivals.slice(0, 4).map((one) => [
    ...[one.tonicHz.toFixed(1), percent(one.probability, 1), spaced(one.raag)],
  ]);
  return [
    text(
      `Sa at ${tonicHz.toFixed(1)} Hz (${tonicSource}); ${percent(voicedFraction)} of the frames ` +
        "are voiced.",
    ),
    ...(rows.length > 1
      ? [table("Where Sa may be", ["Sa (Hz)", "probability", "best raag on it"], rows)]
      : []),
    figure(
      "pitch",
      "The melody over the svaras",
      `Pitch over time with Sa at ${tonicHz.toFixed(1)} Hz.`,
      pitchFigure(track, { tonicHz, height: 420 }),
    ),
    figure(
      "histogram",
      "How long each pitch is heard",
      "Histogram of pitch, folded into one octave.",
      pitchHistogramFigure(track, tonicHz, { fold: true }),
    ),
  ];
}
