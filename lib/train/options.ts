import type { AnalysisPitchOptions } from "../analysis/mod.ts";
import { InvalidArgumentError } from "../errors.ts";
import {
  DEFAULT_FAMILY,
  type FamilySpec,
  makeFamily,
  type TrainingStart,
} from "../families/mod.ts";
import { DEFAULT_SEED } from "../random.ts";
import type { SymbolKind } from "../quantize/mod.ts";

/**
 * The options of a {@linkcode RaagTrainer}. With `family` they say which way to tell raags apart is
 * trained; the others that bear the original study's names ask for its own: one hidden Markov model
 * a raag, by Baum-Welch.
 */
export interface TrainerOptions {
  /**
   * The family, or a family with settings.
   * @default "hmm"; "note-hmm" or "frame-hmm-random" where an option of theirs is given
   */
  family?: string | FamilySpec;
  /** Hidden states N. @default 36, three octaves of semitones */
  nStates?: number;
  /** Symbols M. @default 36, three octaves of semitones */
  nObservations?: number;
  /** Iterations of Baum-Welch at most. @default 200 for frames, 10 for notes */
  maxIterations?: number;
  /** Stop when an iteration gains less than this, in nats. @default 0.1 */
  convergenceTolerance?: number;
  /** Dirichlet pseudo-count added to each expected count. @default 0.01 for frames, 0.1 for notes */
  regularizationAlpha?: number;
  /** No probability falls below this. @default 1e-8 */
  probabilityFloor?: number;
  /** Seed of everything random. @default 42 */
  randomState?: number;
  /** What a symbol is: one voiced frame (the original study) or one note. @default "notes" */
  symbols?: SymbolKind;
  /** Where Baum-Welch starts. @default "one-state-per-symbol" for notes, "random" for frames */
  start?: TrainingStart;
  /** Starts to train for each raag; the best is kept. @default 1 */
  restarts?: number;
  /** How pitch is tracked. @default {} `auto`, smoothed */
  pitch?: AnalysisPitchOptions;
  /** Folder of the cache for pitch tracks. @default undefined: nothing is cached */
  cacheDir?: string;
  /** Threads for recordings and for raags. The models do not depend on it. @default 1 */
  jobs?: number;
}

/** Trainer options with nothing left open. */
export interface ResolvedTrainerOptions {
  /** The family with its settings. */
  family: FamilySpec;
  /** Seed of everything random. */
  randomState: number;
  /** How pitch is tracked. */
  pitch: AnalysisPitchOptions;
  /** Folder of the cache, or undefined. */
  cacheDir?: string;
  /** Threads. */
  jobs: number;
}

/** The original study's names, as the families call them. */
const CLASSIC = {
  nStates: "nStates",
  nObservations: "nSymbols",
  maxIterations: "maxIterations",
  convergenceTolerance: "convergenceTolerance",
  regularizationAlpha: "pseudoCount",
  probabilityFloor: "probabilityFloor",
  start: "start",
  restarts: "restarts",
} as const;

/**
 * Fills in the defaults and checks the ranges.
 *
 * @param options What the caller said.
 * @returns The whole.
 * @throws {InvalidArgumentError} If an option is out of its range, or belongs to another family
 * than the one that is named.
 */
export function resolveTrainerOptions(options: TrainerOptions = {}): ResolvedTrainerOptions {
  const { randomState = DEFAULT_SEED, pitch = {}, cacheDir, jobs = 1, symbols } = options;
  for (
    const [name, value, low] of [["jobs", jobs, 1], ["randomState", randomState, -1e15]] as const
  ) {
    if (!Number.isSafeInteger(value) || value < low) {
      throw new InvalidArgumentError(`${name} must be a whole number >= ${low}, found ${value}`);
    }
  }
  const settings = Object.fromEntries(
    Object.entries(CLASSIC).flatMap(([name, own]) => {
      const value = options[name as keyof typeof CLASSIC];
      return value === undefined ? [] : [[own, value]];
    }),
  );
  const classic = symbols !== undefined || Object.keys(settings).length > 0;
  const usual = classic ? symbols === "frames" ? "frame-hmm-random" : "note-hmm" : DEFAULT_FAMILY;
  const named = options.family ?? usual;
  const spec: FamilySpec = typeof named === "string" ? { family: named } : named;
  const family = { ...spec, ...settings };
  try {
    makeFamily(family); // refuses what the family does not know
  } catch (error) {
    throw inTheCallersWords(error, options);
  }
  return { family, randomState, pitch, cacheDir, jobs };
}

/** An error about an option of the family, told by the name that the caller gave it. */
function inTheCallersWords(error: unknown, options: TrainerOptions): unknown {
  if (!(error instanceof InvalidArgumentError)) return error;
  const said = Object.entries(CLASSIC).find(([name, own]) =>
    name !== own && options[name as keyof typeof CLASSIC] !== undefined &&
    error.message.startsWith(`${own} `)
  );
  return said === undefined ? error : new InvalidArgumentError(`${said[0]}, ${error.message}`);
}
