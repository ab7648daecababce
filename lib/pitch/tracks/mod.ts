/**
 * Pitch tracks as files: reading what any program wrote, and writing what others open.
 *
 * @module
 */

export {
  looksLikePitchTrack,
  parsePitchTrack,
  type PitchReading,
  type ReadPitchOptions,
  readPitchTrack,
} from "./read.ts";
export { type FormatPitchOptions, formatPitchTrack, type TrackFormat } from "./write.ts";
