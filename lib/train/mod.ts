/**
 * Training: from a data set to one hidden Markov model per raag.
 *
 * @example
 * ```ts ignore
 * import { RaagTrainer } from "raagkit";
 *
 * const trainer = new RaagTrainer({ family: "hmm" });
 * const { models, skipped } = await trainer.trainAllRaagModels("my_recordings", "train");
 * console.log([...models.keys()], skipped.length);
 * ```
 *
 * @module
 */
export { RaagTrainer } from "./trainer.ts";
export { type ResolvedTrainerOptions, type TrainerOptions } from "./options.ts";
export type {
  TrainingHooks,
  TrainingProgress,
  TrainingResult,
  TrainingSequence,
  TrainingSummaryRow,
} from "./types.ts";
export type { Share, SharedRun, StageName } from "../jobs/mod.ts";
