import { PitchError } from "../../errors.ts";
import { requirePositive, requireWithin } from "../frames.ts";
import type { PitchTrack } from "../types.ts";
import { decodeText } from "../../files/decode_text.ts";
import { onGrid } from "./grid.ts";
import { isPraat, readPraat } from "./praat.ts";
import { readTable } from "./read_table.ts";
import { cellNumber } from "./table.ts";
import { isSvl, readSvl } from "./sonic_visualiser.ts";

/** The options of {@linkcode readPitchTrack}. */
export interface ReadPitchOptions {
  /**
   * What to call the file in messages.
   *
   * @default {"pitch track"}
   */
  name?: string;
  /**
   * Time between frames in seconds: needed where a file has one column, or counts frames. Times that
   * contradict it are refused.
   *
   * @default the usual distance between the times of neighbouring lines.
   */
  hopSeconds?: number;
  /**
   * Frequency of Sa in Hz: needed where a file gives cents above Sa.
   *
   * @default {undefined}
   */
  tonicHz?: number;
  /**
   * Rows whose confidence is lower are unvoiced, 0..1. Where a column of true and false says what is
   * voiced, it counts unless this is given and there is a confidence too.
   *
   * @default {0.5} as CREPE's authors use it, where f0 is given in every row; 0 for probabilities beside
   * a column of f0 that itself leaves out what is unvoiced, as pYIN's does.
   */
  confidenceThreshold?: number;
}

/** A track, and what is doubtful about its reading. */
export interface PitchReading {
  /** The track, with method `file`. */
  track: PitchTrack;
  /** Clauses to stand after the file's name and a colon. */
  warnings: string[];
}

/**
 * Reads a pitch track that any program wrote.
 *
 * - A table (CSV, TSV, listing): columns by what the header calls them (time, f0 or frequency or
 *   pitch, MIDI or cents, confidence or voiced; any order, units in the name or in a second line); a
 *   table without a header by what its columns hold. One column alone needs the hop.
 * - Praat's Pitch and PitchTier: text, short text, binary, spreadsheet.
 * - A layer of Sonic Visualiser or Tony (`.svl`).
 *
 * Unvoiced are: empty cells, `nan`, `none`, `null`, `inf`, zero, negative numbers, rows of low
 * confidence, and frames that a file leaves out. Times that lie on no even grid are resampled.
 *
 * @param source The file's bytes, or its text.
 * @param options See {@linkcode ReadPitchOptions}.
 * @returns The track and the warnings.
 * @throws {PitchError} If it is no pitch track, or a column cannot be what it claims: the message names
 * the line or the column.
 * @throws {InvalidArgumentError} If an option is out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPitchTrack } from "raagkit/pitch";
 *
 * const crepe = "time,frequency,confidence\n0.00,220.5,0.9\n0.01,611.0,0.1\n";
 * assertEquals([...readPitchTrack(crepe).track.f0], [220.5, NaN]);
 * ```
 */
export function readPitchTrack(
  source: Uint8Array | string,
  options: ReadPitchOptions = {},
): PitchReading {
  const { name = "pitch track", hopSeconds, confidenceThreshold } = options;
  if (hopSeconds !== undefined) requirePositive("hopSeconds", hopSeconds);
  if (options.tonicHz !== undefined) requirePositive("tonicHz", options.tonicHz);
  if (confidenceThreshold !== undefined) {
    requireWithin("confidenceThreshold", confidenceThreshold, 0, 1);
  }
  const bytes = typeof source === "string" ? new TextEncoder().encode(source) : source;
  if (isPraat(bytes)) return onGrid(readPraat(bytes, name), { name });
  const text = typeof source === "string" ? source : decodeText(bytes);
  if (/^BZh\d/.test(text)) {
    throw new PitchError(
      `Cannot read ${name}: it is a session of Sonic Visualiser or Tony; export the pitch track as CSV`,
    );
  }
  if (isSvl(text)) return onGrid(readSvl(text, name), { name });
  return onGrid(readTable(text, { ...options, name }), { name, hopSeconds });
}

/**
 * The track that {@linkcode readPitchTrack} reads, for whoever knows the text and wants no warnings.
 *
 * @param text The text.
 * @param options See {@linkcode ReadPitchOptions}.
 * @returns The track.
 * @throws {PitchError} As {@linkcode readPitchTrack}.
 * @throws {InvalidArgumentError} If an option is out of range.
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parsePitchTrack } from "raagkit";
 *
 * const track = parsePitchTrack("Time_s F0_Hz\n0.01 220.5\n0.02 --undefined--\n");
 * assertEquals([...track.f0], [220.5, NaN]);
 * ```
 */
export function parsePitchTrack(text: string, options: ReadPitchOptions = {}): PitchTrack {
  return readPitchTrack(text, options).track;
}

/**
 * Whether a file begins like a pitch track: one of Praat's or Sonic Visualiser's, or lines of numbers.
 * Notes in words, README files and tables of words are none.
 *
 * @param head The first kilobytes of the file.
 * @returns Whether {@linkcode readPitchTrack} should try it.
 */
export function looksLikePitchTrack(head: Uint8Array): boolean {
  if (isPraat(head)) return true;
  const text = decodeText(head);
  // Control codes other than tab, line feed and carriage return do not occur in text.
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x08\x0e-\x1f]/.test(text)) return false;
  if (isSvl(text)) return true;
  const lines = text.split(/\r\n|\n|\r/).filter((line) => /^\s*[^\s#%]/.test(line));
  return lines.slice(0, 12).some(isRow);
}

/** Whether a line begins with a number, or one after a name in quotes, and is mostly numbers. */
function isRow(line: string): boolean {
  const cells = line.replace(/^\s*"[^"\d][^"]*",/, "").replaceAll('"', "").trim()
    .split(/[\s,;]+/).filter((cell) => cell !== "");
  const numbers = cells.filter((cell) => cellNumber(cell) !== undefined).length;
  return /^[-+]?\.?\d/.test(cells[0] ?? "") && cellNumber(cells[0]) !== undefined &&
    2 * numbers > cells.length;
}
