/**
 * The options of a fit: defaults and checks.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import type { FitOptions } from "./types.ts";
import { checkWhole } from "./validate.ts";

/** {@linkcode FitOptions} with every default filled in. */
export type FilledFitOptions =
  & Required<Omit<FitOptions, "onIteration" | "signal">>
  & Pick<FitOptions, "onIteration" | "signal">;

/**
 * Fills in the defaults and checks each option.
 *
 * @param options As the caller gave them.
 * @param nStates N, for the largest floor possible.
 * @param nSymbols M, likewise.
 * @returns All options.
 * @throws {InvalidArgumentError} If one lies outside its range.
 */
export function fillFitOptions(
  options: FitOptions,
  nStates: number,
  nSymbols: number,
): FilledFitOptions {
  const filled: FilledFitOptions = {
    maxIterations: options.maxIterations ?? 200,
    tolerance: options.tolerance ?? 0.1,
    pseudoCount: options.pseudoCount ?? 0.01,
    probabilityFloor: options.probabilityFloor ?? 1e-8,
    keepZeros: options.keepZeros ?? false,
    eStep: options.eStep ?? "auto",
    restarts: options.restarts ?? 1,
    seed: options.seed ?? 0,
    onIteration: options.onIteration,
    signal: options.signal,
  };
  checkWhole("maxIterations", filled.maxIterations, 0);
  checkWhole("restarts", filled.restarts, 1);
  checkWhole("seed", filled.seed, -Number.MAX_SAFE_INTEGER);
  if (Number.isNaN(filled.tolerance) || filled.tolerance === Infinity) {
    throw new InvalidArgumentError(`tolerance must be a number, found ${filled.tolerance}`);
  }
  if (!(filled.pseudoCount >= 0 && filled.pseudoCount < Infinity)) {
    throw new InvalidArgumentError(`pseudoCount must be >= 0, found ${filled.pseudoCount}`);
  }
  const highest = 1 / Math.max(nStates, nSymbols);
  if (!(filled.probabilityFloor >= 0 && filled.probabilityFloor < highest)) {
    throw new InvalidArgumentError(
      `probabilityFloor must be >= 0 and < 1 / max(N, M) = ${highest}, ` +
        `found ${filled.probabilityFloor}`,
    );
  }
  if (!["auto", "textbook", "fast", "run-length"].includes(filled.eStep)) {
    throw new InvalidArgumentError(
      `eStep must be auto, textbook, fast or run-length, found ${filled.eStep}`,
    );
  }
  return filled;
}
