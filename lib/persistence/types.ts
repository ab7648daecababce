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

/** A file of a saved model. */
export interface ModelFile {
  /** Its name within the models folder. */
  file: string;
  /** SHA-256 of its content, 64 hex digits. */
  sha256: string;
  /** Its size. */
  bytes: number;
}

/** What `models_summary.json` says of one model. */
export interface ModelSummary {
  /** The label. */
  raag: string;
  /** The parameters. */
  npz: ModelFile;
  /** The metadata. */
  meta: ModelFile;
  /** When it was saved, in ISO 8601. */
  saved_at: string;
  /** N of its main model. */
  n_states: number;
  /** M of its main model. */
  n_symbols: number;
  /** Names of its further models. */
  components: string[];
  /** The quantiser's `kind`. */
  quantizer: string;
  /** Recordings that it learnt from. */
  recordings: number;
  /** Symbols that it learnt from. */
  symbols: number;
  /** Why its training ended. */
  status: string;
  /** Iterations of its training. */
  iterations: number;
  /** Log-likelihood per symbol of its training sequences, in nats. */
  log_likelihood_per_symbol: number;
}

/** The content of `models_summary.json`: which models make the set. */
export interface ModelsSummary {
  /** `raagkit-models`. */
  format: string;
  /** Version of the format. */
  format_version: number;
  /** Changes whenever the set does. */
  generation: string;
  /** When the set was last changed, in ISO 8601. */
  saved_at: string;
  /** The models, sorted by label. */
  models: ModelSummary[];
}
