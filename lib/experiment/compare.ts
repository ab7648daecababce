/**
 * Comparing two runs of an experiment: what differs, in words.
 *
 * @module
 */

import { join } from "@std/path";
import type { DatasetManifest } from "../dataset/mod.ts";
import type { ModelSet, NumericArray, RaagModel } from "../families/mod.ts";
import { ModelPersistence } from "../persistence/mod.ts";
import type { Environment } from "./environment.ts";
import { ExperimentError } from "./error.ts";
import type { RunPrediction } from "./results.ts";
import { readJsonFile } from "./run_folder.ts";
import type { Experiment } from "./types.ts";

/** What two runs have not in common. */
export interface RunComparison {
  /** What differs in experiment, data or results; empty if the runs are the same. */
  differences: string[];
  /** What differs besides and may explain it: versions of code and packages. */
  notes: string[];
}

interface RunManifest {
  experiment: Experiment;
  environment: Environment;
  data: DatasetManifest & { label: string };
}

/** At most so many lines on one kind of thing. */
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
    differences: [
      ...compareExperiments(old.manifest.experiment, now.manifest.experiment),
      ...compareData(old.manifest.data, now.manifest.data),
      ...comparePredictions(old.predictions, now.predictions),
      ...compareMetrics(old.metrics, now.metrics),
      ...compareModels(old.models, now.models),
    ],
    notes: compareEnvironments(old.manifest.environment, now.manifest.environment),
  };
}

interface StoredRun {
  manifest: RunManifest;
  predictions: RunPrediction[];
  metrics: unknown;
  models?: ModelSet;
}

async function readRun(folder: string): Promise<StoredRun> {
  const read = async <T>(name: string): Promise<T> => {
    const value = await readJsonFile<T>(join(folder, name));
    if (value !== undefined) return value;
    throw new ExperimentError(
      `${folder} holds no finished run: there is no ${name}; finish it with --resume`,
    );
  };
  const models = new ModelPersistence(join(folder, "models"));
  return {
    manifest: await read<RunManifest>("manifest.json"),
    predictions: await read<RunPrediction[]>("predictions.json"),
    metrics: await read<unknown>("metrics.json"),
    models: (await models.listModels()).length > 0 ? await models.loadAllModels() : undefined,
  };
}

/** The experiments field by field; where folder and schema lie does not count. */
function compareExperiments(before: Experiment, after: Experiment): string[] {
  const { $schema: _, ...old } = before, { $schema: __, ...now } = after;
  const portable = ({ data, ...rest }: typeof old) => ({
    ...rest,
    data: typeof data === "string"
      ? data === "sample" ? data : "folder"
      : { ...data, ...(data.folder !== undefined && { folder: "folder" }) },
  });
  return differingLeaves(portable(old), portable(now), "")
    .map((line) => `experiment: ${line}`);
}

function compareData(before: DatasetManifest, after: DatasetManifest): string[] {
  const old = new Map(before.recordings.map((one) => [one.id, one]));
  const lines: string[] = [];
  for (const one of after.recordings) {
    const was = old.get(one.id);
    old.delete(one.id);
    if (was === undefined) lines.push(`${one.id} is new`);
    else if (was.sha256 !== one.sha256) lines.push(`${one.id} has other content`);
    else if (was.metadata_sha256 !== one.metadata_sha256) {
      lines.push(`${one.id} has other metadata`);
    }
  }
  for (const id of old.keys()) lines.push(`${id} is missing`);
  return shortened(lines).map((line) => `data: ${line}`);
}

function comparePredictions(
  before: readonly RunPrediction[],
  after: readonly RunPrediction[],
): string[] {
  const keyOf = ({ seed, family }: RunPrediction) => `seed ${seed}, ${family}`;
  const old = Map.groupBy(before, keyOf), now = Map.groupBy(after, keyOf);
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const say = (line: string) => `predictions: ${key}: ${line}`;
    if (!now.has(key)) return [say("is missing")];
    if (!old.has(key)) return [say("is new")];
    return comparePair(old.get(key)!, now.get(key)!).map(say);
  });
}

