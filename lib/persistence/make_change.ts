import type { ModelSet } from "../families/mod.ts";
import { sha256Hex, uniqueSlug } from "../files/mod.ts";
import type { Change } from "./commit.ts";
import { toJsonValue } from "./json_value.ts";
import { modelCard } from "./model_card.ts";
import { encodeModel, shapesOf } from "./model_file.ts";
import { encodeNpz } from "./npz.ts";
import { SHARED, SUMMARY } from "./read_set.ts";
import { FORMAT_VERSION } from "./schema.ts";
import type { ModelsSummary, ModelSummary } from "./types.ts";

/** The summary of a folder that holds no set. */
export function emptySummary(): ModelsSummary {
  return {
    format: "raagkit-models",
    format_version: FORMAT_VERSION,
    generation: "",
    saved_at: new Date(0).toISOString(),
    family: { family: "" },
    settings: {},
    shared: null,
    provenance: { seed: 0, pitch: {}, versions: {} },
    models: [],
  };
}

/**
 * The files to write and to remove for a set in place of another.
 *
 * @throws {InvalidArgumentError} If a model holds what cannot be saved.
 */
export async function makeChange(
  models: ModelSet,
  old: ModelsSummary | undefined,
): Promise<Change> {
  const savedAt = new Date().toISOString();
  // A raag may be called "models shared".
  const taken = new Set([SHARED.replace(".npz", "")]);
  const change: Change = { writes: new Map(), removes: [] };
  const entries: ModelSummary[] = [];
  // Sorted, so that labels that share a slug get the same names whatever order they come in.
  for (const model of [...models.values()].toSorted((a, b) => a.raag < b.raag ? -1 : 1)) {
    const slug = uniqueSlug(model.raag, taken);
    taken.add(slug);
    const { npz, meta, summary } = await encodeModel(model, slug, savedAt);
    change.writes.set(summary.npz.file, npz);
    change.writes.set(summary.meta.file, meta);
    const card = modelCard(model, models);
    change.writes.set(`${slug}_card.md`, new TextEncoder().encode(card));
    entries.push(summary);
  }
  if (entries.length > 0) {
    const summary = await summaryOf(models, entries, savedAt, change);
    change.writes.set(SUMMARY, new TextEncoder().encode(`${JSON.stringify(summary, null, 1)}\n`));
  } else change.removes.push(SUMMARY);
  const filesOf = (entry: ModelSummary): string[] => [
    entry.npz.file,
    entry.meta.file,
    `${entry.npz.file.slice(0, -".npz".length)}_card.md`,
  ];
  const before = [
    ...(old?.models ?? []).flatMap(filesOf),
    ...(old?.shared ? [old.shared.file] : []),
  ];
  change.removes.push(...before.filter((file) => !change.writes.has(file)));
  return change;
}

/** The summary; the arrays that all models share become a file of their own. */
async function summaryOf(
  { family, settings, shared, provenance }: ModelSet,
  models: ModelSummary[],
  savedAt: string,
  change: Change,
): Promise<unknown> {
  let file: ModelsSummary["shared"] = null;
  if (Object.keys(shared).length > 0) {
    const bytes = encodeNpz(shared);
    change.writes.set(SHARED, bytes);
    file = {
      file: SHARED,
      sha256: await sha256Hex(bytes),
      bytes: bytes.length,
      arrays: shapesOf(shared),
    };
  }
  return toJsonValue({
    format: "raagkit-models",
    format_version: FORMAT_VERSION,
    generation: crypto.randomUUID(),
    saved_at: savedAt,
    family,
    settings,
    shared: file,
    provenance,
    models,
  }, "the set of models");
}
