import { probableTruths, reliabilityBins } from "../../evaluate/mod.ts";
import { reliabilityFigure } from "../../plot/mod.ts";
import type { ExperimentResults } from "../experiment_results.ts";
import { digits, figure, percent, type Section, section, table, text } from "./document.ts";

/** Reliability diagrams of at most so many families. */
const MOST_DIAGRAMS = 4;

/** Can the confidence be trusted? */
export function calibrationSection({ summary, runs, experiment }: ExperimentResults): Section {
  const whole = experiment.splits === undefined ? "each fold's training recordings" : "training";
  const families = summary.map(({ family, accuracy }) => ({
    family,
    accuracy,
    judged: runs.flatMap(({ result }) =>
      probableTruths(result.results.find((one) => one.family === family)!.predictions)
    ),
  }));
  const shown = families.filter(({ judged }) => judged.length > 0)
    .sort((a, b) => b.accuracy - a.accuracy).slice(0, MOST_DIAGRAMS);
  const silent = families.filter(({ judged }) => judged.length === 0);
  return section(
    "calibration",
    "Can the confidence be trusted?",
    text(
      `Probabilities are fitted within ${whole}, on recordings that were held out there in turn; ` +
        "after n of those none ever exceeds (n + 1) / (n + 2), for n right answers support no " +
        "more. The expected calibration error (ECE) is how far confidence and share of right " +
        "answers lie apart; with few recordings it is above 0 even for an honest model.",
    ),
    text(
      "The last column is the share of these recordings, all of raags that were to be known, that " +
        "looked like none of the raags; accuracy counts the raag that came nearest.",
    ),
    silent.length > 0 && text(
      `No probabilities: ${silent.map(({ family }) => family).join(", ")}. No training ` +
        "recording could be held out, since no raag has two sources to learn from.",
    ),
    table(
      "Calibration of each family",
      ["family", "ECE", "Brier score", "log-loss (nats)", "called none of these"],
      summary.map(({ family, calibration, refused }) => [
        family,
        digits(calibration.expected_calibration_error),
        digits(calibration.brier),
        digits(calibration.log_loss),
        percent(refused, 1),
      ]),
    ),
    shown.map(({ family, judged }) => {
      const bins = reliabilityBins(judged);
      const alt = bins.filter(({ count }) => count > 0).map(({ confidence, accuracy, count }) =>
        `of ${count} answers with confidence about ${percent(confidence)}, ` +
        `${percent(accuracy)} were right`
      ).join("; ");
      const caption = `${family}: confidence against the share that was right`;
      const picture = reliabilityFigure({ [family]: bins }, { height: 360 });
      return figure(`reliability-${family}`, caption, alt, picture);
    }),
  );
}