/** The predictions of one family with one seed. */
function comparePair(before: readonly RunPrediction[], after: readonly RunPrediction[]): string[] {
  const old = new Map(before.map((one) => [one.recording_id, one]));
  const others = after.filter(({ recording_id }) => !old.has(recording_id)).length;
  const pairs = after.flatMap((now) => {
    const was = old.get(now.recording_id);
    return was === undefined ? [] : [{ was, now }];
  });
  const differing = pairs.filter(({ was, now }) => differingLeaves(was, now, "").length > 0);
  if (differing.length === 0 && others === 0 && before.length === after.length) return [];
  const far = Math.max(0, ...differing.map(({ was, now }) => farthest(was.scores, now.scores)));
  const called = differing.filter(({ was, now }) => was.predicted !== now.predicted);
  const missing = before.length - pairs.length;
  return [
    `${differing.length} of ${before.length} differ` +
    (far > 0 ? `, scores by up to ${far.toPrecision(3)}` : "") +
    (others > 0 ? `, ${others} new` : "") + (missing > 0 ? `, ${missing} missing` : ""),
    ...shortened(
      called.map(({ was, now }) =>
        `${was.recording_id} was called ${was.predicted}, is called ${now.predicted}`
      ),
    ),
  ];
}

function farthest(before: Record<string, number>, after: Record<string, number>): number {
  return Math.max(
    0,
    ...Object.keys(before).map((label) => Math.abs(before[label] - after[label]) || 0),
  );
}

/** The summary over the seeds, number by number. */
function compareMetrics(before: unknown, after: unknown): string[] {
  return shortened(differingLeaves(byFamily(before), byFamily(after), ""))
    .map((line) => `metrics: ${line}`);
}

/** The metrics in which a list's places have names. */
function byFamily(metrics: unknown): unknown {
  const { summary } = metrics as { summary: { family: string }[] };
  return Object.fromEntries(summary.map((one) => [one.family, one]));
}

function compareModels(before: ModelSet | undefined, after: ModelSet | undefined): string[] {
  const raags = [...new Set([...before?.keys() ?? [], ...after?.keys() ?? []])].sort();
  const lines = raags.flatMap((raag) => {
    const was = before?.get(raag), now = after?.get(raag);
    if (now === undefined) return [`${raag} is missing`];
    if (was === undefined) return [`${raag} is new`];
    const far = differingArrays(arraysOf(was), arraysOf(now));
    return far.length > 0 ? [`${raag}: ${far.join(", ")} differ`] : [];
  });
  if (before !== undefined && after !== undefined) {
    const shared = differingArrays(numbersOf(before.shared), numbersOf(after.shared));
    const said = ({ family, settings }: ModelSet) => ({ family, settings });
    lines.push(
      ...(shared.length > 0 ? [`what all share: ${shared.join(", ")} differ`] : []),
      ...shortened(differingLeaves(said(before), said(after), "")),
    );
  }
  return lines.map((line) => `models: ${line}`);
}

/** All that a raag's answers rest on, by name. */
function arraysOf({ hmm, components, arrays }: RaagModel): Record<string, Float64Array> {
  const models = Object.entries({ "": hmm, ...components }).flatMap(([name, model]) =>
    (["startprob", "transmat", "emissionprob"] as const)
      .map((part) => [name === "" ? part : `${name} ${part}`, model[part]] as const)
  );
  return { ...Object.fromEntries(models), ...numbersOf(arrays) };
}

function numbersOf(arrays: Record<string, NumericArray>): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, data]));
}

/** Names of the arrays that are not the same to the last bit. */
function differingArrays(
  was: Record<string, Float64Array>,
  now: Record<string, Float64Array>,
): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(now)])].filter((name) => {
    const one = was[name], other = now[name];
    return one?.length !== other?.length || one.some((value, i) => !Object.is(value, other[i]));
  });
}

function compareEnvironments(before: Environment, after: Environment): string[] {
  const { machine: _, commit: __, ...old } = before, { machine: ___, commit: ____, ...now } = after;
  return differingLeaves(
    { ...old, packages: old.packages.join(", ") },
    { ...now, packages: now.packages.join(", ") },
    "",
  );
}

/** Fields that differ from run to run and say nothing. */
const TIMES = new Set(["seconds", "started_at", "finished_at"]);

/** Every field at which two values differ, as `path: was 1, is 2`. */
function differingLeaves(before: unknown, after: unknown, path: string): string[] {
  if (Object.is(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((key) => !TIMES.has(key))
      .flatMap((key) => differingLeaves(before[key], after[key], path ? `${path}.${key}` : key));
  }
  const show = (value: unknown) => {
    const text = JSON.stringify(value) ?? "not there";
    return text.length > 70 ? `${text.slice(0, 67)}...` : text;
  };
  return [`${path}: was ${show(before)}, is ${show(after)}`];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}
