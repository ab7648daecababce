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

/** The files of a set in place of another; `old` is what stands there. */
export function makeChange(models: ModelSet, old: ModelsSummary | undefined): Change {
  const before = [
    ...(old?.models ?? []).flatMap(({ npz, meta }) => [
      npz.file,
      meta.file,
      `${npz.file.slice(0, -".npz".length)}_card.md`,
    ]),
    ...(old?.shared ? [old.shared.file] : []),
    SUMMARY,
  ];
  return { writes: filesOf(models), before };
}

/**
 * Makes the files of a set one by one.
 *
 * @throws {InvalidArgumentError} If a model holds what cannot be saved.
 */
async function* filesOf(models: ModelSet): Change["writes"] {
  if (models.size === 0) return;
  const savedAt = new Date().toISOString();
  // A raag may be called "models shared".
  const taken = new Set([SHARED.replace(".npz", "")]);
  const entries: ModelSummary[] = [];
  // Sorted, so that labels that share a slug get the same names whatever order they come in.
  for (const model of [...models.values()].toSorted((a, b) => a.raag < b.raag ? -1 : 1)) {
    const slug = uniqueSlug(model.raag, taken);
    taken.add(slug);
    const { npz, meta, summary } = await encodeModel(model, slug, savedAt);
    yield [summary.npz.file, npz];
    yield [summary.meta.file, meta];
    yield [`${slug}_card.md`, new TextEncoder().encode(modelCard(model, models))];
    entries.push(summary);
  }
  const { family, settings, shared: arrays, provenance } = models;
  let shared: ModelsSummary["shared"] = null;
  // The arrays that all models share are a file of their own.
  if (Object.keys(arrays).length > 0) {
    const bytes = encodeNpz(arrays);
    yield [SHARED, bytes];
    const sha256 = await sha256Hex(bytes);
    shared = { file: SHARED, sha256, bytes: bytes.length, arrays: shapesOf(arrays) };
  }
  const summary = toJsonValue({
    format: "raagkit-models",
    format_version: FORMAT_VERSION,
    generation: crypto.randomUUID(),
    saved_at: savedAt,
    family,
    settings,
    shared,
    provenance,
    models: entries,
  }, "the set of models");
  yield [SUMMARY, new TextEncoder().encode(`${JSON.stringify(summary, null, 1)}\n`)];
}
