import { deserialize, serialize } from "node:v8";
import { join } from "@std/path";
import { atomicWrite, reasonOf, removeLeftovers, sha256Hex } from "../files/mod.ts";
import { methodFingerprint } from "./fingerprint.ts";
import type { AnalysisRequest } from "./types.ts";

/** Where an answer is kept, and the name that says what it belongs to. */
export type CacheEntry = Record<"name" | "folder" | "path", string>;

/**
 * The file that holds the answer to a request, or what is derived of it. Its name is a hash of all
 * that the answer depends on (the bytes of the recording, the options, the trackers themselves), so
 * that an answer that has become stale is never looked up again.
 */
export async function cacheEntry(
  dir: string,
  contentHash: string,
  request: AnalysisRequest,
  derived: readonly string[] = [],
): Promise<CacheEntry> {
  const { kind, hopSeconds, pitch, tonicHz, confidenceThreshold } = request;
  const key = JSON.stringify([
    contentHash,
    kind,
    hopSeconds ?? null,
    Object.entries(pitch ?? {}).sort(),
    tonicHz === undefined ? "with tonic" : "track only",
    // A table of cents above Sa is another melody for another Sa.
    kind === "pitch" ? [tonicHz ?? null, confidenceThreshold ?? null] : null,
    await methodFingerprint(pitch),
    ...derived,
  ]);
  const name = await sha256Hex(new TextEncoder().encode(key));
  const folder = join(dir, name.slice(0, 2));
  return { name, folder, path: join(folder, `${name}.bin`) };
}

/** What an entry holds; undefined where there is none, it is damaged, or it belongs elsewhere. */
export async function readEntry<T>({ name, path }: CacheEntry): Promise<T | undefined> {
  try {
    const { belongs_to, value } = deserialize(await Deno.readFile(path));
    // An entry that was moved or copied here is the answer to another request.
    return belongs_to === name ? apart(value) as T : undefined;
  } catch {
    return undefined;
  }
}

/** Plain data whose arrays are their own: as they are read, one of them keeps all of the file's bytes. */
function apart(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  if (Array.isArray(value)) return value.map(apart);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, apart(one)]));
}

/**
 * Stores an answer; other threads and programs see all of it or nothing.
 *
 * @returns Why it cannot be stored: the answer is none the worse for that.
 */
export async function writeEntry(
  { name, folder, path }: CacheEntry,
  value: unknown,
): Promise<string | undefined> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    await atomicWrite(path, serialize({ belongs_to: name, value }));
  } catch (error) {
    return reasonOf(error);
  }
}
