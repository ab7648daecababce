import type { Command } from "commander";
import { InvalidArgumentError, UsageError } from "../errors.ts";
import { RAAG_LIBRARY, raagByName, type RaagGrammar, RAAGS } from "../raags/mod.ts";
import { makeSampleDataset } from "../synth/mod.ts";
import { makeCommand, realNumber, runCommand, wholeNumber } from "./command.ts";
import { DEFAULTS, SHOWN, userPath } from "./places.ts";
import { print, Progress } from "./console.ts";

interface Flags {
  out?: string;
  raag?: string;
  train: number;
  test: number;
  seconds: number;
  seed: number;
}

export const command: Command = makeCommand(
  "synth",
  "Make a data set of synthesised recordings with exact pitch, tonic and raag.",
)
  .option("--out <folder>", `where to (default: ${SHOWN.sample})`)
  .option(
    "--raags, --raag <names>",
    `names in any spelling, separated by commas, or "all" ` +
      `(default: ${Object.keys(RAAGS).join(",")})`,
  )
  .option("--train <n>", "training recordings of each raag", wholeNumber(1, 999), 6)
  .option("--test <n>", "test recordings of each raag", wholeNumber(0, 999), 2)
  .option("--seconds <s>", "length of a recording", realNumber(2, 3600), 40)
  .option("--seed <n>", "seed of the set", wholeNumber(0), 1)
  .action(synth);

async function synth(flags: Flags): Promise<void> {
  const folder = flags.out === undefined ? DEFAULTS.sample : userPath(flags.out);
  const grammars = flags.raag === undefined ? Object.values(RAAGS) : grammarsOf(flags.raag);
  const bar = new Progress("recordings");
  await makeSampleDataset(folder, {
    grammars,
    train: flags.train,
    test: flags.test,
    durationSeconds: flags.seconds,
    seed: flags.seed,
    onProgress: ({ done, total, id }) => bar.update(done, total, id),
  });
  const count = grammars.length * (flags.train + flags.test);
  const raags = grammars.length === 1 ? grammars[0].raag : `${grammars.length} raags`;
  print(`${count} recordings of ${raags} in ${folder}`);
}

/** The raags that a list names, each once, in the order of the list. */
function grammarsOf(list: string): RaagGrammar[] {
  if (list === "all" || list === "any") return Object.values(RAAG_LIBRARY);
  try {
    return [...new Set(list.split(",").map(raagByName))];
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UsageError(`--raags: ${error.message}`);
    throw error;
  }
}

if (import.meta.main) await runCommand(command);
