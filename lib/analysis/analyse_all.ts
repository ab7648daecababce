import { type Outcome, runUnits } from "../jobs/mod.ts";
import { analyseRecording } from "./analyse.ts";
import type { Analysis, AnalysisRequest } from "./types.ts";

/** How many recordings are analysed. */
export interface AnalyseAllOptions {
  /**
   * Threads.
   * @default 1
   */
  jobs?: number;
  /** Told of each recording as it is begun. */
  onStart?: (index: number) => void;
  /** Awaited after each recording, in the order in which they end. */
  onOutcome?: (outcome: Outcome<Analysis>, index: number) => void | Promise<void>;
  /** Stops the run with an `AbortedError`; what is in the cache stays there. */
  signal?: AbortSignal;
}

/**
 * Analyses many recordings on several threads. A recording that cannot be analysed spoils its own
 * outcome only.
 *
 * @param requests One a recording.
 * @param options Threads, progress.
 * @returns One outcome a request, in the same order.
 * @throws {AbortedError} If the signal fired.
 */
export function analyseAll(
  requests: readonly AnalysisRequest[],
  options: AnalyseAllOptions = {},
): Promise<Outcome<Analysis>[]> {
  return runUnits(requests, (request) => analyseRecording(request, options), {
    ...options,
    worker: new URL("./worker.ts", import.meta.url),
    name: ({ path }) => path,
  });
}
