import { join } from "@std/path";
import type { z } from "zod";
import { ModelError, type Problem, RaagkitError } from "../errors.ts";
import {
  classifierOf,
  makeFamily,
  ModelSet,
  type NumericArray,
  type RaagModel,
} from "../families/mod.ts";
import { reasonOf, sha256Hex } from "../files/mod.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { type Journal, MODEL_FILE, readJournal, readThrough } from "./commit.ts";
import { decodeModel, type Say, unpackArrays } from "./model_file.ts";
import {
  type Meta1,
  meta1Schema,
  metaSchema,
  type ModelMeta,
  readVersioned,
  summary1Schema,
  summarySchema,
} from "./schema.ts";
import type { ModelFile, ModelsSummary, ModelSummary } from "./types.ts";

/** Names of the file that says which models make the set, and of the arrays that they share. */
export const SUMMARY = "models_summary.json", SHARED = "models_shared.npz";

/** Largest metadata and summary that are read, in bytes: a model's takes some kilobytes. */
const MAX_META_BYTES = 2 << 20, MAX_SUMMARY_BYTES = 16 << 20;

/** Largest file of arrays, and most bytes that it may unpack to: a model of 36 states has 20 kB. */
const MAX_FILE_BYTES = 1 << 26, MAX_UNPACKED_BYTES = 1 << 28;

/** One pass over a folder: the writer's journal that it sees through, and what is wrong so far. */
interface Pass {
  folder: string;
  journal: Journal | undefined;
  problems: Problem[];
}

/** A models folder as it was at one moment. */
export interface SetContent {
  /** What belongs to it; undefined if the folder holds no set. */
  summary?: ModelsSummary;
  /** The models that were asked for and are sound, by label. */
  models: Map<string, RaagModel>;
  /** The arrays that they share; empty where not all models were asked for. */
  shared: Record<string, NumericArray>;
  /** Everything that is wrong. */
  problems: Problem[];
}

/** Temperature of sets in the first format that were not calibrated. */
const USUAL_TEMPERATURE = 1.4;

/** The schemas of a model's metadata. */
const META: Record<1 | 2, z.ZodType<ModelMeta | Meta1>> = { 1: meta1Schema, 2: metaSchema };

/** How often a set that changes while it is read is read again, and the pause between, in ms. */
const ATTEMPTS = 50, PAUSE = 20;

/**
 * Reads a set as it was at one moment, without a lock.
 *
 * A writer may change the folder meanwhile. It cannot go unnoticed: the summary, which is read
 * first, has the checksum of every file, and every change gives a new summary. So if a file does
 * not fit and the summary is no longer the one that was read, everything is read again.
 */
