/**
 * Chooses the E-step that is cheapest for the data at hand.
 *
 * @module
 */

import type { EStep } from "./e_step.ts";
import { KernelEStep } from "./kernel_e_step.ts";
import { planRuns, trainingCost } from "./run_plan.ts";
import { textbookEStep } from "./textbook_e_step.ts";
import type { EStepKind, Symbols } from "./types.ts";

/**
 * Binds an E-step to its sequences.
 *
 * `auto` and `run-length` cut the sequences into the pieces that are estimated to cost least; where
 * runs do not pay for any symbol, these are single frames, which is `fast`.
 *
 * @param kind Which one.
 * @param sequences Sequences of observations, validated.
 * @param shape N and M.
 * @returns The E-step; its `kind` says what was chosen.
 */
export function createEStep(
  kind: EStepKind | "auto",
  sequences: readonly Symbols[],
  shape: { nStates: number; nSymbols: number },
): EStep {
  const { nStates, nSymbols } = shape;
  if (kind === "textbook") return textbookEStep(sequences);
  const cost = kind === "fast" ? undefined : trainingCost(nStates, nSymbols);
  return new KernelEStep(sequences, planRuns(sequences, nSymbols, cost), nStates);
}
