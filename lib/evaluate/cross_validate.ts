import { join } from "@std/path";
import { honestGroups, readRecordings, requestFor } from "../analysis/mod.ts";
import { readFeatures } from "../analysis/read_features.ts";
import type { Dataset, Recording } from "../dataset/mod.ts";
import { DatasetError, InvalidArgumentError } from "../errors.ts";
import { COMPARED_FAMILIES, type FamilySpec, makeFamily } from "../families/mod.ts";
import { sha256Hex, slugOf } from "../files/mod.ts";
import {
  ofShare,
  type Outcome,
  runStoredUnits,
  runUnits,
  type SharedRun,
  type StoredUnit,
  valuesOf,
} from "../jobs/mod.ts";
import { DEFAULT_SEED, hashString } from "../random.ts";
import { VERSION } from "../version.ts";
import { assembleCrossValidation } from "./assemble.ts";
import type { FoldResult } from "./fold.ts";
import { type FoldUnit, makeFoldRunner, type RunContext } from "./fold_runner.ts";
import { stratifiedGroupFolds } from "./folds.ts";
import type { CrossValidateOptions, CrossValidateRun } from "./types.ts";

/**
 * Cross-validates families of models on the recordings of a data set: stratified folds that never
 * split a group, each family fitted on all folds but one and judged on that one.
 *
 * @param dataset A loaded data set; every split of it counts.
 * @param options Folds or splits, seed, families, tonic, threads, cache.
 * @returns Metrics, predictions, comparisons, and what was left out. They depend on the data, the
 * families and the seed alone, not on the number of threads.
 * @throws {InvalidArgumentError} If there is no such family, or there are fewer groups than folds.
 * @throws {DatasetError} If no recording can be read.
 * @throws {AbortedError} If the signal fired.
 */
export async function crossValidate(
  dataset: Dataset,
  options: CrossValidateOptions = {},
): Promise<CrossValidateRun> {
  const { runsDir, run } = options;
  const { units, runDir, families, folds, seed, recordings, assigned, ...read } = await planFits(
    dataset,
    options,
  );
  const results = valuesOf(await runFits(units, runDir, options));
  const result = assembleCrossValidation({
    dataset: dataset.root,
    folds,
    seed,
    families,
    units: results,
  });
  // The run is whole: its parts have served, but for those who ask again what is missing.
  if (runsDir !== undefined && run === undefined) await Deno.remove(runDir!, { recursive: true });
  const first = results.filter(({ fold }) => fold === 0);
  return {
    result,
    learnt: Object.fromEntries(first.map(({ family, learnt }) => [family, learnt])),
    foldOf: Object.fromEntries(recordings.map(({ id }, i) => [id, assigned[i]])),
    ...read,
  };
}

/**
 * Does one share of a cross-validation that many processes do together: reads its recordings, or
 * fits its folds. {@linkcode crossValidate} with the same `run` then finds all of it done.
 *
 * @param dataset A loaded data set.
 * @param options As for {@linkcode crossValidate}, with `run`.
 * @param before Fits of the run that come before these.
 * @throws As {@linkcode crossValidate}.
 */
export async function crossValidateShare(
  dataset: Dataset,
  options: CrossValidateOptions & { run: SharedRun },
  before = 0,
): Promise<void> {
  const { share, files } = options.run;
  if (share.stage === "read") {
    await readRun(dataset, options);
    return;
  }
  const { units, runDir } = await planFits(dataset, options);
  const own = ofShare(units, share, before);
  valuesOf(await runFits(own, runDir, options));
  files.push(...own.map(({ id }) => join(runDir!, `${id}.json`)));
}

/** Everything but the fits: which there are, and where their values go. */
async function planFits(dataset: Dataset, options: CrossValidateOptions) {
  const { seed = DEFAULT_SEED, families: specs = COMPARED_FAMILIES, tonic = "known", splits } =
    options;
  const { pitch, excerptSeconds } = options, runsDir = options.run?.folder ?? options.runsDir;
  const folds = splits === undefined ? options.folds ?? 10 : 1;
  const families = specs.map((spec) => makeFamily(spec).name); // throws where there is none
  const repeated = families.find((family, i) => families.indexOf(family) !== i);
  if (repeated !== undefined) {
    throw new InvalidArgumentError(`families must differ, "${repeated}" occurs twice`);
  }

  const { recordings, contents, skipped, warnings } = await readRun(dataset, options);
  const assigned = splits === undefined
    ? Array.from(stratifiedGroupFolds(recordings, folds, seed))
    : recordings.map(({ split }) => split === splits.test ? 0 : 1);
  const key = await sha256Hex(
    new TextEncoder().encode(
      JSON.stringify([VERSION, contents, pitch, assigned, seed, tonic, excerptSeconds]),
    ),
  );
  const context: RunContext = { key, recordings, folds: assigned, seed, tonic, excerptSeconds };

  const units = specs.flatMap((family, f) =>
    Array.from({ length: folds }, (_, fold) => ({
      id: `${unitName(families[f], family)}.${fold}`,
      input: { context, family, fold } satisfies FoldUnit,
    }))
  );
  const runDir = runsDir && join(runsDir, `crossval-${key.slice(0, 16)}`);
  return { units, runDir, families, folds, seed, recordings, assigned, skipped, warnings };
}

