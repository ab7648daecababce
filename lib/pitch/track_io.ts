/**
 * Pitch tracks as text: reading what other tools write, and writing CSV.
 *
 * @module
 */

import { PitchError } from "../errors.ts";
import { mean } from "../math.ts";
import { requirePositive } from "./frames.ts";
import type { PitchTrack } from "./types.ts";

/** The options of {@linkcode parsePitchTrack}. */
export interface ParsePitchOptions {
  /**
   * Time between frames in seconds. Text with one column needs it; elsewhere it overrules the times.
   *
   * @default the usual distance between the times of neighbouring lines.
   */
  hopSeconds?: number;
  /**
   * What to call the text in messages, a file name for example.
   *
   * @default {"pitch track"}
   */
  name?: string;
}

/** One line of data. */
interface Row {
  line: number;
  time: number;
  f0: number;
  voicing?: number;
}

/** What tools write in place of a number where there is no pitch. */
const UNVOICED = new Set(["nan", "-nan", "+nan", "--undefined--", "undefined", "na", "n/a"]);
/** No voice or instrument of this music goes here: the columns must be wrong. */
const HIGHEST_HZ = 24000;
/** More frames than a day has at 1 ms: the times must be wrong. */
const MOST_FRAMES = 86_400_000;

/**
 * Reads a pitch track: two columns `time f0` split by spaces, tabs, commas or semicolons (a Praat
 * listing, a CSV file, an export of Sonic Visualiser, a CompMusic `.pitch` file), or one column
 * with the hop given. A header and lines that begin with `#` are allowed; 0, negative, `nan` and
 * `--undefined--` mean unvoiced. Frames that the text leaves out, as Sonic Visualiser does where
 * nothing is voiced, come back as unvoiced frames.
 *
 * A third column counts as voicing if the header says `voicing`; any other is ignored.
 *
 * @param text The text.
 * @param options See {@linkcode ParsePitchOptions}.
 * @returns The track, with method `file`; `voicing` is 1 where voiced unless the text has its own.
 * @throws {PitchError} Naming the line: not a number, times that do not ascend or lie on no even
 * grid, f0 above 24 kHz; also if there is no frame, or one column and no hop.
 * @throws {InvalidArgumentError} If `hopSeconds` is not positive.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePitchTrack } from "raagkit";
 *
 * const track = parsePitchTrack("Time_s F0_Hz\n0.01 220.5\n0.02 --undefined--\n");
 * assertEquals([...track.f0], [220.5, NaN]);
 * ```
 */
export function parsePitchTrack(text: string, options: ParsePitchOptions = {}): PitchTrack {
  const { hopSeconds, name = "pitch track" } = options;
  if (hopSeconds !== undefined) requirePositive("hopSeconds", hopSeconds);
  const rows = parseRows(text, hopSeconds, name);
  if (rows.length === 0) {
    throw new PitchError(`Cannot read ${name}: it holds no frame; each line needs "time f0"`);
  }
  const hop = hopSeconds ?? usualStep(rows);
  const first = rows[0].time;
  const count = Math.round((rows[rows.length - 1].time - first) / hop) + 1;
  if (count > MOST_FRAMES) {
    throw new PitchError(
      `Cannot read ${name}: its times span ${count} frames of ${hop} s; are they in seconds?`,
    );
  }
  const times = Float64Array.from({ length: count }, (_, i) => first + i * hop);
  const f0 = new Float64Array(count).fill(NaN);
  const voicing = new Float32Array(count);
  let previous = -1;
  for (const row of rows) {
    const i = Math.round((row.time - first) / hop);
    if (i === previous) {
      throw new PitchError(
        `Cannot read ${name}, line ${row.line}: time ${row.time} does not lie on the even grid ` +
          `of ${hop} s of the other lines`,
      );
    }
    previous = i;
    times[i] = row.time;
    if (row.f0 > 0) f0[i] = row.f0;
    voicing[i] = row.voicing ?? (row.f0 > 0 ? 1 : 0);
  }
  return { times, f0, voicing, hopSeconds: hop, method: "file", fallbacks: [] };
}

