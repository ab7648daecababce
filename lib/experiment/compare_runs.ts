import { join } from "@std/path";
import type { DatasetManifest } from "../dataset/mod.ts";
import type { NumericArray, RaagModel } from "../families/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import type { Environment } from "./environment.ts";
import { ExperimentError } from "./error.ts";
import { readExperiment } from "./read_experiment.ts";
import type { FamilySummary, RunPrediction } from "./experiment_results.ts";
import { runExperiment } from "./run.ts";
import { readJsonFile } from "./run_folder.ts";
import type { Experiment, RunExperimentOptions } from "./types.ts";

/** What two runs have not in common. */
export interface RunComparison {
  /** What differs in experiment, data or results; empty if the runs are the same. */
  differences: string[];
  /** What differs besides and may explain it: versions of code and packages. */
  notes: string[];
}

/** At most so many lines on one part of a run. */
const MOST_LINES = 10;

/**
 * Compares the folders of two finished runs; times and machine do not count.
 *
 * @param before Folder of the one.
 * @param after Folder of the other.
 * @returns What differs; a number is the same if it is so to the last bit.
 * @throws {ExperimentError} If a folder holds no finished run.
 */
export async function compareRuns(before: string, after: string): Promise<RunComparison> {
  const [old, now] = await Promise.all([readRun(before), readRun(after)]);
  return {
    differences: Object.entries(now.parts).flatMap(([part, value]) => {
      const lines = differingLeaves(old.parts[part], value);
      const more = lines.splice(MOST_LINES).length;
      return [...lines, ...(more > 0 ? [`and ${more} more`] : [])]
        .map((line) => `${part}: ${line}`);
    }),
    notes: differingLeaves(old.environment, now.environment),
  };
}

/**
 * Runs the experiment of a finished run again, in a temporary folder, and compares.
 *
 * @param folder Folder of the finished run; its `experiment.json` is what is run.
 * @param options As for {@linkcode runExperiment}.
 * @returns What differs; nothing if the run can be repeated to the last bit.
 * @throws {ExperimentError} If the folder holds no finished run, or it cannot be run here.
 */
export async function checkRun(
  folder: string,
  options: Omit<RunExperimentOptions, "file" | "out" | "resume" | "report">,
): Promise<RunComparison> {
  const file = join(folder, "experiment.json");
  const experiment = await readExperiment(file);
  const out = await Deno.makeTempDir({ prefix: "raagkit_check_" });
  try {
    await runExperiment(experiment, { ...options, file, out, report: false });
    return await compareRuns(folder, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** A finished run as plain values under names: what two runs are compared by. */
async function readRun(
  folder: string,
): Promise<{ environment: unknown; parts: Record<string, unknown> }> {
  const read = async <T>(name: string): Promise<T> => {
    const value = await readJsonFile<T>(join(folder, name));
    if (value !== undefined) return value;
    throw new ExperimentError(
      `${folder} holds no finished run: there is no ${name}; finish it with --resume`,
    );
  };
  const { experiment, environment, data } = await read<
    { experiment: Experiment; environment: Environment; data: DatasetManifest }
  >("manifest.json");
  const { machine: _, commit: __, packages, ...versions } = environment;
  const predictions = await read<RunPrediction[]>("predictions.json");
  const { summary } = await read<{ summary: FamilySummary[] }>("metrics.json");
  const persistence = new ModelPersistence(join(folder, "models"));
  const models = (await persistence.listModels()).length > 0
    ? await persistence.loadAllModels()
    : undefined;
  return {
    environment: { ...versions, packages: packages.join(", ") },
    parts: {
      experiment: portable(experiment),
      data: named(data.recordings, ({ id, sha256, metadata_sha256 }) => [
        id,
        { content: sha256, metadata: metadata_sha256 },
      ]),
      predictions: named(
        Map.groupBy(predictions, ({ seed, family }) => `seed ${seed}, ${family}`),
        ([run, own]) => [run, named(own, (one) => [one.recording_id, one])],
      ),
      metrics: named(summary, (one) => [one.family, one]),
      models: models && {
        ...named(models, ([raag, model]) => [raag, arraysOf(model)]),
        "what all share": numbersOf(models.shared),
        family: models.family,
        settings: models.settings,
      },
    },
  };
}

function named<T>(
  items: Iterable<T>,
  entry: (item: T) => [string, unknown],
): Record<string, unknown> {
  return Object.fromEntries(Iterator.from(items).map(entry));
}

/** An experiment without where its folder and its schema lie. */
function portable({ $schema: _, data, ...rest }: Experiment) {
  if (typeof data === "string") return { ...rest, data: data === "sample" ? data : "folder" };
  return { ...rest, data: { ...data, ...(data.folder !== undefined && { folder: "folder" }) } };
}

/** All that a raag's answers rest on, by name. */
function arraysOf({ hmm, components, arrays }: RaagModel): Record<string, unknown> {
  const models = Object.entries({ "": hmm, ...components }).flatMap(([name, model]) =>
    (["startprob", "transmat", "emissionprob"] as const)
      .map((part) => [`${name} ${part}`.trim(), model[part]] as const)
  );
  return { ...Object.fromEntries(models), ...numbersOf(arrays) };
}

function numbersOf(arrays: Record<string, NumericArray>): Record<string, unknown> {
  return named(Object.entries(arrays), ([name, { data }]) => [name, data]);
}

/** Fields that differ from run to run and say nothing. */
const TIMES = new Set(["seconds", "started_at", "finished_at"]);

/** Every field at which two values differ, as `path: was 1, is 2`. */
function differingLeaves(before: unknown, after: unknown, path = ""): string[] {
  if (Object.is(before, after)) return [];
  const say = (what: string) => [path === "" ? what : `${path}: ${what}`];
  if (before === undefined) return say("is new");
  if (after === undefined) return say("is missing");
  if (before instanceof Float64Array && after instanceof Float64Array) {
    const same = before.length === after.length && before.every((x, i) => Object.is(x, after[i]));
    return same ? [] : say("differs");
  }
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => !TIMES.has(key))
      .flatMap((key) => differingLeaves(before[key], after[key], path ? `${path}.${key}` : key));
  }
  const show = (value: unknown) => {
    const text = JSON.stringify(value);
    return text.length > 70 ? `${text.slice(0, 67)}...` : text;
  };
  return say(`was ${show(before)}, is ${show(after)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
