import type { DiscreteHmm, HistoryRow } from "../hmm/mod.ts";
import type { PitchTrack } from "../pitch/types.ts";
import type { SymbolEvidence } from "./timeline.ts";
import type { QuantizerOptions, SymbolSequence } from "../quantize/types.ts";

/** A melody with its tonic: all that a family may look at. */
export interface Melody {
  /** Name of the recording, unique within a data set. */
  id: string;
  /** Fundamental frequency over time. */
  track: PitchTrack;
  /** Frequency of Sa in Hz, > 0. */
  tonicHz: number;
  /** Whether Sa was estimated from the sound and not given by a person. @default false */
  isEstimated?: boolean;
}

/** A possible Sa. */
export interface PossibleTonic {
  /** Frequency in Hz, > 0. */
  tonicHz: number;
  /** How likely before any raag is heard, >= 0; only ratios count. */
  confidence: number;
}

/** A melody whose raag is known. */
export interface LabelledMelody extends Melody {
  /** The label. */
  raag: string;
  /** Recordings that share a source share a group; never split across folds. */
  group: string;
}

/** What a family reads of one melody, with its label: the unit of training. */
export interface Example<F = unknown> {
  /** Name of the recording. */
  id: string;
  /** The label. */
  raag: string;
  /** Recordings that share a source share a group. */
  group: string;
  /** What {@linkcode Family.prepare} made of the melody. */
  features: F;
}

/** Numbers with a shape, row-major: what is saved of a model. */
export interface NumericArray {
  /** Length of each dimension. */
  shape: number[];
  /** As many numbers as the product of the shape. */
  data: Float64Array;
}

/** What a family learnt of one raag. */
export interface RaagParts {
  /** The model that one opens, prints and compares: the raag's own hidden Markov model. */
  hmm: DiscreteHmm;
  /** Further hidden Markov models of the raag, by name. */
  components: Record<string, DiscreteHmm>;
  /** Whatever else the answers rest on, by name. */
  arrays: Record<string, NumericArray>;
  /** How the training went. */
  record: FitRecord;
}

/** How the training of one raag went. */
export interface FitRecord {
  /** Recordings that the model learnt from. */
  recordings: number;
  /** Symbols in their sequences, all together. */
  symbols: number;
  /** `counted`, or how Baum-Welch ended: `converged`, `max-iterations`, ... */
  status: string;
  /** Iterations of Baum-Welch; 0 where the model was counted. */
  iterations: number;
  /** Log-likelihood of the training sequences under `hmm`, in nats. */
  logLikelihood: number;
  /** One row for each iteration; empty where the model was counted. */
  history: HistoryRow[];
  /** Seed of the start. */
  seed: number;
}

/** All that a fitted family is: plain settings, arrays that its raags share, and each raag's own. */
export interface FamilyParts {
  /** Labels, sorted. */
  labels: string[];
  /** Weights, calibration and typicality; must be JSON. */
  settings: Record<string, unknown>;
  /** Arrays that all raags share, by name. */
  shared: Record<string, NumericArray>;
  /** One entry per label, in their order. */
  raags: RaagParts[];
}

/** The options of {@linkcode Family.fit}. */
export interface FamilyFitOptions {
  /**
   * Seed of everything random in the fit.
   * @default 42
   */
  seed?: number;
  /** Stops the fit with an `AbortedError`. */
  signal?: AbortSignal;
  /** Told of each iteration of Baum-Welch, in families that have some. */
  onIteration?: (raag: string, row: HistoryRow) => void | Promise<void>;
  /**
   * Runs the trainings of the raags, in families that train them one by one: plain units in, plain
   * results out, in the same order.
   * @default one after the other, in this thread
   */
  runTrainings?: <U, R>(units: readonly U[]) => Promise<R[]>;
}

/** What a family says of one melody. */
export interface FamilyAnswer {
  /** One number per label; the ranking goes by it, higher is better, differences are in nats. */
  scores: Float64Array;
  /** Calibrated probability of each label; undefined where no recording could be held out. */
  probabilities?: Float64Array;
  /**
   * How typical the melody is of the label with the best score: the share of that raag's own
   * recordings, each judged by models that had not heard it, that fit no better. 0..1. Undefined
   * where no recording was heard.
   */
  typicality?: number;
  /** Whether that is enough for a label to be named. */
  typical: boolean;
  /** What evidence there is for this Sa rather than another, in nats; compare between tonics only. */
  tonicEvidence: number;
  /** Weight of the logarithm of a tonic's confidence beside that evidence. @default 0.5 */
  confidenceWeight?: number;
  /** Probability that a label needs to be named; below it the answer is a shortlist. @default 0 */
  surest?: number;
  /** What is to be doubted, as sentences; with doubts no single label is named. @default none */
  doubts?: string[];
  /** Seconds of voiced melody that the answer rests on. */
  voicedSeconds: number;
}

/**
 * A way to tell raags apart. What depends on the melody alone is computed by `prepare`, once per
 * recording; what depends on labels is learnt by `fit`, from training recordings only.
 *
 * @typeParam F What the family reads of a melody; plain data, so that it can be sent to a worker.
 */
export interface Family<F = unknown> {
  /** Short name, as it is written on the command line. */
  readonly name: string;
  /** One sentence: what it models and after whom. */
  readonly description: string;
  /** Features of one melody; must not depend on any other melody. */
  prepare(melody: Melody): F;
  /**
   * Learns from labelled features.
   *
   * @throws {ModelError} If there is nothing to learn from.
   */
  fit(examples: readonly Example<F>[], options?: FamilyFitOptions): Promise<FittedFamily<F>>;
  /**
   * The fitted family that gave these parts; its answers are the same to the last bit.
   *
   * @throws {ModelError} If the parts are not those of this family.
   */
  restore(parts: FamilyParts): FittedFamily<F>;
  /** What the raags' main models read of a melody, in families whose main models read one. */
  read?(melody: Melody): SymbolSequence;
  /** How they read it, where a quantiser says so. */
  readonly quantizer?: QuantizerOptions;
  /** Whether the raags are trained one by one, by {@linkcode FamilyFitOptions.runTrainings}. */
  readonly trains?: boolean;
  /**
   * The features that a fit learnt from, out of its parts: for each label those of its recordings, by
   * id. Undefined where the parts do not hold them.
   */
  recall?(parts: FamilyParts): F[][] | undefined;
  /** The parts without one label; the others keep what they learnt. */
  forget(parts: FamilyParts, label: string): FamilyParts;
}

/**
 * A family that has learnt.
 *
 * @typeParam F What the family reads of a melody.
 */
export interface FittedFamily<F = unknown> {
  /** The labels of the training data, sorted. */
  readonly labels: readonly string[];
  /** What it says of a melody that {@linkcode Family.prepare} has read. */
  answer(features: F): FamilyAnswer;
  /** Why the best label and not its rivals, as sentences, in families that can tell. */
  reasons?(features: F): string[];
  /**
   * What each symbol says of each label, in families whose answer grows symbol by symbol.
   * @default what the main models say of the sequence that {@linkcode Family.read} gives
   */
  evidence?(features: F): SymbolEvidence;
  /** All that it is, to be saved and restored. */
  parts(): FamilyParts;
  /** What was learnt, as plain data for people. */
  describe(): Record<string, unknown>;
}
