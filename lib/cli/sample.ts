import { type Dataset, loadDataset } from "../dataset/mod.ts";
import { ensureSampleDataset } from "../synth/mod.ts";
import { Progress } from "./console.ts";
import { DEFAULTS, userPath } from "./places.ts";

/**
 * The data set of a command: the user's, or the sample recordings, which are made on first need.
 *
 * @param folder What `--data` says; undefined for the sample.
 * @returns The data set.
 * @throws {DatasetError} If nothing in it can be used, or the sample cannot be written.
 */
export async function openDataset(folder: string | undefined): Promise<Dataset> {
  if (folder !== undefined) return await loadDataset(userPath(folder));
  const bar = new Progress("making sample recordings");
  await ensureSampleDataset(DEFAULTS.sample, {
    onProgress: ({ done, total, id }) => bar.update(done, total, id),
  });
  return await loadDataset(DEFAULTS.sample);
}
