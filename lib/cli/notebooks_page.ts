import { join } from "@std/path";
import { marked } from "marked";
import type { NotebookDocument } from "../notebook/document.ts";
import { notebookPage } from "../notebook/page.ts";
import { plotlySource } from "../notebook/live.ts";

const PLOTLY_FILE = "plotly.min.js";

/**
 * Writes a notebook as a page that needs no network, and beside it the Plotly that all pages share.
 *
 * @param notebook The notebook, executed.
 * @param name Its file name.
 * @param folder Where the page goes; made if it is not there.
 */
export async function writePage(
  notebook: NotebookDocument,
  name: string,
  folder: string,
): Promise<void> {
  const stem = name.replace(/\.ipynb$/, "");
  const page = notebookPage(notebook, {
    title: stem.replace(/^\d+_/, "").replaceAll("_", " "),
    plotlyFile: PLOTLY_FILE,
    // Links between notebooks lead to the pages made of them.
    markdown: (text) => marked.parse(text, { async: false }).replace(/\.ipynb"/g, '.html"'),
  });
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, PLOTLY_FILE), await plotlySource());
  await Deno.writeTextFile(join(folder, `${stem}.html`), page);
}
