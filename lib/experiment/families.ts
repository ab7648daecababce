import type { FamilySpec } from "../families/mod.ts";
import type { ExperimentFamily } from "./types.ts";

/** A family of an experiment, ready to be made. */
export interface NamedFamily {
  /** Its name in results. */
  name: string;
  /** Its number in the file's list. */
  index: number;
  /** What `makeFamily` takes. */
  spec: string | FamilySpec;
  /** The values that a sweep gave it. */
  swept?: Record<string, unknown>;
}

/**
 * The families of an experiment one by one: a sweep gives one for each combination of its values,
 * the last setting changing fastest.
 *
 * @param families As the file lists them.
 * @returns Names and settings.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { expandFamilies } from "raagkit/experiment";
 *
 * const sweep = { nStates: [36, 72] };
 * const family = { family: "note-hmm", name: "notes-{nStates}", sweep };
 * assertEquals(expandFamilies([family]).map(({ name }) => name), ["notes-36", "notes-72"]);
 * ```
 */
export function expandFamilies(families: readonly ExperimentFamily[]): NamedFamily[] {
  return families.flatMap((family, index): NamedFamily[] => {
    if (typeof family === "string") return [{ name: family, index, spec: family }];
    const { sweep, ...fixed } = family;
    if (sweep === undefined) return [{ name: fixed.name ?? fixed.family, index, spec: fixed }];
    return combinations(sweep).map((swept) => {
      const name = sweptName(fixed.name ?? fixed.family, { ...fixed, ...swept }, swept);
      return { name, index, spec: { ...fixed, ...swept, name }, swept };
    });
  });
}

/** Every combination of the values of a sweep. */
function combinations(sweep: Record<string, unknown[]>): Record<string, unknown>[] {
  return Object.entries(sweep).reduce<Record<string, unknown>[]>(
    (made, [key, values]) =>
      made.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** `{setting}` in a name gives way to the value; a name without any gets all that is swept. */
function sweptName(
  template: string,
  settings: Record<string, unknown>,
  swept: Record<string, unknown>,
): string {
  if (!template.includes("{")) {
    return [template, ...Object.entries(swept).map(([key, value]) => `${key}${value}`)].join("-");
  }
  return template.replace(/\{(\w+)\}/g, (whole, key) => String(settings[key] ?? whole));
}
