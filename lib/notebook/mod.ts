/**
 * What notebooks need: {@linkcode show} for figures, sound, tables and text, and
 * {@linkcode NotebookProgress} for long jobs. Nothing else in the kit knows Jupyter.
 *
 * A figure that a cell shows can be dragged and zoomed in Jupyter Notebook, JupyterLab and VS Code,
 * and is a PNG wherever scripts are not trusted. A notebook that is saved after running brings
 * Plotly with its first figure (0.7 MB, gzipped), so that its author finds it live again, and everyone
 * else as pictures. `deno task notebooks` keeps the pictures and the data, and leaves Plotly out.
 *
 * @example
 * ```ts
 * import { show, table } from "raagkit";
 *
 * await show(table([{ svara: "S", ratio: 1 }, { svara: "P", ratio: 1.5 }]));
 * ```
 *
 * @module
 */
export { show } from "./show.ts";
export { type AudioClip, audioClip, type Showable, type Table, table } from "./items.ts";
export {
  sonifyPitch,
  type SonifyPitchOptions,
  sonifySymbols,
  type SonifySymbolsOptions,
} from "./sonify.ts";
export { checkClaims } from "./claims.ts";
export { NotebookProgress } from "./progress.ts";
export { type DrawPng, type MimeBundle, PLOTLY_MIME } from "./bundle.ts";
export { StaticRenderer } from "./static_svg.ts";
