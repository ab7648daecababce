import { InvalidArgumentError } from "../errors.ts";
import type { Classification } from "../families/classifier.ts";
import type { PossibleTonic } from "../families/types.ts";
import { type Example, type Family, type LabelledMelody, RaagClassifier } from "../families/mod.ts";

/** One recording, judged by models that have not heard it. */
export interface Prediction {
  /** Name of the recording. */
  recording_id: string;
  /** Its label. */
  truth: string;
  /** The label with the best score. */
  predicted: string;
  /** Whether the recording was called none of the raags known. */
  refused: boolean;
  /** How typical it is of the predicted label, 0..1; absent where no recording was heard. */
  typicality?: number;
  /** Score of each label that the models know; higher is better. */
  scores: Record<string, number>;
  /** Probability of each label; absent where training could hold nothing out. */
  probabilities?: Record<string, number>;
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

/** A held-out recording as it is judged: read on one tonic, or on each that comes into question. */
export type Question =
  | { features: unknown; tonicHz: number }
  | { melody: LabelledMelody; candidates: readonly PossibleTonic[] };

/** The inputs of {@linkcode crossValidateFold}. */
export interface FoldTask {
  /** How to tell raags apart. */
  family: Family;
  /** All recordings, prepared by this family. */
  items: readonly Example[];
  /** For each recording its fold. */
  folds: ArrayLike<number>;
  /** The fold to hold out. */
  fold: number;
  /** Seed of the fit: the fold's models are those that training with this seed gives. */
  seed: number;
  /** How a held-out recording is judged. @default its features, as they were prepared */
  question?: (place: number) => Question | Promise<Question>;
}

/**
 * Computes what a family reads of each recording. Features do not see labels, so it is done once
 * and serves every fold.
 *
 * @param family The family.
 * @param melodies The recordings.
 * @returns Their features with their labels, in the same order.
 */
export function prepareMelodies(
  family: Family,
  melodies: readonly LabelledMelody[],
): Example[] {
  return melodies.map((melody) => ({
    id: melody.id,
    raag: melody.raag,
    group: melody.group,
    features: family.prepare(melody),
  }));
}

/**
 * Fits a family on all folds but one and judges that one, as training and `classify` would: the
 * unit of cross-validation. It depends on its inputs alone, so that units may run in any order,
 * anywhere, and be kept in files.
 *
 * @param task Family, recordings, folds, the fold to hold out, seed.
 * @returns The predictions of the held-out fold.
 * @throws {InvalidArgumentError} If the fold is empty, holds everything, or the lists differ in
 * length.
 */
export async function crossValidateFold(task: FoldTask): Promise<FoldResult> {
  const { family, items, folds, fold, seed } = task;
  const { question = (place) => ({ features: items[place].features, tonicHz: NaN }) } = task;
  if (folds.length !== items.length) {
    throw new InvalidArgumentError(
      `folds must name one fold per recording, found ${folds.length} for ${items.length}`,
    );
  }
  const training = items.filter((_, i) => folds[i] !== fold);
  const held = [...items.keys()].filter((i) => folds[i] === fold);
  if (training.length === 0 || held.length === 0) {
    throw new InvalidArgumentError(
      `fold ${fold} must hold some of the recordings, found ${held.length} of ${items.length}`,
    );
  }
  const start = performance.now();
  const fitted = await family.fit(training, { seed });
  const classifier = new RaagClassifier(family, fitted);
  const predictions: Prediction[] = [];
  for (const i of held) {
    const asked = await question(i);
    const classification = "features" in asked
      ? classifier.classifyFeatures(asked.features, asked.tonicHz)
      : classifier.classifyWithTonics(asked.melody.track, asked.candidates);
    predictions.push(predictionOf(items[i].id, items[i].raag, classification));
  }
  return {
    family: family.name,
    fold,
    predictions,
    learnt: fitted.describe(),
    seconds: (performance.now() - start) / 1000,
  };
}

/**
 * A classification beside its truth.
 *
 * @param recording_id Name of the recording.
 * @param truth Its label.
 * @param classification What was said of it.
 * @returns Plain data.
 */
export function predictionOf(
  recording_id: string,
  truth: string,
  { ranking, refusal, typicality }: Classification,
): Prediction {
  const byLabel = (value: (one: typeof ranking[number]) => number) =>
    Object.fromEntries(ranking.map((one) => [one.raag, value(one)]));
  return {
    recording_id,
    truth,
    predicted: ranking[0].raag,
    refused: refusal === "none-of-these" || refusal === "nothing-heard",
    ...(typicality !== undefined && { typicality }),
    scores: byLabel(({ score }) => score),
    ...(ranking[0].probability !== undefined &&
      { probabilities: byLabel(({ probability }) => probability!) }),
  };
}
