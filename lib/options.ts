/**
 * Checks of what a caller asks for: each names the option, the rule and the value found.
 *
 * @module
 */

import { InvalidArgumentError } from "./errors.ts";

/** Refuses what is no number within low..high. */
export function requireWithin(
  name: string,
  value: number,
  low: number,
  high: number,
  unit = "",
): void {
  if (value >= low && value <= high) return;
  throw new InvalidArgumentError(`${name} must be within ${low}..${high}${unit}, found ${value}`);
}

/** Refuses what is no whole number within low..high. */
export function requireWhole(
  name: string,
  value: number,
  low: number,
  high: number,
  unit = "",
): void {
  if (Number.isSafeInteger(value) && value >= low && value <= high) return;
  const rule = `must be a whole number within ${low}..${high}${unit}`;
  throw new InvalidArgumentError(`${name} ${rule}, found ${value}`);
}

/** Refuses what is no finite number above 0. */
export function requirePositive(name: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new InvalidArgumentError(`${name} must be a positive number, found ${value}`);
}

/** Refuses a value that is none of a few. */
export function requireOneOf(name: string, value: unknown, values: readonly unknown[]): void {
  if (values.includes(value)) return;
  throw new InvalidArgumentError(`${name} must be one of ${values.join(", ")}, found ${value}`);
}
