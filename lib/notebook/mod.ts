/**
 * What notebooks need: {@linkcode show} for figures, sound, tables and text, and
 * {@linkcode NotebookProgress} for long jobs. Nothing else in the kit knows Jupyter.
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
export {
  type AudioClip,
  audioClip,
  type Markdown,
  type Showable,
  type Table,
  table,
} from "./items.ts";
export {
  sonifyPitch,
  type SonifyPitchOptions,
  sonifySymbols,
  type SonifySymbolsOptions,
} from "./sonify.ts";
export { checkClaims } from "./claims.ts";
export { NotebookProgress } from "./progress.ts";
export { type DrawPng, type MimeBundle, mimeBundle, PLOTLY_MIME } from "./bundle.ts";
export { StaticRenderer } from "./static_svg.ts";
