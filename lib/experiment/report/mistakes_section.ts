import { type EvidenceTimeline, timelineAmong } from "../../families/mod.ts";
import { evidenceFigure } from "../../plot/mod.ts";
import type { ExperimentResults } from "../experiment_results.ts";
import {
  counted,
  figure,
  percent,
  type Section,
  section,
  spaced,
  table,
  text,
} from "./document.ts";

/** Mistakes listed one by one. */
const MOST_ROWS = 40;

/** What the figures show, whatever the answers were. */
const EVIDENCE = "above 0 a stretch speaks for a raag. It is what the raags' main hidden Markov " +
  "models hear; a family may weigh other things too, so that its answer need not follow from it.";

/** The mistakes of the best family that reads sequences, and what spoke for them when. */
export function mistakesSection({ timelines, predictions }: ExperimentResults): Section[] {
  if (timelines === undefined) return [];
  const { family, seed, mistakes, cases } = timelines;
  const wrong = predictions
    .filter((one) => one.family === family && one.seed === seed && one.truth !== one.predicted)
    .sort((a, b) => (b.confidence ?? 0) - (a.confidence ?? 0));
  return [section(
    "mistakes",
    "What went wrong, and when",
    text(
      mistakes > 0
        ? `${family} got ${counted(mistakes, "recording")} wrong with seed ${seed}. Below is ` +
          `what spoke for which raag when: ${EVIDENCE} The models are those that judged the ` +
          `recording, which they had not heard.`
        : `${family} made no mistake with seed ${seed}. Below are its least sure right answers: ` +
          `${EVIDENCE} The models had not heard the recording.`,
    ),
    wrong.length > 0 && table(
      `Mistakes of ${family}, the surest first`,
      ["recording", "is", "was called", "confidence"],
      wrong.slice(0, MOST_ROWS).map(({ recording_id, truth, predicted, confidence = null }) => [
        ...[recording_id, spaced(truth), spaced(predicted), percent(confidence)],
      ]),
    ),
    cases.map(({ recording_id: id, truth, predicted, confidence = null, timeline }) =>
      figure(
        `evidence-${id.replace(/[^\w-]+/g, "_")}`,
        `${id}: ${spaced(truth)}, called ${spaced(predicted)} (${percent(confidence)})`,
        `Evidence over time in ${id}, a recording of ${spaced(truth)} that was called ` +
          `${spaced(predicted)}.`,
        evidenceFigure(mainRivals(timeline, truth, predicted), { height: 480 }),
      )
    ),
  )];
}

/** A timeline with at most five labels: truth, answer, and those with the most evidence in all. */
function mainRivals(
  timeline: EvidenceTimeline,
  truth: string,
  predicted: string,
): EvidenceTimeline {
  const total = timeline.evidence.map((own) => own.reduce((sum, value) => sum + value, 0));
  const order = [...timeline.labels.keys()].sort((a, b) => {
    const named = (k: number) => [truth, predicted].includes(timeline.labels[k]) ? 1 : 0;
    return named(b) - named(a) || total[b] - total[a];
  });
  return timelineAmong(
    timeline,
    order.slice(0, 5).sort((a, b) => a - b).map((k) => timeline.labels[k]),
  );
}
