/**
 * A fit as a whole: its starts, the best of them, and what there is to report.
 *
 * @module
 */

import { train, type TrainingResult } from "./baum_welch.ts";
import { createEStep } from "./choose_e_step.ts";
import { fillFitOptions } from "./fit_options.ts";
import { randomStart } from "./starts.ts";
import type {
  EStepKind,
  FitOptions,
  FitStatus,
  HistoryRow,
  HmmParameters,
  RestartSummary,
  Symbols,
} from "./types.ts";
import { validateSequences } from "./validate.ts";

/** What a fit reports beside the model. */
export interface FitSummary {
  /** How the fit of this model ended. */
  status: FitStatus;
  /** One row for the start and one per re-estimation; the last row belongs to the model. */
  history: HistoryRow[];
  /** Log-likelihood of all sequences under the model, in nats. */
  logLikelihood: number;
  /** The same divided by the number of symbols. */
  logLikelihoodPerSymbol: number;
  /** Number of sequences. */
  nSequences: number;
  /** Number of symbols in all sequences. */
  nSymbolsSeen: number;
  /** States that no sequence is expected to visit any more. */
  emptiedStates: number[];
  /** Which E-step was taken. */
  eStep: EStepKind;
  /** Every start that was trained, in order. */
  restartsTried: RestartSummary[];
  /** Which of `restartsTried` became the model. */
  bestRestart: number;
}

/** A fit's parameters and what it reports about them. */
export interface FittedParameters {
  /** The best parameters found. */
  parameters: HmmParameters;
  /** How they were found. */
  summary: FitSummary;
}

/** The last row, which every history has. */
function lastRow(result: TrainingResult): HistoryRow & { objective: number } {
  return result.history.at(-1) as HistoryRow & { objective: number };
}

/**
 * Trains from the parameters given, and from random ones if `restarts` asks for them.
 *
 * @param start The first start: N states, M symbols.
 * @param sequences Sequences of observations, of any lengths (1 included).
 * @param options Iterations, tolerance, prior, floor, restarts, callback, signal.
 * @returns The best by objective (the first of equals) and the report.
 * @throws {InvalidArgumentError} If an option or a symbol lies outside its range.
 * @throws {ModelError} If a sequence is impossible under a start.
 */
export async function fitParameters(
  start: HmmParameters,
  sequences: readonly Symbols[],
  options: FitOptions = {},
): Promise<FittedParameters> {
  const { nStates, nSymbols } = start;
  const filled = fillFitOptions(options, nStates, nSymbols);
  validateSequences(sequences, nSymbols);
  const eStep = createEStep(filled.eStep, sequences, start);

  const results: TrainingResult[] = [], restartsTried: RestartSummary[] = [];
  for (let restart = 0; restart < filled.restarts; restart++) {
    const seed = restart === 0 ? undefined : filled.seed + restart - 1;
    const from = seed === undefined ? start : randomStart(nStates, nSymbols, seed);
    const result = await train(from, sequences, eStep, filled, restart);
    const { objective, logLikelihood, iteration } = lastRow(result);
    results.push(result);
    restartsTried.push({
      seed,
      objective,
      logLikelihood,
      iterations: iteration,
      status: result.status,
    });
    if (result.status === "aborted") break;
  }

  const best = results.reduce((a, b) => lastRow(b).objective > lastRow(a).objective ? b : a);
  const nSymbolsSeen = sequences.reduce((total, symbols) => total + symbols.length, 0);
  const { logLikelihood } = lastRow(best);
  return {
    parameters: best.parameters,
    summary: {
      status: best.status,
      history: best.history,
      logLikelihood,
      logLikelihoodPerSymbol: logLikelihood / nSymbolsSeen,
      nSequences: sequences.length,
      nSymbolsSeen,
      emptiedStates: best.emptiedStates,
      eStep: eStep.kind,
      restartsTried,
      bestRestart: results.indexOf(best),
    },
  };
}
