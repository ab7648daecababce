import type { z } from "zod";
import type { Problem } from "../errors.ts";
import { parseJson, readBounded } from "../files/mod.ts";
import { ExperimentError } from "./error.ts";
import { makeFamily } from "../families/mod.ts";
import { expandFamilies } from "./families.ts";
import { asExperiment, experimentSchema } from "./experiment_schema.ts";
import type { Experiment } from "./types.ts";

/**
 * Reads an experiment file.
 *
 * @param path Path of the file.
 * @returns The experiment, with its defaults filled in.
 * @throws {ExperimentError} If it cannot be read or is wrong; every problem names its field and what
 * is allowed there.
 */
export async function readExperiment(path: string): Promise<Experiment> {
  let value: unknown;
  try {
    value = parseJson(await readBounded(path, 1 << 20));
  } catch (error) {
    throw new ExperimentError(`Cannot read ${path}: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
  return checkExperiment(value, path);
}

/**
 * Checks what an experiment file holds.
 *
 * @param value The parsed JSON.
 * @param name Name of the file, for messages.
 * @returns The experiment, with its defaults filled in.
 * @throws {ExperimentError} If it is wrong; every problem names its field and what is allowed there.
 */
export function checkExperiment(value: unknown, name = "the experiment"): Experiment {
  const read = experimentSchema.safeParse(value);
  const found = read.success
    ? contradictions(asExperiment(read.data))
    : read.error.issues.flatMap((issue) => explain(issue, value));
  if (!read.success || found.length > 0) {
    throw new ExperimentError(
      `${name} is not an experiment that can be run:`,
      found.map(({ field, message }) => ({ file: name, field, message, severity: "error" })),
    );
  }
  return asExperiment(read.data);
}

type Found = Required<Pick<Problem, "field" | "message">>;
type Issue = z.core.$ZodIssue;

/** What fits the schema field by field, and yet not together. */
function contradictions(experiment: Experiment): Found[] {
  const { data, folds, splits, families, seeds, models } = experiment;
  const found: Found[] = [];
  if ((folds === undefined) === (splits === undefined)) {
    const both = folds !== undefined ? ", found both" : ", found neither";
    found.push({ field: "folds", message: `give either folds or splits${both}` });
  }
  if (typeof data === "object" && (data.sample === undefined) === (data.folder === undefined)) {
    found.push({ field: "data", message: "give either sample or folder" });
  }
  if (splits !== undefined && splits.train === splits.test) {
    found.push({
      field: "splits.test",
      message: `must differ from splits.train, found "${splits.test}" twice`,
    });
  }
  const named = expandFamilies(families);
  repeated(named.map(({ name }) => name)).forEach((i) =>
    found.push({
      field: `families.${named[i].index}.name`,
      message: `must be a name of its own, "${named[i].name}" occurs twice`,
    })
  );
  for (const { index, spec } of named) {
    try {
      makeFamily(spec);
    } catch (error) {
      found.push({ field: `families.${index}`, message: (error as Error).message });
    }
  }
  if (typeof models === "string" && !named.some(({ name }) => name === models)) {
    const there = oneOf(named.map(({ name }) => name));
    found.push({ field: "models", message: `must be true, false or ${there}, found "${models}"` });
  }
  repeated(seeds).forEach((i) =>
    found.push({ field: `seeds.${i}`, message: `must differ, ${seeds[i]} occurs twice` })
  );
  return found;
}

/** Places of values that stood in the list before. */
function repeated(values: readonly unknown[]): number[] {
  return [...values.keys()].filter((i) => values.indexOf(values[i]) < i);
}

/** One of zod's issues in the words of the file. */
function explain(issue: Issue, whole: unknown, above: readonly PropertyKey[] = []): Found[] {
  const path = [...above, ...issue.path], field = path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ field: [...path, key].join("."), message: issue.message }));
  }
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const own = issue.errors.map((branch) => branch as Issue[]);
    const near = own.filter((branch) => !branch.some(isWrongKind));
    if (near.length > 0) {
      // Of the ways in which a value could have been meant, the one that it is nearest to.
      const best = near.reduce((a, b) => depth(b) > depth(a) ? b : a);
      return best.flatMap((one) => explain(one, whole, path));
    }
  }
  const value = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    whole,
  );
  const found = value === undefined ? "it is missing" : `found ${show(value)}`;
  return [{ field, message: `${ruleOf(issue)}, ${found}` }];
}

/** What a value must be. */
function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${kind(issue.expected)}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "too_small":
      return `must ${bound(issue.origin, issue.inclusive ? ">=" : ">", issue.minimum)}`;
    case "too_big":
      return `must ${bound(issue.origin, issue.inclusive ? "<=" : "<", issue.maximum)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_union": {
      const kinds = issue.errors.flat().flatMap((one) =>
        one.code === "invalid_type" ? [kind(one.expected)] : []
      );
      if (kinds.length > 0) return `must be ${[...new Set(kinds)].join(" or ")}`;
      // A discriminated union whose discriminator is none of those known.
      const { options } = issue as unknown as { options?: unknown[] };
      return options === undefined ? issue.message : `must be ${oneOf(options)}`;
    }
    default:
      return issue.message;
  }
}

/** Whether a value is not even of the kind that is asked for. */
function isWrongKind({ code, path }: Issue): boolean {
  return path.length === 0 && code === "invalid_type";
}

/** How far a branch came: the deepest path of its issues; known keys count more than unknown. */
function depth(branch: readonly Issue[]): number {
  const deepest = Math.max(...branch.map(({ path }) => path.length));
  return deepest -
    (branch.some(({ code, path }) => path.length === 0 && code !== "invalid_value") ? 0.5 : 0);
}

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** "a whole number" and so on. */
function kind(expected: string): string {
  const words: Record<string, string> = {
    int: "a whole number",
    number: "a number",
    string: "a text",
    boolean: "true or false",
    object: "an object { }",
    array: "a list [ ]",
  };
  return words[expected] ?? expected;
}

function oneOf(values: readonly unknown[]): string {
  const names = values.map((value) => JSON.stringify(value)).join(", ");
  return values.length > 1 ? `one of ${names}` : names;
}

/** A limit on a number, or on the length of a text or list. */
function bound(origin: string, sign: string, limit: unknown): string {
  if (origin === "string") return `have a length ${sign} ${limit}`;
  if (origin === "array") return `hold ${sign} ${limit} entries`;
  return `be ${sign} ${limit}`;
}
