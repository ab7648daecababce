import { InvalidArgumentError } from "../errors.ts";
import { RAAG_LIBRARY, raagLabel } from "../raags/mod.ts";
import { VERSION } from "../version.ts";
import { type ModelSet, modelSetOf, withoutRaag } from "./model_set.ts";
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
  return modelSetOf({ family: "textbook" }, { parts: libraryParts }, () => undefined, {
    seed: 0,
    pitch: {},
    versions: { raagkit: VERSION },
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
  const wanted = thaat === undefined ? undefined : knownThaat(thaat);
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
  const known = raagLabel(label);
  return known !== undefined && known === raagLabel(name);
}

/** A thaat as the library spells it. */
function knownThaat(name: string): string {
  const thaats = [...new Set(Object.values(RAAG_LIBRARY).map(({ thaat }) => thaat))].sort();
  const known = thaats.find((one) => one.toLowerCase() === name.trim().toLowerCase());
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`thaat must be one of ${thaats.join(", ")}, found ${name}`);
}

function thaatOf(label: string): string | undefined {
  const known = raagLabel(label);
  return known === undefined ? undefined : RAAG_LIBRARY[known].thaat;
}
