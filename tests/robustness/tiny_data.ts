/**
 * A data set so small that a whole training takes a second.
 *
 * @module
 */

import { RAAGS } from "../../lib/raags/mod.ts";
import { makeSampleDataset } from "../../lib/synth/mod.ts";

/** Labels of the tiny data set. */
export const TINY_RAAGS = ["Bihag", "Darbari", "Yaman"] as const;

/** Writes three raags with three recordings of three seconds each for training and one for a test. */
export async function makeTinyData(folder: string): Promise<void> {
  await makeSampleDataset(folder, {
    grammars: TINY_RAAGS.map((raag) => RAAGS[raag]),
    train: 3,
    test: 1,
    durationSeconds: 3,
    seed: 5,
  });
}

/** Runs something in a folder of its own, which is removed afterwards. */
export async function withFolder(action: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "raagkit-robust-" });
  try {
    await action(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
