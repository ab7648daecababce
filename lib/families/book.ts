import { InvalidArgumentError } from "../errors.ts";
import { RAAG_LIBRARY, raagByName } from "../raags/mod.ts";
import { VERSION } from "../version.ts";
import { ModelSet, type RaagModel, withoutRaag } from "./model_set.ts";
import { libraryParts } from "./textbook/family.ts";

/**
 * Models of all raags in the library, as the books have them: no recording was heard.
 *
 * @returns A set that answers like a trained one.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { textbookModels } from "raagkit";
 *
 * assert(textbookModels().size >= 93);
 * ```
 */
export function textbookModels(): ModelSet {
  const { labels, settings, shared, raags } = libraryParts();
  const models = labels.map((raag, k): RaagModel => {
    const { record, ...parts } = raags[k];
    return {
      raag,
      ...parts,
      training: { ...record, groups: 0, tonicSources: {}, durationSeconds: 0 },
      manifest: { hash: "", recordings: [] },
    };
  });
  return new ModelSet(models, {
    family: { family: "textbook" },
    settings,
    shared,
    provenance: { seed: 0, pitch: {}, versions: { raagkit: VERSION } },
  });
}

/**
 * The raags of a set that come into question.
 *
 * @param models The set.
 * @param question `raags`: names in any spelling; `thaat`: one thaat of Bhatkhande's ten.
 * @returns A set of these alone; what it learnt of them is as it was.
 * @throws {InvalidArgumentError} If a name is unknown, or fewer than two raags are left.
 */
export function onlyRaags(
  models: ModelSet,
  question: { raags?: readonly string[]; thaat?: string },
): ModelSet {
  const { raags, thaat } = question;
  const asked = raags?.map((name) => {
    const label = [...models.keys()].find((own) => isSame(own, name));
    if (label !== undefined) return label;
    throw new InvalidArgumentError(
      `raags: ${name} is not among the models, which know ${[...models.keys()].join(", ")}`,
    );
  });
  const thaats = [...new Set(Object.values(RAAG_LIBRARY).map((one) => one.thaat))].sort();
  const wanted = thaat === undefined
    ? undefined
    : thaats.find((one) => one.toLowerCase() === thaat.trim().toLowerCase());
  if (thaat !== undefined && wanted === undefined) {
    throw new InvalidArgumentError(`thaat must be one of ${thaats.join(", ")}, found ${thaat}`);
  }
  const kept = [...models.keys()].filter((label) =>
    (asked === undefined || asked.includes(label)) &&
    (wanted === undefined || thaatOf(label) === wanted)
  );
  if (kept.length < 2) {
    throw new InvalidArgumentError(
      `two raags or more must come into question, found ${kept.join(", ") || "none"}`,
    );
  }
  return [...models.keys()].filter((label) => !kept.includes(label)).reduce(withoutRaag, models);
}

/** Whether two names are one raag's. */
function isSame(label: string, name: string): boolean {
  if (label.toLowerCase() === name.trim().toLowerCase()) return true;
  try {
    return raagByName(label).raag === raagByName(name).raag;
  } catch {
    return false;
  }
}

function thaatOf(label: string): string | undefined {
  try {
    return raagByName(label).thaat;
  } catch {
    return undefined;
  }
}
