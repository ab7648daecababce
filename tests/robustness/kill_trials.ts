/**
 * Trials of what a kill does: a command is started as a real process, killed with SIGKILL at a
 * random moment, and run again.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { ModelPersistence } from "../../lib/persistence/mod.ts";
import type { Random } from "../../lib/random.ts";
import { type Ended, run, start } from "./process.ts";

/** What became of one trial. */
export interface Trial {
  /** Whether the kill came before the command had ended by itself. */
  killed: boolean;
  /** What the kill left: the old state, the new one, or a part of the work to go on from. */
  left: "old" | "new" | "part";
}

/** One command under trial. */
export interface KillTrial {
  /** Kills it once, checks what is left, runs it again and checks the result. */
  attempt(): Promise<Trial>;
}

/** Kills a command at a random moment between a fifth and the end of its usual time. */
async function killAtRandom(
  task: string,
  args: string[],
  usualMs: number,
  random: Random,
): Promise<boolean> {
  const running = start(task, args);
  // The first fifth is Deno's own start: nothing of the kit is at work then.
  const pause = random.uniform(0.2 * usualMs, 0.95 * usualMs);
  const timer = setTimeout(() => running.kill("SIGKILL"), pause);
  const { code } = await running.ended;
  clearTimeout(timer);
  assert(code === 137 || code === 0, `neither killed nor done but ${code}`);
  return code === 137;
}

async function timed(action: () => Promise<Ended>): Promise<number> {
  const start = performance.now();
  const { code, err } = await action();
  assertEquals(code, 0, err);
  return performance.now() - start;
}

/**
 * The seed that the models of a folder were trained with. Each file has its checksum in the summary
 * with the seed, so that a mixture of two sets cannot be loaded.
 */
async function seedOf(persistence: ModelPersistence): Promise<number> {
  return (await persistence.loadAllModels()).provenance.seed;
}

function names(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

async function parametersIn(folder: string): Promise<number[][]> {
  const models = await new ModelPersistence(folder).loadAllModels();
  return [...models.values()].map(({ hmm }) => [...hmm.transmat]);
}

/**
 * Training in the place of an older set. After a kill the folder must hold the whole old set or the
 * whole new one, and a second run must give the models that an undisturbed one gives.
 *
 * @param data Data set.
 * @param work Folder for models and caches.
 * @param random When to kill.
 */
export async function trainTrial(
  data: string,
  work: string,
  random: Random,
): Promise<KillTrial> {
  const [oldSet, newSet] = [join(work, "old"), join(work, "new")];
  const args = (models: string, cache: string, seed: number) => [
    ...["--data", data, "--models", models, "--cache", cache],
    ...["--seed", `${seed}`, "--start", "random", "--states", "12", "--max-iterations", "20"],
  ];
  // The shorter of two runs: a kill that comes too late proves nothing.
  const usualMs = Math.min(
    await timed(() => run("train", ...args(oldSet, join(work, "old_cache"), 1))),
    await timed(() => run("train", ...args(newSet, join(work, "new_cache"), 2))),
  );
  const expected = await parametersIn(newSet);
  let count = 0;
  return {
    async attempt(): Promise<Trial> {
      const own = join(work, `train_${count++}`), models = join(own, "models");
      await Deno.mkdir(models, { recursive: true });
      for (const name of names(oldSet)) {
        await Deno.copyFile(join(oldSet, name), join(models, name));
      }
      const words = args(models, join(own, "cache"), 2);
      const killed = await killAtRandom("train", words, usualMs, random);
      const persistence = new ModelPersistence(models);
      const left = await seedOf(persistence) === 1 ? "old" : "new";
      const problems = await persistence.validate();
      assertEquals(problems.filter(({ severity }) => severity === "error"), []);
      const { code, err } = await run("train", ...words);
      assertEquals(code, 0, err);
      assertEquals(await parametersIn(models), expected);
      assertEquals(names(models), names(newSet));
      await Deno.remove(own, { recursive: true });
      return { killed, left };
    },
  };
}

/** A result without the times that it took. */
function timeless(text: string): unknown {
  return JSON.parse(text, (key, value) => /seconds|time|date/.test(key) ? undefined : value);
}

/**
 * Cross-validation. After a kill a second run must go on from what there is and give the result
 * that an undisturbed one gives, and then leave no unfinished work behind.
 *
 * @param data Data set.
 * @param work Folder for caches.
 * @param random When to kill.
 */
export async function crossvalTrial(
  data: string,
  work: string,
  random: Random,
): Promise<KillTrial> {
  const args = (cache: string) => [
    ...["--data", data, "--cache", cache, "--out", join(cache, "result.json")],
    ...["--folds", "3", "--families", "hmm-plain,note-hmm,pcd-knn", "--jobs", "1"],
  ];
  const reference = join(work, "reference");
  await Deno.mkdir(reference);
  const firstMs = await timed(() => run("crossval", ...args(reference)));
  const expected = timeless(await Deno.readTextFile(join(reference, "result.json")));
  const again = join(work, "again");
  await Deno.mkdir(again);
  const usualMs = Math.min(firstMs, await timed(() => run("crossval", ...args(again))));
  let count = 0;
  return {
    async attempt(): Promise<Trial> {
      const own = join(work, `crossval_${count++}`);
      await Deno.mkdir(own);
      const killed = await killAtRandom("crossval", args(own), usualMs, random);
      const unfinished = names(own).some((name) => name.startsWith("crossval-"));
      const done = names(own).includes("result.json");
      const { code, err } = await run("crossval", ...args(own));
      assertEquals(code, 0, err);
      assertEquals(timeless(await Deno.readTextFile(join(own, "result.json"))), expected);
      assertEquals(names(own).filter((name) => name.startsWith("crossval-")), []);
      await Deno.remove(own, { recursive: true });
      return { killed, left: done ? "new" : unfinished ? "part" : "old" };
    },
  };
}
