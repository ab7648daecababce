/**
 * `deno task validate`: every problem of a data set or a models folder.
 *
 * @module
 */

import { openAudio } from "../audio/mod.ts";
import { validateDataset } from "../dataset/mod.ts";
import { type Problem, RaagkitError, UsageError } from "../errors.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { EXIT, makeCommand, runCommand, userPath } from "./command.ts";
import { print, printJson } from "./console.ts";

interface Flags {
  data?: string;
  models?: string;
  deep?: boolean;
  json?: boolean;
}

const command = makeCommand(
  "validate",
  "List every problem of a data set or of a models folder; exit 1 if there is an error.",
)
  .option("--data <folder>", "data set to check")
  .option("--models <folder>", "models folder to check")
  .option("--deep", "decode every sound file and parse every pitch track too")
  .option("--json", "print one JSON document")
  .action(validate);

async function validate({ data, models, deep, json }: Flags): Promise<void> {
  if ((data === undefined) === (models === undefined)) {
    throw new UsageError("say what to check: either --data FOLDER or --models FOLDER");
  }
  const problems = data !== undefined
    ? await validateDataset(userPath(data), { deep, checkAudio: deep ? checkAudio : undefined })
    : await new ModelPersistence(userPath(models!)).validate();
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (json) printJson({ errors, warnings: problems.length - errors, problems });
  else report(problems, errors);
  if (errors > 0) Deno.exitCode = EXIT.failed;
}

function report(problems: readonly Problem[], errors: number): void {
  for (const { file, field, message, severity } of problems) {
    print(`${severity}: ${field ? `${file} (${field})` : file}: ${message}`);
  }
  print(
    problems.length === 0
      ? "no problems"
      : `${errors} errors, ${problems.length - errors} warnings`,
  );
}

/** What is wrong with a sound file, or undefined. */
async function checkAudio(path: string): Promise<string | undefined> {
  try {
    const { blocks, warnings } = await openAudio(path);
    const decoding = blocks();
    // Nothing is kept: what is asked is whether it can all be decoded.
    while (!(await decoding.next()).done);
    return warnings[0];
  } catch (error) {
    if (error instanceof RaagkitError) return error.message;
    throw error;
  }
}

if (import.meta.main) await runCommand(command);
