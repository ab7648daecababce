/**
 * `deno task synth`: recordings with a known truth.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { makeSampleDataset, RAAGS } from "../synth/mod.ts";
import {
  makeCommand,
  projectPath,
  realNumber,
  runCommand,
  userPath,
  wholeNumber,
} from "./command.ts";
import { print, Progress } from "./console.ts";

interface Flags {
  out?: string;
  raags?: string;
  train: number;
  test: number;
  seconds: number;
  seed: number;
}

const command = makeCommand(
  "synth",
  "Make a data set of synthesised recordings with exact pitch, tonic and raag.",
)
  .option("--out <folder>", "where to (default: data/sample)")
  .option("--raags <names>", `with commas between them (default: ${Object.keys(RAAGS).join(",")})`)
  .option("--train <n>", "training recordings of each raag", wholeNumber(1, 999), 6)
  .option("--test <n>", "test recordings of each raag", wholeNumber(0, 999), 2)
  .option("--seconds <s>", "length of a recording", realNumber(2, 3600), 40)
  .option("--seed <n>", "seed of the set", wholeNumber(0), 1)
  .action(synth);

async function synth(flags: Flags): Promise<void> {
  const folder = flags.out === undefined ? projectPath("data", "sample") : userPath(flags.out);
  const names = flags.raags?.split(",") ?? Object.keys(RAAGS);
  const unknown = names.filter((name) => !Object.hasOwn(RAAGS, name));
  if (unknown.length > 0) {
    throw new UsageError(
      `--raags: no grammar for ${unknown.join(", ")}; there are ${Object.keys(RAAGS).join(", ")}`,
    );
  }
  const bar = new Progress("recordings");
  await makeSampleDataset(folder, {
    grammars: names.map((name) => RAAGS[name]),
    train: flags.train,
    test: flags.test,
    durationSeconds: flags.seconds,
    seed: flags.seed,
    onProgress: ({ done, total, id }) => bar.update(done, total, id),
  });
  const count = names.length * (flags.train + flags.test);
  print(`${count} recordings of ${names.length} raags in ${folder}`);
}

if (import.meta.main) await runCommand(command);