export async function readSet(
  folder: string,
  wanted: (entry: ModelSummary) => boolean,
): Promise<SetContent> {
  for (let attempt = 1;; attempt++) {
    const before = await fingerprint(folder);
    const set = await readOnce(folder, wanted);
    if (set.problems.length === 0 || attempt === ATTEMPTS) return set;
    if (await fingerprint(folder) === before) return set;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** What changes when the set does: the journal and the summary. */
async function fingerprint(folder: string): Promise<string> {
  try {
    const journal = await readJournal(folder);
    const summary = await readThrough(folder, SUMMARY, journal, MAX_SUMMARY_BYTES);
    return JSON.stringify(journal ?? null) + await sha256Hex(summary);
  } catch (error) {
    return (error as Error).message;
  }
}

async function readOnce(
  folder: string,
  wanted: (entry: ModelSummary) => boolean,
): Promise<SetContent> {
  const set: SetContent = { models: new Map(), shared: {}, problems: [] };
  const fail = (message: string): void =>
    void set.problems.push({ file: join(folder, ""), message, severity: "error" });
  try {
    if (!(await Deno.stat(folder)).isDirectory) fail("is a file, not a folder of models");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) fail(reasonOf(error));
    return set;
  }
  const pass: Pass = { folder, journal: undefined, problems: set.problems };
  try {
    pass.journal = await readJournal(folder);
  } catch (error) {
    fail((error as Error).message);
    return set;
  }
  set.summary = await readSummary(pass);
  const { summary } = set;
  if (summary === undefined) return set;
  const entries = summary.models.filter(wanted);
  for (const entry of entries) {
    const model = await readModel(pass, entry);
    if (model) set.models.set(entry.raag, model);
  }
  const whole = entries.length > 0 && entries.length === summary.models.length;
  if (whole && summary.shared !== null) {
    set.shared = await readShared(pass, summary.shared);
  }
  if (whole && set.problems.length === 0) checkTogether(folder, summary, set);
  return set;
}

/** Reads the arrays that all models share. */
async function readShared(
  pass: Pass,
  shared: NonNullable<ModelsSummary["shared"]>,
): Promise<Record<string, NumericArray>> {
  const { problems } = pass;
  const say: Say = (message, field) =>
    void problems.push({ file: join(pass.folder, shared.file), field, message, severity: "error" });
  const bytes = await readListed(pass, shared, MAX_FILE_BYTES);
  return bytes && unpackArrays(bytes, [], shared.arrays, MAX_UNPACKED_BYTES, say) || {};
}

/** Three notes of a second each. */
function probe(): PitchTrack {
  const f0 = Float64Array.from({ length: 300 }, (_, t) => [220, 247.5, 275][Math.floor(t / 100)]);
  return {
    times: f0.map((_, t) => t * 0.01),
    f0,
    voicing: new Float32Array(f0.length).fill(1),
    hopSeconds: 0.01,
    method: "file",
    fallbacks: [],
  };
}

/** Makes a classifier once and asks it: what it would refuse is a problem of the folder. */
function checkTogether(folder: string, summary: ModelsSummary, set: SetContent): void {
  const file = join(folder, SUMMARY);
  const { family, settings, provenance } = summary;
  try {
    const quantizer = JSON.stringify(makeFamily(family).quantizer);
    for (const { raag, quantizer: own } of set.models.values()) {
      if (family.family === "format-1" || JSON.stringify(own) === quantizer) continue;
      throw new ModelError(
        `the family ${family.family} does not read melodies as the quantizer of ${raag} says`,
      );
    }
    const rest = { family, settings, shared: set.shared, provenance };
    const models = new ModelSet(set.models.values(), rest);
    // What has the right form may still not fit together: one answer shows it.
    classifierOf(models).classify(probe(), 220);
  } catch (error) {
    const reason = error instanceof RaagkitError
      ? error.message
      : `arrays that the family ${family.family} rests on are missing or damaged; train again ` +
        `(${(error as Error).message})`;
    const message = `does not fit its models: ${reason}`;
    set.problems.push({ file, message, severity: "error" });
  }
}

/** Reads a file that the summary lists; one that is not the file that it lists is a problem. */
async function readListed(
  { folder, journal, problems }: Pass,
  file: ModelFile,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const path = join(folder, file.file);
  try {
    const bytes = await readThrough(folder, file.file, journal, maxBytes);
    if (await sha256Hex(bytes) === file.sha256) return bytes;
    const message = `is not the file that ${SUMMARY} lists (the SHA-256 differs): damaged, or` +
      " changed by hand; train again, or restore the folder from a copy";
    problems.push({ file: path, message, severity: "error" });
  } catch (error) {
    const message = `cannot be read: ${(error as Error).message}`;
    problems.push({ file: path, message, severity: "error" });
  }
  return undefined;
}

/** Reads the summary; a folder with models but without one is a problem. */
async function readSummary(pass: Pass): Promise<ModelsSummary | undefined> {
  const { folder, journal, problems } = pass, file = join(folder, SUMMARY);
  if (journal?.removes.includes(SUMMARY)) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = await readThrough(folder, SUMMARY, journal, MAX_SUMMARY_BYTES);
  } catch (error) {
    const missing = (error as Error).cause instanceof Deno.errors.NotFound;
    if (missing && (await findStrays(folder, undefined)).length === 0) return undefined;
    const message = missing
      ? "is missing, though there are models; save the set again, or restore it from a copy"
      : (error as Error).message;
    problems.push({ file, message, severity: "error" });
    return undefined;
  }
  const schemas = { 1: summary1Schema, 2: summarySchema } as const;
  const summary = readVersioned<{ format_version: number; models: ModelSummary[] }>(
    bytes,
    file,
    schemas,
    problems,
  ) as ModelsSummary | undefined;
  if (summary === undefined) return undefined;
  for (const [raag, { length }] of Map.groupBy(summary.models, ({ raag }) => raag)) {
    const message = `holds ${raag} twice`;
    if (length > 1) problems.push({ file, field: "models", message, severity: "error" });
  }
  return summary.format_version === 1 ? await fromFormat1(pass, summary) : summary;
}

/**
 * The summary of a set in the first format, which kept in each model's metadata what now holds for
 * the set: how it is read, at which temperature, and versions.
 */
async function fromFormat1(
  { folder, journal }: Pass,
  summary: ModelsSummary,
): Promise<ModelsSummary> {
  const [first] = summary.models;
  const bytes = first && await readThrough(folder, first.meta.file, journal, MAX_META_BYTES)
    .catch(() => undefined);
  // What is wrong with the metadata is told when the model itself is read.
  const meta = bytes && readVersioned(bytes, "", META, []) as Meta1 | undefined;
  return {
    ...summary,
    family: { family: "format-1" },
    settings: {
      quantizer: meta?.quantizer ?? {},
      temperature: meta?.training.calibration?.temperature ?? USUAL_TEMPERATURE,
    },
    shared: null,
    provenance: { seed: meta?.training.seed ?? 0, pitch: {}, versions: meta?.versions ?? {} },
  };
}

/** Reads and checks the two files of one model. */
async function readModel(pass: Pass, entry: ModelSummary): Promise<RaagModel | undefined> {
  const { folder, problems } = pass;
  const metaBytes = await readListed(pass, entry.meta, MAX_META_BYTES);
  const npz = metaBytes && await readListed(pass, entry.npz, MAX_FILE_BYTES);
  const metaPath = join(folder, entry.meta.file);
  const meta = metaBytes && readVersioned(metaBytes, metaPath, META, problems);
  if (!meta || !npz) return undefined;
  if (meta.raag !== entry.raag) {
    const message = `is "${meta.raag}", but ${SUMMARY} says "${entry.raag}"`;
    problems.push({ file: metaPath, field: "raag", message, severity: "error" });
    return undefined;
  }
  const path = join(folder, entry.npz.file);
  return await decodeModel(npz, meta, path, problems, MAX_UNPACKED_BYTES);
}

/** Files that look like a model's and belong to none in the summary. */
export async function findStrays(
  folder: string,
  summary: ModelsSummary | undefined,
): Promise<string[]> {
  const listed = new Set([SUMMARY, summary?.shared?.file ?? SUMMARY]);
  for (const { npz, meta } of summary?.models ?? []) listed.add(npz.file).add(meta.file);
  const strays: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const ours = MODEL_FILE.test(name) && (name.endsWith(".npz") || name.endsWith("_meta.json"));
    if (ours && !listed.has(name)) strays.push(name);
  }
  return strays.sort();
}
