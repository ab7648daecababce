import type { TonicSource } from "../analysis/mod.ts";
import type { Problem } from "../errors.ts";
import type { RaagModel } from "../persistence/mod.ts";
import type { SymbolSequence } from "../quantize/mod.ts";

/** One recording as a raag's model learns from it. */
export interface TrainingSequence extends SymbolSequence {
  /** What the ensemble's further models read, by the names of their views. */
  views: Record<string, Uint8Array | Int32Array>;
  /** The recording. */
  id: string;
  /** Its label. */
  raag: string;
  /** Recordings of one source share a group. */
  group: string;
  /** Frequency of Sa in Hz that the melody was normalised by. */
  tonicHz: number;
  /** Where the tonic came from. */
  tonicSource: TonicSource;
  /** Duration of the recording in seconds. */
  durationSeconds: number;
  /** Frames of the pitch track that are voiced. */
  voicedFrames: number;
  /** SHA-256 of the recording's bytes. */
  contentHash: string;
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
  /** Stops the run with an `AbortedError`. */
  signal?: AbortSignal;
}

/** What one raag's row of the summary holds. */
export interface TrainingSummaryRow {
  /** Label. */
  raag: string;
  /** Recordings learnt from. */
  recordings: number;
  /** Symbols learnt from: frames or notes. */
  symbols: number;
  /** Voiced frames of the pitch tracks behind them. */
  frames: number;
  /** Iterations of Baum-Welch. */
  iterations: number;
  /** Why it ended. */
  status: string;
  /** Log-likelihood per symbol of the training data, in nats. */
  logLikelihoodPerSymbol: number;
  /** Seconds of Baum-Welch. */
  seconds: number;
}

/** What a training run gives. */
export interface TrainingResult {
  /** One model a raag, in alphabetical order of the labels as they came. */
  models: Map<string, RaagModel>;
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
