import { InvalidArgumentError } from "../errors.ts";
import { Random } from "../random.ts";
import { rankLabels } from "./metrics.ts";
import type { Family, LabelledFeatures, LabelledMelody } from "./types.ts";

/** One recording, judged by a model that has not seen it. */
export interface Prediction {
  /** Name of the recording. */
  recording_id: string;
  /** Its label. */
  truth: string;
  /** The label with the best score. */
  predicted: string;
  /** Score of each label that the model knows; higher is better. */
  scores: Record<string, number>;
}

/** What one unit of work gives: one family on one fold. Plain data, fit for a file. */
export interface FoldResult {
  /** Name of the family. */
  family: string;
  /** Number of the fold that was held out. */
  fold: number;
  /** Predictions of the recordings of that fold, in the order of the data set. */
  predictions: Prediction[];
  /** What the family learnt from the other folds. */
  learnt: Record<string, unknown>;
  /** Time for fitting and predicting, in seconds. */
  seconds: number;
}

/** The inputs of {@linkcode crossValidateFold}. */
export interface FoldTask<F> {
  /** How to tell raags apart. */
  family: Family<F>;
  /** All recordings, prepared by this family. */
  items: readonly LabelledFeatures<F>[];
  /** For each recording its fold. */
  folds: ArrayLike<number>;
  /** The fold to hold out. */
  fold: number;
  /** Seed of the run; each family and fold derives its own from it. */
  seed: number;
}

/**
 * Computes what a family reads of each recording. Features do not see labels, so it is done once
 * and serves every fold.
 *
 * @param family The family.
 * @param melodies The recordings.
 * @returns Their features with their labels, in the same order.
 */
export function prepareMelodies<F>(
  family: Family<F>,
  melodies: readonly LabelledMelody[],
): LabelledFeatures<F>[] {
  return melodies.map((melody) => ({
    id: melody.id,
    raag: melody.raag,
    group: melody.group,
    features: family.prepare(melody),
  }));
}

/**
 * Fits a family on all folds but one and predicts that one: the unit of cross-validation. It
 * depends on its inputs alone, so that units may run in any order, anywhere, and be kept in files.
 *
 * @param task Family, recordings, folds, the fold to hold out, seed.
 * @returns The predictions of the held-out fold.
 * @throws {InvalidArgumentError} If the fold is empty, holds everything, or the lists differ in
 * length.
 */
export async function crossValidateFold<F>(task: FoldTask<F>): Promise<FoldResult> {
  const { family, items, folds, fold, seed } = task;
  if (folds.length !== items.length) {
    throw new InvalidArgumentError(
      `folds must name one fold per recording, found ${folds.length} for ${items.length}`,
    );
  }
  const training = items.filter((_, i) => folds[i] !== fold);
  const held = items.filter((_, i) => folds[i] === fold);
  if (training.length === 0 || held.length === 0) {
    throw new InvalidArgumentError(
      `fold ${fold} must hold some of the recordings, found ${held.length} of ${items.length}`,
    );
  }
  const start = performance.now();
  const fitted = await family.fit(training, { seed: foldSeed(seed, family.name, fold) });
  const predictions = held.map(({ id, raag, features }): Prediction => {
    const scores = fitted.scores(features);
    return {
      recording_id: id,
      truth: raag,
      predicted: fitted.labels[rankLabels(fitted.labels, scores)[0]],
      scores: Object.fromEntries(fitted.labels.map((label, k) => [label, scores[k]])),
    };
  });
  return {
    family: family.name,
    fold,
    predictions,
    learnt: fitted.describe(),
    seconds: (performance.now() - start) / 1000,
  };
}

/**
 * The seed of one fit: it depends on the run's seed, the family and the fold only.
 *
 * @param seed Seed of the run.
 * @param family Name of the family.
 * @param fold The fold that is held out.
 * @returns A whole number >= 0.
 */
export function foldSeed(seed: number, family: string, fold: number): number {
  return new Random(seed).fork(`${family}/${fold}`).int(0, 0x7fffffff);
}
