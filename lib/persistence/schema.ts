import { z } from "zod";
import type { Problem } from "../errors.ts";
import { parseJson } from "../files/mod.ts";
import type { HistoryRow } from "../hmm/mod.ts";
import { fromJsonValue } from "./json_value.ts";

/** Version of the files' format; a newer one is refused rather than guessed at. */
export const FORMAT_VERSION = 2;

/** JSON of a model or a set may nest this deep: the trainer's own records have four levels. */
const MAX_DEPTH = 24;

const number = z.custom<number>((value) => typeof value === "number", "must be a number");
const count = z.int().min(0);
const size = z.int().min(1).max(100_000);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hex digits");
const label = z.string().min(1).max(200);
const record = z.record(z.string(), z.unknown());

const historyRow: z.ZodType<HistoryRow> = z.looseObject({
  iteration: count,
  logLikelihood: number,
  gain: number,
  seconds: number,
});

const sizes = z.object({ n_states: size, n_symbols: size });
const shape = z.array(count.max(1e9)).max(8);
const training = z.looseObject({
  recordings: count,
  symbols: count,
  status: z.string(),
  iterations: count,
  logLikelihood: number,
  history: z.array(historyRow),
  seed: z.int(),
});

/** What `<slug>_meta.json` holds. */
export const metaSchema = z.looseObject({
  format: z.literal("raagkit-model"),
  format_version: z.literal(FORMAT_VERSION),
  raag: label,
  file: z.string(),
  size_bytes: count,
  sha256,
  saved_at: z.string(),
  n_states: size,
  n_symbols: size,
  components: z.record(z.string(), sizes),
  arrays: z.record(z.string(), shape),
  quantizer: record.nullable(),
  training: training.extend({
    groups: count,
    tonicSources: z.record(z.string(), count),
    durationSeconds: number,
  }),
  manifest: z.object({
    hash: z.string(),
    recordings: z.array(z.string()),
    heard: z.array(z.object({
      group: z.string().optional(),
      sha256: z.string(),
      tonicSource: z.string(),
      durationSeconds: number,
      voicedFrames: count,
    })).optional(),
  }),
});

/** The content of `<slug>_meta.json`. */
export type ModelMeta = z.infer<typeof metaSchema>;

/** What `<slug>_meta.json` held in the first format, as far as it is read. */
export const meta1Schema = z.looseObject({
  format: z.literal("raagkit-model"),
  format_version: z.literal(1),
  raag: label,
  sha256,
  n_states: size,
  n_symbols: size,
  components: z.record(z.string(), sizes),
  training: training.extend({
    groups: count.default(0),
    tonicSources: z.record(z.string(), count).default({}),
    durationSeconds: number.default(0),
    calibration: z.looseObject({
      temperature: z.number().positive("must be above 0"),
    }).optional(),
  }),
  quantizer: record,
  manifest: z.object({ hash: z.string(), recordings: z.array(z.string()) }),
  versions: z.record(z.string(), z.string()),
});

/** The content of `<slug>_meta.json` in the first format. */
export type Meta1 = z.infer<typeof meta1Schema>;

const fileName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,100}\.(npz|json)$/, "is no model file");
const file = z.object({ file: fileName, sha256, bytes: count });

const entry1Schema = z.object({
  raag: label,
  npz: file,
  meta: file,
  saved_at: z.string(),
  n_states: size,
  n_symbols: size,
  components: z.array(z.string()),
  recordings: count,
  symbols: count,
  status: z.string(),
  iterations: count,
  log_likelihood_per_symbol: number,
});

/** What `models_summary.json` held in the first format. */
export const summary1Schema = z.looseObject({
  format: z.literal("raagkit-models"),
  format_version: z.literal(1),
  generation: z.string(),
  saved_at: z.string(),
  models: z.array(entry1Schema),
});

/** What `models_summary.json` holds. */
export const summarySchema = summary1Schema.extend({
  format_version: z.literal(FORMAT_VERSION),
  family: z.looseObject({ family: z.string() }),
  settings: record,
  shared: file.extend({ arrays: z.record(z.string(), shape) }).nullable(),
  provenance: z.object({
    seed: z.int(),
    pitch: record,
    versions: z.record(z.string(), z.string()),
  }),
});

/**
 * Reads a file of either format, each by its schema.
 *
 * @returns What it holds; undefined, and what is wrong among the problems, if it fits neither.
 */
export function readVersioned<T>(
  bytes: Uint8Array,
  file: string,
  schemas: { 1: z.ZodType<T>; 2: z.ZodType<T> },
  problems: Problem[],
): T | undefined {
  const say = (message: string, field?: string): void =>
    void problems.push({ file, field, message, severity: "error" });
  let value: unknown;
  try {
    value = fromJsonValue(parseJson(bytes, { maxDepth: MAX_DEPTH }));
  } catch (error) {
    say((error as Error).message);
    return undefined;
  }
  const version = (value as { format_version?: unknown } | null)?.format_version;
  if (typeof version === "number" && version > FORMAT_VERSION) {
    const newest = `this version of the kit reads up to ${FORMAT_VERSION}, update it`;
    say(`is ${version}; ${newest}`, "format_version");
    return undefined;
  }
  const read = schemas[version === 1 ? 1 : 2].safeParse(value);
  for (const { path, message } of read.error?.issues ?? []) say(message, path.join("."));
  return read.data;
}
