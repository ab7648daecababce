import { PitchError } from "../../errors.ts";
import { centsToHz } from "../../math.ts";
import {
  type Choice,
  chooseColumns,
  HOP_SECONDS,
  label,
  lowerMedian,
  meaningOf,
  MELODY_HZ,
  midiToHz,
  shown,
  usualRise,
} from "./columns.ts";
import { type Column, parseTable } from "./table.ts";
import type { Points } from "./types.ts";
import { OWN_HEADER } from "./write.ts";

/** What a table may need beside itself. */
export interface TableOptions {
  name: string;
  hopSeconds?: number;
  tonicHz?: number;
  confidenceThreshold?: number;
}

/** No voice or instrument of this music goes here: the column must be wrong. */
const HIGHEST_HZ = 24000;
/** How far steps and hop may differ, as a part of the hop: printed times are rounded. */
const HOP_TOLERANCE = 0.1;

/**
 * Reads a melody from a table of numbers, by what its header says or by what its columns hold.
 *
 * @param text The table.
 * @param options Hop, Sa, threshold.
 * @returns Its points.
 * @throws {PitchError} Naming line or column: not a number, times that do not rise, a unit that the
 * values cannot have, a hop that contradicts the times, no hop where it is needed.
 */
export function readTable(text: string, options: TableOptions): Points {
  const { name } = options;
  const table = parseTable(text, name);
  const choice = chooseColumns(table, name, options.confidenceThreshold !== undefined);
  const { warnings } = choice;
  const lines = table.lines;
  const f0 = pitchOf(choice.pitch, options);
  // Where the kit itself wrote it, f0 alone says what is voiced.
  const isOwn = table.columns.map((column) => column.name).join() === OWN_HEADER;
  const voicing = choice.voiced && voicingOf(choice.voiced, f0, options, isOwn, warnings);
  checkMelody(choice, f0, name, warnings);
  const times = timesOf(choice.time, lines, options, warnings);
  return { times, f0, voicing, warnings };
}

function fail(name: string, what: string): PitchError {
  return new PitchError(`Cannot read ${name}: ${what}`);
}

/** A column that must be numbers. */
function numbersOf({ values, firstWord }: Column, what: string, name: string): Float64Array {
  if (firstWord === undefined) return values;
  const { line, cell } = firstWord;
  throw new PitchError(
    `Cannot read ${name}, line ${line}: ${what} must be a number, found "${cell.slice(0, 60)}"`,
  );
}

/** The pitch in Hz; not above zero where there is none. */
function pitchOf(
  { column, unit, scale }: Choice["pitch"],
  { name, tonicHz }: TableOptions,
): Float64Array {
  const values = numbersOf(column, "f0", name);
  switch (unit) {
    case "hz":
      return scale === 1 ? values : values.map((value) => value * scale);
    case "midi": {
      requireMiddle(
        column,
        values.filter((value) => value > 0),
        [20, 110],
        "MIDI note numbers",
        name,
      );
      return values.map((value) => value > 0 ? midiToHz(value) : NaN);
    }
    case "cents": {
      const sung = values.filter((value) => Number.isFinite(value) && value > -6000);
      requireMiddle(column, sung, [-2400, 3600], "cents above Sa", name);
      if (tonicHz === undefined) {
        throw fail(
          name,
          `${
            label(column)
          } counts cents above Sa, and Sa is not known; give tonic_hz in the metadata` +
            " or --tonic",
        );
      }
      return values.map((cents) => cents > -6000 ? centsToHz(cents, tonicHz) : NaN);
    }
    case "semitones":
      throw fail(
        name,
        `${
          label(column)
        } counts semitones above a frequency that it does not name; convert it to Hz`,
      );
  }
}

