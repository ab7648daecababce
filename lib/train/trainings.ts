/**
 * Where the raags' models are trained: on threads, or by many processes.
 *
 * @module
 */

import { deserialize, serialize } from "node:v8";
import { join } from "@std/path";
import {
  type ClassicResult,
  type ClassicUnit,
  trainClassic,
} from "../families/experts/train_classic.ts";
import { sha256Hex, slugOf } from "../files/mod.ts";
import { ofShare, runStoredUnits, runUnits, type SharedRun, valuesOf } from "../jobs/mod.ts";
import { VERSION } from "../version.ts";

/** Trains the raags' models on some threads. */
export async function trainOnThreads(
  units: readonly ClassicUnit[],
  jobs: number,
  signal: AbortSignal | undefined,
  tell: (raag: string) => void | Promise<void>,
) {
  return valuesOf(
    await runUnits(units, (unit) => trainClassic(unit, { signal }), {
      jobs,
      worker: new URL("./worker.ts", import.meta.url),
      name: ({ raag }) => `raag ${raag}`,
      signal,
      onOutcome: (_, index) => tell(units[index].raag),
    }),
  );
}

/** Thrown where a share of a training is done and the rest is for others to do. */
export class ShareDone extends Error {}

/** Trains the raags of a share, or finds what the shares have trained. */
export async function trainInShares(
  units: readonly ClassicUnit[],
  { folder, share, files }: SharedRun,
  signal: AbortSignal | undefined,
  tell: (raag: string) => void | Promise<void>,
): Promise<ClassicResult[]> {
  const all = await Promise.all(units.map(async (unit) => {
    // Whatever the training depends on is in the unit.
    const key = await sha256Hex(serialize([VERSION, unit]));
    return { id: `train-${slugOf(unit.raag)}-${key.slice(0, 16)}`, input: unit };
  }));
  const own = share.stage === "fit" ? ofShare(all, share) : all;
  const outcomes = await runStoredUnits(
    folder,
    own,
    async (unit: ClassicUnit) => serialize(await trainClassic(unit, { signal })).toBase64(),
    {
      signal,
      onOutcome: (_, id) => tell(id),
    },
  );
  const results = valuesOf(outcomes).map((text): ClassicResult =>
    deserialize(Uint8Array.fromBase64(text))
  );
  files.push(...own.map(({ id }) => join(folder, `${id}.json`)));
  if (share.stage === "fit") throw new ShareDone();
  return results;
}
