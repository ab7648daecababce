import { z } from "zod";
import type { Problem } from "../errors.ts";
import type { HistoryRow } from "../hmm/mod.ts";

/** Version of the files' format; a newer one is refused rather than guessed at. */
export const FORMAT_VERSION = 1;

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
  components: z.record(z.string(), z.object({ n_states: size, n_symbols: size })),
  training: z.looseObject({
    recordings: count,
    symbols: count,
    status: z.string(),
    iterations: count,
    logLikelihood: number,
    logLikelihoodPerSymbol: number,
    seconds: number,
    history: z.array(historyRow),
    seed: z.int(),
  }),
  hyperparameters: record,
  quantizer: record,
  manifest: z.object({ hash: z.string(), recordings: z.array(z.string()) }),
  versions: z.record(z.string(), z.string()),
});

/** The content of `<slug>_meta.json`. */
export type ModelMeta = z.infer<typeof metaSchema>;

const fileName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,100}\.(npz|json)$/, "is no model file");

const entrySchema = z.object({
  raag: label,
  npz: z.object({ file: fileName, sha256, bytes: count }),
  meta: z.object({ file: fileName, sha256, bytes: count }),
  saved_at: z.string(),
  n_states: size,
  n_symbols: size,
  components: z.array(z.string()),
  quantizer: z.string(),
  recordings: count,
  symbols: count,
  status: z.string(),
  iterations: count,
  log_likelihood_per_symbol: number,
});

/** What `models_summary.json` holds. */
export const summarySchema = z.looseObject({
  format: z.literal("raagkit-models"),
  format_version: z.literal(FORMAT_VERSION),
  generation: z.string(),
  saved_at: z.string(),
  models: z.array(entrySchema),
});

/** The problems of a value that does not fit its schema, each with its field. */
export function schemaProblems(error: z.ZodError, file: string): Problem[] {
  return error.issues.map(({ path, message }) => ({
    file,
    field: path.join("."),
    message,
    severity: "error",
  }));
}
