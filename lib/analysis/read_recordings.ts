import type { Recording } from "../dataset/mod.ts";
import type { Problem } from "../errors.ts";
import { runUnits } from "../jobs/mod.ts";
import { quantizeNotes } from "../quantize/mod.ts";
import { analyseRecording } from "./analyse.ts";
import type { Analysis, AnalysisPitchOptions, AnalysisRequest } from "./types.ts";

/** How the recordings of a data set are read. */
export interface ReadRecordingsOptions {
  /**
   * How pitch is tracked.
   * @default {} `auto`, smoothed
   */
  pitch?: AnalysisPitchOptions;
  /**
   * Folder of the cache for pitch tracks.
   * @default undefined: nothing is cached
   */
  cacheDir?: string;
  /**
   * Threads.
   * @default 1
   */
  jobs?: number;
  /**
   * Whether the tonic in the metadata is passed over and estimated.
   * @default false
   */
  ignoreTonic?: boolean;
  /**
   * Whether the melodies come along; without them a corpus of any size takes little memory.
   * @default true
   */
  keepTracks?: boolean;
  /** Told of each recording as it is begun: what was under way when all ended is then known. */
  onStart?: (id: string) => void;
  /** Awaited after each recording, with the problem that kept it out, if any. */
  onProgress?: (done: number, total: number, id: string, problem?: Problem) => void | Promise<void>;
  /** Stops the run with an `AbortedError`; what is in the cache stays there. */
  signal?: AbortSignal;
}

/** A recording of a data set with its analysis. */
export interface ReadRecording extends Analysis {
  /** Where it comes from. */
  recording: Recording;
}

/** What became of a list of recordings. */
export interface ReadRecordingsResult {
  /** Those that could be read, in the order given. */
  read: ReadRecording[];
  /** Those that could not, and why. */
  skipped: Problem[];
  /** Remarks on those that could. */
  warnings: Problem[];
}

/**
 * What to ask of the analysis for a recording of a data set.
 *
 * @param recording From a data set.
 * @param options Pitch options, cache, whether its tonic counts.
 * @returns The request.
 */
export function requestFor(
  { path, kind, metadata }: Recording,
  { pitch, cacheDir, ignoreTonic, keepTracks }: ReadRecordingsOptions = {},
): AnalysisRequest {
  return {
    path,
    kind,
    hopSeconds: metadata.hop_seconds,
    tonicHz: ignoreTonic ? undefined : metadata.tonic_hz,
    tonicSource: "metadata",
    pitch,
    cacheDir,
    ...(keepTracks === false && { keepTrack: false }),
  };
}

/**
 * Reads the melody and the tonic of many recordings. One that cannot be read is left out and told
 * of, with its reason.
 *
 * @param recordings From a data set.
 * @param options Pitch options, cache, threads, progress.
 * @returns What could be read, what could not, and what was odd.
 * @throws {AbortedError} If the signal fired.
 */
export async function readRecordings(
  recordings: readonly Recording[],
  options: ReadRecordingsOptions = {},
): Promise<ReadRecordingsResult> {
  const { jobs, signal, onProgress } = options;
  let done = 0;
  const problemOf = (index: number, error: Error): Problem => ({
    file: recordings[index].path,
    message: error.message,
    severity: "error",
  });
  const requests = recordings.map((recording) => requestFor(recording, options));
  const analyse = (request: AnalysisRequest) => analyseRecording(request, { signal });
  const outcomes = await runUnits(requests, analyse, {
    jobs,
    signal,
    worker: new URL("./analysis_worker.ts", import.meta.url),
    name: ({ path }) => path,
    onStart: (index) => options.onStart?.(recordings[index].id),
    onOutcome: (outcome, index) => {
      const problem = outcome.ok ? undefined : problemOf(index, outcome.error);
      return onProgress?.(++done, recordings.length, recordings[index].id, problem);
    },
  });
  const result: ReadRecordingsResult = { read: [], skipped: [], warnings: [] };
  for (const [index, outcome] of outcomes.entries()) {
    const recording = recordings[index];
    if (!outcome.ok) {
      result.skipped.push(problemOf(index, outcome.error));
      continue;
    }
    result.read.push({ ...outcome.value, recording });
    for (const message of outcome.value.warnings) {
      result.warnings.push({ file: recording.path, message, severity: "warning" });
    }
  }
  return result;
}

/** A recording of a data set with all of its analysis but the melody. */
export type MelodyFacts = Omit<ReadRecording, "track">;

/** What became of the recordings. */
export interface ReadMelodiesResult {
  /** Those that can be learnt from, in the order given. */
  facts: MelodyFacts[];
  /** Those that cannot, and why. */
  skipped: Problem[];
  /** Remarks on those that can. */
  warnings: Problem[];
}

/** Melodies that are in memory at once. */
const BATCH = 64;

/**
 * Reads the melodies of many recordings and hands each over, a few in memory at a time. What holds
 * no note is left out and told of: training, cross-validation and `validate --deep` leave out the
 * same.
 *
 * @param recordings From a data set.
 * @param options Pitch options, cache, threads, progress.
 * @param visit Given each melody that can be learnt from, in the order given.
 * @returns What is known of them, and what was left out.
 * @throws {AbortedError} If the signal fired.
 */
export async function readMelodies(
  recordings: readonly Recording[],
  options: ReadRecordingsOptions,
  visit: (read: ReadRecording) => void | Promise<void> = () => {},
): Promise<ReadMelodiesResult> {
  const result: ReadMelodiesResult = { facts: [], skipped: [], warnings: [] };
  for (let start = 0; start < recordings.length; start += BATCH) {
    const { read, skipped, warnings } = await readRecordings(
      recordings.slice(start, start + BATCH),
      {
        ...options,
        onProgress: (done, _, id, problem) =>
          options.onProgress?.(start + done, recordings.length, id, problem),
      },
    );
    result.skipped.push(...skipped);
    result.warnings.push(...warnings);
    for (const one of read) {
      const { track: _, ...facts } = one;
      if (!holdsNote(one)) {
        const file = one.recording.path;
        const message = "no notes to learn from; the recording is too short or its melody never " +
          "rests on a note";
        result.skipped.push({ file, message, severity: "error" });
        continue;
      }
      await visit(one);
      result.facts.push(facts);
    }
  }
  return result;
}

/** Whether anything is held long enough to be a note. */
function holdsNote({ track, tonicHz }: Pick<ReadRecording, "track" | "tonicHz">): boolean {
  return quantizeNotes(track, tonicHz, { nSymbols: 12, minNoteSeconds: 0.08 }).symbols.length > 0;
}
