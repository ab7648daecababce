/**
 * One page that hears a raag, in any browser and without a network: the kit's own code in a worker,
 * models inside.
 *
 * `page/` is what is seen, `worker.ts` what listens; both are bundled into one file by
 * `deno task page`. Here is what that command needs, and what runs wherever there are files in memory.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { drawFigure } from "./mod.ts";
 * import { lineFigure } from "../plot/mod.ts";
 *
 * const { svg } = drawFigure(lineFigure([{ name: "a", y: [1, 2, 3] }]), {
 *   width: 300,
 *   height: 200,
 *   label: "three points",
 * });
 * assertEquals(svg.startsWith("<svg "), true);
 * ```
 *
 * @module
 */

export { answerOf, type Asked, type Heard, type OnProgress, readRecording } from "./listen.ts";
export { drawFigure, type Drawing, type DrawOptions } from "./draw_figure.ts";
export type { Box } from "./draw_axes.ts";
export type { Answer, Question, Recording, Stage } from "./messages.ts";
export { type PackedModels, packModels, unpackModels } from "./packed_models.ts";
export { assemblePage, type PageParts } from "./assemble_page.ts";
