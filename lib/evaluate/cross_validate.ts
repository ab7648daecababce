import { join } from "@std/path";
import { honestGroups, readMelodies, requestFor } from "../analysis/mod.ts";
import type { Dataset, Recording } from "../dataset/mod.ts";
import { DatasetError, InvalidArgumentError } from "../errors.ts";
import { COMPARED_FAMILIES, type FamilySpec, makeFamily } from "../families/mod.ts";
import { sha256Hex, slugOf } from "../files/mod.ts";
import { runStoredUnits, runUnits } from "../jobs/mod.ts";
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
  const { seed = DEFAULT_SEED, families: specs = COMPARED_FAMILIES, tonic = "known", splits } =
    options;
  const { pitch, jobs, signal, onProgress, runsDir, excerptSeconds } = options;
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
      JSON.stringify([
        VERSION,
        contents,
        pitch ?? {},
        assigned,
        seed,
        tonic,
        ...(excerptSeconds === undefined ? [] : [excerptSeconds]),
      ]),
    ),
  );
  const context: RunContext = {
    key,
    recordings,
    folds: assigned,
    seed,
    tonic,
    excerptSeconds,
  };

  const units = specs.flatMap((family, f) =>
    Array.from({ length: folds }, (_, fold) => ({
      id: `${unitName(families[f], family)}.${fold}`,
      input: { context, family, fold } satisfies FoldUnit,
    }))
  );
  let done = 0;
  const tell = (item: string) =>
    onProgress?.({ phase: "fit", done: ++done, total: units.length, item });
  const threads = { jobs, signal, worker: new URL("./worker.ts", import.meta.url) };
  const runDir = runsDir && join(runsDir, `crossval-${key.slice(0, 16)}`);
  const outcomes = runDir === undefined
    ? await runUnits<FoldUnit, FoldResult>(units.map(({ input }) => input), makeFoldRunner(), {
      ...threads,
      name: (unit) => units.find(({ input }) => input === unit)!.id,
      onOutcome: (_, index) => tell(units[index].id),
    })
    : await runStoredUnits<FoldUnit, FoldResult>(runDir, units, makeFoldRunner(), {
      ...threads,
      onOutcome: (_, id) => tell(id),
    });
  const results = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.value;
  });
  const result = assembleCrossValidation({
    dataset: dataset.root,
    folds,
    seed,
    families,
    units: results,
  });
  // The run is whole: its parts have served.
  if (runDir !== undefined) await Deno.remove(runDir, { recursive: true });
  const first = results.filter(({ fold }) => fold === 0);
  return {
    result,
    learnt: Object.fromEntries(first.map(({ family, learnt }) => [family, learnt])),
    foldOf: Object.fromEntries(recordings.map(({ id }, i) => [id, assigned[i]])),
    skipped,
    warnings,
  };
}

/**
 * Reads every recording once, so that the units find it in the cache, and keeps what the run must
 * know of it; the melodies themselves are the threads' to hold.
 */
async function readRun(dataset: Dataset, options: CrossValidateOptions) {
  const { pitch, cacheDir, jobs, signal, splits, onStart, onProgress } = options;
  const { facts: read, skipped, warnings } = await readMelodies(recordingsOf(dataset, splits), {
    pitch,
    cacheDir,
    jobs,
    signal,
    onStart,
    onProgress: (done, total, item, problem) =>
      onProgress?.({ phase: "read", done, total, item, problem }),
  });
  if (read.length === 0) {
    throw new DatasetError(`${dataset.root}: no recording can be read`, skipped);
  }
  const honest = honestGroups(read);
  warnings.push(...honest.warnings);
  const recordings = read.map(({ recording, tonicHz, tonicSource }, i) => ({
    id: recording.id,
    raag: recording.raag,
    group: honest.groups[i],
    split: recording.split,
    isEstimated: tonicSource === "estimated",
    request: { ...requestFor(recording, { pitch, cacheDir }), tonicHz },
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
