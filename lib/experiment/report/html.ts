import type { Block, Report, Section } from "./document.ts";
import style from "./report.css" with { type: "text" };
import { escapeHtml } from "../../notebook/bundle.ts";
import { inlineSvg } from "./svg.ts";

/** What a page says besides the report. */
export interface PageOptions {
  byline: string;
  footer: string;
  /** Drawings by the names of the figures. */
  drawings: ReadonlyMap<string, string>;
}

/** The page of a report. */
export function reportHtml(report: Report, options: PageOptions): string {
  const { title, short, lead, sections } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="byline">${escapeHtml(options.byline)}</p>
<p class="short">${escapeHtml(short)}</p>
${lead.map((text) => `<p class="lead">${escapeHtml(text)}</p>`).join("\n")}
</header>
<nav aria-label="Sections"><ul>
${sections.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`).join("\n")}
</ul></nav>
<main>
${sections.map((section) => sectionHtml(section, options.drawings)).join("\n")}
</main>
<footer><p>${escapeHtml(options.footer)}</p></footer>
</body>
</html>
`;
}

function sectionHtml({ id, title, blocks }: Section, drawings: PageOptions["drawings"]): string {
  const parts = blocks.map((block, i) => {
    const html = blockHtml(block, drawings);
    if (block.kind !== "figure") return html;
    // Neighbouring figures share a grid.
    const opens = blocks[i - 1]?.kind !== "figure", closes = blocks[i + 1]?.kind !== "figure";
    return `${opens ? '<div class="figures">\n' : ""}${html}${closes ? "\n</div>" : ""}`;
  });
  return `<section aria-labelledby="${id}">
<h2 id="${id}">${escapeHtml(title)}</h2>
${parts.join("\n")}
</section>`;
}

function blockHtml(block: Block, drawings: PageOptions["drawings"]): string {
  switch (block.kind) {
    case "text":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "table":
      return tableHtml(block);
    case "figure":
      return figureHtml(block, drawings.get(block.name)!);
    case "code":
      return `<div class="code"><p>${escapeHtml(block.label)}</p>
<pre ${scrolls(block.label)}><code>${escapeHtml(block.text)}</code></pre></div>`;
  }
}

/** What makes an element that may be wider than a phone scroll by keyboard, too. */
function scrolls(name: string): string {
  return `tabindex="0" role="group" aria-label="${escapeHtml(name)}"`;
}

function figureHtml(
  { alt, caption }: Extract<Block, { kind: "figure" }>,
  svg: string,
): string {
  const full = Number(/ width="(\d+)"/.exec(svg)?.[1]) > 500;
  const kind = full ? ` class="full" ${scrolls(caption)}` : "";
  return `<figure${kind}><figcaption>${escapeHtml(caption)}</figcaption>
${inlineSvg(svg, alt)}</figure>`;
}

/** A number, a range of numbers or none, with or without a unit. */
const NUMBER = /^[-+–\d][\d.e–-]*( %| s| min| h)?$/;

function tableHtml({ caption, header, rows }: Extract<Block, { kind: "table" }>): string {
  const isNumeric = (column: number) =>
    column > 0 && rows.length > 0 && rows.every((row) => NUMBER.test(row[column]));
  const kinds = header.map((_, column) => isNumeric(column) ? ' class="number"' : "");
  const head = header.map((title, c) => `<th scope="col"${kinds[c]}>${escapeHtml(title)}</th>`);
  const body = rows.map(([first, ...rest]) =>
    `<tr><th scope="row">${escapeHtml(first)}</th>${
      rest.map((cell, c) => `<td${kinds[c + 1]}>${escapeHtml(cell)}</td>`).join("")
    }</tr>`
  );
  const wraps = rows.some((row) => row.some((cell) => cell.length > 40)) ? ' class="wraps"' : "";
  return `<div class="wide" ${scrolls(caption)}><table${wraps}>
<caption>${escapeHtml(caption)}</caption>
<thead><tr>${head.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody></table></div>`;
}