function requireMiddle(
  column: Column,
  values: Float64Array,
  [low, high]: [number, number],
  what: string,
  name: string,
): void {
  const middle = lowerMedian(values);
  if (Number.isNaN(middle) || (middle >= low && middle <= high)) return;
  throw fail(
    name,
    `${label(column)} cannot be ${what}: its middle value is ${
      shown(middle)
    }, and a melody's lies` +
      ` within ${low}..${high}`,
  );
}

/** Whether the voiced frames can be a melody in Hz; f0 of rows that a confidence denies is NaN. */
function checkMelody({ pitch }: Choice, f0: Float64Array, name: string, warnings: string[]): void {
  const voiced = f0.filter((value) => value > 0 && value < Infinity);
  for (const value of voiced) {
    if (value > HIGHEST_HZ) {
      throw fail(name, `${label(pitch.column)} holds ${value} Hz for f0, above ${HIGHEST_HZ} Hz`);
    }
  }
  if (pitch.unit !== "hz") return;
  const middle = lowerMedian(voiced), { low, high } = MELODY_HZ;
  const most = voiced.reduce((a, b) => Math.max(a, b), 0);
  const isNoteLike = middle < 75 && most <= 127;
  if (middle < low || middle > high || (isNoteLike && !pitch.isSure && voiced.length > 2)) {
    const guess = most <= 1
      ? "; it looks like a confidence or an energy"
      : most < 12
      ? "; it looks like a logarithm"
      : isNoteLike
      ? "; if these are MIDI note numbers, call the column midi"
      : middle > high
      ? "; if these are cents above Sa, call the column cents"
      : "";
    throw fail(
      name,
      `${label(pitch.column)} cannot be f0 in Hz: its middle value is ${
        shown(middle)
      }, and a melody's` +
        ` lies within ${low}..${high} Hz${guess}`,
    );
  }
  if (isNoteLike && voiced.length > 2) {
    warnings.push(
      `${label(pitch.column)} lies low for a melody in Hz (middle ${
        shown(middle)
      }): are these MIDI` +
        " note numbers? Then call the column midi",
    );
  }
}

/**
 * How voiced each row is. Rows under the threshold lose their f0, in the array given.
 */
function voicingOf(
  { column, kind }: NonNullable<Choice["voiced"]>,
  f0: Float64Array,
  { name, confidenceThreshold }: TableOptions,
  isOwn: boolean,
  warnings: string[],
): Float64Array | undefined {
  const numbers = numbersOf(column, kind === "flag" ? "a flag" : kind, name);
  const values = kind === "unvoiced" ? numbers.map((value) => 1 - value) : numbers;
  const most = values.reduce((a, b) => b > a ? b : a, 0);
  const isPercent = most > 50 && most <= 100;
  const scale = isPercent ? 0.01 : 1;
  const wrong = values.findIndex((value) => value < 0 || value * scale > 1);
  if (wrong >= 0) {
    const isSalience = meaningOf(column.name).role === "voicing" && !/voic|prob/i.test(column.name);
    if (!isSalience) {
      throw fail(name, `${label(column)} must lie within 0..1, found ${shown(values[wrong])}`);
    }
    warnings.push(`${label(column)} is no probability (${shown(values[wrong])}) and is not read`);
    return undefined;
  }
  if (isPercent) warnings.push(`${label(column)} is read as per cent`);
  const voicing = values.map((value) => value >= 0 ? value * scale : 0);
  const marksItself = f0.some((value) => !(value > 0 && value < Infinity));
  // A tracker that has decided leaves f0 out; its probabilities then only comment on it.
  const isComment = kind === "voicing" && (isOwn || marksItself);
  const threshold = confidenceThreshold ?? (isComment ? 0 : 0.5);
  let kept = 0, had = 0;
  for (let i = 0; i < f0.length; i++) {
    if (!(f0[i] > 0)) continue;
    had++;
    if (voicing[i] < threshold) f0[i] = NaN;
    else kept++;
  }
  if (had > 0 && kept === 0) {
    throw fail(
      name,
      `${label(column)} is under ${threshold} in every row, so nothing is voiced; give a lower` +
        " threshold if that is right",
    );
  }
  if (kept < 0.1 * had) {
    warnings.push(
      `${label(column)} is under ${threshold} in ${
        had - kept
      } of ${had} rows, which count as unvoiced`,
    );
  }
  return voicing;
}

