import { fitTemperature, type ScoredTruth, stratifiedGroupFolds } from "../evaluate/mod.ts";
import { logLikelihoodPerRoot } from "../evaluate/scoring.ts";
import { DiscreteHmm } from "../hmm/mod.ts";
import { viewsOf } from "./views.ts";
import type { TrainedView, TrainUnit } from "./train_unit.ts";
import type { TrainingSequence } from "./types.ts";

/** What recordings that were held out say about the models' probabilities. */
export interface TrainingCalibration {
  /** Temperature for the classifier. */
  temperature: number;
  /** Share of the held-out recordings that were called by their name. */
  accuracy: number;
  /** Recordings held out, each once. */
  recordings: number;
  /** Folds of groups. */
  folds: number;
}

/** Frames make long sequences: their temperature comes from fewer and shorter fits. */
const FRAME_FOLDS = 2, FRAME_ITERATIONS = 10, NOTE_FOLDS = 5;

/** With fewer recordings held out a temperature is guesswork. */
const MIN_HELD = 10;

/**
 * Fits the temperature at which the models' scores are log-probabilities, on training recordings
 * that are held out group by group: a model's own training recordings would flatter it.
 *
 * @param sequences Every training recording.
 * @param unitOf How a raag is trained.
 * @param train Runs units, on as many threads as there are.
 * @param seed Seed of the folds.
 * @param kind Notes or frames.
 * @returns Undefined where too few recordings can be held out while others of their raag stay.
 */
export async function calibrate(
  sequences: readonly TrainingSequence[],
  unitOf: (raag: string, sequences: readonly TrainingSequence[]) => TrainUnit,
  train: (units: TrainUnit[]) => Promise<TrainedView[][]>,
  seed: number,
  kind: "notes" | "frames",
): Promise<TrainingCalibration | undefined> {
  const groups = new Set(sequences.map(({ group }) => group)).size;
  const labels = [...new Set(sequences.map(({ raag }) => raag))].sort();
  if (groups < 2 || labels.length < 2) return undefined;
  const nFolds = Math.min(kind === "notes" ? NOTE_FOLDS : FRAME_FOLDS, groups);
  const folds = stratifiedGroupFolds(sequences, nFolds, seed);

  const units: { fold: number; raag: string; unit: TrainUnit }[] = [];
  for (let fold = 0; fold < nFolds; fold++) {
    for (const raag of labels) {
      const own = sequences.filter((one, i) => one.raag === raag && folds[i] !== fold);
      if (own.length === 0) continue;
      const unit = unitOf(raag, own);
      const maxIterations = kind === "notes"
        ? unit.options.maxIterations
        : Math.min(unit.options.maxIterations, FRAME_ITERATIONS);
      units.push({ fold, raag, unit: { ...unit, options: { ...unit.options, maxIterations } } });
    }
  }
  const trained = await train(units.map(({ unit }) => unit));
  const models = trained.map((views) => views.map(({ parameters }) => new DiscreteHmm(parameters)));

  const held: ScoredTruth[] = [];
  for (const [i, sequence] of sequences.entries()) {
    const symbols = viewsOf(sequence).map((view) => view.symbols);
    const known = new Map(
      units.flatMap(({ fold, raag }, u) =>
        fold === folds[i] ? [[raag, logLikelihoodPerRoot(models[u], symbols)] as const] : []
      ),
    );
    // A raag whose only group is held out was not learnt, and says nothing of what was.
    if (!known.has(sequence.raag)) continue;
    held.push({ scores: [...known.values()], truth: [...known.keys()].indexOf(sequence.raag) });
  }
  if (held.length < MIN_HELD) return undefined;
  const right = held.filter(({ scores, truth }) =>
    Array.from(scores).every((score, k) => k === truth || score < scores[truth])
  );
  return {
    temperature: fitTemperature(held),
    accuracy: right.length / held.length,
    recordings: held.length,
    folds: nFolds,
  };
}
