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
 * @example What training reads of recordings.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadDataset } from "raagkit/dataset";
 * import { encodeWav } from "raagkit/audio";
 * import * as analysis from "raagkit/analysis";
 *
 * const folder = await Deno.makeTempDir();
 * const tone = Float32Array.from({ length: 44100 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * await Deno.mkdir(`${folder}/Yaman`);
 * await Deno.writeFile(`${folder}/Yaman/a.wav`, encodeWav(tone, 22050));
 *
 * {
 *   using sound = await analysis.openSound(`${folder}/Yaman/a.wav`);
 *   assertEquals(sound.sampleRate, 22050);
 * }
 * const { recordings } = await loadDataset(folder);
 * const { read } = await analysis.readRecordings(recordings);
 * assertEquals([read.length, Math.round(read[0].durationSeconds)], [1, 2]);
 *
 * const request = analysis.requestFor(recordings[0], {});
 * assertEquals((await analysis.analyseRecording(request)).contentHash, read[0].contentHash);
 *
 * // Recordings of one source, or with the same bytes, must not stand on both sides of a split.
 * const { facts, warnings } = await analysis.readMelodies(recordings, {});
 * console.log(warnings.map(({ message }) => message)); // what is odd
 * console.log(analysis.honestGroups(facts));
 * await Deno.remove(folder, { recursive: true });
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
  type MelodyFacts,
  readMelodies,
  type ReadMelodiesResult,
  type ReadRecording,
  readRecordings,
  type ReadRecordingsOptions,
  type ReadRecordingsResult,
  requestFor,
} from "./read_recordings.ts";
export type { Preparation } from "./prepared.ts";
export { type HonestGroups, honestGroups } from "./honest_groups.ts";
export {
  type HeldSamples,
  type HoldOptions,
  openSound,
  type OpenSoundOptions,
  type Sound,
} from "./open_sound.ts";
