import { join } from "@std/path";
import type { Recording } from "../dataset/mod.ts";
import { DatasetError, type Problem } from "../errors.ts";
import { runStoredUnits, runUnits, type SharedRun, valuesOf } from "../jobs/mod.ts";
import { hashOf } from "./analyse.ts";
import {
  type Preparation,
  prepareAnalysis,
  type Prepared,
  prepareRecording,
  readPrepared,
} from "./prepared.ts";
import {
  type MelodyFacts,
  readMelodies,
  type ReadMelodiesResult,
  type ReadRecordingsOptions,
  requestFor,
} from "./read_recordings.ts";

/** How features are read. */
export interface ReadFeaturesOptions extends Omit<ReadRecordingsOptions, "keepTracks"> {
  /**
   * Whether they come along; without them it is only seen to that they are in the cache.
   * @default true
   */
  keepFeatures?: boolean;
  /**
   * The run that the recordings are read in, share by share: a process whose own share is of the
   * reading reads that alone, every other one finds what those have read. What one of those has lost
   * is read again, so that all of the run's recordings must be asked for first, parts of them later.
   * @default undefined: this process reads all
   */
  run?: SharedRun;
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
 * @returns Facts and features in the order given, and what was left out.
 * @throws {AbortedError} If the signal fired.
 */
export async function readFeatures(
  recordings: readonly Recording[],
  preparations: readonly Preparation[],
  options: ReadFeaturesOptions = {},
): Promise<ReadFeaturesResult> {
  if (options.run !== undefined) return await readInShares(recordings, preparations, options);
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
  const { skipped, warnings } = await readMelodies(
    recordings.filter(({ id }) => !prepared.has(id)),
    {
      ...reading,
      cacheDir,
      signal,
      onProgress: (some, _, id, problem) =>
        onProgress?.(before + some, recordings.length, id, problem),
    },
    async ({ recording, ...analysis }) => {
      const request = requestFor(recording, options);
      keep(recording.id, await prepareAnalysis(request, analysis, preparations));
    },
  );
  const result: ReadFeaturesResult = { facts: [], skipped: [], warnings: [], features: [] };
  const problems = Map.groupBy<string, Problem>([...skipped, ...warnings], ({ file }) => file);
  for (const recording of recordings) {
    const { id, path: file } = recording, own = prepared.get(id);
    if (own === undefined) {
      for (const one of problems.get(file) ?? []) {
        (one.severity === "error" ? result.skipped : result.warnings).push(one);
      }
      continue;
    }
    result.facts.push({ ...own.facts, recording });
    result.features.push(own.features);
    for (const message of own.facts.warnings) {
      result.warnings.push({ file, message, severity: "warning" });
    }
  }
  return result;
}

/** What a share has found of its recordings; JSON. */
interface ShareFacts extends Omit<ReadMelodiesResult, "facts"> {
  facts: (Omit<MelodyFacts, "recording"> & { id: string })[];
}

async function readInShares(
  recordings: readonly Recording[],
  preparations: readonly Preparation[],
  { run, ...options }: ReadFeaturesOptions,
): Promise<ReadFeaturesResult> {
  const { folder, reads, hashes, share, files } = run!;
  const units = Array.from({ length: reads }, (_, i) => ({ id: `read.${i}`, input: i }));
  const own = share.stage === "read" ? [units[share.index]] : units;
  // Which recordings a share holds is the plan's to say: a part of them may be asked for here.
  const places = new Map(hashes.keys().map((id, i) => [id, i]));
  const outcomes = await runStoredUnits(folder, own, async (index): Promise<ShareFacts> => {
    const part = recordings.filter(({ id }) => places.get(id)! % reads === index);
    const lean = { ...options, keepFeatures: false };
    const { facts, skipped, warnings } = await readFeatures(part, preparations, lean);
    for (const { recording: { id, path }, contentHash } of facts) {
      if (hashes.get(id) === contentHash) continue;
      throw new DatasetError(`${path} changed since the run was planned: give --plan again`);
    }
    const known = facts.map(({ recording: { id }, ...rest }) => ({ ...rest, id }));
    return { facts: known, skipped, warnings };
  });
  const read = valuesOf(outcomes);
  files.push(...own.map(({ id }) => join(folder, `${id}.json`)));
  const facts = new Map(read.flatMap(({ facts }) => facts.map((one) => [one.id, one])));
  const place = new Map(recordings.map(({ path }, i) => [path, i]));
  const inOrder = (problems: Problem[]) =>
    problems.sort((a, b) => place.get(a.file)! - place.get(b.file)!);
  const result: ReadFeaturesResult = {
    facts: recordings.flatMap((recording) => {
      const { id, ...own } = facts.get(recording.id) ?? {};
      return id === undefined ? [] : [{ ...own as Omit<MelodyFacts, "recording">, recording }];
    }),
    skipped: inOrder(read.flatMap(({ skipped }) => skipped)),
    warnings: inOrder(read.flatMap(({ warnings }) => warnings)),
    features: [],
  };
  if (options.keepFeatures === false || share.stage === "read") return result;
  for (const { recording, contentHash } of result.facts) {
    const request = { ...requestFor(recording, options), contentHash };
    result.features.push(
      (await prepareRecording(request, preparations, { signal: options.signal })).features,
    );
  }
  return result;
}
