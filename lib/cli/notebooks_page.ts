import { basename, join } from "@std/path";
import { RaagkitError } from "../errors.ts";
import { DRAW_FIGURE, plotlySource } from "../notebook/live.ts";
import { complaint, inScratch, runJupyter } from "./notebooks_execute.ts";
import { projectPath } from "./places.ts";

/** Puts a live figure in the place of each still one. */
const DRAW = `
const draw = ${DRAW_FIGURE};
for (const element of document.querySelectorAll(".figure")) {
  draw(element, JSON.parse(element.nextElementSibling.textContent));
}
`;

/**
 * Writes an executed notebook as a page that needs no network, by way of nbconvert and our template,
 * and beside it the Plotly that all pages share. Where scripts are off, still pictures remain.
 *
 * @param text The notebook file's text.
 * @param name Its file name.
 * @param folder Where the page goes; made if it is not there.
 * @throws {RaagkitError} If Jupyter is missing or cannot read the notebook.
 */
export async function writePage(text: string, name: string, folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(join(folder, "plotly.min.js"), await plotlySource() + DRAW);
  await inScratch(async (scratch, env) => {
    const path = join(scratch, name);
    await Deno.writeTextFile(path, text);
    const templates = `--TemplateExporter.extra_template_basedirs=${projectPath("lib/notebook")}`;
    const { code, stderr } = await runJupyter(
      ["--to=html", "--template=page", templates, `--output-dir=${folder}`, path],
      { cwd: scratch, env },
    );
    if (code !== 0) throw new RaagkitError(`Cannot show ${basename(name)}:\n${complaint(stderr)}`);
  });
}
