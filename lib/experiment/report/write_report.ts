import { join } from "@std/path";
import { atomicWrite, removeLeftovers } from "../../files/mod.ts";
import { StaticRenderer } from "../../notebook/mod.ts";
import type { ExperimentResults } from "../results.ts";
import { buildReport } from "./build_report.ts";
import { reportHtml } from "./html.ts";
import { reportMarkdown } from "./markdown.ts";
import { drawFigure } from "./svg.ts";

/**
 * Writes `report.html`, `report.md` and `figures/`.
 *
 * @param out The folder; it must exist.
 * @param results What the experiment gave.
 * @param onFigure Awaited after each figure.
 */
export async function writeReport(
  out: string,
  results: ExperimentResults,
  onFigure?: (done: number, total: number) => void | Promise<void>,
): Promise<void> {
  const report = buildReport(results);
  const figures = report.sections.flatMap(({ blocks }) =>
    blocks.flatMap((block) => block.kind === "figure" ? [block] : [])
  );
  const renderer = await StaticRenderer.create();
  const drawings = new Map<string, string>();
  await Deno.mkdir(join(out, "figures"), { recursive: true });
  await removeLeftovers(join(out, "figures"));
  for (const { name, figure } of figures) {
    const svg = await drawFigure(renderer, figure);
    drawings.set(name, svg);
    await atomicWrite(join(out, "figures", `${name}.svg`), svg);
    await onFigure?.(drawings.size, figures.length);
  }
  const { experiment, environment, finished_at } = results;
  const date = finished_at.slice(0, 10);
  const byline = [...experiment.authors, date].join(", ");
  const footer = `Made by raagkit ${environment.raagkit} on ${date}. ` +
    "This page stands alone; the data behind it lie beside it as JSON and CSV.";
  await atomicWrite(join(out, "report.html"), reportHtml(report, { byline, footer, drawings }));
  await atomicWrite(join(out, "report.md"), reportMarkdown(report, byline));
}
