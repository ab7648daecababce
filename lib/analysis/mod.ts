/**
 * From a file to a melody: decoding, pitch, tonic, and a cache by content, for one recording or
 * many at once.
 *
 * @example
 * ```ts ignore
 * import { analyseRecording } from "raagkit";
 *
 * const { tonicHz, track } = await analyseRecording({ path: "yaman_01.wav", kind: "audio" });
 * console.log(`Sa at ${tonicHz.toFixed(1)} Hz, ${track.times.length} frames`);
 * ```
 *
 * @module
 */
export type {
  AnalyseOptions,
  Analysis,
  AnalysisPitchOptions,
  AnalysisRequest,
  ComputedAnalysis,
  TonicSource,
} from "./types.ts";
export { analyseRecording } from "./analyse.ts";
export {
  type ReadRecording,
  readRecordings,
  type ReadRecordingsOptions,
  type ReadRecordingsResult,
} from "./read_recordings.ts";
export { type MelodyFacts, readMelodies, type ReadMelodiesResult } from "./read_melodies.ts";
export { checkRecordings, type RecordingsCheck } from "./check_recordings.ts";
export { requestFor } from "./read_recordings.ts";
export { type HonestGroups, honestGroups } from "./honest_groups.ts";
export { methodFingerprint } from "./fingerprint.ts";
export { openSound, type OpenSoundOptions, type Sound } from "./open_sound.ts";
export { type HeldSamples, type HoldOptions } from "./held_samples.ts";
