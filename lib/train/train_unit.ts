import { DiscreteHmm, type FitOptions, type HmmParameters } from "../hmm/mod.ts";
import type { TrainingRecord } from "../persistence/mod.ts";
import { hashString } from "../random.ts";
import type { ResolvedTrainerOptions } from "./options.ts";

/** Hooks of one training. */
export type TrainUnitHooks = Pick<FitOptions, "onIteration" | "signal">;

/** What one model of a raag learns from. */
export interface ViewSequences {
  /** Name of the view; it seeds the start. */
  name: string;
  /** Hidden states. */
  nStates: number;
  /** Size of the alphabet. */
  nSymbols: number;
  /** One sequence a recording. */
  sequences: (Uint8Array | Int32Array)[];
}

/** All that the training of one raag depends on. Survives structured cloning. */
export interface TrainUnit {
  /** The label. */
  raag: string;
  /** One entry a model, the main one first. */
  views: ViewSequences[];
  /** Which start: 0 is the trainer's own, any other one random. */
  restart: number;
  /** The trainer's options that matter here. */
  options: Pick<
    ResolvedTrainerOptions,
    | "maxIterations"
    | "convergenceTolerance"
    | "regularizationAlpha"
    | "probabilityFloor"
    | "randomState"
    | "start"
  >;
}

/** One trained model as it travels between threads. */
export interface TrainedView {
  /** Name of the view. */
  name: string;
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
 * Trains the models of one raag.
 *
 * @param unit Sequences and options.
 * @param hooks Awaited progress of the main model, and a signal; only where the unit runs in the
 * caller's own thread.
 * @returns Parameters and the record of the training, one entry a view.
 * @throws {ModelError} If no sequence can be learnt from.
 */
export async function trainUnit(
  { raag, views, restart, options }: TrainUnit,
  { onIteration, signal }: TrainUnitHooks = {},
): Promise<TrainedView[]> {
  const first = raagSeed(options.randomState, raag);
  const seed = restart === 0 ? first : raagSeed(first, `restart ${restart}`);
  const start = restart === 0 ? options.start : "random";
  const trained: TrainedView[] = [];
  for (const [index, view] of views.entries()) {
    // The main model's seed is the raag's own, whether there are further models or not.
    const own = index === 0 ? seed : raagSeed(seed, view.name);
    const hooks = { signal, onIteration: index === 0 ? onIteration : undefined };
    trained.push(await trainView(view, { ...options, start }, own, hooks));
  }
  return trained;
}

/**
 * For each view the trained model whose objective ended highest; the earlier one of two alike.
 *
 * @param restarts What each start came to, in their order.
 * @returns One entry a view, with the objective and seed of every start in its record.
 */
export function bestOfRestarts(restarts: readonly TrainedView[][]): TrainedView[] {
  if (restarts.length === 1) return restarts[0];
  return restarts[0].map((_, v) => {
    const tried = restarts.map((views) => views[v]);
    const objectives = tried.map(objectiveOf);
    const best = tried[objectives.indexOf(Math.max(...objectives))];
    const starts = tried.map(({ training }, r) => ({
      seed: training.seed,
      objective: objectives[r],
      status: training.status,
    }));
    return { ...best, training: { ...best.training, restarts: starts } };
  });
}

function objectiveOf({ training: { history, logLikelihood } }: TrainedView): number {
  return history.at(-1)?.objective ?? logLikelihood;
}

async function trainView(
  { name, nStates, nSymbols, sequences: all }: ViewSequences,
  options: TrainUnit["options"],
  seed: number,
  hooks: TrainUnitHooks,
): Promise<TrainedView> {
  // A short recording may leave a third of itself without a note.
  const sequences = all.filter(({ length }) => length > 0);
  // Recordings so short that none has a note in this third: nothing is known of it.
  if (sequences.length === 0) return { name, ...untrained(nStates, nSymbols, seed) };
  const start = options.start === "random"
    ? DiscreteHmm.random(nStates, nSymbols, seed)
    : DiscreteHmm.fromSymbols(sequences, nSymbols, { statesPerSymbol: nStates / nSymbols, seed });
  const began = performance.now();
  const fit = await start.fit(sequences, {
    maxIterations: options.maxIterations,
    tolerance: options.convergenceTolerance,
    pseudoCount: options.regularizationAlpha,
    probabilityFloor: options.probabilityFloor,
    ...hooks,
  });
  const symbols = sequences.reduce((count, { length }) => count + length, 0);
  return {
    name,
    parameters: fit.model.parameters,
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

/** A model that has nothing to learn from expects everything alike. */
function untrained(nStates: number, nSymbols: number, seed: number): Omit<TrainedView, "name"> {
  return {
    parameters: {
      nStates,
      nSymbols,
      startprob: new Float64Array(nStates).fill(1 / nStates),
      transmat: new Float64Array(nStates * nStates).fill(1 / nStates),
      emissionprob: new Float64Array(nStates * nSymbols).fill(1 / nSymbols),
    },
    training: {
      recordings: 0,
      symbols: 0,
      status: "max-iterations",
      iterations: 0,
      logLikelihood: 0,
      logLikelihoodPerSymbol: 0,
      seconds: 0,
      history: [],
      seed,
    },
  };
}
