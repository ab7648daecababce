import type { PitchTrack } from "../types.ts";

/** What a track can be written as. */
export type TrackFormat = "csv" | "pitchtier" | "svl";

/** The header of the kit's own tables. */
export const OWN_HEADER = "time_s,f0_hz,voicing";

/** The options of {@linkcode formatPitchTrack}. */
export interface FormatPitchOptions {
  /**
   * `csv`: `time_s,f0_hz,voicing`; `pitchtier`: Praat's PitchTier as text; `svl`: a time-value layer
   * of Sonic Visualiser. The last two hold the voiced frames only.
   *
   * @default {"csv"}
   */
  format?: TrackFormat;
  /**
   * Sample rate of the sound in Hz: a layer of Sonic Visualiser counts its samples.
   *
   * @default {44100}
   */
  sampleRate?: number;
}

/**
 * Writes a track as text: by default as CSV with the columns `time_s`, `f0_hz` (0 = unvoiced) and
 * `voicing`.
 *
 * @param track Any track.
 * @param options See {@linkcode FormatPitchOptions}.
 * @returns The text, with a line feed at the end of every line.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePitchTrack } from "raagkit";
 * import { formatPitchTrack } from "raagkit/pitch";
 *
 * const track = parsePitchTrack("0.01 220.5\n0.02 0\n");
 * assertEquals(formatPitchTrack(track), "time_s,f0_hz,voicing\n0.01,220.5,1\n0.02,0,0\n");
 * ```
 */
export function formatPitchTrack(track: PitchTrack, options: FormatPitchOptions = {}): string {
  const { format = "csv", sampleRate = 44100 } = options;
  switch (format) {
    case "csv":
      return toCsv(track);
    case "pitchtier":
      return toPitchTier(track);
    case "svl":
      return toSvl(track, sampleRate);
  }
}

function toCsv(track: PitchTrack): string {
  const lines = [OWN_HEADER];
  for (let i = 0; i < track.times.length; i++) {
    const hz = isVoiced(track.f0[i]) ? track.f0[i] : 0;
    lines.push(`${round(track.times[i], 6)},${round(hz, 4)},${round(track.voicing[i], 3)}`);
  }
  return lines.join("\n") + "\n";
}

function toPitchTier(track: PitchTrack): string {
  const points = voicedPoints(track);
  const end = round((track.times.at(-1) ?? 0) + track.hopSeconds, 6);
  const lines = [
    'File type = "ooTextFile"',
    'Object class = "PitchTier"',
    "",
    `xmin = ${Math.min(0, round(track.times[0] ?? 0, 6))}`,
    `xmax = ${end}`,
    `points: size = ${points.length}`,
  ];
  for (const [i, [time, hz]] of points.entries()) {
    lines.push(
      `points [${i + 1}]:`,
      `    number = ${round(time, 6)}`,
      `    value = ${round(hz, 4)}`,
    );
  }
  return lines.join("\n") + "\n";
}

function toSvl(track: PitchTrack, sampleRate: number): string {
  const points = voicedPoints(track).map((
    [time, hz],
  ) => [Math.round(time * sampleRate), round(hz, 4)]);
  const values = points.map(([, hz]) => hz);
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), 0);
  const end = points.at(-1)?.[0] ?? 0, start = points[0]?.[0] ?? 0;
  const resolution = Math.max(1, Math.round(track.hopSeconds * sampleRate));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<!DOCTYPE sonic-visualiser>",
    "<sv>",
    "  <data>",
    `    <model id="1" name="f0" sampleRate="${sampleRate}" start="${start}" end="${end}"` +
    ` type="sparse" dimensions="2" resolution="${resolution}" notifyOnAdd="true" dataset="0"` +
    ` minimum="${values.length > 0 ? low : 0}" maximum="${high}" units="Hz" />`,
    '    <dataset id="0" dimensions="2">',
    ...points.map(([frame, hz]) => `      <point frame="${frame}" value="${hz}" label="" />`),
    "    </dataset>",
    "  </data>",
    "  <display>",
    '    <layer id="2" type="timevalues" name="f0" model="1" plotStyle="0" verticalScale="1" />',
    "  </display>",
    "</sv>",
    "",
  ].join("\n");
}

/** Time and f0 of the voiced frames. */
function voicedPoints({ times, f0 }: PitchTrack): [number, number][] {
  return [...times.keys()].filter((i) => isVoiced(f0[i])).map((i) => [times[i], f0[i]]);
}

function isVoiced(hz: number): boolean {
  return hz > 0 && hz < Infinity;
}

/** Rounded to at most so many decimals, without trailing zeros. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
