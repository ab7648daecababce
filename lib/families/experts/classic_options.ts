import { InvalidArgumentError } from "../../errors.ts";
import { type QuantizerOptions, resolveQuantizer, type SymbolKind } from "../../quantize/mod.ts";

/** Where Baum-Welch starts. */
export type TrainingStart = "random" | "one-state-per-symbol";

/** The options of a hidden Markov model trained by Baum-Welch, one a raag. */
export interface ClassicOptions {
  /** What a symbol is: one note, or one voiced frame (the original study). @default "notes" */
  symbols?: SymbolKind;
  /** Hidden states N. @default 36, three octaves of semitones */
  nStates?: number;
  /** Symbols M. @default 36, three octaves of semitones */
  nSymbols?: number;
  /**
   * Where Baum-Welch starts. `one-state-per-symbol` takes k states for each symbol where N = kM,
   * and cannot serve any other N.
   * @default "one-state-per-symbol" where N is a multiple of M, else "random"
   */
  start?: TrainingStart;
  /** Iterations of Baum-Welch at most. @default 200 */
  maxIterations?: number;
  /** Stop when an iteration gains less than this, in nats. @default 0.1 */
  convergenceTolerance?: number;
  /**
   * Dirichlet pseudo-count added to each expected count.
   * @default 0.01 for frames, as in the original study; 0.1 for notes, which are few
   */
  pseudoCount?: number;
  /** No probability falls below this. @default 1e-8 */
  probabilityFloor?: number;
  /**
   * Starts to train for each raag; the one whose objective ends highest is kept. The first is
   * `start`, the others are random.
   * @default 1
   */
  restarts?: number;
  /** Seconds between the frames that are kept; 0 keeps all of them. Frames only. @default 0 */
  frameSpacingSeconds?: number;
}

/** Classic options with nothing left open. */
export type ResolvedClassicOptions =
  & Required<Omit<ClassicOptions, "symbols">>
  & { quantizer: QuantizerOptions };

/**
 * Fills in the defaults and checks how the options go together; each range is the registry's.
 *
 * @param options What the caller said.
 * @returns The whole.
 * @throws {InvalidArgumentError} If two do not go together; the text names them.
 */
export function resolveClassicOptions(options: ClassicOptions = {}): ResolvedClassicOptions {
  const {
    symbols = "notes",
    nStates = 36,
    nSymbols = 36,
    maxIterations = 200,
    convergenceTolerance = 0.1,
    pseudoCount = symbols === "notes" ? 0.1 : 0.01,
    probabilityFloor = 1e-8,
    restarts = 1,
    frameSpacingSeconds = 0,
  } = options;
  // N floors of 1/N would already be a whole row.
  const mostFloor = 1 / (2 * Math.max(nStates, nSymbols));
  if (!(probabilityFloor <= mostFloor)) {
    throw new InvalidArgumentError(
      `probabilityFloor must be within 0..${mostFloor}, found ${probabilityFloor}`,
    );
  }
  const tiles = nStates % nSymbols === 0;
  const start = options.start ?? (tiles ? "one-state-per-symbol" : "random");
  if (start === "one-state-per-symbol" && !tiles) {
    throw new InvalidArgumentError(
      `start "one-state-per-symbol" needs nStates to be a multiple of nSymbols (${nSymbols}), ` +
        `found ${nStates}; use start "random"`,
    );
  }
  return {
    nStates,
    nSymbols,
    start,
    maxIterations,
    convergenceTolerance,
    pseudoCount,
    probabilityFloor,
    restarts,
    frameSpacingSeconds,
    quantizer: resolveQuantizer({ kind: symbols, nSymbols }),
  };
}
