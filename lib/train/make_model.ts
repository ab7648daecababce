import { sha256Hex } from "../files/mod.ts";
import { DiscreteHmm } from "../hmm/mod.ts";
import type { RaagModel } from "../persistence/mod.ts";
import { VERSION } from "../version.ts";
import type { TrainingCalibration } from "./calibrate.ts";
import type { ResolvedTrainerOptions } from "./options.ts";
import type { TrainedView } from "./train_unit.ts";
import type { TrainingSequence, TrainingSummaryRow } from "./types.ts";

/**
 * Puts together what is saved of a raag: its models, and all that one needs to use, cite and train
 * them again.
 *
 * @param options What the trainer was told.
 * @param sequences What the models learnt from.
 * @param trained The models, the main one first.
 * @param calibration What held-out recordings said, where there were any.
 * @returns The model.
 */
export async function makeModel(
  options: ResolvedTrainerOptions,
  sequences: readonly TrainingSequence[],
  [main, ...further]: readonly TrainedView[],
  calibration?: TrainingCalibration,
): Promise<RaagModel> {
  // Threads and cache change nothing: a model must not depend on them, not even in its metadata.
  const { quantizer, jobs: _, cacheDir: __, ...hyperparameters } = options;
  const contents = sequences.map(({ id, contentHash }) => `${id}\t${contentHash}\n`).sort();
  return {
    raag: sequences[0].raag,
    hmm: new DiscreteHmm(main.parameters),
    components: Object.fromEntries(
      further.map(({ name, parameters }) => [name, new DiscreteHmm(parameters)]),
    ),
    training: {
      ...main.training,
      groups: new Set(sequences.map(({ group }) => group)).size,
      tonicSources: countBy(sequences, ({ tonicSource }) => tonicSource),
      durationSeconds: sequences.reduce((total, one) => total + one.durationSeconds, 0),
      ...(calibration && { calibration }),
    },
    hyperparameters,
    quantizer: { ...quantizer },
    manifest: {
      hash: await sha256Hex(new TextEncoder().encode(contents.join(""))),
      recordings: sequences.map(({ id }) => id),
    },
    versions: { raagkit: VERSION, deno: Deno.version.deno },
  };
}

/**
 * The summary of one raag's training.
 *
 * @param model The model.
 * @param sequences What it learnt from.
 * @returns One row.
 */
export function summaryRow(
  model: RaagModel,
  sequences: readonly TrainingSequence[],
): TrainingSummaryRow {
  const { recordings, symbols, iterations, status, logLikelihoodPerSymbol, seconds } =
    model.training;
  return {
    raag: model.raag,
    recordings,
    symbols,
    frames: sequences.reduce((count, { voicedFrames }) => count + voicedFrames, 0),
    iterations,
    status,
    logLikelihoodPerSymbol,
    seconds,
  };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}
