import type { MelodyFacts, TonicSource } from "../analysis/mod.ts";
import { DatasetError, ModelError } from "../errors.ts";
import type { Family, ModelSet } from "../families/mod.ts";

/** A recording that a set has learnt from. */
export interface Heard {
  /** What is known of it; it has no path any more. */
  facts: MelodyFacts;
  /** What the family read of it. */
  features: unknown;
}

/**
 * The recordings that a set has learnt from, as it keeps them.
 *
 * @param models The set.
 * @param family Its family.
 * @returns The recordings, by label and id.
 * @throws {ModelError} If the set does not keep what was counted of each.
 */
export function heardBy(models: ModelSet, family: Family): Heard[] {
  const features = family.recall?.(models.parts);
  return [...models.values()].flatMap(({ raag, manifest: { recordings, heard } }, k) => {
    if (features === undefined || heard === undefined) {
      throw new ModelError(
        `this set of ${family.name} does not keep what it counted of each recording; train again`,
      );
    }
    return recordings.map((id, i): Heard => {
      const { group, sha256, tonicSource, durationSeconds, voicedFrames } = heard[i];
      const metadata = { recording_id: id, raag, ...(group !== undefined && { group }) };
      return {
        features: features[k][i],
        facts: {
          recording: {
            ...{ id, raag, split: "", group: group ?? id, kind: "pitch", metadata },
            path: id,
            metadataPath: id,
          },
          contentHash: sha256,
          tonicSource: tonicSource as TonicSource,
          durationSeconds,
          voicedFrames,
          // Nothing that is learnt depends on these.
          ...{ tonicHz: NaN, voicedFraction: NaN, warnings: [], cached: true },
        },
      };
    });
  });
}

/**
 * A set's recordings without some.
 *
 * @throws {DatasetError} If one of them is not there, or none is left.
 */
export function withdraw(heard: readonly Heard[], ids: readonly string[]): Heard[] {
  const there = new Set(heard.map(({ facts }) => facts.recording.id));
  const missing = ids.filter((id) => !there.has(id));
  if (missing.length > 0) {
    throw new DatasetError(
      `the set has not heard ${missing.join(", ")}; \`models --show\` lists ids`,
    );
  }
  return heard.filter(({ facts }) => !ids.includes(facts.recording.id));
}
