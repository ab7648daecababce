import { escapeHtml, PLOTLY_MIME } from "./bundle.ts";
import { type CellOutput, type NotebookCell, type NotebookDocument, textOf } from "./document.ts";
import { highlightCode } from "./highlight.ts";
import { DRAW_FIGURE, pictureHtml } from "./live.ts";
import type { Figure } from "../plot/mod.ts";

/** What a page is made with. */
export interface PageOptions {
  /** Title of the page. */
  title: string;
  /** The file of plotly.js, as seen from the page. */
  plotlyFile: string;
  /** Turns Markdown into HTML. */
  markdown: (text: string) => string;
}

/**
 * An executed notebook as a page that needs no network and no server but one file with Plotly for
 * all pages. Figures are drawn by Plotly from their JSON; where scripts are switched off, their
 * still pictures remain.
 */
export function notebookPage(notebook: NotebookDocument, options: PageOptions): string {
  const body = notebook.cells.map((cell) => cellHtml(cell, options)).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(options.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
<script src="${options.plotlyFile}"></script>
<script>${DRAW}</script>
</body>
</html>
`;
}

function cellHtml(cell: NotebookCell, options: PageOptions): string {
  const source = textOf(cell.source);
  if (cell.cell_type !== "code") return `<section>${options.markdown(source)}</section>`;
  const outputs = (cell.outputs ?? []).map((output) => outputHtml(output, options)).join("\n");
  return `<pre class="code"><code>${highlightCode(source)}</code></pre>\n${
    outputs && `<div class="output">${outputs}</div>`
  }`;
}

function outputHtml(output: CellOutput, { markdown }: PageOptions): string {
  if (output.output_type === "stream") return `<pre>${escapeHtml(textOf(output.text ?? ""))}</pre>`;
  if (output.output_type === "error") {
    return `<pre class="error">${escapeHtml(`${output.ename}: ${output.evalue}`)}</pre>`;
  }
  const data = output.data ?? {};
  const text = (type: string) => textOf(data[type] as string);
  if (data[PLOTLY_MIME]) {
    const figure = data[PLOTLY_MIME] as Figure;
    const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
    const still = pictureHtml(figure, text("image/png"));
    return `<div class="figure">${still}</div><script type="application/json">${json}</script>`;
  }
  if (data["text/html"]) return text("text/html");
  if (data["text/markdown"]) return markdown(text("text/markdown"));
  return `<pre>${escapeHtml(text("text/plain"))}</pre>`;
}

/** Puts a live figure in the place of each still one, if the file with Plotly came along. */
const DRAW = `
const draw = ${DRAW_FIGURE};
for (const element of globalThis.Plotly ? document.querySelectorAll(".figure") : []) {
  draw(element, JSON.parse(element.nextElementSibling.textContent));
}
`;

const STYLE = `
body { margin: 0; color: #222; background: #fff; font: 16px/1.6 Georgia, serif; }
main { max-width: 860px; margin: 2rem auto 6rem; padding: 0 1rem; }
h1, h2, h3 { font-family: Helvetica, Arial, sans-serif; line-height: 1.25; margin: 2em 0 0.6em; }
h1 { margin-top: 0.5em; }
pre { font: 12.5px/1.5 Menlo, Consolas, monospace; overflow-x: auto; margin: 0.6em 0; }
code { font-family: Menlo, Consolas, monospace; font-size: 0.86em; }
pre code { font-size: 1em; }
p code, li code, td code { overflow-wrap: anywhere; background: #f3f3f3; padding: 0.1em 0.3em; border-radius: 3px; }
.code { background: #f7f7f7; border-left: 3px solid #0072B2; padding: 0.7em 0.9em; }
.output { margin: 0.4em 0 1.6em; font-family: Helvetica, Arial, sans-serif; font-size: 14px; }
.figure { overflow-x: auto; }
.error { color: #a00; }
.keyword { color: #0072B2; } .string { color: #007a58; } .comment { color: #777; }
table { display: block; overflow-x: auto; border-collapse: collapse; margin: 0.8em 0;
  font: 14px/1.5 Helvetica, Arial, sans-serif; }
caption { text-align: left; white-space: nowrap; color: #555; padding-bottom: 0.3em; }
th, td { padding: 0.2em 0.8em; border-bottom: 1px solid #ddd; }
figcaption { color: #555; }
audio { width: 100%; max-width: 480px; }
blockquote { border-left: 3px solid #E69F00; margin: 1em 0; padding: 0.2em 1em; background: #fdf8ec; }
`;
