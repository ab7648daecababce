import { uniqueSlug } from "../files/mod.ts";
import type { Change } from "./commit.ts";
import { modelCard } from "./model_card.ts";
import { encodeModel } from "./model_file.ts";
import { SUMMARY } from "./read_set.ts";
import { FORMAT_VERSION } from "./schema.ts";
import type { ModelsSummary, ModelSummary, RaagModel } from "./types.ts";

/**
 * A summary of these models.
 *
 * @param models The entries, in any order.
 * @param savedAt ISO 8601.
 * @returns The summary, sorted by label, with a generation of its own.
 */
export function makeSummary(models: ModelSummary[], savedAt: string): ModelsSummary {
  return {
    format: "raagkit-models",
    format_version: FORMAT_VERSION,
    generation: crypto.randomUUID(),
    saved_at: savedAt,
    models: models.toSorted((a, b) => a.raag < b.raag ? -1 : 1),
  };
}

/**
 * The files to write and to remove for a set of new models and others that stay.
 *
 * @param models The new models.
 * @param others The entries that stay.
 * @param old The set as it is, for its files that go.
 * @returns The change.
 * @throws {InvalidArgumentError} If a model holds what cannot be saved.
 */
export async function makeChange(
  models: RaagModel[],
  others: ModelSummary[],
  old: ModelsSummary | undefined,
): Promise<Change> {
  const savedAt = new Date().toISOString();
  const slugOfEntry = ({ npz }: ModelSummary): string => npz.file.slice(0, -".npz".length);
  const taken = new Set(others.map(slugOfEntry));
  const change: Change = { writes: new Map(), removes: [] };
  const entries = [...others];
  // Sorted, so that labels that share a slug get the same names whatever order they come in.
  for (const model of models.toSorted((a, b) => a.raag < b.raag ? -1 : 1)) {
    const slug = uniqueSlug(model.raag, taken);
    taken.add(slug);
    const { npz, meta, summary } = await encodeModel(model, slug, savedAt);
    change.writes.set(summary.npz.file, npz);
    change.writes.set(summary.meta.file, meta);
    change.writes.set(`${slug}_card.md`, new TextEncoder().encode(modelCard(model)));
    entries.push(summary);
  }
  if (entries.length > 0) {
    const text = `${JSON.stringify(makeSummary(entries, savedAt), null, 1)}\n`;
    change.writes.set(SUMMARY, new TextEncoder().encode(text));
  } else change.removes.push(SUMMARY);
  const filesOf = (entry: ModelSummary): string[] => [
    entry.npz.file,
    entry.meta.file,
    `${slugOfEntry(entry)}_card.md`,
  ];
  const kept = new Set(entries.flatMap(filesOf));
  change.removes.push(...(old?.models ?? []).flatMap(filesOf).filter((file) => !kept.has(file)));
  return change;
}
