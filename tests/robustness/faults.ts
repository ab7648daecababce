/**
 * `deno task faults`: kills training and cross-validation at random moments, many times.
 *
 * @module
 */

import { join } from "@std/path";
import { makeCommand, runCommand, wholeNumber } from "../../lib/cli/command.ts";
import { print, Progress } from "../../lib/cli/console.ts";
import { Random } from "../../lib/random.ts";
import { crossvalTrial, type KillTrial, trainTrial } from "./kill_trials.ts";
import { makeTinyData, withFolder } from "./tiny_data.ts";

const command = makeCommand(
  "faults",
  "Kill training and cross-validation with SIGKILL at random moments, and check each time that the\n" +
    "models folder holds one whole set, and that a second run gives what an undisturbed one gives.",
)
  .option("--runs <n>", "kills, shared out between the two", wholeNumber(2), 200)
  .option("--seed <n>", "seed of the moments", wholeNumber(0), 1)
  .action(faults);

async function faults({ runs, seed }: { runs: number; seed: number }): Promise<void> {
  const random = new Random(seed);
  await withFolder(async (folder) => {
    const data = join(folder, "data");
    await makeTinyData(data);
    const half = Math.ceil(runs / 2);
    const trials: [string, KillTrial, number][] = [
      ["train", await trainTrial(data, folder, random), half],
      ["crossval", await crossvalTrial(data, folder, random), runs - half],
    ];
    for (const [name, trial, count] of trials) await repeat(name, trial, count);
  });
}

/** Runs a trial so often and says what the kills left; the first that fails ends it all. */
async function repeat(name: string, trial: KillTrial, count: number): Promise<void> {
  const bar = new Progress(`kills of ${name}`);
  const left: Record<string, number> = { old: 0, part: 0, new: 0 };
  let killed = 0;
  for (let i = 0; i < count; i++) {
    const outcome = await trial.attempt();
    if (outcome.killed) killed++;
    left[outcome.left]++;
    bar.update(i + 1, count);
  }
  print(
    `${name}: ${count} trials, ${killed} killed at work; left as before ${left.old}, with a part ` +
      `to go on from ${left.part}, done ${left.new}; none mixed, all finished when run again`,
  );
}

if (import.meta.main) await runCommand(command);
