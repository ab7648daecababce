import type { ExperimentResults } from "../results.ts";
import { calibrationSection } from "./calibration_section.ts";
import { dataSection } from "./data_section.ts";
import { counted, percent, type Report, spaced } from "./document.ts";
import { mistakesSection } from "./mistakes_section.ts";
import { modelsSection } from "./models_section.ts";
import { provenanceSections } from "./provenance_section.ts";
import { confusionSection, resultsSection } from "./results_section.ts";

/**
 * The report of an experiment.
 *
 * @param results What the experiment gave.
 * @returns Sections of text, tables and figures.
 */
export function buildReport(results: ExperimentResults): Report {
  const { experiment } = results;
  return {
    title: experiment.title,
    lead: [
      ...experiment.description.split(/\n\s*\n/).filter((part) => part.trim() !== ""),
      inShort(results),
    ],
    sections: [
      dataSection(results),
      resultsSection(results),
      confusionSection(results),
      calibrationSection(results),
      ...modelsSection(results),
      ...mistakesSection(results),
      ...provenanceSections(results),
    ],
  };
}

/** The result in two sentences. */
function inShort({ experiment, summary, data, predictions }: ExperimentResults): string {
  const best = summary.reduce((a, b) => b.accuracy > a.accuracy ? b : a);
  const equal = summary.filter(({ accuracy }) => accuracy === best.accuracy)
    .map(({ family }) => family);
  const { folds, splits, seeds, tonic } = experiment;
  const raags = [...new Set(data.recordings.map(({ raag }) => raag))];
  const way = splits === undefined
    ? `cross-validated in ${folds} folds`
    : `learnt from the split ${splits.train} and judged on the split ${splits.test}`;
  const judged = best.recordings;
  const [low, high] = best.accuracy_ci95;
  const names = equal.length > 3
    ? `${equal.slice(0, 3).join(", ")} and ${equal.length - 3} more are equally good`
    : equal.length > 1
    ? `${equal.join(" and ")} are equally good`
    : `${best.family} does best`;
  return `In short: ${
    counted(summary.length, "family").replace("familys", "families")
  } of models, ` +
    `${way} with ${counted(seeds.length, "seed")}, on ${counted(judged, "judged recording")} of ` +
    `${raags.length} raags (${raags.slice(0, 8).map(spaced).join(", ")}${
      raags.length > 8 ? ", ..." : ""
    }), the tonic ${tonic}. ${names}: ${percent(best.accuracy, 1)} right, 95 % interval ` +
    `${percent(low)} to ${percent(high)}; ${predictions.length} predictions in all.`;
}
