import { join } from "@std/path";
import { atomicWrite, removeLeftovers } from "../../files/mod.ts";
import type { ExperimentResults } from "../experiment_results.ts";
import { calibrationSection } from "./calibration_section.ts";
import { dataSection } from "./data_section.ts";
import { counted, percent, type Report } from "./document.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./report_markdown.ts";
import { mistakesSection } from "./mistakes_section.ts";
import { modelsSection } from "./models_section.ts";
import { provenanceSections } from "./provenance_section.ts";
import { confusionSection, resultsSection } from "./results_section.ts";
import { drawFigures } from "./svg.ts";

/**
 * Writes `report.html`, `report.md` and `figures/`.
 *
 * @param out The folder; it must exist.
 */
export async function writeReport(
  out: string,
  results: ExperimentResults,
  onFigure?: (done: number, total: number) => void | Promise<void>,
): Promise<void> {
  const report = buildReport(results), folder = join(out, "figures");
  await Deno.mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const drawings = await drawFigures(report, onFigure);
  for (const [name, svg] of drawings) await atomicWrite(join(folder, `${name}.svg`), svg);
  const { experiment, environment, finished_at } = results;
  const date = finished_at.slice(0, 10);
  const byline = [...experiment.authors, date].join(", ");
  const footer = `Made by raagkit ${environment.raagkit} on ${date}. ` +
    "This page stands alone; the data behind it lie beside it as JSON and CSV.";
  await atomicWrite(join(out, "report.html"), reportHtml(report, { byline, footer, drawings }));
  await atomicWrite(join(out, "report.md"), reportMarkdown(report, byline));
}

/** The report as sections of text, tables and figures. */
function buildReport(results: ExperimentResults): Report {
  const { experiment } = results;
  return {
    title: experiment.title,
    short: inShort(results),
    lead: experiment.description.split(/\n\s*\n/).filter((part) => part.trim() !== ""),
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

/** The result in a few sentences. */
function inShort({ experiment, summary, data }: ExperimentResults): string {
  const best = Math.max(...summary.map(({ accuracy }) => accuracy));
  const leading = summary.filter(({ accuracy }) => accuracy === best);
  const [{ recordings, accuracy_ci95: [low, high] }] = leading;
  const { folds, splits, seeds, tonic } = experiment;
  const raags = new Set(data.recordings.map(({ raag }) => raag)).size;
  const names = leading.map(({ family }) => family);
  const who = names.length > 4 ? `${names.length} families do equally well` : listed(names);
  const compared = summary.length > 1 ? `${summary.length} families of models, ` : "";
  const way = splits === undefined
    ? `cross-validated in ${folds} folds with ${counted(seeds.length, "seed")}`
    : `trained on the split ${splits.train} with ${counted(seeds.length, "seed")}`;
  return `In short: ${compared}${way} and judged on ${counted(recordings, "recording")} of ` +
    `${raags} raags with ${tonic} tonic. Best: ${who}, ${percent(best, 1)} right, ` +
    `95 % interval ${percent(low)} to ${percent(high)}.`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
