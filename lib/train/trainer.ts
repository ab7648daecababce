import { honestGroups, type MelodyFacts, readMelodies } from "../analysis/mod.ts";
import { readFeatures } from "../analysis/read_features.ts";
import { type Dataset, loadDataset, type Recording } from "../dataset/mod.ts";
import { DatasetError, ModelError, type Problem } from "../errors.ts";
import {
  type Example,
  type Family,
  makeFamily,
  type ModelSet,
  modelSetOf,
} from "../families/mod.ts";
import type { ClassicUnit } from "../families/experts/train_classic.ts";
import type { SharedRun } from "../jobs/mod.ts";
import { VERSION } from "../version.ts";
import {
  type ResolvedTrainerOptions,
  resolveTrainerOptions,
  type TrainerOptions,
} from "./options.ts";
import { aboutOf, summaryRow } from "./about.ts";
import { heardBy, withdraw } from "./heard.ts";
import { ShareDone, trainInShares, trainOnThreads } from "./trainings.ts";
import type { TrainingHooks, TrainingResult, TrainingSequence } from "./types.ts";

/**
 * From a data set to models of its raags that answer together.
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
  /** What is trained. */
  readonly family: Family;

  /**
   * Makes a trainer; nothing is read yet.
   *
   * @param options See {@linkcode TrainerOptions}.
   * @throws {InvalidArgumentError} If an option is out of its range.
   */
  constructor(options: TrainerOptions = {}) {
    this.options = resolveTrainerOptions(options);
    this.family = makeFamily(this.options.family);
  }

  /**
   * Reads what the family's main models see of some recordings, raag by raag.
   *
   * @param recordings From a data set.
   * @param hooks Progress and signal.
   * @returns Sequences by label in alphabetical order, and every recording left out with its reason.
   * @throws {DatasetError} If the family's main models read no symbols.
   * @throws {AbortedError} If the signal fired.
   */
  async groupSequencesByRaag(
    recordings: readonly Recording[],
    hooks: TrainingHooks = {},
  ): Promise<
    { sequences: Map<string, TrainingSequence[]>; skipped: Problem[]; warnings: Problem[] }
  > {
    const { read: readSymbols } = this.family;
    if (readSymbols === undefined) {
      throw new DatasetError(`the family ${this.family.name} reads no sequences of symbols`);
    }
    const byRaag = new Map<string, TrainingSequence[]>();
    const { skipped, warnings } = await readMelodies(
      recordings,
      this.#reading(hooks),
      ({ recording: { id, raag, group }, track, tonicHz }) => {
        const sequence = { ...readSymbols({ id, track, tonicHz }), id, raag, group, tonicHz };
        byRaag.set(raag, [...byRaag.get(raag) ?? [], sequence]);
      },
    );
    const sequences = new Map([...byRaag].sort(([a], [b]) => a < b ? -1 : 1));
    return { sequences, skipped, warnings };
  }

  /**
   * Trains the raags of a data set.
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
    const reading = { ...this.#reading(hooks), run: hooks.run };
    if (hooks.run !== undefined) {
      await readFeatures(recordings, [this.family], { ...reading, keepFeatures: false });
    }
    const { facts, skipped, warnings, features } = await readFeatures(
      chosen,
      [this.family],
      reading,
    );
    if (facts.length === 0) {
      throw new DatasetError(
        `${root}: none of the ${chosen.length} recordings can be learnt from; the first: ` +
          `${skipped[0].file}: ${skipped[0].message}`,
        skipped,
      );
    }
    const { warnings: remarks, ...learnt } = await this.#learn(
      facts,
      features.map(([own]) => own),
      hooks,
    );
    return {
      ...learnt,
      skipped: [...problems.filter(({ severity }) => severity === "error"), ...skipped],
      warnings: [
        ...problems.filter(({ severity }) => severity === "warning"),
        ...warnings,
        ...remarks,
      ],
      seconds: (performance.now() - began) / 1000,
    };
  }

  /**
   * Learns again with recordings added or withdrawn, and reads the new ones only: a set keeps what
   * was counted of each recording. The result is that of training on all of them from scratch.
   *
   * @param models A set that this trainer's options gave.
   * @param change Recordings to add, and ids of those to withdraw.
   * @param hooks Progress and signal.
   * @returns As {@linkcode trainAllRaagModels}.
   * @throws {ModelError} If the set does not keep what was counted, or was trained otherwise.
   * @throws {DatasetError} If an id to add is there already, one to withdraw is not, or none is left.
   */
  async retrain(
    models: ModelSet,
    change: { add?: readonly Recording[]; remove?: readonly string[] },
    hooks: TrainingHooks = {},
  ): Promise<TrainingResult> {
    const began = performance.now(), { family, randomState, pitch } = this.options;
    const { seed, pitch: tracked } = models.provenance;
    const made = JSON.stringify([models.family, seed, tracked]);
    const asked = JSON.stringify([family, randomState, pitch]);
    if (made !== asked) {
      throw new ModelError(
        `the set was trained with ${made}, found ${asked}; use the same options`,
      );
    }
    const { add = [], remove = [] } = change;
    const kept = withdraw(heardBy(models, this.family), remove);
    const known = new Set(kept.map(({ facts }) => facts.recording.id));
    const twice = add.find(({ id }) => known.has(id));
    if (twice !== undefined) {
      throw new DatasetError(`${twice.id} is in the set already: withdraw it first, or rename it`);
    }
    const { facts, features, ...rest } = await readFeatures(
      add,
      [this.family],
      this.#reading(hooks),
    );
    const { warnings, ...learnt } = await this.#learn(
      [...kept.map(({ facts }) => facts), ...facts],
      [...kept.map(({ features }) => features), ...features.map(([own]) => own)],
      hooks,
    );
    return {
      ...learnt,
      skipped: rest.skipped,
      warnings: [...rest.warnings, ...warnings],
      seconds: (performance.now() - began) / 1000,
    };
  }

  async #learn(facts: readonly MelodyFacts[], features: readonly unknown[], hooks: TrainingHooks) {
    const honest = honestGroups(facts);
    const examples = facts.map(({ recording: { id, raag } }, i): Example => ({
      id,
      raag,
      group: honest.groups[i],
      features: features[i],
    }));
    const models = await this.#fit(examples, facts, hooks);
    const labels = new Set(examples.map(({ raag }) => raag));
    return {
      models,
      summary: [...models.values()].filter(({ raag }) => labels.has(raag)).map((model) =>
        summaryRow(model, facts.filter(({ recording }) => recording.raag === model.raag))
      ),
      warnings: honest.warnings,
      recordings: facts.length,
    };
  }

  /**
   * Does one share of a training that many processes do together: reads its recordings, or trains its
   * raags. {@linkcode trainAllRaagModels} with the same `run` then finds all of it done.
   *
   * @param dataset A loaded data set.
   * @param split As for {@linkcode trainAllRaagModels}.
   * @param hooks Progress and signal, with `run`.
   * @throws As {@linkcode trainAllRaagModels}.
   */
  async trainShare(
    dataset: Dataset,
    split: string | null,
    hooks: TrainingHooks & { run: SharedRun },
  ): Promise<void> {
    const { run } = hooks;
    if (run.share.stage === "read") {
      const reading = { ...this.#reading(hooks), run, keepFeatures: false };
      await readFeatures(dataset.recordings, [this.family], reading);
      return;
    }
    try {
      await this.trainAllRaagModels(dataset, split, hooks);
    } catch (error) {
      if (!(error instanceof ShareDone)) throw error;
    }
  }

  async #fit(
    examples: readonly Example[],
    facts: readonly MelodyFacts[],
    { signal, onProgress, onIteration, run }: TrainingHooks,
  ): Promise<ModelSet> {
    const { family: spec, randomState: seed, pitch, jobs } = this.options;
    const labels = new Set(examples.map(({ raag }) => raag));
    const told = new Set<string>();
    const tell = (item: string) => {
      told.add(item);
      return onProgress?.({ phase: "train", done: told.size, total: labels.size, item });
    };
    const fitted = await this.family.fit(examples, {
      seed,
      signal,
      onIteration,
      ...((jobs > 1 || run !== undefined) && onIteration === undefined && {
        runTrainings: <U, R>(given: readonly U[]) => {
          const units = given as unknown as ClassicUnit[];
          return (run === undefined
            ? trainOnThreads(units, jobs, signal, tell)
            : trainInShares(units, run, signal, tell)) as Promise<R[]>;
        },
      }),
    });
    // Families that are counted, or trained in this thread, are done at once.
    for (const raag of [...labels].sort()) if (!told.has(raag)) await tell(raag);
    const abouts = new Map<string, Awaited<ReturnType<typeof aboutOf>>>();
    for (const raag of labels) {
      // By id, as the rows of the models' arrays.
      const own = [...facts.keys()].filter((i) => examples[i].raag === raag)
        .sort((a, b) => examples[a].id < examples[b].id ? -1 : 1);
      abouts.set(
        raag,
        await aboutOf(own.map((i) => facts[i]), own.map((i) => examples[i].group)),
      );
    }
    return modelSetOf(spec, fitted, (label) => abouts.get(label), {
      seed,
      pitch: { ...pitch },
      versions: { raagkit: VERSION, deno: Deno.version.deno },
    });
  }

  #reading({ onStart, onProgress, signal }: TrainingHooks) {
    const { pitch, cacheDir, jobs } = this.options;
    return {
      pitch,
      cacheDir,
      jobs,
      signal,
      onStart,
      onProgress: (done: number, total: number, item: string, problem?: Problem) =>
        onProgress?.({ phase: "extract", done, total, item, problem }),
    };
  }
}
