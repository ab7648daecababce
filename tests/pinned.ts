/**
 * Numbers that were judged once, on references and on recordings, and must not change unnoticed.
 *
 * Where one does, measure again (`deno task bench`); if the new numbers are meant, keep them:
 * `deno task test --update tests/FOLDER/pinned_test.ts`.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { isUpdating } from "./updating.ts";

/** Digits that are compared: sums in another order differ in the last few of sixteen. */
const DIGITS = 7;

/** A value as JSON: numbers rounded, long lists as a text of their length and three weighted sums. */
function brief(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? round(value) : String(value);
  if (ArrayBuffer.isView(value)) return brief(Array.from(value as unknown as number[]));
  if (Array.isArray(value)) {
    const flat = value.map((row) => ArrayBuffer.isView(row) ? Array.from(row as Float64Array) : row)
      .flat();
    const isLong = flat.length > 8 && flat.every(Number.isFinite);
    return isLong ? digest(flat as number[]) : value.map(brief);
  }
  if (value instanceof Map) return brief([...value]);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([key, one]) =>
    key !== "seconds" && one !== undefined && typeof one !== "function"
  );
  return Object.fromEntries(entries.map(([key, one]) => [key, brief(one)]));
}

function round(value: number): number {
  // What is 0 but for rounding is 0.
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(DIGITS));
}

function digest(values: readonly number[]): string {
  const sum = (weight: (i: number) => number) =>
    round(values.reduce((total, value, i) => total + weight(i) * value, 0));
  const sums = [sum(() => 1), sum((i) => 1 + i / values.length), sum((i) => 1 + i % 7 / 7)];
  return `${values.length} numbers, ${sums.join(" ")}`;
}

/**
 * Makes a test that each value is as it was kept.
 *
 * @param file Where the numbers are kept, as JSON.
 * @param makers What makes each value, by name.
 */
export function pinnedTests(file: URL, makers: Record<string, () => unknown>): void {
  const kept: Record<string, unknown> = isUpdating ? {} : JSON.parse(Deno.readTextFileSync(file));
  for (const [name, make] of Object.entries(makers)) {
    Deno.test(`${name}: the numbers that were judged`, async () => {
      const value = JSON.parse(JSON.stringify(brief(await make())));
      if (!isUpdating) return assertEquals(value, kept[name]);
      kept[name] = value;
      await Deno.writeTextFile(file, `${JSON.stringify(kept, null, 2)}\n`);
    });
  }
}