/**
 * Writes a track as CSV with the columns `time_s`, `f0_hz` (0 = unvoiced) and `voicing`.
 *
 * @param track Any track.
 * @returns The text, with a line feed at the end of every line.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { formatPitchTrack, parsePitchTrack } from "raagkit";
 *
 * const track = parsePitchTrack("0.01 220.5\n0.02 0\n");
 * assertEquals(formatPitchTrack(track), "time_s,f0_hz,voicing\n0.01,220.5,1\n0.02,0,0\n");
 * ```
 */
export function formatPitchTrack(track: PitchTrack): string {
  const lines = ["time_s,f0_hz,voicing"];
  for (let i = 0; i < track.times.length; i++) {
    const hz = track.f0[i] > 0 ? track.f0[i] : 0;
    lines.push(`${round(track.times[i], 6)},${round(hz, 4)},${round(track.voicing[i], 3)}`);
  }
  return lines.join("\n") + "\n";
}

/** The lines of data, checked one by one. */
function parseRows(text: string, hopSeconds: number | undefined, name: string): Row[] {
  const rows: Row[] = [];
  let columns = 0, hasVoicing = false;
  const failure = (line: number, what: string) =>
    new PitchError(`Cannot read ${name}, line ${line}: ${what}`);
  for (const [index, raw] of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/).entries()) {
    const line = index + 1, content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    const cells = content.split(/\s*[,;\t]\s*|\s+/).map((cell) => cell.replace(/^"(.*)"$/, "$1"));
    if (rows.length === 0 && columns === 0 && !isValue(cells[0])) {
      columns = cells.length;
      hasVoicing = cells[2]?.toLowerCase() === "voicing";
      continue;
    }
    if (rows.length === 0) columns = cells.length;
    if (columns > 1 && cells.length < 2) {
      throw failure(line, `"time f0" expected, found "${content}"`);
    }
    const f0 = readValue(cells[columns > 1 ? 1 : 0]);
    if (f0 === undefined) throw failure(line, `f0 must be a number, found "${content}"`);
    if (f0 > HIGHEST_HZ) throw failure(line, `f0 ${f0} Hz is above ${HIGHEST_HZ} Hz`);
    let time = 0;
    if (columns > 1) {
      time = readValue(cells[0]) ?? NaN;
      if (Number.isNaN(time)) throw failure(line, `time must be a number, found "${cells[0]}"`);
      if (rows.length > 0 && time <= rows[rows.length - 1].time) {
        throw failure(line, `times must ascend, found ${time} after ${rows[rows.length - 1].time}`);
      }
    } else if (hopSeconds === undefined) {
      throw failure(line, `one column only; give hopSeconds, the time between its lines`);
    } else {
      time = rows.length * hopSeconds;
    }
    const voicing = hasVoicing ? readValue(cells[2] ?? "") : undefined;
    if (hasVoicing && !(voicing !== undefined && voicing >= 0 && voicing <= 1)) {
      throw failure(line, `voicing must be within 0..1, found "${cells[2] ?? ""}"`);
    }
    rows.push({ line, time, f0, voicing });
  }
  return rows;
}

/** Distance between neighbouring lines, leaving out the gaps where frames are missing. */
function usualStep(rows: Row[]): number {
  if (rows.length < 2) return 0.01;
  const steps = rows.slice(1).map((row, i) => row.time - rows[i].time);
  const typical = steps.toSorted((a, b) => a - b)[(steps.length - 1) >> 1];
  // Times printed with few digits make single steps uneven; their mean is right, but for its
  // rounding: 0.01 should read 0.01.
  const step = mean(steps.filter((step) => step > 0.5 * typical && step < 1.5 * typical));
  return Number(step.toPrecision(10));
}

/** Whether a cell can be a value rather than a heading. */
function isValue(cell: string): boolean {
  return readValue(cell) !== undefined;
}

/** The number in a cell, NaN for a word that means unvoiced, undefined for anything else. */
function readValue(cell: string): number | undefined {
  if (UNVOICED.has(cell.toLowerCase())) return NaN;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(cell) ? Number(cell) : undefined;
}

/** Rounded to at most so many decimals, without trailing zeros. */
function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
