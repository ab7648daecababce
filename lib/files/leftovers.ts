import { join } from "@std/path";

/** Names that `atomicWrite` gives to what it has not finished. */
const TEMPORARY = /^\..+\.[0-9a-f]{8}\.tmp$/;

/** A file is written within seconds; one that was not touched for so long has no writer any more. */
const ABANDONED_MS = 10 * 60 * 1000;

/**
 * Removes what writers that were killed left in a folder: temporary files of `atomicWrite` that
 * nobody has touched for ten minutes.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(folder)) {
      if (!TEMPORARY.test(name)) continue;
      const path = join(folder, name), { mtime } = await Deno.lstat(path);
      if (Date.now() - (mtime?.getTime() ?? Infinity) > ABANDONED_MS) await Deno.remove(path);
    }
  } catch {
    // Another writer has removed it, or it cannot be removed: it does no harm but take room.
  }
}
