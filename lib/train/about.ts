import type { MelodyFacts } from "../analysis/mod.ts";
import type { RaagModel } from "../families/mod.ts";
import { sha256Hex } from "../files/mod.ts";
import type { TrainingSummaryRow } from "./types.ts";

/** What one raag's models learnt from. Threads and cache change nothing, so they are not in it. */
export async function aboutOf(facts: readonly MelodyFacts[], groups: readonly string[]) {
  const contents = facts.map(({ recording: { id }, contentHash }) => `${id}\t${contentHash}\n`);
  const tonicSources: Record<string, number> = {};
  for (const { tonicSource } of facts) {
    tonicSources[tonicSource] = (tonicSources[tonicSource] ?? 0) + 1;
  }
  return {
    training: {
      groups: new Set(groups).size,
      tonicSources,
      durationSeconds: facts.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
    },
    manifest: {
      hash: await sha256Hex(new TextEncoder().encode(contents.sort().join(""))),
      recordings: facts.map(({ recording: { id } }) => id),
      heard: facts.map((
        { recording: { metadata: { group } }, contentHash, tonicSource, ...rest },
      ) => {
        const { durationSeconds, voicedFrames } = rest;
        return {
          ...(group !== undefined && { group }),
          sha256: contentHash,
          tonicSource,
          durationSeconds,
          voicedFrames,
        };
      }),
    },
  };
}

export function summaryRow(
  { raag, training }: RaagModel,
  facts: readonly MelodyFacts[],
): TrainingSummaryRow {
  const { recordings, groups, symbols, iterations, status, logLikelihood } = training;
  return {
    raag,
    recordings,
    groups,
    minutes: training.durationSeconds / 60,
    symbols,
    frames: facts.reduce((count, { voicedFrames }) => count + voicedFrames, 0),
    iterations,
    status,
    logLikelihoodPerSymbol: logLikelihood / symbols,
  };
}
