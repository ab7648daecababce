/**
 * What is computed of one melody alone, and is small: a family's features. It is kept in the cache
 * beside the melody, so that whoever learns from thousands of recordings holds their counts and
 * histograms and never their melodies.
 *
 * @module
 */

import { serialize } from "node:v8";
import { sha256Hex } from "../files/mod.ts";
import type { PitchTrack } from "../pitch/mod.ts";
import { analyseRecording } from "./analyse.ts";
import { type CacheEntry, cacheEntry, readEntry, writeEntry } from "./cache.ts";
import type { AnalyseOptions, Analysis, AnalysisRequest } from "./types.ts";

/** Computes plain data of a melody alone; every family is one. */
export interface Preparation {
  /** The data; must survive structured cloning. */
  prepare(melody: { id: string; track: PitchTrack; tonicHz: number }): unknown;
}

/** What is known of a recording without its melody, and what was prepared of it. */
export interface Prepared {
  /** All of its analysis but the melody. */
  facts: Omit<Analysis, "track">;
  features: unknown[];
}

/**
 * Reads what was prepared of a recording, or analyses and prepares it, and keeps that where there is
 * a cache.
 *
 * @throws As {@linkcode analyseRecording}.
 */
export async function prepareRecording(
  request: AnalysisRequest,
  preparations: readonly Preparation[],
  options: AnalyseOptions = {},
): Promise<Prepared> {
  const { contentHash } = request;
  const kept = contentHash && await readPrepared(request, contentHash, preparations);
  return kept || await prepareAnalysis(
    request,
    await analyseRecording({ ...request, keepTrack: true }, options),
    preparations,
  );
}

/** What was prepared of a recording before; undefined unless all of it is there and whole. */
export async function readPrepared(
  request: AnalysisRequest,
  contentHash: string,
  preparations: readonly Preparation[],
): Promise<Prepared | undefined> {
  const features: unknown[] = [];
  let facts: Prepared["facts"] | undefined;
  for (const preparation of preparations) {
    const entry = await entryOf(request, contentHash, preparation);
    const kept = entry && await readEntry<Record<"facts" | "features", unknown>>(entry);
    if (kept === undefined) return undefined;
    facts = kept.facts as Prepared["facts"];
    features.push(kept.features);
  }
  return facts && { facts: { ...facts, cached: true }, features };
}

/** Prepares an analysed recording, and keeps that where there is a cache and it can be written. */
export async function prepareAnalysis(
  request: AnalysisRequest,
  analysis: Analysis,
  preparations: readonly Preparation[],
): Promise<Prepared> {
  const { track, ...facts } = analysis, { tonicHz } = facts;
  const features: unknown[] = [];
  for (const preparation of preparations) {
    const made = preparation.prepare({ id: request.path, track, tonicHz });
    features.push(made);
    const entry = await entryOf(request, facts.contentHash, preparation);
    // A full disk was warned of by the melody's own entry.
    if (entry !== undefined) await writeEntry(entry, { facts, features: made });
  }
  return { facts, features };
}

async function entryOf(
  request: AnalysisRequest,
  contentHash: string,
  preparation: Preparation,
): Promise<CacheEntry | undefined> {
  if (request.cacheDir === undefined) return undefined;
  const derived = [`tonic ${request.tonicHz}`, await fingerprintOf(preparation)];
  return await cacheEntry(request.cacheDir, contentHash, request, derived);
}

const known = new WeakMap<Preparation, Promise<string>>();

/** A hash of what a preparation makes of a fixed melody: a change to it changes the hash. */
function fingerprintOf(preparation: Preparation): Promise<string> {
  const found = known.get(preparation);
  if (found !== undefined) return found;
  const fingerprint = sha256Hex(
    serialize(preparation.prepare({ id: "probe", track: probeMelody(), tonicHz: 220 })),
  );
  known.set(preparation, fingerprint);
  return fingerprint;
}

/** Half a minute of held notes from all over three octaves, glides, trembling and rests. */
function probeMelody(): PitchTrack {
  const cents = (frame: number): number => {
    const note = Math.floor(frame / 37), within = frame % 37;
    const from = note * 700 % 3300 - 1200, to = (note + 1) * 700 % 3300 - 1200;
    if (note % 9 === 8) return NaN;
    const glide = note % 3 === 0 && within > 24 ? (within - 24) / 13 * (to - from) : 0;
    return from + glide + 23 * Math.sin(frame * (note % 4) / 3);
  };
  const f0 = Float64Array.from({ length: 3000 }, (_, frame) => 220 * 2 ** (cents(frame) / 1200));
  return {
    times: f0.map((_, frame) => frame * 0.01),
    f0,
    voicing: Float32Array.from(f0, (hz) => hz > 0 ? 1 : 0),
    hopSeconds: 0.01,
    method: "file",
    fallbacks: [],
  };
}
