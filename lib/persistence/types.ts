/**
 * What is saved for each raag.
 *
 * @module
 */

import type { DiscreteHmm, HistoryRow } from "../hmm/mod.ts";

/** How the training of one model went. */
export interface TrainingRecord {
  /** Recordings that the model learnt from. */
  recordings: number;
  /** Symbols in their sequences, all together. */
  symbols: number;
  /** Why training ended: `converged`, `max-iterations`, `likelihood-decreased`, `aborted`. */
  status: string;
  /** Iterations of Baum-Welch. */
  iterations: number;
  /** Log-likelihood of the training sequences under the model, in nats. */
  logLikelihood: number;
  /** The same divided by the number of symbols. */
  logLikelihoodPerSymbol: number;
  /** Wall-clock seconds. */
  seconds: number;
  /** One row for each iteration. */
  history: HistoryRow[];
  /** Seed of the start. */
  seed: number;
  /** Whatever else the trainer wants to keep; must be JSON. */
  [key: string]: unknown;
}

/** The data that a model learnt from. */
export interface ModelManifest {
  /** SHA-256 of the data set's manifest, 64 hex digits, or "" where it is unknown. */
  hash: string;
  /** Ids of the recordings, in order. */
  recordings: string[];
}

/** A trained raag: its model and all that one needs to use it, cite it and train it again. */
export interface RaagModel {
  /** The label as the metadata gave it. */
  raag: string;
  /** The model that scores whole recordings. */
  hmm: DiscreteHmm;
  /**
   * Further models of the same raag, by name (`whole12`, `first12`, ...), for an ensemble. A name
   * is made of letters, digits, `_` and `-`, at most 40 of them.
   */
  components?: Record<string, DiscreteHmm>;
  /** How the training went. */
  training: TrainingRecord;
  /** What the trainer was told; must be JSON. */
  hyperparameters: Record<string, unknown>;
  /** How sound becomes symbols: `kind`, `nSymbols` and the quantiser's options; must be JSON. */
  quantizer: Record<string, unknown>;
  /** What it learnt from. */
  manifest: ModelManifest;
  /** Versions of the kit and its run time, by name. */
  versions: Record<string, string>;
}
