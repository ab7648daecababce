import { InvalidArgumentError } from "../errors.ts";
import type { QuantizerOptions } from "./types.ts";

/** Alphabets beyond this are a mistake rather than a melody. */
const MAX_SYMBOLS = 65536;

/**
 * Fills in the defaults and checks every field.
 *
 * @param options Some of the fields, or a record read from a model file; keys that the quantiser
 * does not know are ignored, so that a file may keep notes of its own.
 * @returns The complete options, with known fields only.
 * @throws {InvalidArgumentError} If a field is out of its range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { resolveQuantizer } from "raagkit/quantize";
 *
 * assertEquals(resolveQuantizer({ kind: "notes" }), {
 *   kind: "notes",
 *   nSymbols: 36,
 *   binsPerOctave: 12,
 *   minNoteSeconds: 0.116,
 *   octaveNormalize: true,
 * });
 * ```
 */
export function resolveQuantizer(
  options: Partial<QuantizerOptions> | Readonly<Record<string, unknown>> = {},
): QuantizerOptions {
  const { kind = "frames" } = options;
  if (kind !== "frames" && kind !== "notes") {
    throw new InvalidArgumentError(`kind must be "frames" or "notes", found ${show(kind)}`);
  }
  const { binsPerOctave = 12 } = options;
  if (!isWhole(binsPerOctave, 1, MAX_SYMBOLS)) {
    throw new InvalidArgumentError(
      `binsPerOctave must be a whole number from 1 to ${MAX_SYMBOLS}, found ${show(binsPerOctave)}`,
    );
  }
  const { nSymbols = 3 * binsPerOctave } = options;
  if (!isWhole(nSymbols, 1, MAX_SYMBOLS) || nSymbols % binsPerOctave !== 0) {
    throw new InvalidArgumentError(
      `nSymbols must be a whole number of octaves of ${binsPerOctave} symbols, at most ` +
        `${MAX_SYMBOLS}, found ${show(nSymbols)}`,
    );
  }
  const { minNoteSeconds = 0.116 } = options;
  if (typeof minNoteSeconds !== "number" || !(minNoteSeconds >= 0 && minNoteSeconds < Infinity)) {
    throw new InvalidArgumentError(
      `minNoteSeconds must be a number of seconds >= 0, found ${show(minNoteSeconds)}`,
    );
  }
  const { octaveNormalize = kind === "notes" } = options;
  if (typeof octaveNormalize !== "boolean") {
    throw new InvalidArgumentError(
      `octaveNormalize must be true or false, found ${show(octaveNormalize)}`,
    );
  }
  return { kind, nSymbols, binsPerOctave, minNoteSeconds, octaveNormalize };
}

/** Sa lies between these, whoever plays: the range is wide, for it is to catch mistakes only. */
const TONIC_HZ: readonly [number, number] = [10, 10_000];

/**
 * Checks a tonic.
 *
 * @param tonicHz Frequency of Sa in Hz.
 * @throws {InvalidArgumentError} If it is no frequency within 10..10000 Hz.
 */
export function assertTonic(tonicHz: number): void {
  const [low, high] = TONIC_HZ;
  if (!(tonicHz >= low && tonicHz <= high)) {
    throw new InvalidArgumentError(
      `tonicHz must be a frequency within ${low}..${high} Hz, found ${tonicHz}`,
    );
  }
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return Number.isInteger(value) && (value as number) >= low && (value as number) <= high;
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
}
