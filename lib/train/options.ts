import type { AnalysisPitchOptions } from "../analysis/mod.ts";
import { InvalidArgumentError } from "../errors.ts";
import { type QuantizerOptions, resolveQuantizer, type SymbolKind } from "../quantize/mod.ts";

/** Where Baum-Welch starts. */
export type TrainingStart = "random" | "one-state-per-symbol";

/** The options of a {@linkcode RaagTrainer}; the first seven bear the original study's names. */
export interface TrainerOptions {
  /**
   * Hidden states N.
   * @default 36, three octaves of semitones
   */
  nStates?: number;
  /**
   * Symbols M.
   * @default 36, three octaves of semitones
   */
  nObservations?: number;
  /**
   * Iterations of Baum-Welch at most.
   * @default 200
   */
  maxIterations?: number;
  /**
   * Stop when an iteration gains less than this, in nats.
   * @default 0.1
   */
  convergenceTolerance?: number;
  /**
   * Dirichlet pseudo-count added to each expected count.
   * @default 0.01 for frames, as in the original study; 0.1 for notes, which are few
   */
  regularizationAlpha?: number;
  /**
   * No probability falls below this.
   * @default 1e-8
   */
  probabilityFloor?: number;
  /**
   * Seed of the start.
   * @default 42
   */
  randomState?: number;
  /**
   * What a symbol is: one voiced frame (the original study) or one note (tells raags apart better).
   * @default "notes"
   */
  symbols?: SymbolKind;
  /**
   * Where Baum-Welch starts. `one-state-per-symbol` takes k states for each symbol where N = kM,
   * and cannot serve any other N.
   * @default "one-state-per-symbol" where N is a multiple of M, else "random"
   */
  start?: TrainingStart;
  /**
   * Starts to train for each model; the one whose objective ends highest is kept. The first is
   * `start`, the others are random, each with a seed of its own.
   * @default 1
   */
  restarts?: number;
  /**
   * Whether each raag gets, beside its main model, one model of the notes folded into an octave and
   * one of each third of the recordings. The classifier adds them up, which tells raags apart
   * better than the main model alone.
   * @default true for 36 symbols of notes with the start "one-state-per-symbol", else false
   */
  ensemble?: boolean;
  /**
   * Further options of the quantiser.
   * @default {} the quantiser's own
   */
  quantizer?: Partial<Omit<QuantizerOptions, "kind" | "nSymbols">>;
  /**
   * How pitch is tracked.
   * @default {} `auto`, smoothed
   */
  pitch?: AnalysisPitchOptions;
  /**
   * Folder of the cache for pitch tracks.
   * @default undefined: nothing is cached
   */
  cacheDir?: string;
  /**
   * Threads for recordings and for raags. The models do not depend on it.
   * @default 1
   */
  jobs?: number;
}

/** Trainer options with nothing left open. */
export type ResolvedTrainerOptions =
  & Required<Omit<TrainerOptions, "quantizer" | "pitch" | "cacheDir" | "symbols">>
  & {
    /** The whole of how sound becomes symbols. */
    quantizer: QuantizerOptions;
    /** How pitch is tracked. */
    pitch: AnalysisPitchOptions;
    /** Folder of the cache, or undefined. */
    cacheDir?: string;
  };

/**
 * Fills in the defaults and checks the ranges.
 *
 * @param options What the caller said.
 * @returns The whole.
 * @throws {InvalidArgumentError} If an option is out of its range; the text names it.
 */
export function resolveTrainerOptions(options: TrainerOptions = {}): ResolvedTrainerOptions {
  const {
    nStates = 36,
    nObservations = 36,
    maxIterations = 200,
    convergenceTolerance = 0.1,
    symbols = "notes",
    regularizationAlpha = symbols === "notes" ? 0.1 : 0.01,
    probabilityFloor = 1e-8,
    randomState = 42,
    restarts = 1,
    pitch = {},
    cacheDir,
    jobs = 1,
  } = options;
  requireWhole("nStates", nStates, 1, 4096);
  requireWhole("nObservations", nObservations, 1, 4096);
  requireWhole("maxIterations", maxIterations, 1, 1e6);
  requireWhole("restarts", restarts, 1, 10_000);
  requireWhole("jobs", jobs, 1, 1024);
  requireWhole("randomState", randomState, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  requireRange("convergenceTolerance", convergenceTolerance, 0, Infinity);
  requireRange("regularizationAlpha", regularizationAlpha, 0, 1e6);
  // N floors of 1/N would already be a whole row.
  requireRange("probabilityFloor", probabilityFloor, 0, 1 / (2 * Math.max(nStates, nObservations)));
  const tiles = nStates % nObservations === 0;
  const start = options.start ?? (tiles ? "one-state-per-symbol" : "random");
  if (start === "one-state-per-symbol" && !tiles) {
    throw new InvalidArgumentError(
      `start "one-state-per-symbol" needs nStates to be a multiple of nObservations ` +
        `(${nObservations}), found ${nStates}; use start "random"`,
    );
  }
  const quantizer = resolveQuantizer({
    ...options.quantizer,
    kind: symbols,
    nSymbols: nObservations,
  });
  const fits = symbols === "notes" && start === "one-state-per-symbol" &&
    nObservations === 36 && quantizer.binsPerOctave === 12;
  const ensemble = options.ensemble ?? fits;
  if (ensemble && !fits) {
    throw new InvalidArgumentError(
      `ensemble needs 36 symbols of notes in 12 steps an octave and start "one-state-per-symbol", ` +
        `found ${nObservations} symbols of ${symbols} and start "${start}"`,
    );
  }
  return {
    nStates,
    nObservations,
    maxIterations,
    convergenceTolerance,
    regularizationAlpha,
    probabilityFloor,
    randomState,
    start,
    restarts,
    ensemble,
    jobs,
    pitch,
    cacheDir,
    quantizer,
  };
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidArgumentError(
      `${name} must be a whole number within ${low}..${high}, found ${value}`,
    );
  }
}

function requireRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new InvalidArgumentError(`${name} must be within ${low}..${high}, found ${value}`);
  }
}
