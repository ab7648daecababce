import type { PitchTrack } from "../pitch/types.ts";

/** A melody with its tonic: all that a family may look at. */
export interface Melody {
  /** Name of the recording, unique within a data set. */
  id: string;
  /** Fundamental frequency over time. */
  track: PitchTrack;
  /** Frequency of Sa in Hz, > 0. */
  tonicHz: number;
}

/** A melody whose raag is known. */
export interface LabelledMelody extends Melody {
  /** The label. */
  raag: string;
  /** Recordings that share a source share a group; never split across folds. */
  group: string;
}

/** What a family reads of one melody, with its label: the unit of training. */
export interface LabelledFeatures<F> {
  /** Name of the recording. */
  id: string;
  /** The label. */
  raag: string;
  /** Recordings that share a source share a group. */
  group: string;
  /** What {@linkcode Family.prepare} made of the melody. */
  features: F;
}

/** The options of {@linkcode Family.fit}. */
export interface FamilyFitOptions {
  /**
   * Seed of everything random in the fit.
   * @default 42
   */
  seed?: number;
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
   * Families of sequence models: the number n of symbols that a score rests on, the score being the
   * log-likelihood divided by sqrt(n).
   */
  size?(features: F): number;
  /** Learns from labelled features. */
  fit(
    training: readonly LabelledFeatures<F>[],
    options?: FamilyFitOptions,
  ): FittedFamily<F> | Promise<FittedFamily<F>>;
}

/**
 * A family that has learnt.
 *
 * @typeParam F What the family reads of a melody.
 */
export interface FittedFamily<F = unknown> {
  /** The labels of the training data, sorted. */
  readonly labels: readonly string[];
  /** One score per label, in nats or like them; higher is better. */
  scores(features: F): Float64Array;
  /** What was learnt, as plain data for people. */
  describe(): Record<string, unknown>;
}
