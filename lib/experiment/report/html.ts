/**
 * A report as one page that needs nothing else: no script, no other file, no network.
 *
 * @module
 */

import type { Block, CodeBlock, FigureBlock, Report, Section, TableBlock } from "./document.ts";
import { STYLE } from "./style.ts";
import { attribute, inlineSvg } from "./svg.ts";

/** What a page says besides the report. */
export interface PageOptions {
  /** Who and when, in one line. */
  byline: string;
  /** What made the page, in one line. */
  footer: string;
  /** Drawings by the names of the figures. */
  drawings: ReadonlyMap<string, string>;
}

/**
 * The page of a report.
 *
 * @param report The report.
 * @param options Drawings, byline, footer.
 * @returns HTML.
 */
export function reportHtml(report: Report, options: PageOptions): string {
  const { title, short, lead, sections } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${attribute(title)}</h1>
<p class="byline">${attribute(options.byline)}</p>
<p class="short">${attribute(short)}</p>
${lead.map((text) => `<p class="lead">${attribute(text)}</p>`).join("\n")}
</header>
<nav aria-label="Sections"><ul>
${sections.map(({ id, title }) => `<li><a href="#${id}">${attribute(title)}</a></li>`).join("\n")}
</ul></nav>
<main>
${sections.map((section) => sectionHtml(section, options.drawings)).join("\n")}
</main>
<footer><p>${attribute(options.footer)}</p></footer>
</body>
</html>
`;
}

function sectionHtml({ id, title, blocks }: Section, drawings: PageOptions["drawings"]): string {
  const parts: string[] = [];
  let figures: string[] = [];
  const closeFigures = () => {
    if (figures.length > 0) parts.push(`<div class="figures">\n${figures.join("\n")}\n</div>`);
    figures = [];
  };
  for (const block of blocks) {
    if (block.kind === "figure") {
      figures.push(figureHtml(block, drawings));
      continue;
    }
    closeFigures();
    parts.push(blockHtml(block));
  }
  closeFigures();
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${attribute(title)}</h2>
${parts.join("\n")}
</section>`;
}

function blockHtml(block: Exclude<Block, FigureBlock>): string {
  if (block.kind === "text") return `<p>${attribute(block.text)}</p>`;
  return block.kind === "table" ? tableHtml(block) : codeHtml(block);
}

function figureHtml(
  { name, alt, caption }: FigureBlock,
  drawings: PageOptions["drawings"],
): string {
  const svg = drawings.get(name)!;
  const full = Number(/ width="(\d+)"/.exec(svg)?.[1]) > 500;
  const scrolls = full
    ? ` class="full" tabindex="0" role="group" aria-label="${attribute(caption)}"`
    : "";
  return `<figure${scrolls}><figcaption>${attribute(caption)}</figcaption>
${inlineSvg(svg, alt)}</figure>`;
}

/** A number, a range of numbers or none, with or without a unit. */
const NUMBER = /^[-+–\d][\d.e–-]*( %| s| min| h)?$/;

function tableHtml({ caption, header, rows }: TableBlock): string {
  const numeric = header.map((_, column) =>
    column > 0 && rows.length > 0 &&
    rows.every((row) => NUMBER.test(row[column]))
  );
  const kind = (column: number) => numeric[column] ? ' class="number"' : "";
  const head = header.map((title, c) => `<th scope="col"${kind(c)}>${attribute(title)}</th>`);
  const body = rows.map((row) =>
    `<tr>${
      row.map((cell, c) =>
        c === 0
          ? `<th scope="row">${attribute(cell)}</th>`
          : `<td${kind(c)}>${attribute(cell)}</td>`
      ).join("")
    }</tr>`
  );
  const wraps = rows.some((row) => row.some((cell) => cell.length > 40)) ? ' class="wraps"' : "";
  // A table may be wider than a phone: then it scrolls, by keyboard too.
  return `<div class="wide" tabindex="0" role="group" aria-label="${
    attribute(caption)
  }"><table${wraps}>
<caption>${attribute(caption)}</caption>
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table></div>`;
}

function codeHtml({ label, text }: CodeBlock): string {
  return `<div class="code"><p>${attribute(label)}</p>
<pre tabindex="0" role="group" aria-label="${attribute(label)}"><code>${
    attribute(text)
  }</code></pre></div>`;
}