/** The times in seconds. */
function timesOf(
  time: Choice["time"],
  lines: Int32Array,
  { name, hopSeconds }: TableOptions,
  warnings: string[],
): Float64Array {
  if (time === undefined) {
    if (hopSeconds !== undefined) return Float64Array.from(lines, (_, i) => i * hopSeconds);
    throw fail(
      name,
      "it has f0 and no times; say how far apart its lines are: give hop_seconds (0.01 for 10 ms) in" +
        " a JSON file of the same name beside it, or --hop",
    );
  }
  const values = ascending(time.column, lines, name);
  if (values.length < 2) return values.map((value) => value * (time.scale ?? 1));
  const step = usualRise(values);
  if (time.isIndex) {
    if (hopSeconds !== undefined) return values.map((value) => value / step * hopSeconds);
    throw fail(
      name,
      `${
        label(time.column)
      } counts frames and no column gives the time; give hop_seconds, the time` +
        " between frames, in a JSON file of the same name beside it, or --hop",
    );
  }
  const scale = time.scale ?? guessScale(time.column, step, hopSeconds, name, warnings);
  const hop = step * scale;
  if (hopSeconds !== undefined && !isNear(hop, hopSeconds)) {
    throw fail(
      name,
      `hop_seconds is ${hopSeconds}, but the times in ${label(time.column)} step by ${
        shown(step)
      }` +
        `${scale === 1 ? " s" : " ms"}; correct or leave out hop_seconds`,
    );
  }
  if (hopSeconds === undefined && values.length > 2 && !isHop(hop)) {
    throw fail(
      name,
      `${label(time.column)} cannot be ${
        scale === 1 ? "seconds" : "milliseconds"
      }: its usual step is` +
        ` ${shown(step)}, and a pitch track steps by 1..100 ms`,
    );
  }
  return scale === 1 ? values : values.map((value) => value * scale);
}

const isHop = (seconds: number) => seconds >= HOP_SECONDS.low && seconds <= HOP_SECONDS.high;
const isNear = (a: number, b: number) => Math.abs(a - b) <= HOP_TOLERANCE * b;

/** Seconds or milliseconds, where the heading does not say. */
function guessScale(
  column: Column,
  step: number,
  hopSeconds: number | undefined,
  name: string,
  warnings: string[],
): number {
  if (isHop(step) || (hopSeconds !== undefined && isNear(step, hopSeconds))) return 1;
  const isMs = hopSeconds === undefined
    ? step > 1 && isHop(step / 1000)
    : isNear(step / 1000, hopSeconds);
  if (isMs) {
    warnings.push(`${label(column)} steps by ${shown(step)} and is read as milliseconds`);
    return 1e-3;
  }
  if (hopSeconds === undefined && step === 1) {
    throw fail(
      name,
      `${
        label(column)
      } steps by 1: if it counts frames, call it frame and give hop_seconds; if it` +
        " counts milliseconds, call it time_ms",
    );
  }
  return 1;
}

/** Times, each later than the one before. */
function ascending(column: Column, lines: Int32Array, name: string): Float64Array {
  const values = numbersOf(column, "time", name);
  for (let i = 0; i < values.length; i++) {
    const wrong = !Number.isFinite(values[i])
      ? `time must be a number, found none in ${label(column)}`
      : i > 0 && values[i] <= values[i - 1]
      ? `times must ascend, found ${values[i]} after ${values[i - 1]}` +
        (values[i] === values[i - 1] ? "; if they are rounded, give them with more digits" : "")
      : undefined;
    if (wrong) throw new PitchError(`Cannot read ${name}, line ${lines[i]}: ${wrong}`);
  }
  return values;
}
