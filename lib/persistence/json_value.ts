import { InvalidArgumentError } from "../errors.ts";

/**
 * A copy of a value as plain JSON. NaN and the infinities, which JSON lacks, become
 * `{"$number": "NaN"}` and the like; see {@linkcode fromJsonValue}.
 *
 * @returns The copy; fields that are undefined are left out.
 * @throws {InvalidArgumentError} If it holds anything else, or nests too deep (a circle).
 */
export function toJsonValue(value: unknown, name: string, depth = 16): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : { $number: String(value) };
  if (depth === 0) throw new InvalidArgumentError(`${name} nests too deep to be saved`);
  if (Array.isArray(value)) {
    return value.map((item, i) => toJsonValue(item, `${name}[${i}]`, depth - 1));
  }
  const prototype = typeof value === "object" && Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const found = typeof value === "object" ? value!.constructor?.name : typeof value;
    throw new InvalidArgumentError(`${name} must be JSON to be saved, found ${found}`);
  }
  return Object.fromEntries(
    Object.entries(value as object).filter(([, field]) => field !== undefined)
      .map(([key, field]) => [key, toJsonValue(field, `${name}.${key}`, depth - 1)]),
  );
}

/** Undoes {@linkcode toJsonValue}. */
export function fromJsonValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromJsonValue);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries.length === 1 && entries[0][0] === "$number") return Number(entries[0][1]);
  return Object.fromEntries(entries.map(([key, field]) => [key, fromJsonValue(field)]));
}
