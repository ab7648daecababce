/**
 * Baum-Welch training: from each start E-step and M-step in turn until the gain is small; the best is
 * kept.
 *
 * @module
 */

import { ModelError } from "../errors.ts";
import { createEStep } from "./choose_e_step.ts";
import type { EStep, ExpectedCounts } from "./e_step.ts";
import { applyFloor, logPrior, mStep, type Smoothing } from "./m_step.ts";
import { type FilledFitOptions, fillFitOptions } from "./fit_options.ts";
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

/** A fit's objective may fall by this fraction of itself (or of 1) through rounding alone. */
const ROUNDING = 1e-11;
/** A state that is expected to be visited less often than this in the whole data is empty. */
const EMPTY_VISITS = 1e-6;
/** Let other tasks of the event loop run at least this often, in milliseconds. */
const YIELD_EVERY_MS = 50;

/** What training one start came to. */
export interface TrainingResult {
  /** The parameters reached. */
  parameters: HmmParameters;
  /** How it ended. */
  status: FitStatus;
  /** One row for the start and one per re-estimation; the last row belongs to `parameters`. */
  history: HistoryRow[];
  /** States whose expected number of visits has vanished. */
  emptiedStates: number[];
}

/** States whose expected number of visits has vanished. */
function emptyStates(counts: ExpectedCounts, nStates: number, nSymbols: number): number[] {
  const empty: number[] = [];
  for (let i = 0; i < nStates; i++) {
    let visits = 0;
    for (let k = 0; k < nSymbols; k++) visits += counts.emissions[i * nSymbols + k];
    if (visits < EMPTY_VISITS) empty.push(i);
  }
  return empty;
}

/** The sequence that makes the likelihood 0, for the error message. */
function impossible(parameters: HmmParameters, sequences: readonly Symbols[]): ModelError {
  const index = sequences.findIndex((symbols) =>
    createEStep("textbook", [symbols], parameters).expectedCounts(parameters).logLikelihood ===
      -Infinity
  );
  return new ModelError(
    `sequences[${index}] has probability 0 under the start parameters, so that nothing can be ` +
      `learnt from it; start from parameters without zeros or set a probabilityFloor > 0`,
  );
}

/**
 * Trains one start by expectation-maximisation.
 *
 * The objective of each row is log P(O | lambda) + pseudoCount * sum log p. The M-step is its exact
 * maximiser under the floor, and the start is brought above the floor first, so that the objective
 * never falls but by rounding; a fall beyond that ends the fit with `likelihood-decreased`.
 *
 * @param start Where to begin.
 * @param sequences Sequences of observations, of any lengths, already validated.
 * @param eStep The E-step bound to these sequences.
 * @param options Filled options.
 * @param restart Number of this start, handed to `onIteration`.
 * @returns Parameters, status and history.
 * @throws {ModelError} If a sequence is impossible under the start.
 * @see Rabiner 1989, section III.C.
 */
export async function train(
  start: HmmParameters,
  sequences: readonly Symbols[],
  eStep: EStep,
  options: FilledFitOptions,
  restart: number,
): Promise<TrainingResult> {
  const smoothing: Smoothing = options;
  const began = performance.now();
  let lastYield = began;
  let parameters = applyFloor(start, smoothing);
  let previous: { parameters: HmmParameters; counts: ExpectedCounts } | undefined;
  const history: HistoryRow[] = [];
  const finish = (
    status: FitStatus,
    at: HmmParameters,
    counts: ExpectedCounts,
  ): TrainingResult => ({
    parameters: at,
    status,
    history,
    emptiedStates: emptyStates(counts, at.nStates, at.nSymbols),
  });

  for (let iteration = 0;; iteration++) {
    const counts = eStep.expectedCounts(parameters);
    if (!(counts.logLikelihood > -Infinity)) throw impossible(parameters, sequences);
    const objective = counts.logLikelihood + logPrior(parameters, smoothing);
    const before = history.at(-1)?.objective ?? objective;
    const gain = objective === before ? 0 : objective - before;
    if (previous && gain < -ROUNDING * Math.max(1, Math.abs(before))) {
      return finish("likelihood-decreased", previous.parameters, previous.counts);
    }
    const row: HistoryRow = {
      iteration,
      logLikelihood: counts.logLikelihood,
      objective,
      gain,
      seconds: (performance.now() - began) / 1000,
    };
    history.push(row);
    await options.onIteration?.({ ...row }, restart);
    if (performance.now() - lastYield > YIELD_EVERY_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      lastYield = performance.now();
    }
    if (previous && gain < options.tolerance) return finish("converged", parameters, counts);
    if (iteration === options.maxIterations) return finish("max-iterations", parameters, counts);
    if (options.signal?.aborted) return finish("aborted", parameters, counts);
    previous = { parameters, counts };
    parameters = mStep(counts, parameters, smoothing);
  }
}

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
): Promise<{ parameters: HmmParameters; summary: FitSummary }> {
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
