import type { FamilySpec, SetProvenance } from "../families/mod.ts";

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
  /** The family that answers, with its settings. */
  family: FamilySpec;
  /** Its weights, calibration and typicality. */
  settings: Record<string, unknown>;
  /** Arrays that all raags share, with their shapes; null where there are none. */
  shared: (ModelFile & { arrays: Record<string, number[]> }) | null;
  /** Seed, pitch options and versions. */
  provenance: SetProvenance;
  /** The models, sorted by label. */
  models: ModelSummary[];
}
