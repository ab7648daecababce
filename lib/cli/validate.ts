import type { Command } from "commander";
import { readMelodies } from "../analysis/mod.ts";
import {
  type DatasetSummary,
  describeCopies,
  findCopies,
  loadDataset,
  summariseDataset,
  validateDataset,
} from "../dataset/mod.ts";
import { DatasetError, describeProblem, type Problem, UsageError } from "../errors.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import { EXIT, interruptSignal, makeCommand, runCommand } from "./command.ts";
import { addOptions, type CommonFlags } from "./common_options.ts";
import { cacheFolder, userPath } from "./places.ts";
import { announced, print, printJson, Progress } from "./console.ts";

interface Flags extends CommonFlags {
  deep?: boolean;
}

export const command: Command = makeCommand(
  "validate",
  "List every problem of a data set or of a models folder; exit 1 if there is an error.",
)
  .option("--data <folder>", "data set to check")
  .option("--models <folder>", "models folder to check")
  .option("--deep", "read every recording as training does, down to its notes")
  .action(validate);
addOptions(command, "jobs", "cache", "no-cache", "json");

/** What was found. */
interface Findings {
  problems: readonly Problem[];
  /** Of a data set; undefined where nothing in it can be used. */
  summary?: DatasetSummary & { copies: number };
}

async function validate(flags: Flags): Promise<void> {
  const { data, models, json } = flags;
  if ((data === undefined) === (models === undefined)) {
    throw new UsageError("give either --data FOLDER or --models FOLDER");
  }
  const { problems, summary } = data !== undefined
    ? await checkData(userPath(data), flags)
    : { problems: await new ModelPersistence(userPath(models!)).validate() };
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const warnings = problems.length - errors;
  if (json) printJson({ errors, warnings, summary: summary && asJson(summary), problems });
  else report(problems, errors, summary);
  if (errors > 0) Deno.exitCode = EXIT.failed;
}

async function checkData(root: string, { deep, jobs, cache }: Flags): Promise<Findings> {
  const signal = interruptSignal();
  // Copies are counted below, too: no file need be read twice for that.
  const problems = await announced(
    `looking through ${root}`,
    validateDataset(root, { signal, duplicates: false }),
  );
  try {
    const { recordings } = await loadDataset(root, { signal });
    const bar = new Progress("recordings");
    const read = deep
      ? await readMelodies(recordings, {
        jobs,
        signal,
        cacheDir: cacheFolder(cache),
        onProgress: (done, total, id) => bar.update(done, total, id),
      })
      : undefined;
    const copies = await announced("looking for copies", findCopies(recordings, { signal }));
    return {
      problems: [
        ...[...problems, ...copies.flatMap(describeCopies)],
        ...[...read?.skipped ?? [], ...read?.warnings ?? []],
      ],
      summary: {
        ...summariseDataset(
          recordings,
          new Map(
            read?.facts.map(({ recording, durationSeconds }) => [recording.id, durationSeconds]),
          ),
        ),
        copies: copies.reduce((sum, set) => sum + set.length - 1, 0),
      },
    };
  } catch (error) {
    // Nothing usable: the problems say why.
    if (error instanceof DatasetError) return { problems };
    throw error;
  }
}

function report(problems: readonly Problem[], errors: number, summary: Findings["summary"]): void {
  for (const problem of problems) print(`${problem.severity}: ${describeProblem(problem)}`);
  if (summary !== undefined) describe(summary);
  const warnings = problems.length - errors;
  print(problems.length === 0 ? "no problems" : `${errors} errors, ${warnings} warnings`);
}

/** The summary with the names that the kit's JSON has. */
function asJson({ withoutGroup, withoutDuration, ...figures }: NonNullable<Findings["summary"]>) {
  return { ...figures, without_group: withoutGroup, without_duration: withoutDuration };
}

function describe(summary: NonNullable<Findings["summary"]>): void {
  const { recordings, raags, splits, groups, withoutGroup, hours, withoutDuration, copies } =
    summary;
  const counts = (record: Record<string, number>) =>
    Object.entries(record).map(([name, count]) => `${name} ${count}`).join(", ");
  print(`${recordings} recordings of ${Object.keys(raags).length} raags: ${counts(raags)}`);
  print(`splits: ${counts(splits)}`);
  const ungrouped =
    `; ${withoutGroup} recordings give no group and count as a source each: if some ` +
    "come from one concert or album, give them the same group";
  print(`sources: ${groups}${withoutGroup > 0 ? ungrouped : ""}`);
  const unknown = `, and ${withoutDuration} recordings of unknown length`;
  if (withoutDuration < recordings) {
    print(`length: ${hours.toFixed(2)} hours${withoutDuration > 0 ? unknown : ""}`);
  }
  if (copies > 0) print(`copies of other recordings: ${copies}`);
}

if (import.meta.main) await runCommand(command);
