import { join } from "@std/path";
import type { Problem } from "../errors.ts";
import { parseJson, reasonOf, sha256Hex } from "../files/mod.ts";
import { type Journal, MODEL_FILE, readJournal, readThrough } from "./commit.ts";
import { fromJsonValue } from "./json_value.ts";
import { decodeMeta, decodeModel } from "./model_file.ts";
import { FORMAT_VERSION, schemaProblems, summarySchema } from "./schema.ts";
import type { ModelsSummary, ModelSummary, RaagModel } from "./types.ts";

/** Name of the file that says which models make the set. */
export const SUMMARY = "models_summary.json";

/** What is read of a folder that may come from anywhere. */
export interface ReadLimits {
  /** Largest file in bytes. */
  maxFileBytes: number;
  /** Most bytes that a model's file may unpack to. */
  maxUnpackedBytes: number;
}

/** A set of models as it was at one moment. */
export interface ModelSet {
  /** What belongs to it; undefined if the folder holds no set. */
  summary?: ModelsSummary;
  /** The models that were asked for and are sound, by label. */
  models: Map<string, RaagModel>;
  /** Everything that is wrong. */
  problems: Problem[];
}

/** How often a set that changes while it is read is read again, and the pause between, in ms. */
const ATTEMPTS = 50, PAUSE = 20;

/**
 * Reads a set as it was at one moment, without a lock.
 *
 * A writer may change the folder meanwhile. It cannot go unnoticed: the summary, which is read
 * first, has the checksum of every file, and every change gives a new summary. So if a file does
 * not fit and the summary is no longer the one that was read, everything is read again.
 *
 * @param folder Path of the folder.
 * @param wanted Which models to load.
 * @param limits What is allowed.
 * @returns The set.
 */
export async function readSet(
  folder: string,
  wanted: (entry: ModelSummary) => boolean,
  limits: ReadLimits,
): Promise<ModelSet> {
  for (let attempt = 1;; attempt++) {
    const before = await fingerprint(folder, limits);
    const set = await readOnce(folder, wanted, limits);
    if (set.problems.length === 0 || attempt === ATTEMPTS) return set;
    if (await fingerprint(folder, limits) === before) return set;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** What changes when the set does: the journal and the summary. */
async function fingerprint(folder: string, { maxFileBytes }: ReadLimits): Promise<string> {
  try {
    const journal = await readJournal(folder);
    const summary = await readThrough(folder, SUMMARY, journal, maxFileBytes);
    return JSON.stringify(journal ?? null) + await sha256Hex(summary);
  } catch (error) {
    return (error as Error).message;
  }
}

async function readOnce(
  folder: string,
  wanted: (entry: ModelSummary) => boolean,
  limits: ReadLimits,
): Promise<ModelSet> {
  const set: ModelSet = { models: new Map(), problems: [] };
  const fail = (file: string, message: string, field?: string): void => {
    set.problems.push({ file: join(folder, file), field, message, severity: "error" });
  };
  try {
    if (!(await Deno.stat(folder)).isDirectory) fail("", "is a file, not a folder of models");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) fail("", reasonOf(error));
    return set;
  }
  let journal: Journal | undefined;
  try {
    journal = await readJournal(folder);
  } catch (error) {
    fail("", (error as Error).message);
    return set;
  }
  set.summary = await readSummary(folder, journal, limits, set.problems);
  for (const entry of set.summary?.models ?? []) {
    if (!wanted(entry)) continue;
    const model = await readModel(folder, entry, journal, limits, set.problems);
    if (model) set.models.set(entry.raag, model);
  }
  return set;
}

/** Reads the summary; a folder with models but without one is a problem. */
async function readSummary(
  folder: string,
  journal: Journal | undefined,
  limits: ReadLimits,
  problems: Problem[],
): Promise<ModelsSummary | undefined> {
  const file = join(folder, SUMMARY);
  if (journal?.removes.includes(SUMMARY)) return undefined;
  let value: unknown;
  try {
    value = fromJsonValue(
      parseJson(await readThrough(folder, SUMMARY, journal, limits.maxFileBytes)),
    );
  } catch (error) {
    const missing = (error as Error).cause instanceof Deno.errors.NotFound;
    if (missing && (await findStrays(folder, undefined)).length === 0) return undefined;
    const message = missing
      ? "is missing, though there are models; save the set again, or restore it from a copy"
      : (error as Error).message;
    problems.push({ file, message, severity: "error" });
    return undefined;
  }
  const version = (value as { format_version?: unknown } | null)?.format_version;
  if (typeof version === "number" && version > FORMAT_VERSION) {
    const message =
      `is ${version}; this version of the kit reads up to ${FORMAT_VERSION}, update it`;
    problems.push({ file, field: "format_version", message, severity: "error" });
    return undefined;
  }
  const read = summarySchema.safeParse(value);
  if (!read.success) {
    problems.push(...schemaProblems(read.error, file));
    return undefined;
  }
  const labels = new Set<string>();
  for (const { raag } of read.data.models) {
    if (labels.has(raag)) {
      problems.push({ file, field: "models", message: `holds ${raag} twice`, severity: "error" });
    }
    labels.add(raag);
  }
  return read.data;
}

/** Reads and checks the two files of one model. */
async function readModel(
  folder: string,
  entry: ModelSummary,
  journal: Journal | undefined,
  limits: ReadLimits,
  problems: Problem[],
): Promise<RaagModel | undefined> {
  const fetch = async (file: ModelSummary["npz"]): Promise<Uint8Array | undefined> => {
    const path = join(folder, file.file);
    try {
      const bytes = await readThrough(folder, file.file, journal, limits.maxFileBytes);
      if (await sha256Hex(bytes) === file.sha256) return bytes;
      const message = `is not the file that ${SUMMARY} lists (the SHA-256 differs): damaged, or` +
        " changed by hand; train again, or restore the folder from a copy";
      problems.push({ file: path, message, severity: "error" });
    } catch (error) {
      const message = `cannot be read: ${(error as Error).message}`;
      problems.push({ file: path, message, severity: "error" });
    }
    return undefined;
  };
  const metaBytes = await fetch(entry.meta), npz = await fetch(entry.npz);
  const metaPath = join(folder, entry.meta.file);
  const meta = metaBytes && decodeMeta(metaBytes, metaPath, problems);
  if (!meta || !npz) return undefined;
  if (meta.raag !== entry.raag) {
    const message = `is "${meta.raag}", but ${SUMMARY} says "${entry.raag}"`;
    problems.push({ file: metaPath, field: "raag", message, severity: "error" });
    return undefined;
  }
  const unzip = { maxBytes: limits.maxUnpackedBytes };
  return await decodeModel(npz, meta, join(folder, entry.npz.file), problems, unzip);
}

/**
 * Files that look like a model's and belong to none in the summary.
 *
 * @param folder Path of the folder.
 * @param summary The set, if there is one.
 * @returns Their names, sorted.
 */
export async function findStrays(
  folder: string,
  summary: ModelsSummary | undefined,
): Promise<string[]> {
  const listed = new Set([SUMMARY]);
  for (const { npz, meta } of summary?.models ?? []) listed.add(npz.file).add(meta.file);
  const strays: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const ours = MODEL_FILE.test(name) && (name.endsWith(".npz") || name.endsWith("_meta.json"));
    if (ours && !listed.has(name)) strays.push(name);
  }
  return strays.sort();
}
