import { type ReadRecording, readRecordings } from "../analysis/mod.ts";
import { type Dataset, loadDataset, type Recording } from "../dataset/mod.ts";
import { DatasetError, ModelError, type Problem } from "../errors.ts";
import type { FitOptions } from "../hmm/mod.ts";
import { runUnits } from "../jobs/mod.ts";
import type { RaagModel } from "../persistence/mod.ts";
import { quantize } from "../quantize/mod.ts";
import {
  type ResolvedTrainerOptions,
  resolveTrainerOptions,
  type TrainerOptions,
} from "./options.ts";
import { calibrate } from "./calibrate.ts";
import { makeModel, summaryRow } from "./make_model.ts";
import { bestOfRestarts, type TrainedView, type TrainUnit, trainUnit } from "./train_unit.ts";
import { furtherViews, viewAlphabet, viewsOf } from "./views.ts";
import type { TrainingHooks, TrainingResult, TrainingSequence } from "./types.ts";

/**
 * From a data set to one hidden Markov model per raag.
 *
 * @example The original study's usage, on recordings made on the spot.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeSampleDataset, ModelPersistence, RAAGS, RaagTrainer } from "raagkit";
 *
 * const folder = await Deno.makeTempDir();
 * await makeSampleDataset(`${folder}/data`, {
 *   grammars: [RAAGS.Gaud_Malhar, RAAGS.Yaman],
 *   train: 1,
 *   test: 0,
 *   durationSeconds: 8,
 * });
 *
 * const trainer = new RaagTrainer({
 *   nStates: 36,
 *   nObservations: 36,
 *   maxIterations: 200,
 *   convergenceTolerance: 0.1,
 *   regularizationAlpha: 0.01,
 *   probabilityFloor: 1e-8,
 *   randomState: 42,
 * });
 * const { models } = await trainer.trainAllRaagModels(`${folder}/data`, "train");
 *
 * const persistence = new ModelPersistence(`${folder}/models`);
 * await persistence.saveAllModels(models);
 * const loaded = await persistence.loadAllModels();
 * assertEquals([...loaded.keys()], ["Gaud_Malhar", "Yaman"]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export class RaagTrainer {
  /** The options with nothing left open. */
  readonly options: ResolvedTrainerOptions;

  /**
   * Makes a trainer; nothing is read yet.
   *
   * @param options See {@linkcode TrainerOptions}.
   * @throws {InvalidArgumentError} If an option is out of its range.
   */
  constructor(options: TrainerOptions = {}) {
    this.options = resolveTrainerOptions(options);
  }

  /**
   * Reads one recording: pitch, tonic, symbols.
   *
   * @param recording From a data set.
   * @returns The recording's sequence.
   * @throws {DatasetError} If it cannot be read; the text says why.
   * @throws {ModelError} If its melody holds no symbol.
   */
  async extractAndQuantizeSequence(recording: Recording): Promise<TrainingSequence> {
    const { read, skipped } = await readRecordings([recording], this.options);
    if (skipped.length > 0) throw new DatasetError(skipped[0].message, skipped);
    return this.#sequence(read[0]);
  }

  /**
   * Reads many recordings and sorts their sequences by raag.
   *
   * @param recordings From a data set.
   * @param hooks Progress and signal.
   * @returns Sequences by label in alphabetical order, and every recording left out with its reason.
   * @throws {AbortedError} If the signal fired.
   */
  async groupSequencesByRaag(
    recordings: readonly Recording[],
    hooks: TrainingHooks = {},
  ): Promise<
    { sequences: Map<string, TrainingSequence[]>; skipped: Problem[]; warnings: Problem[] }
  > {
    const { pitch, cacheDir, jobs } = this.options;
    const { read, skipped, warnings } = await readRecordings(recordings, {
      pitch,
      cacheDir,
      jobs,
      signal: hooks.signal,
      onStart: hooks.onStart,
      onProgress: (done, total, item, problem) =>
        hooks.onProgress?.({ phase: "extract", done, total, item, problem }),
    });
    const byRaag = new Map<string, TrainingSequence[]>();
    for (const one of read) {
      try {
        const sequence = this.#sequence(one);
        byRaag.set(sequence.raag, [...byRaag.get(sequence.raag) ?? [], sequence]);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        skipped.push({ file: one.recording.path, message: error.message, severity: "error" });
      }
    }
    const sequences = new Map([...byRaag].sort(([a], [b]) => a < b ? -1 : 1));
    return { sequences, skipped, warnings };
  }

  /**
   * Trains the model of one raag.
   *
   * @param raag The label.
   * @param sequences Its recordings.
   * @param hooks Signal; `onIteration` of the fit.
   * @returns The model with the record of its training.
   * @throws {ModelError} If there is nothing to learn from.
   */
  async trainRaagModel(
    raag: string,
    sequences: readonly TrainingSequence[],
    hooks: Pick<FitOptions, "onIteration" | "signal"> = {},
  ): Promise<RaagModel> {
    const started: TrainedView[][] = [];
    for (const unit of this.#starts(raag, sequences)) started.push(await trainUnit(unit, hooks));
    return await makeModel(this.options, sequences, bestOfRestarts(started));
  }

  /**
   * Trains one model for each raag of a data set.
   *
   * @param dataset A loaded data set, or the folder of one.
   * @param split The split to learn from; null takes every recording.
   * @param hooks Progress and signal.
   * @returns Models, summary, and what was left out.
   * @throws {DatasetError} If the folder cannot be read or holds nothing usable in that split.
   * @throws {AbortedError} If the signal fired.
   */
  async trainAllRaagModels(
    dataset: string | Dataset,
    split: string | null = "train",
    hooks: TrainingHooks = {},
  ): Promise<TrainingResult> {
    const began = performance.now();
    const { root, recordings, problems } = typeof dataset === "string"
      ? await loadDataset(dataset)
      : dataset;
    const chosen = recordings.filter((recording) => split === null || recording.split === split);
    if (chosen.length === 0) {
      const there = [...new Set(recordings.map((recording) => recording.split))].sort();
      throw new DatasetError(
        `${root}: no recording in split "${split}"; the splits there are ${there.join(", ")}`,
        problems,
      );
    }
    const { sequences, skipped, warnings } = await this.groupSequencesByRaag(chosen, hooks);
    if (sequences.size === 0) {
      throw new DatasetError(
        `${root}: none of the ${chosen.length} recordings can be learnt from; the first: ` +
          skipped[0].message,
        skipped,
      );
    }
    const models = await this.#trainAll(sequences, hooks);
    return {
      models,
      summary: [...models.values()].map((model) => summaryRow(model, sequences.get(model.raag)!)),
      skipped: [...problems.filter(({ severity }) => severity === "error"), ...skipped],
      warnings: [...problems.filter(({ severity }) => severity === "warning"), ...warnings],
      recordings: [...sequences.values()].reduce((count, own) => count + own.length, 0),
      seconds: (performance.now() - began) / 1000,
    };
  }

  async #trainAll(
    sequences: Map<string, TrainingSequence[]>,
    { onProgress, signal }: TrainingHooks,
  ): Promise<Map<string, RaagModel>> {
    const labels = [...sequences.keys()];
    let done = 0;
    const { restarts } = this.options;
    const units = labels.flatMap((raag) => this.#starts(raag, sequences.get(raag)!));
    const started = await this.#run(
      units,
      signal,
      (raag) => onProgress?.({ phase: "train", done: ++done, total: units.length, item: raag }),
    );
    const trained = labels.map((_, index) =>
      bestOfRestarts(started.slice(index * restarts, (index + 1) * restarts))
    );
    const calibration = await calibrate(
      [...sequences.values()].flat(),
      (raag, own) => this.#unit(raag, own),
      (units) => this.#run(units, signal),
      this.options.randomState,
      this.options.quantizer.kind,
    );
    const models = new Map<string, RaagModel>();
    for (const [index, raag] of labels.entries()) {
      models.set(
        raag,
        await makeModel(this.options, sequences.get(raag)!, trained[index], calibration),
      );
    }
    return models;
  }

  /** Trains units on the trainer's threads. */
  async #run(
    units: TrainUnit[],
    signal?: AbortSignal,
    onDone?: (raag: string) => void | Promise<void>,
  ): Promise<TrainedView[][]> {
    const outcomes = await runUnits<TrainUnit, TrainedView[]>(
      units,
      (unit) => trainUnit(unit, { signal }),
      {
        jobs: this.options.jobs,
        worker: new URL("./worker.ts", import.meta.url),
        name: ({ raag }) => `raag ${raag}`,
        signal,
        onOutcome: (_, index) => onDone?.(units[index].raag),
      },
    );
    return outcomes.map((outcome) => {
      if (!outcome.ok) throw outcome.error;
      return outcome.value;
    });
  }

  #sequence({ recording, ...analysis }: ReadRecording): TrainingSequence {
    const { track, tonicHz, tonicSource, durationSeconds, voicedFrames, contentHash } = analysis;
    const { quantizer } = this.options;
    const sequence = quantize(track, tonicHz, quantizer);
    if (sequence.symbols.length === 0) {
      throw new ModelError(
        `${recording.path}: no ${quantizer.kind} to learn from; the recording is too short or its ` +
          `melody never rests on a note`,
      );
    }
    const { id, raag, group } = recording;
    return {
      ...sequence,
      views: this.options.ensemble ? furtherViews(track, tonicHz) : {},
      id,
      raag,
      group,
      tonicHz,
      tonicSource,
      durationSeconds,
      voicedFrames,
      contentHash,
    };
  }

  /** One unit for each start of a raag. */
  #starts(raag: string, sequences: readonly TrainingSequence[]): TrainUnit[] {
    const unit = this.#unit(raag, sequences);
    return Array.from({ length: this.options.restarts }, (_, restart) => ({ ...unit, restart }));
  }

  #unit(raag: string, sequences: readonly TrainingSequence[]): TrainUnit {
    if (sequences.length === 0) throw new ModelError(`raag ${raag}: no sequence to learn from`);
    const { nStates, nObservations } = this.options;
    const {
      maxIterations,
      convergenceTolerance,
      regularizationAlpha,
      probabilityFloor,
      randomState,
      start,
    } = this.options;
    const views = viewsOf(sequences[0]).map(({ name }, v) => {
      const nSymbols = v === 0 ? nObservations : viewAlphabet(name);
      return {
        name,
        nSymbols,
        nStates: v === 0 ? nStates : nStates / nObservations * nSymbols,
        sequences: sequences.map((sequence) => viewsOf(sequence)[v].symbols),
      };
    });
    return {
      raag,
      views,
      restart: 0,
      options: {
        maxIterations,
        convergenceTolerance,
        regularizationAlpha,
        probabilityFloor,
        randomState,
        start,
      },
    };
  }
}
