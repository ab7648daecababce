import { decodeAudio } from "../audio/mod.ts";
import { InvalidArgumentError, PitchError } from "../errors.ts";
import { sha256Hex } from "../files/mod.ts";
import { extractPitch, parsePitchTrack } from "../pitch/mod.ts";
import { estimateTonic } from "../tonic/mod.ts";
import { readCached, writeCached } from "./cache.ts";
import type { Analysis, AnalysisRequest, ComputedAnalysis } from "./types.ts";

/**
 * Reads one recording and gives its melody and its Sa. With a cache folder, the same bytes under
 * the same options are analysed once.
 *
 * @param request File, kind, tonic where it is known, pitch options, cache folder.
 * @returns Pitch track, tonic in Hz and where it came from, duration, voiced fraction, warnings.
 * @throws {InvalidArgumentError} If the tonic lies outside 40..1000 Hz.
 * @throws {AudioError} If the sound cannot be decoded.
 * @throws {PitchError} If the pitch track cannot be parsed, or nothing in it is voiced.
 * @throws {TonicError} If the tonic is not given and cannot be estimated.
 */
export async function analyseRecording(request: AnalysisRequest): Promise<Analysis> {
  const { path, tonicHz, cacheDir } = request;
  if (tonicHz !== undefined && !(tonicHz >= 40 && tonicHz <= 1000)) {
    throw new InvalidArgumentError(`${path}: tonic must be within 40..1000 Hz, found ${tonicHz}`);
  }
  const bytes = await Deno.readFile(path);
  const contentHash = await sha256Hex(bytes);
  const stored = cacheDir && await readCached(cacheDir, contentHash, request);
  const computed = stored || await compute(bytes, request);
  if (cacheDir && !stored) await writeCached(cacheDir, contentHash, request, computed);
  return {
    ...computed,
    tonicHz: tonicHz ?? computed.tonic!.tonicHz,
    tonicSource: tonicHz === undefined ? "estimated" : request.tonicSource ?? "flag",
    contentHash,
    cached: Boolean(stored),
  };
}

async function compute(bytes: Uint8Array, request: AnalysisRequest): Promise<ComputedAnalysis> {
  const { path, kind, hopSeconds, pitch, tonicHz } = request;
  const sound = kind === "audio" ? await decodeAudio(bytes, { name: path }) : undefined;
  const track = sound
    ? await extractPitch(sound.samples, sound.sampleRate, pitch)
    : parsePitchTrack(new TextDecoder().decode(bytes), { name: path, hopSeconds });
  const voicedFrames = track.f0.reduce((count, hz) => count + (hz > 0 ? 1 : 0), 0);
  if (voicedFrames === 0) {
    throw new PitchError(
      `${path}: no frame has a pitch; check that the file holds a melody within the tracker's range`,
    );
  }
  return {
    track,
    tonic: tonicHz === undefined ? estimateTonic(track, sound) : undefined,
    durationSeconds: sound?.format.durationSeconds ?? track.times.length * track.hopSeconds,
    voicedFrames,
    voicedFraction: voicedFrames / track.f0.length,
    format: sound?.format,
    warnings: sound?.warnings ?? [],
  };
}
