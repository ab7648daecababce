import type { DiscreteHmm } from "../../hmm/mod.ts";
import type { MelodyView } from "../features/melody_view.ts";
import type { QuantizerOptions, SymbolSequence } from "../../quantize/mod.ts";
import type { Example, FamilyFitOptions, FitRecord, NumericArray } from "../types.ts";

/** What an expert learnt: arrays that its labels share, and each label's own, in their order. */
export interface Learnt {
  /** Arrays of all labels together. */
  shared: Record<string, NumericArray>;
  /** One entry per label. */
  raags: Record<string, NumericArray>[];
}

/** What learning gives. */
export interface Lesson {
  /** What is kept. */
  learnt: Learnt;
  /**
   * Scores of every training recording by an expert that has heard nothing of its group: what the
   * weights and the calibration are fitted on.
   *
   * @returns One number per label for each example, in their order.
   */
  heldOut(): Float64Array[];
  /** How the training of each label went, in experts that train. */
  records?: FitRecord[];
}

/**
 * One way to score labels, a member of a family. It learns from labelled features; what it learnt
 * is arrays, and its scores follow from them alone.
 *
 * @typeParam F What it reads of a melody; plain data.
 */
export interface Expert<F> {
  /** Short name; it begins the names of the saved arrays. */
  readonly name: string;
  /** Features of one melody. */
  prepare(view: MelodyView): F;
  /** Learns; the examples come sorted by label. */
  learn(
    examples: readonly Example<F>[],
    labels: readonly string[],
    options: FamilyFitOptions,
  ): Lesson | Promise<Lesson>;
  /** Makes the function that scores: one number per label, higher is better. */
  scorer(learnt: Learnt): (features: F) => Float64Array;
  /** A label's hidden Markov model, in experts that have one. */
  hmm?(learnt: Learnt, label: number): DiscreteHmm;
  /** What that model reads of a melody, symbol by symbol with times. */
  read?(view: MelodyView): SymbolSequence;
  /** How that model reads, where a quantiser says so. */
  readonly quantizer?: QuantizerOptions;
  /** Whether it trains the labels one by one, by `runTrainings`. */
  readonly trains?: boolean;
  /** The features of a label's recordings by id, out of its arrays, in experts that keep them. */
  recall?(raag: Learnt["raags"][number]): F[];
  /** What is left of the shared arrays without a label; as they are where this is missing. */
  forget?(learnt: Learnt, label: number): Learnt["shared"];
}

/**
 * The groups of recordings, each a list of places among the examples.
 *
 * @param examples The recordings.
 * @returns One list a group, in the order of their first recordings.
 */
export function placesByGroup(examples: readonly Pick<Example, "group">[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [i, { group }] of examples.entries()) {
    const before = places.get(group);
    if (before === undefined) places.set(group, [i]);
    else before.push(i);
  }
  return [...places.values()];
}

/** An array of one dimension. */
export function column(values: Iterable<number>): NumericArray {
  const data = Float64Array.from(values);
  return { shape: [data.length], data };
}

/** A row-major array of rows of one length. */
export function stackRows(rows: readonly ArrayLike<number>[], columns: number): NumericArray {
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, r) => data.set(row, r * columns));
  return { shape: [rows.length, columns], data };
}

/** The rows of a two-dimensional array, as views of it. */
export function rowsOf({ shape: [rows, columns], data }: NumericArray): Float64Array[] {
  return Array.from({ length: rows }, (_, r) => data.subarray(r * columns, (r + 1) * columns));
}
