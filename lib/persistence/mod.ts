/**
 * Trained models on disk: one `.npz` per raag that NumPy reads, its metadata as JSON, and a summary
 * that makes them a set. Sets change as a whole, whatever happens meanwhile.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ModelPersistence } from "raagkit";
 *
 * const folder = await Deno.makeTempDir();
 * assertEquals(await new ModelPersistence(folder).listModels(), []);
 * await Deno.remove(folder);
 * ```
 *
 * @example Other formats.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DiscreteHmm } from "raagkit/hmm";
 * import { textbookModels } from "raagkit/families";
 * import * as persistence from "raagkit/persistence";
 *
 * const { parameters } = DiscreteHmm.fromSymbols([[0, 1, 2, 1, 0]], 3);
 * const { n_components } = JSON.parse(persistence.toHmmlearnJson(parameters));
 * assertEquals(n_components, 3);
 *
 * const array = { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) };
 * assertEquals(persistence.decodeNpy(persistence.encodeNpy(array), "a.npy"), array);
 *
 * const book = textbookModels();
 * console.log(persistence.modelCard(book.get("Yaman")!, book));
 * ```
 *
 * @module
 */

export { ModelPersistence, type ModelPersistenceOptions } from "./model_persistence.ts";
export { modelCard } from "./model_card.ts";
export { fromHmmlearnNpz, toHmmlearnJson, toHmmlearnNpz } from "./hmmlearn.ts";
export { decodeNpz, encodeNpz } from "./npz.ts";
export { decodeNpy, encodeNpy, type NpyArray } from "./npy.ts";
export { type ZipLimits } from "./zip.ts";
export type { ModelFile, ModelsSummary, ModelSummary } from "./types.ts";
