import { heldOutProbabilities, type ProbableTruth, reliabilityBins } from "../../evaluate/mod.ts";
import { reliabilityFigure } from "../../plot/mod.ts";
import type { ExperimentResults, SeedRun } from "../results.ts";
import { digits, type FigureBlock, percent, type Section, text } from "./document.ts";

/** Reliability diagrams of at most so many families. */
const MOST_DIAGRAMS = 4;

/** Can the confidence be trusted? */
export function calibrationSection({ summary, runs, experiment }: ExperimentResults): Section {
  const shown = summary.toSorted((a, b) => b.accuracy - a.accuracy).slice(0, MOST_DIAGRAMS);
  return {
    id: "calibration",
    title: "Can the confidence be trusted?",
    blocks: [
      text(
        experiment.splits === undefined
          ? "Probabilities are the softmax of the scores at a temperature that was fitted to the " +
            "other folds. The expected calibration error (ECE) is how far confidence and share of " +
            "right answers lie apart; with few recordings it is above 0 even for an honest model."
          : "Probabilities are the softmax of the scores at a temperature fitted to the judged " +
            "recordings themselves, there being no other folds: the numbers flatter.",
      ),
      ...(summary.some(({ accuracy }) => accuracy === 1)
        ? [text(
          "Without a mistake nothing holds confidence back: such a family's temperature falls to " +
            "the least that is tried, 0.0001, and says nothing about other recordings.",
        )]
        : []),
      {
        kind: "table",
        caption: "Calibration of each family",
        header: ["family", "ECE", "Brier score", "log-loss (nats)", "temperature"],
        rows: summary.map(({ family, calibration }) => [
          family,
          digits(calibration.expected_calibration_error),
          digits(calibration.brier),
          digits(calibration.log_loss),
          Number(calibration.temperature.toPrecision(3)).toString(),
        ]),
      },
      ...shown.map(({ family }): FigureBlock => {
        const bins = reliabilityBins(runs.flatMap((run) => judgedBy(family, run)));
        return {
          kind: "figure",
          name: `reliability-${family}`,
          caption: `${family}: confidence against the share that was right`,
          alt: bins.filter(({ count }) => count > 0).map(({ confidence, accuracy, count }) =>
            `of ${count} answers with confidence about ${percent(confidence)}, ` +
            `${percent(accuracy)} were right`
          ).join("; "),
          figure: reliabilityFigure({ [family]: bins }, { height: 360 }),
        };
      }),
    ],
  };
}

function judgedBy(family: string, { result, foldOf }: SeedRun): ProbableTruth[] {
  const { predictions } = result.results.find((one) => one.family === family)!;
  return heldOutProbabilities(
    [...Map.groupBy(predictions, ({ recording_id }) => foldOf[recording_id]).values()],
  );
}
