import type { Problem } from "../errors.ts";
import type { ModelSet } from "../families/mod.ts";
import type { HistoryRow } from "../hmm/mod.ts";
import type { SharedRun } from "../jobs/mod.ts";
import type { SymbolSequence } from "../quantize/mod.ts";

/** One recording as a raag's main model reads it. */
export interface TrainingSequence extends SymbolSequence {
  /** The recording. */
  id: string;
  /** Its label. */
  raag: string;
  /** Recordings of one source share a group. */
  group: string;
  /** Frequency of Sa in Hz that the melody was normalised by. */
  tonicHz: number;
}

/** What a training run tells while it is under way. */
export interface TrainingProgress {
  /** Reading recordings, or training raags. */
  phase: "extract" | "train";
  /** How many are done, the one told of included. */
  done: number;
  /** How many there are. */
  total: number;
  /** The recording or raag that was just done. */
  item: string;
  /** Why it was left out, where it was. */
  problem?: Problem;
}

/** Hooks of a long run. */
export interface TrainingHooks {
  /** Told of each recording as it is begun. */
  onStart?: (id: string) => void;
  /** Awaited after each recording and each raag. */
  onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Awaited after each iteration of Baum-Welch; the raags are then trained one after the other. */
  onIteration?: (raag: string, row: HistoryRow) => void | Promise<void>;
  /** Stops the run with an `AbortedError`. */
  signal?: AbortSignal;
  /**
   * The run that many processes do together: recordings and trainings that those have done are found.
   * @default undefined: this process does all
   */
  run?: SharedRun;
}

/** What one raag's row of the summary holds. */
export interface TrainingSummaryRow {
  /** Label. */
  raag: string;
  /** Recordings learnt from. */
  recordings: number;
  /** Distinct sources among them. */
  groups: number;
  /** Their length in minutes. */
  minutes: number;
  /** Symbols learnt from: notes or frames. */
  symbols: number;
  /** Voiced frames of the pitch tracks behind them. */
  frames: number;
  /** Iterations of Baum-Welch; 0 for models that are counted. */
  iterations: number;
  /** Why it ended, or `counted`. */
  status: string;
  /** Log-likelihood per symbol of the training data under the raag's main model, in nats. */
  logLikelihoodPerSymbol: number;
}

/** What a training run gives. */
export interface TrainingResult {
  /** The models, by label in alphabetical order. */
  models: ModelSet;
  /** One row a raag, in the same order. */
  summary: TrainingSummaryRow[];
  /** Every recording that was left out, and why. */
  skipped: Problem[];
  /** Remarks that did not keep a recording out. */
  warnings: Problem[];
  /** Recordings learnt from. */
  recordings: number;
  /** Wall-clock seconds of the whole run. */
  seconds: number;
}
