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
 * @module
 */

export { ModelPersistence, type ModelPersistenceOptions } from "./model_persistence.ts";
export { encodeModelParameters } from "./model_file.ts";
export { modelCard } from "./model_card.ts";
export { fromHmmlearnNpz, toHmmlearnJson, toHmmlearnNpz } from "./hmmlearn.ts";
export { decodeNpz, encodeNpz } from "./npz.ts";
export { decodeNpy, encodeNpy, type NpyArray } from "./npy.ts";
export { type ZipLimits } from "./zip.ts";
export type { ModelFile, ModelsSummary, ModelSummary } from "./types.ts";