async function runFits(
  units: readonly StoredUnit<FoldUnit>[],
  runDir: string | undefined,
  { jobs, signal, onProgress }: CrossValidateOptions,
): Promise<Outcome<FoldResult>[]> {
  let done = 0;
  const tell = (item: string) =>
    onProgress?.({ phase: "fit", done: ++done, total: units.length, item });
  const threads = { jobs, signal, worker: new URL("./worker.ts", import.meta.url) };
  return runDir === undefined
    ? await runUnits<FoldUnit, FoldResult>(units.map(({ input }) => input), makeFoldRunner(), {
      ...threads,
      name: (unit) => units.find(({ input }) => input === unit)!.id,
      onOutcome: (_, index) => tell(units[index].id),
    })
    : await runStoredUnits<FoldUnit, FoldResult>(runDir, units, makeFoldRunner(), {
      ...threads,
      onOutcome: (_, id) => tell(id),
    });
}

/**
 * Reads every recording once, so that the units find it in the cache, and keeps what the run must
 * know of it; the melodies themselves are the threads' to hold.
 */
async function readRun(dataset: Dataset, options: CrossValidateOptions) {
  const { pitch, cacheDir, jobs, signal, splits, tonic, run, onStart, onProgress } = options;
  const specs = options.families ?? COMPARED_FAMILIES;
  // Without a cache each thread prepares for itself.
  const families = cacheDir === undefined ? [] : specs.map(makeFamily);
  const reading = recordingsOf(dataset, splits);
  const { facts: read, skipped, warnings } = await readFeatures(reading, families, {
    run,
    keepFeatures: false,
    pitch,
    cacheDir,
    jobs,
    signal,
    onStart,
    onProgress: (done, total, item, problem) =>
      onProgress?.({ phase: "read", done, total, item, problem }),
  });
  if (run?.share.stage === "read" && tonic === "estimated") {
    // The fits ask for the tonics that come into question.
    await readRecordings(ofShare(reading, run.share), {
      pitch,
      cacheDir,
      jobs,
      signal,
      ignoreTonic: true,
      keepTracks: false,
    });
  }
  if (read.length === 0 && run?.share.stage !== "read") {
    throw new DatasetError(`${dataset.root}: no recording can be read`, skipped);
  }
  const honest = honestGroups(read);
  warnings.push(...honest.warnings);
  const recordings = read.map(({ recording, tonicHz, tonicSource, contentHash }, i) => ({
    id: recording.id,
    raag: recording.raag,
    group: honest.groups[i],
    split: recording.split,
    isEstimated: tonicSource === "estimated",
    request: { ...requestFor(recording, { pitch, cacheDir }), contentHash },
    tonicHz,
  }));
  const contents = read.map(({ recording: { id, raag }, contentHash, tonicHz }, i) => [
    id,
    raag,
    honest.groups[i],
    contentHash,
    tonicHz,
  ]);
  return { recordings, contents, skipped, warnings };
}

/** All recordings, or those of the two splits. */
function recordingsOf(
  { recordings, splits: there }: Dataset,
  splits: CrossValidateOptions["splits"],
): readonly Recording[] {
  if (splits === undefined) return recordings;
  const { train, test } = splits;
  for (const [side, split] of Object.entries({ train, test })) {
    if (!Object.hasOwn(there, split)) {
      throw new InvalidArgumentError(
        `splits.${side} must be one of ${Object.keys(there).join(", ")}, found "${split}"`,
      );
    }
  }
  if (train === test) {
    throw new InvalidArgumentError(`splits must differ, found "${train}" twice`);
  }
  return recordings.filter(({ split }) => split === train || split === test);
}

/** A name for the files of a family's units: other settings, another name. */
function unitName(name: string, spec: string | FamilySpec): string {
  if (typeof spec === "string") return spec;
  return `${slugOf(name)}-${hashString(JSON.stringify(spec)).toString(16).padStart(8, "0")}`;
}
