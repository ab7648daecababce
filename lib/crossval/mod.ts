/**
 * Cross-validation of whole data sets: reading, folds, workers, and runs that continue after a
 * kill.
 *
 * @example
 * ```ts ignore
 * import { crossValidate, loadDataset } from "raagkit";
 *
 * const dataset = await loadDataset("my_recordings");
 * const { result } = await crossValidate(dataset, { families: ["hmm-ensemble", "pcd-knn"] });
 * for (const { family, accuracy } of result.results) console.log(family, accuracy);
 * ```
 *
 * @module
 */
export * from "./types.ts";
export { crossValidate } from "./cross_validate.ts";
