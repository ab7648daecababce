import { AbortedError, AudioError, InvalidArgumentError, PitchError } from "../errors.ts";
import { readBounded, reasonOf, sha256File } from "../files/mod.ts";
import { describeFallbacks, extractPitch, type PitchTrack, readPitchTrack } from "../pitch/mod.ts";
import { estimateTonic } from "../tonic/mod.ts";
import { cacheEntry, readEntry, writeEntry } from "./cache.ts";
import { openSound } from "./open_sound.ts";
import type { AnalyseOptions, Analysis, AnalysisRequest, ComputedAnalysis } from "./types.ts";

/** Bytes of the longest pitch track read: a whole day at 10 ms fits twice. */
const MOST_TRACK_BYTES = 1 << 28;

/**
 * Reads one recording and gives its melody and its Sa. With a cache folder, the same bytes under
 * the same options are analysed once. Neither the file nor its sound is held in memory as a whole:
 * a recording longer than twenty minutes lies in a temporary file meanwhile, beside the cache.
 *
 * @param request File, kind, tonic where it is known, pitch options, cache folder.
 * @param options Signal.
 * @returns Pitch track, tonic in Hz and where it came from, duration, voiced fraction, warnings.
 * @throws {InvalidArgumentError} If the tonic lies outside 40..1000 Hz.
 * @throws {AudioError} If the sound cannot be read or decoded.
 * @throws {PitchError} If the pitch track cannot be read or parsed, or nothing in it is voiced.
 * @throws {TonicError} If the tonic is not given and cannot be estimated.
 * @throws {AbortedError} If the signal fired.
 */
export async function analyseRecording(
  request: AnalysisRequest,
  options: AnalyseOptions = {},
): Promise<Analysis> {
  const { path, tonicHz, cacheDir } = request;
  if (tonicHz !== undefined && !(tonicHz >= 40 && tonicHz <= 1000)) {
    throw new InvalidArgumentError(`${path}: tonic must be within 40..1000 Hz, found ${tonicHz}`);
  }
  const contentHash = request.contentHash ?? await hashOf(request, options);
  const entry = cacheDir && await cacheEntry(cacheDir, contentHash, request);
  const stored = entry && await readEntry<ComputedAnalysis>(entry);
  const computed = stored || await compute(request, options);
  const reason = entry && !stored && await writeEntry(entry, computed);
  const uncached = reason
    ? [`its pitch track is not kept in the cache ${cacheDir}: ${reason}`]
    : [];
  return {
    ...computed,
    track: request.keepTrack === false ? withoutFrames(computed.track) : computed.track,
    warnings: [...computed.warnings, ...uncached],
    tonicHz: tonicHz ?? computed.tonic!.tonicHz,
    tonicSource: tonicHz === undefined ? "estimated" : request.tonicSource ?? "flag",
    contentHash,
    cached: Boolean(stored),
  };
}

function withoutFrames(track: PitchTrack): PitchTrack {
  return {
    ...track,
    times: new Float64Array(),
    f0: new Float64Array(),
    voicing: new Float32Array(),
  };
}

/**
 * SHA-256 of a recording's bytes.
 *
 * @throws {AudioError | PitchError} If the file cannot be read.
 */
export async function hashOf(
  { path, kind }: AnalysisRequest,
  { signal }: AnalyseOptions = {},
): Promise<string> {
  try {
    return (await sha256File(path, { signal })).sha256;
  } catch (cause) {
    if (signal?.aborted) throw new AbortedError(`Reading ${path} was stopped`, { cause });
    const message = `Cannot read ${path}: ${reasonOf(cause)}; ` +
      "check that the name is right and that you may read the file";
    throw kind === "audio"
      ? new AudioError(message, { cause })
      : new PitchError(message, { cause });
  }
}

async function compute(
  request: AnalysisRequest,
  options: AnalyseOptions,
): Promise<ComputedAnalysis> {
  return request.kind === "audio"
    ? await computeSound(request, options)
    : await computeTrack(request);
}

async function computeSound(
  { path, pitch, tonicHz, cacheDir }: AnalysisRequest,
  { signal, onProgress }: AnalyseOptions,
): Promise<ComputedAnalysis> {
  using sound = await openSound(path, { folder: cacheDir, signal });
  const track = await extractPitch(sound.samples, sound.sampleRate, {
    ...pitch,
    signal,
    onProgress,
  });
  return {
    ...countVoiced(track, path),
    tonic: tonicHz === undefined ? estimateTonic(track, sound) : undefined,
    durationSeconds: sound.format.durationSeconds,
    format: sound.format,
    warnings: [...sound.warnings, ...describeFallbacks(track)],
  };
}

async function computeTrack(
  { path, hopSeconds, tonicHz, confidenceThreshold }: AnalysisRequest,
): Promise<ComputedAnalysis> {
  const { track, warnings } = readPitchTrack(await readTrack(path), {
    name: path,
    hopSeconds,
    tonicHz,
    confidenceThreshold,
  });
  return {
    ...countVoiced(track, path),
    tonic: tonicHz === undefined ? estimateTonic(track) : undefined,
    durationSeconds: track.times.length * track.hopSeconds,
    format: undefined,
    warnings,
  };
}

async function readTrack(path: string): Promise<Uint8Array> {
  try {
    return await readBounded(path, MOST_TRACK_BYTES);
  } catch (error) {
    const reason = (error as Error).message;
    throw new PitchError(`Cannot read ${path}: ${reason}`, { cause: error });
  }
}

function countVoiced(
  track: PitchTrack,
  path: string,
): Pick<ComputedAnalysis, "track" | "voicedFrames" | "voicedFraction"> {
  const voicedFrames = track.f0.reduce((count, hz) => count + (hz > 0 && hz < Infinity ? 1 : 0), 0);
  if (voicedFrames === 0) {
    throw new PitchError(
      `${path}: no frame has a pitch; check that the file holds a melody within the tracker's range`,
    );
  }
  return { track, voicedFrames, voicedFraction: voicedFrames / track.f0.length };
}
