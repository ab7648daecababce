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
 * @example What the page does with a recording.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { encodeWav } from "raagkit/audio";
 * import { onlyRaags, textbookModels } from "raagkit/families";
 * import { generateRecording } from "raagkit/synth";
 * import { RAAGS } from "raagkit/raags";
 * import * as web from "raagkit/web";
 *
 * const { samples, sampleRate } = generateRecording(RAAGS.Yaman, { seed: 2, durationSeconds: 30 });
 * const file = new File([encodeWav(samples, sampleRate) as BlobPart], "yaman.wav");
 * const recording = await web.readRecording(file, () => {});
 * const models = onlyRaags(textbookModels(), { raags: ["Yaman", "Desh"] });
 * assertEquals(web.answerOf(models, recording).classification.ranking[0].raag, "Yaman");
 *
 * // Models travel in a page as text.
 * const packed = web.packModels(models, "two raags");
 * assertEquals(web.unpackModels(packed).size, 2);
 * const html = "<!doctype html><style>{{STYLE}}</style><script>{{PAGE}}</script>";
 * const page = await web.assemblePage({ html, css: "", page: "", worker: "", models: [packed] });
 * console.log(page.length);
 * ```
 *
 * @module
 */

export { answerOf, type Asked, type Heard, type OnProgress, readRecording } from "./listen.ts";
export { drawFigure, type Drawing, type DrawOptions } from "./draw_figure.ts";
export type { Answer, Question, Recording, Stage } from "./messages.ts";
export { type PackedModels, packModels, unpackModels } from "./packed_models.ts";
export { assemblePage, type PageParts } from "./assemble_page.ts";
