/**
 * Fundamental frequency of recordings: three trackers, what surrounds them, and one call that does
 * it all.
 *
 * `extractPitch` is the call. Beneath it lie the trackers `trackPraat` (Boersma's autocorrelation),
 * `trackPyin` and `trackYin`; `gateTrack`, which silences noise; `smoothPitch`; readers and a
 * writer for pitch tracks as text; and `scorePitch`, which compares a track with the truth.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { extractPitch } from "raagkit";
 * import { formatPitchTrack } from "raagkit/pitch";
 *
 * const sine = Float32Array.from({ length: 22050 }, (_, n) => Math.sin(2 * Math.PI * 220 * n / 22050));
 * const track = await extractPitch(sine, 22050);
 * assertEquals(formatPitchTrack(track).split("\n")[0], "time_s,f0_hz,voicing");
 * ```
 *
 * @example A track by its first bytes.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { looksLikePitchTrack } from "raagkit/pitch";
 *
 * assertEquals(looksLikePitchTrack(new TextEncoder().encode("0.00 220\n0.01 221\n")), true);
 * ```
 *
 * @module
 */

export type {
  PitchFallback,
  PitchMethod,
  PitchOptions,
  PitchTrack,
  SampleSource,
  TrackerOptions,
} from "./types.ts";
export { describeFallbacks, extractPitch } from "./extract.ts";
export { type AutoOptions, trackAuto } from "./auto/mod.ts";
export { type PraatOptions, trackPraat } from "./praat.ts";
export { type PyinOptions, trackPyin } from "./pyin.ts";
export { trackYin, type YinOptions } from "./yin.ts";
export {
  describeFrames,
  type FrameFeatureOptions,
  type FrameFeatures,
  type GateOptions,
  gateTrack,
  tonalFrames,
} from "./gate.ts";
export { type SmoothOptions, smoothPitch } from "./smooth.ts";
export {
  type FormatPitchOptions,
  formatPitchTrack,
  looksLikePitchTrack,
  parsePitchTrack,
  type PitchReading,
  type ReadPitchOptions,
  readPitchTrack,
  type TrackFormat,
} from "./tracks/mod.ts";
export { type PitchContour, type PitchScore, type PitchScoreOptions, scorePitch } from "./score.ts";
