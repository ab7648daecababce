/**
 * `deno task fuzz`: damaged files by the thousand for every reader of files from anywhere.
 *
 * @module
 */

import { EXIT, makeCommand, runCommand, wholeNumber } from "../../lib/cli/command.ts";
import { userPath } from "../../lib/cli/places.ts";
import { formatTable, print, Progress, warn } from "../../lib/cli/console.ts";
import { Random } from "../../lib/random.ts";
import { fuzzTargets, judge, type Target } from "./targets.ts";

interface Flags {
  seed: number;
  runs: number;
  only?: string;
  save?: string;
}

const command = makeCommand(
  "fuzz",
  "Damage files at random and read them: each must give a value or one of the kit's errors, within\n" +
    "5 s and 500 MB. Equal seeds give equal files.",
)
  .option("--seed <n>", "seed of the damage", wholeNumber(0), 1)
  .option("--runs <n>", "damaged files for each reader", wholeNumber(1), 20_000)
  .option(
    "--only <names>",
    "of wav, flac, ogg, mp3, mp4, webm, tags, pitch, praat, svl, table, saraga, metadata, npz and\n" +
      "experiment, with commas between",
  )
  .option("--save <folder>", "write the files that fail there")
  .action(fuzz);

/** What became of all the files for one reader. */
interface Tally {
  read: number;
  refused: number;
  failed: number;
  slowestMs: number;
}

async function fuzz(flags: Flags): Promise<void> {
  const targets = await fuzzTargets();
  const names = flags.only?.split(",") ?? [...targets.keys()];
  const unknown = names.filter((name) => !targets.has(name));
  if (unknown.length > 0) {
    command.error(
      `error: --only: no ${unknown.join(", ")}; there are ${[...targets.keys()].join(", ")}`,
    );
  }
  const rows: string[][] = [];
  let failed = 0;
  for (const name of names) {
    const target = targets.get(name)!;
    const tally = await fuzzTarget(name, target, flags);
    failed += tally.failed;
    const counts = [flags.runs, tally.read, tally.refused, tally.failed].map(String);
    rows.push([target.what, ...counts, tally.slowestMs.toFixed(0)]);
  }
  print(formatTable(["reader", "mutants", "read", "refused", "failed", "slowest (ms)"], rows));
  print(`seed ${flags.seed}; memory at the end ${(Deno.memoryUsage().rss / 1e6).toFixed(0)} MB`);
  if (failed > 0) Deno.exitCode = EXIT.failed;
}

async function fuzzTarget(name: string, target: Target, { seed, runs, save }: Flags) {
  const random = new Random(seed).fork(name);
  const tally: Tally = { read: 0, refused: 0, failed: 0, slowestMs: 0 };
  const bar = new Progress(name);
  // Decoders talk to the console about damage, which is no news here.
  const { error: speak } = console;
  console.error = () => {};
  for (let run = 0; run < runs; run++) {
    const bytes = target.mutant(random);
    const start = performance.now();
    try {
      tally[await judge(target, bytes)]++;
    } catch (error) {
      tally.failed++;
      warn(`${name} ${run}: ${error instanceof Error ? error.stack : error}`);
      if (save !== undefined) await Deno.writeFile(userPath(`${save}/${name}_${run}`), bytes);
    }
    tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
    bar.update(run + 1, runs);
  }
  console.error = speak;
  return tally;
}

if (import.meta.main) await runCommand(command);
