import type { Problem } from "../errors.ts";
import type { MelodyFacts } from "./read_recordings.ts";

/** Groups of recordings that may be held apart, and what speaks against trusting them. */
export interface HonestGroups {
  /** For each recording its group; recordings of equal content share one. */
  groups: string[];
  /** What follows for an evaluation, as remarks. */
  warnings: Problem[];
}

/**
 * Groups as an honest evaluation needs them: exact copies, by content, belong together whatever the
 * metadata says, and what the metadata leaves unsaid is told. A recording without `group` counts as
 * a source of its own; if several come from one concert, every figure is too good.
 *
 * @param read Recordings that could be read.
 * @returns One group a recording, in their order, and the remarks.
 */
export function honestGroups(read: readonly MelodyFacts[]): HonestGroups {
  const warnings: Problem[] = [];
  const leader = new Map<string, string>();
  const find = (group: string): string => {
    const next = leader.get(group);
    return next === undefined || next === group ? group : find(next);
  };
  const byContent = Map.groupBy(read, ({ contentHash }) => contentHash);
  for (const copies of byContent.values()) {
    if (copies.length < 2) continue;
    for (const { recording } of copies.slice(1)) {
      leader.set(find(recording.group), find(copies[0].recording.group));
    }
    const others = copies.slice(1).map(({ recording }) => recording.id).join(", ");
    const labels = new Set(copies.map(({ recording }) => recording.raag));
    warnings.push({
      file: copies[0].recording.path,
      message: `is an exact copy of ${others}; they are counted as one source` +
        (labels.size > 1 ? `, though they are labelled ${[...labels].join(" and ")}` : ""),
      severity: "warning",
    });
  }
  const groups = read.map(({ recording }) => find(recording.group));
  return { groups, warnings: [...warnings, ...remarksOn(read, groups)] };
}

/** What is said of groups that are missing, and of labels that have one only. */
function remarksOn(read: readonly MelodyFacts[], groups: readonly string[]): Problem[] {
  if (read.length === 0) return [];
  const remarks: Problem[] = [];
  const remark = (message: string) =>
    remarks.push({ file: "groups", message, severity: "warning" });
  const ungrouped = read.filter(({ recording }) => recording.metadata.group === undefined).length;
  if (ungrouped > 0) {
    remark(
      `${ungrouped} of ${read.length} recordings have no group: each counts as a source of its own; ` +
        "if some come from one concert or album, held-out figures are too good",
    );
  }
  const sources = new Map<string, Set<string>>();
  read.forEach(({ recording: { raag } }, i) => {
    sources.set(raag, (sources.get(raag) ?? new Set()).add(groups[i]));
  });
  const single = [...sources].filter(([, own]) => own.size === 1).map(([raag]) => raag).sort();
  if (single.length > 0) {
    remark(
      `one source only for ${single.join(", ")}: held out, nothing of that raag is left to learn ` +
        "from, so that its recordings cannot be judged fairly",
    );
  }
  return remarks;
}
