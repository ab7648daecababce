import { DiscreteHmm, type FitOptions, type HmmParameters } from "../hmm/mod.ts";
import type { TrainingRecord } from "../persistence/mod.ts";
import { hashString } from "../random.ts";
import type { ResolvedTrainerOptions } from "./options.ts";

/** All that the training of one raag depends on. Survives structured cloning. */
export interface TrainUnit {
  /** The label. */
  raag: string;
  /** One sequence a recording, each with at least one symbol. */
  sequences: (Uint8Array | Int32Array)[];
  /** The trainer's options that matter here. */
  options: Pick<
    ResolvedTrainerOptions,
    | "nStates"
    | "nObservations"
    | "maxIterations"
    | "convergenceTolerance"
    | "regularizationAlpha"
    | "probabilityFloor"
    | "randomState"
    | "start"
  >;
}

/** A trained model as it travels between threads. */
export interface TrainedUnit {
  /** pi, A and B. */
  parameters: HmmParameters;
  /** How it went. */
  training: TrainingRecord;
}

/**
 * The seed of one raag: from the trainer's seed and the label alone, so that a raag's model does
 * not depend on which other raags are trained, nor in which order.
 */
export function raagSeed(randomState: number, raag: string): number {
  return hashString(`${randomState}/${raag}`);
}

/**
 * Trains one raag.
 *
 * @param unit Sequences and options.
 * @param hooks Awaited progress and a signal; only where the unit runs in the caller's own thread.
 * @returns Parameters and the record of the training.
 * @throws {ModelError} If no sequence can be learnt from.
 */
export async function trainUnit(
  { raag, sequences, options }: TrainUnit,
  hooks: Pick<FitOptions, "onIteration" | "signal"> = {},
): Promise<TrainedUnit> {
  const { nStates, nObservations } = options;
  const seed = raagSeed(options.randomState, raag);
  const start = options.start === "random"
    ? DiscreteHmm.random(nStates, nObservations, seed)
    : DiscreteHmm.fromSymbols(sequences, nObservations, {
      statesPerSymbol: nStates / nObservations,
      seed,
    });
  const began = performance.now();
  const fit = await start.fit(sequences, {
    maxIterations: options.maxIterations,
    tolerance: options.convergenceTolerance,
    pseudoCount: options.regularizationAlpha,
    probabilityFloor: options.probabilityFloor,
    ...hooks,
  });
  const symbols = sequences.reduce((count, sequence) => count + sequence.length, 0);
  const { nStates: n, nSymbols, startprob, transmat, emissionprob } = fit.model;
  return {
    parameters: { nStates: n, nSymbols, startprob, transmat, emissionprob },
    training: {
      recordings: sequences.length,
      symbols,
      status: fit.status,
      iterations: fit.history.at(-1)!.iteration,
      logLikelihood: fit.logLikelihood,
      logLikelihoodPerSymbol: fit.logLikelihood / symbols,
      seconds: (performance.now() - began) / 1000,
      history: fit.history,
      seed,
    },
  };
}
