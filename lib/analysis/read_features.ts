import type { Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import { runUnits } from "../jobs/mod.ts";
import { hashOf } from "./analyse.ts";
import { type Preparation, prepareAnalysis, type Prepared, readPrepared } from "./prepared.ts";
import { readMelodies, type ReadMelodiesResult } from "./read_melodies.ts";
import { type ReadRecordingsOptions, requestFor } from "./read_recordings.ts";

/** How features are read. */
export interface ReadFeaturesOptions extends Omit<ReadRecordingsOptions, "keepTracks"> {
  /**
   * Whether they come along; without them it is only seen to that they are in the cache.
   * @default true
   */
  keepFeatures?: boolean;
}

/** What became of the recordings, with the features of those that can be learnt from. */
export interface ReadFeaturesResult extends ReadMelodiesResult {
  /** For each of `facts` what each preparation made. */
  features: unknown[][];
}

/**
 * As {@linkcode readMelodies}, but gives what is prepared of the melodies and not the melodies; what
 * the cache holds is not computed again.
 *
 * @param recordings From a data set.
 * @param preparations What to compute of each.
 * @param options Pitch options, cache, threads, progress.
 * @returns Facts and features in the order given, and what was left out.
 * @throws {AbortedError} If the signal fired.
 */
export async function readFeatures(
  recordings: readonly Recording[],
  preparations: readonly Preparation[],
  options: ReadFeaturesOptions = {},
): Promise<ReadFeaturesResult> {
  const { cacheDir, onProgress, keepFeatures = true, signal, ...reading } = options;
  const prepared = new Map<string, Prepared>();
  const keep = (id: string, { facts, features }: Prepared): void => {
    prepared.set(id, { facts, features: keepFeatures ? features : [] });
  };
  let done = 0;
  if (cacheDir !== undefined && preparations.length > 0) {
    await runUnits(recordings, async (recording) => {
      const request = requestFor(recording, options);
      const found = await readPrepared(request, await hashOf(request, { signal }), preparations);
      if (found === undefined) return;
      keep(recording.id, found);
      await onProgress?.(++done, recordings.length, recording.id);
    }, { signal });
  }
  const before = done;
  const { skipped, warnings, ...rest } = await readMelodies(
    recordings.filter(({ id }) => !prepared.has(id)),
    {
      ...reading,
      cacheDir,
      signal,
      onProgress: (some, _, id, problem) =>
        onProgress?.(before + some, recordings.length, id, problem),
    },
    async ({ recording, ...analysis }) =>
      keep(
        recording.id,
        await prepareAnalysis(requestFor(recording, options), analysis, preparations),
      ),
  );
  const result: ReadFeaturesResult = { facts: [], skipped: [], warnings: [], features: [] };
  const problems = Map.groupBy<string, Problem>([...skipped, ...warnings], ({ file }) => file);
  const fresh = new Set(rest.facts.map(({ recording }) => recording.id));
  for (const recording of recordings) {
    const own = prepared.get(recording.id);
    if (own !== undefined) {
      result.facts.push({ ...own.facts, recording });
      result.features.push(own.features);
    }
    const remarks = own === undefined || fresh.has(recording.id)
      ? problems.get(recording.path) ?? []
      : own.facts.warnings.map((message): Problem => ({
        file: recording.path,
        message,
        severity: "warning",
      }));
    for (const one of remarks) {
      (one.severity === "error" ? result.skipped : result.warnings).push(one);
    }
  }
  return result;
}
