import { openAudio } from "../audio/mod.ts";
import { AudioError, InvalidArgumentError, PitchError, RaagkitError } from "../errors.ts";
import { readBounded, reasonOf, sha256File } from "../files/mod.ts";
import { extractPitch, parsePitchTrack, type PitchTrack } from "../pitch/mod.ts";
import { estimateTonic } from "../tonic/mod.ts";
import { readCached, writeCached } from "./cache.ts";
import { holdSamples } from "./held_samples.ts";
import type { Analysis, AnalysisRequest, ComputedAnalysis } from "./types.ts";

/** Bytes of the longest pitch track read: a whole day at 10 ms fits twice. */
const MOST_TRACK_BYTES = 1 << 28;

/**
 * Reads one recording and gives its melody and its Sa. With a cache folder, the same bytes under
 * the same options are analysed once. Neither the file nor its sound is held in memory as a whole:
 * a recording longer than twenty minutes lies in a temporary file meanwhile, beside the cache.
 *
 * @param request File, kind, tonic where it is known, pitch options, cache folder.
 * @returns Pitch track, tonic in Hz and where it came from, duration, voiced fraction, warnings.
 * @throws {InvalidArgumentError} If the tonic lies outside 40..1000 Hz.
 * @throws {AudioError} If the sound cannot be read or decoded.
 * @throws {PitchError} If the pitch track cannot be read or parsed, or nothing in it is voiced.
 * @throws {TonicError} If the tonic is not given and cannot be estimated.
 */
export async function analyseRecording(request: AnalysisRequest): Promise<Analysis> {
  const { path, tonicHz, cacheDir } = request;
  if (tonicHz !== undefined && !(tonicHz >= 40 && tonicHz <= 1000)) {
    throw new InvalidArgumentError(`${path}: tonic must be within 40..1000 Hz, found ${tonicHz}`);
  }
  const contentHash = await hashOf(request);
  const stored = cacheDir && await readCached(cacheDir, contentHash, request);
  const computed = stored || await compute(request);
  if (cacheDir && !stored) await writeCached(cacheDir, contentHash, request, computed);
  return {
    ...computed,
    tonicHz: tonicHz ?? computed.tonic!.tonicHz,
    tonicSource: tonicHz === undefined ? "estimated" : request.tonicSource ?? "flag",
    contentHash,
    cached: Boolean(stored),
  };
}

async function hashOf({ path, kind }: AnalysisRequest): Promise<string> {
  try {
    return (await sha256File(path)).sha256;
  } catch (cause) {
    const message = `Cannot read ${path}: ${reasonOf(cause)}; ` +
      "check that the name is right and that you may read the file";
    throw kind === "audio"
      ? new AudioError(message, { cause })
      : new PitchError(message, { cause });
  }
}

async function compute(request: AnalysisRequest): Promise<ComputedAnalysis> {
  return request.kind === "audio" ? await computeSound(request) : await computeTrack(request);
}

async function computeSound(
  { path, pitch, tonicHz, cacheDir }: AnalysisRequest,
): Promise<ComputedAnalysis> {
  const { blocks, sampleRate, format, warnings } = await openAudio(path);
  using samples = await clause(path, AudioError, () => holdSamples(blocks(), { folder: cacheDir }));
  const track = await extractPitch(samples, sampleRate, pitch);
  return {
    ...countVoiced(track, path),
    tonic: tonicHz === undefined ? estimateTonic(track, { samples, sampleRate }) : undefined,
    durationSeconds: format.durationSeconds,
    format,
    warnings,
  };
}

async function computeTrack(
  { path, hopSeconds, tonicHz }: AnalysisRequest,
): Promise<ComputedAnalysis> {
  const bytes = await clause(path, PitchError, () => readBounded(path, MOST_TRACK_BYTES));
  const track = parsePitchTrack(new TextDecoder().decode(bytes), { name: path, hopSeconds });
  return {
    ...countVoiced(track, path),
    tonic: tonicHz === undefined ? estimateTonic(track) : undefined,
    durationSeconds: track.times.length * track.hopSeconds,
    format: undefined,
    warnings: [],
  };
}

function countVoiced(track: PitchTrack, path: string) {
  const voicedFrames = track.f0.reduce((count, hz) => count + (hz > 0 ? 1 : 0), 0);
  if (voicedFrames === 0) {
    throw new PitchError(
      `${path}: no frame has a pitch; check that the file holds a melody within the tracker's range`,
    );
  }
  return { track, voicedFrames, voicedFraction: voicedFrames / track.f0.length };
}

/** Puts the file's name before an error that is only a clause. */
async function clause<T>(
  path: string,
  Kind: typeof AudioError | typeof PitchError,
  action: () => Promise<T>,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof RaagkitError) || error.constructor !== RaagkitError) throw error;
    throw new Kind(`Cannot read ${path}: ${error.message}`, { cause: error });
  }
}
