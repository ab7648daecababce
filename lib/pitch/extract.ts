/**
 * The one call that most users need: sound in, smoothed pitch track out.
 *
 * @module
 */

import { AbortedError, InvalidArgumentError } from "../errors.ts";
import { createAutoTracker } from "./auto/mod.ts";
import { checkSound, type FrameTracker, requirePositive } from "./frames.ts";
import { gateTrack, measureFrames, tonalFrames } from "./gate.ts";
import { createPraatTracker } from "./praat.ts";
import { createPyinTracker } from "./pyin.ts";
import { smoothPitch } from "./smooth.ts";
import type {
  PitchFallback,
  PitchMethod,
  PitchOptions,
  PitchTrack,
  SampleSource,
} from "./types.ts";
import { createYinTracker } from "./yin.ts";

type TrackerMaker = (
  samples: SampleSource,
  sampleRate: number,
  options: PitchOptions,
) => FrameTracker;

/** The order in which methods follow each other where one fails. */
const CHAIN: [PitchMethod, TrackerMaker][] = [
  ["auto", createAutoTracker],
  ["praat", createPraatTracker],
  ["pyin", createPyinTracker],
  ["yin", createYinTracker],
];
/** A method has failed that finds less than this part of the tonal frames voiced. */
const LEAST_VOICED = 0.02;
/** With fewer tonal frames than this there is nothing to judge by. */
const LEAST_TONAL_SECONDS = 0.25;

/**
 * Extracts the pitch of a recording: runs the tracker, silences near silence and noise, smooths.
 *
 * Where `praat` or `pyin` throws or finds almost nothing voiced though there is tonal sound, the
 * next of praat, pyin and yin is tried, and the track says so in `fallbacks`. `auto` is believed
 * when it hears no melody (a drone alone is tonal); only its throwing leads on to `praat`, which
 * {@linkcode describeFallbacks} puts into words: whoever shows the result should show them.
 *
 * The sound is analysed in pieces of `chunkSeconds`; between them the task yields to others, looks
 * at `signal` and awaits `onProgress`. The pieces leave no seam: the path is found over all of them.
 *
 * @param samples Mono sound, -1..1 by custom: an array, or a source that reads it in stretches.
 * @param sampleRate Hz, at least twice `ceilingHz`.
 * @param options See {@linkcode PitchOptions}.
 * @returns The track. Sound shorter than a frame gives a track without frames.
 * @throws {InvalidArgumentError} If a sample is not finite or an option out of range.
 * @throws {AbortedError} If `signal` is aborted.
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { extractPitch } from "raagkit";
 *
 * const sine = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * const track = await extractPitch(sine, 22050, { method: "praat" });
 * assertAlmostEquals(track.f0[50], 220, 0.01);
 * ```
 */
export async function extractPitch(
  samples: SampleSource,
  sampleRate: number,
  options: PitchOptions = {},
): Promise<PitchTrack> {
  const { method = "auto", smooth = true, gate = true, fallback = true, chunkSeconds = 60 } =
    options;
  const first = CHAIN.findIndex(([name]) => name === method);
  if (first < 0) {
    const names = CHAIN.map(([name]) => name).join(", ");
    throw new InvalidArgumentError(`method must be one of ${names}, found ${method}`);
  }
  requirePositive("chunkSeconds", chunkSeconds);
  checkSound(samples, sampleRate);
  const fallbacks: PitchFallback[] = [];
  let poor: PitchTrack | undefined, thrown: unknown;
  for (const [name, make] of fallback ? CHAIN.slice(first) : [CHAIN[first]]) {
    let track: PitchTrack;
    try {
      track = await runInPieces(make(samples, sampleRate, options), chunkSeconds, options);
    } catch (error) {
      // A wrong option is the caller's to mend, not another method's to hide.
      const wrongOption = error instanceof InvalidArgumentError && name === method;
      if (error instanceof AbortedError || wrongOption) throw error;
      thrown = error;
      fallbacks.push({ method: name, reason: String(error), threw: true });
      continue;
    }
    track.fallbacks = [...fallbacks];
    const isBelieved = name === "auto", { times, f0 } = track;
    const wanted = (t: number) => !isBelieved || f0[t] > 0;
    const tonal = tonalFrames(measureFrames(samples, sampleRate, times, {}, wanted));
    if (gate) track = gateTrack(track, tonal);
    const reason = isBelieved ? undefined : tooLittleVoiced(track, tonal);
    if (reason === undefined) return smooth ? smoothPitch(track) : track;
    poor ??= track;
    fallbacks.push({ method: name, reason });
  }
  // Nobody hears a melody: then the method that was asked for has the word.
  if (!poor) throw thrown;
  return smooth ? smoothPitch(poor) : poor;
}

/**
 * What a person should be told about the methods that were given up.
 *
 * @param track A track of {@linkcode extractPitch}.
 * @returns A sentence for each; none where the first method served.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePitchTrack } from "raagkit";
 * import { describeFallbacks } from "raagkit/pitch";
 *
 * assertEquals(describeFallbacks(parsePitchTrack("0 220\n0.01 221")), []);
 * ```
 */
export function describeFallbacks(track: PitchTrack): string[] {
  return track.fallbacks.map(({ method, reason, threw }) =>
    threw
      ? `the pitch method ${method} failed, and ${track.method} answered in its place: ${reason}; ` +
        "please report this, since the pitch may be of lower quality"
      : `the pitch method ${method} was given up for ${track.method}: ${reason}`
  );
}

/** Runs a tracker piece by piece, with a look at the signal and at the clock of others between. */
async function runInPieces(
  tracker: FrameTracker,
  chunkSeconds: number,
  options: PitchOptions,
): Promise<PitchTrack> {
  const { hopSeconds = 0.01, signal, onProgress } = options;
  const frames = Math.max(1, Math.floor(chunkSeconds / hopSeconds));
  for (let from = 0; from < tracker.frames; from += frames) {
    throwIfAborted(signal);
    const to = Math.min(tracker.frames, from + frames);
    tracker.analyse(from, to);
    await onProgress?.(to / tracker.frames);
    // Only a new task lets timers and messages in; an awaited promise would not.
    if (to < tracker.frames) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  throwIfAborted(signal);
  return tracker.finish();
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new AbortedError("Pitch extraction was aborted", { cause: signal.reason });
  }
}

/** What is wrong with a track that finds next to nothing in tonal sound; undefined if nothing. */
function tooLittleVoiced(track: PitchTrack, tonal: Uint8Array): string | undefined {
  let heard = 0, voiced = 0;
  for (let i = 0; i < tonal.length; i++) {
    heard += tonal[i];
    if (tonal[i] && track.f0[i] > 0) voiced++;
  }
  if (heard * track.hopSeconds < LEAST_TONAL_SECONDS || voiced >= LEAST_VOICED * heard) return;
  return `found ${voiced} of ${heard} tonal frames voiced`;
}
