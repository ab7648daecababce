import { join } from "@std/path";
import { InvalidArgumentError, PersistenceError, type Problem } from "../errors.ts";
import { ModelSet, type RaagModel, withoutRaag } from "../families/mod.ts";
import { FolderLock, reasonOf } from "../files/mod.ts";
import { commit, leftovers, readJournal, recover } from "./commit.ts";
import { emptySummary, makeChange } from "./make_change.ts";
import { findStrays, readSet, type SetContent, SUMMARY } from "./read_set.ts";
import type { ModelsSummary, ModelSummary } from "./types.ts";

/** How a models folder is used. */
export interface ModelPersistenceOptions {
  /**
   * How long to wait for another program that is writing, in seconds.
   * @default 10
   */
  lockTimeoutSeconds?: number;
}

/**
 * A folder of trained models: `<raag>.npz` with the parameters, `<raag>_meta.json` with everything
 * else, `<raag>_card.md` for people to read, and `models_summary.json`, which says what belongs to
 * the set.
 *
 * Whatever changes the folder changes it as a whole: a kill, a full disk or a second writer leaves
 * the old set or the new one. Whatever reads it sees one set, though another program be writing.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeFamily, ModelPersistence } from "raagkit";
 * import { modelSetOf } from "raagkit/families";
 *
 * const family = makeFamily("hmm");
 * const f0 = Float64Array.from({ length: 600 }, (_, t) => 220 * 2 ** ([0, 4, 7][t % 60 / 20 | 0] / 12));
 * const times = f0.map((_, t) => t * 0.01), voicing = new Float32Array(600).fill(1);
 * const track = { times, f0, voicing, hopSeconds: 0.01, method: "file", fallbacks: [] };
 * const features = family.prepare({ id: "a", track, tonicHz: 220 });
 * const fitted = await family.fit([{ id: "a", raag: "Gaud_Malhar", group: "a", features }]);
 * const models = modelSetOf({ family: "hmm" }, fitted, () => ({
 *   training: { groups: 1, tonicSources: { metadata: 1 }, durationSeconds: 6 },
 *   manifest: { hash: "", recordings: ["a"] },
 * }), { seed: 42, pitch: {}, versions: {} });
 * const folder = await Deno.makeTempDir();
 * const persistence = new ModelPersistence(folder);
 * await persistence.saveAllModels(models);
 *
 * const loaded = await persistence.loadModel("Gaud_Malhar");
 * assertEquals(loaded.hmm.score([0, 4, 7]), models.get("Gaud_Malhar")!.hmm.score([0, 4, 7]));
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export class ModelPersistence {
  /** The folder. */
  readonly modelsDir: string;
  readonly #lockTimeoutSeconds: number;

  /**
   * Names a models folder; nothing is read or made yet.
   *
   * @param modelsDir Path of the folder; saving makes it if it does not exist.
   * @param options Waiting time.
   * @throws {InvalidArgumentError} If the path is empty or an option is out of range.
   */
  constructor(modelsDir: string, options: ModelPersistenceOptions = {}) {
    const { lockTimeoutSeconds = 10 } = options;
    if (typeof modelsDir !== "string" || modelsDir === "") {
      throw new InvalidArgumentError(`modelsDir must be the path of a folder, found ${modelsDir}`);
    }
    if (!(lockTimeoutSeconds >= 0)) {
      throw new InvalidArgumentError(
        `lockTimeoutSeconds must be 0 or more, found ${lockTimeoutSeconds}`,
      );
    }
    this.modelsDir = modelsDir;
    this.#lockTimeoutSeconds = lockTimeoutSeconds;
  }

  /**
   * Makes these models the set. What was there before is replaced.
   *
   * @param models A trained set.
   * @throws {PersistenceError} If the folder cannot be written.
   * @throws {InvalidArgumentError} If there is no model, or one holds what cannot be saved.
   */
  async saveAllModels(models: ModelSet): Promise<void> {
    if (models.size === 0) throw new InvalidArgumentError("models must hold at least one model");
    const what = `save ${models.size} model${models.size > 1 ? "s" : ""}`;
    await this.#change(what, () => models, true);
  }

  /**
   * Removes a model from the set.
   *
   * @param raag Its label.
   * @throws {PersistenceError} If there is no such model, or the folder cannot be written.
   */
  async deleteModel(raag: string): Promise<void> {
    await this.#change(`delete the model of ${raag}`, (old) => {
      if (!old?.has(raag)) throw this.#unknown(raag, old && [...old.keys()]);
      return withoutRaag(old, raag);
    });
  }

  /**
   * Loads one model.
   *
   * @param raag Its label.
   * @returns The model; its parameters are equal to the bit to those that were saved.
   * @throws {PersistenceError} If there is no such model or its files are damaged.
   */
  async loadModel(raag: string): Promise<RaagModel> {
    const { summary, models, problems } = await this.#read((entry) => entry.raag === raag);
    this.#refuse(`load the model of ${raag}`, problems);
    const model = models.get(raag);
    if (!model) throw this.#unknown(raag, summary?.models.map((entry) => entry.raag));
    return model;
  }

  /**
   * Loads the set.
   *
   * @returns The models by label, sorted by label, with what they share.
   * @throws {PersistenceError} If there is none, or any is damaged; `problems` lists everything.
   */
  async loadAllModels(): Promise<ModelSet> {
    const content = await this.#read(() => true);
    this.#refuse("load the models", content.problems);
    if (content.models.size === 0) throw this.#unknown(undefined, undefined);
    return setOf(content);
  }

  /**
   * The labels of the set, sorted.
   *
   * @returns The labels; none if there is no set.
   * @throws {PersistenceError} If the summary is damaged.
   */
  async listModels(): Promise<string[]> {
    return (await this.summary()).models.map(({ raag }) => raag);
  }

  /**
   * What the set holds, without loading it.
   *
   * @returns The summary; one without models if there is no set.
   * @throws {PersistenceError} If the summary is damaged.
   */
  async summary(): Promise<ModelsSummary> {
    const { summary, problems } = await this.#read(() => false);
    this.#refuse("read the summary", problems);
    return summary ?? emptySummary();
  }

  /**
   * Checks everything: each model of the set is loaded; files that belong to none are named.
   *
   * @returns Everything that is wrong; empty if all is well.
   */
  async validate(): Promise<Problem[]> {
    const set = await this.#read(() => true);
    return [...set.problems, ...await findOddities(this.modelsDir, set)];
  }

  async #read(wanted: (entry: ModelSummary) => boolean): ReturnType<typeof readSet> {
    await this.#finishInterrupted();
    return await readSet(this.modelsDir, wanted);
  }

  /** Carries out a killed writer's journal, if this process may write and nobody else is at it. */
  async #finishInterrupted(): Promise<void> {
    try {
      if (!await readJournal(this.modelsDir)) return;
      // Asking must not make Deno ask the user.
      const { state } = await Deno.permissions.query({ name: "write", path: this.modelsDir });
      if (state !== "granted") return;
      await using _lock = await FolderLock.acquire(this.modelsDir, { timeoutSeconds: 0 });
      await recover(this.modelsDir);
    } catch {
      // Reading sees through the journal, so that nothing is lost by leaving it.
    }
  }

  /** The one way to change the folder. `replace` does not ask what was there. */
  async #change(
    what: string,
    plan: (old: ModelSet | undefined) => ModelSet,
    replace = false,
  ): Promise<void> {
    const { modelsDir } = this;
    try {
      await Deno.mkdir(modelsDir, { recursive: true });
      await using _lock = await FolderLock.acquire(modelsDir, {
        timeoutSeconds: this.#lockTimeoutSeconds,
      });
      await recover(modelsDir);
      const old = await readSet(modelsDir, () => !replace);
      if (!replace) this.#refuse(what, old.problems);
      const models = plan(replace || old.models.size === 0 ? undefined : setOf(old));
      await commit(modelsDir, makeChange(models, old.summary));
    } catch (error) {
      if (error instanceof PersistenceError || error instanceof InvalidArgumentError) throw error;
      const file = modelsDir, message = reasonOf(error);
      throw new PersistenceError(
        `Cannot ${what} in ${modelsDir}: ${message}; the models that were there are as they were`,
        [{ file, message, severity: "error" }],
        { cause: error },
      );
    }
  }

  /** Throws if anything is wrong. */
  #refuse(what: string, problems: Problem[]): void {
    if (problems.length === 0) return;
    const [{ file, field, message }] = problems;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
    throw new PersistenceError(
      `Cannot ${what} in ${this.modelsDir}: ${file}${field ? `, ${field}` : ""}: ${message}${more}`,
      problems,
    );
  }

  #unknown(raag: string | undefined, labels: readonly string[] = []): PersistenceError {
    if (raag === undefined || labels.length === 0) {
      return new PersistenceError(
        `No models in ${this.modelsDir}; the command \`train\` makes them; or name another folder`,
      );
    }
    return new PersistenceError(
      `No model of ${raag} in ${this.modelsDir}; there are ${labels.join(", ")}`,
    );
  }
}

/** The models of a folder with what they share. */
function setOf({ summary, models, shared }: SetContent): ModelSet {
  const { family, settings, provenance } = summary!;
  return new ModelSet(models.values(), { family, settings, shared, provenance });
}

/**
 * What is odd about a models folder though each of its models is sound: files that belong to no
 * model, remains of a program that was killed, and models that cannot be compared.
 */
async function findOddities(folder: string, set: SetContent): Promise<Problem[]> {
  const { summary, problems } = set;
  const found: Problem[] = [];
  const say = (file: string, message: string, severity: Problem["severity"] = "warning"): void => {
    found.push({ file, message, severity });
  };
  if (!summary && problems.length === 0) {
    say(folder, "holds no models; the command `train` makes them", "error");
  }
  try {
    for (const name of await findStrays(folder, summary)) {
      say(join(folder, name), `belongs to no model in ${SUMMARY} and is not used`);
    }
    const journal = await readJournal(folder);
    for (const name of journal ? [] : await leftovers(folder)) {
      const message = "was left by a program that was killed while saving (or is being written" +
        " just now); the next save removes it";
      say(join(folder, name), message);
    }
  } catch {
    // The folder cannot be listed or its journal read: the problems say so already.
  }
  return found;
}
