import { join } from "@std/path";
import { atomicWrite, reasonOf, removeLeftovers, sha256Hex } from "../files/mod.ts";
import { methodFingerprint } from "./fingerprint.ts";
import type { AnalysisRequest, ComputedAnalysis } from "./types.ts";

/**
 * The file that holds the answer to a request. Its name is a hash of all that the answer depends
 * on (the bytes of the recording, the options, the trackers themselves), so that an answer that
 * has become stale is never looked up again.
 */
export async function cacheEntry(
  dir: string,
  contentHash: string,
  request: AnalysisRequest,
  derived: readonly string[] = [],
): Promise<{ name: string; folder: string }> {
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
  return { name, folder: join(dir, name.slice(0, 2)) };
}

/** The stored answer, or undefined where there is none or it cannot be read. */
export async function readCached(
  dir: string,
  contentHash: string,
  request: AnalysisRequest,
): Promise<ComputedAnalysis | undefined> {
  const { name, folder } = await cacheEntry(dir, contentHash, request);
  try {
    const { belongs_to, ...stored } = JSON.parse(
      await Deno.readTextFile(join(folder, `${name}.json`)),
    );
    // An entry that was moved or copied here is the answer to another request.
    return belongs_to === name ? unpack(stored) : undefined;
  } catch {
    // An absent or damaged entry is no answer: it is computed and written.
    return undefined;
  }
}

/**
 * Stores an answer; other threads and programs see all of it or nothing.
 *
 * @returns A warning where it cannot be stored: the answer is none the worse for that.
 */
export async function writeCached(
  dir: string,
  contentHash: string,
  request: AnalysisRequest,
  computed: ComputedAnalysis,
): Promise<string[]> {
  const { name, folder } = await cacheEntry(dir, contentHash, request);
  try {
    await Deno.mkdir(folder, { recursive: true });
    await removeLeftovers(folder);
    const stored = { belongs_to: name, ...pack(computed) };
    await atomicWrite(join(folder, `${name}.json`), JSON.stringify(stored));
    return [];
  } catch (error) {
    return [`its pitch track is not kept in the cache ${dir}: ${reasonOf(error)}`];
  }
}

function pack(computed: ComputedAnalysis) {
  const { times, f0, voicing, ...rest } = computed.track;
  const arrays = [times, f0, voicing].map((array) => new Uint8Array(array.buffer).toBase64());
  return { ...computed, track: { ...rest, frames: times.length, arrays } };
}

function unpack(stored: ReturnType<typeof pack>): ComputedAnalysis {
  const { frames, arrays, ...rest } = stored.track;
  const [times, f0, voicing] = arrays.map((text) => Uint8Array.fromBase64(text).buffer);
  const track = {
    ...rest,
    times: new Float64Array(times),
    f0: new Float64Array(f0),
    voicing: new Float32Array(voicing),
  };
  for (const array of [track.times, track.f0, track.voicing]) {
    if (array.length !== frames) throw new RangeError("damaged cache entry");
  }
  return { ...stored, track };
}
