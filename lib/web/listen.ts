/**
 * From a file to an answer, in the steps of `classify`, with the pitch on the way.
 *
 * @module
 */

import type { ByteSource } from "../audio/source.ts";
import { openSource } from "../audio/stream.ts";
import { kindOf } from "../dataset/kinds.ts";
import { PitchError, TonicError } from "../errors.ts";
import { classifierOf, type ModelSet, onlyRaags, type RaagClassifier } from "../families/mod.ts";
import { describeFallbacks, extractPitch, type PitchTrack, readPitchTrack } from "../pitch/mod.ts";
import { quantize } from "../quantize/mod.ts";
import { estimateTonic, type TonicAudio, type TonicCandidate } from "../tonic/mod.ts";
import { holdSound } from "./held_sound.ts";
import type { Answer, Question, Recording, Stage } from "./messages.ts";

/** Seconds of sound between two reports of progress; the track does not depend on it. */
const CHUNK_SECONDS = 5;

/** What an answer rests on. */
export type Heard = Pick<Recording, "track" | "tonics" | "name">;

/** What is asked of given models. */
export type Asked = Omit<Question, "models">;

/** Told how far a step has come: 0..1, or undefined where its length is not known. */
export type OnProgress = (stage: Stage, fraction?: number) => void;

/**
 * Reads a recording: samples, pitch, the possible Sa.
 *
 * @param file The file, sound or a pitch track.
 * @param onProgress Told how far it is.
 * @returns The recording.
 * @throws {AudioError} If the sound cannot be read.
 * @throws {PitchError} If the pitch track cannot be read, or nothing in the recording is voiced.
 */
export async function readRecording(file: File, onProgress: OnProgress): Promise<Recording> {
  return kindOf(file.name) === "pitch" ? await readTrack(file) : await readSound(file, onProgress);
}

async function readTrack(file: File): Promise<Recording> {
  const { name } = file;
  const { track, warnings } = readPitchTrack(new Uint8Array(await file.arrayBuffer()), { name });
  requireVoice(track, name);
  return {
    name,
    track,
    envelope: new Float32Array(0),
    durationSeconds: track.times.length * track.hopSeconds,
    warnings,
    tonics: tonicsOf(track),
  };
}

async function readSound(file: File, onProgress: OnProgress): Promise<Recording> {
  const { name } = file;
  onProgress("decode");
  const stream = await openSource(fileSource(file), { name });
  const expected = stream.format.durationSeconds * stream.sampleRate;
  const { samples, envelope, wav } = await holdSound(
    stream.blocks(),
    stream.sampleRate,
    (count) => onProgress("decode", expected > 0 ? Math.min(1, count / expected) : undefined),
  );
  const { sampleRate, format } = stream;
  onProgress("pitch", 0);
  const track = await extractPitch(samples, sampleRate, {
    chunkSeconds: CHUNK_SECONDS,
    onProgress: (fraction) => onProgress("pitch", fraction),
  });
  requireVoice(track, name);
  onProgress("tonic");
  const warnings = [...stream.warnings, ...describeFallbacks(track)];
  const tonics = tonicsOf(track, { samples, sampleRate });
  return {
    ...{ name, track, envelope, wav, format, warnings, tonics },
    durationSeconds: format.durationSeconds,
  };
}

/** The bytes of a file, read as they are wanted. */
function fileSource(file: Blob): ByteSource {
  return {
    size: file.size,
    read: async (offset, length) =>
      new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
  };
}

function requireVoice({ f0 }: PitchTrack, name: string): void {
  if (!f0.some((hz) => hz > 0)) {
    throw new PitchError(
      `No melody is heard in ${name}: not one moment of it is voiced; is it silent, or only a drone?`,
    );
  }
}

/**
 * The possible Sa of a track, of which nothing may be voiced yet; none where nothing can be Sa, so
 * that the listener may still give it.
 */
export function tonicsOf(track: PitchTrack, audio?: TonicAudio): TonicCandidate[] {
  try {
    return estimateTonic(track, audio).candidates;
  } catch (error) {
    if (error instanceof TonicError) return [];
    throw error;
  }
}

/**
 * What the models say of a recording: on the Sa that is given, or on all that are possible.
 *
 * @param models The models.
 * @param recording What was read.
 * @param question Sa, where it is known, and the raags that come into question.
 * @returns The answer; its classification is what `classify` gives.
 * @throws {TonicError} If Sa is not given and none is possible.
 * @throws {InvalidArgumentError} If fewer than two raags come into question.
 */
export function answerOf(models: ModelSet, recording: Heard, question: Asked = {}): Answer {
  const classifier = classifierFor(models, question), { track } = recording;
  const classification = classificationOf(classifier, recording, question);
  const { tonicHz } = classification, isEstimated = question.tonicHz === undefined;
  return {
    classification,
    tonicGiven: !isEstimated,
    notes: quantize(track, tonicHz, { kind: "notes" }),
    timeline: classifier.hasTimeline
      ? classifier.timeline(track, tonicHz, { isEstimated })
      : undefined,
  };
}

/** The classifier of the raags that come into question. */
export function classifierFor(models: ModelSet, { raags }: Asked): RaagClassifier {
  return classifierOf(raags === undefined ? models : onlyRaags(models, { raags }));
}

/** The part of {@linkcode answerOf} that changes while somebody sings. */
export function classificationOf(
  classifier: RaagClassifier,
  { track, tonics, name }: Heard,
  { tonicHz }: Asked,
): Answer["classification"] {
  if (tonicHz !== undefined) return classifier.classify(track, tonicHz);
  if (tonics.length === 0) {
    throw new TonicError(`No Sa is found in ${name}: give it in Hz, or sing it`);
  }
  return classifier.classifyWithTonics(track, tonics);
}
