import { PitchError } from "../../errors.ts";
import type { Column, Table } from "./table.ts";

/** What the values of a pitch column are. */
export type PitchUnit = "hz" | "midi" | "cents" | "semitones";

/** What a heading says of its column. */
export interface Meaning {
  role:
    | "time"
    | "index"
    | "pitch"
    | "confidence"
    | "voicing"
    | "flag"
    | "unvoiced"
    | "other"
    | "unknown";
  /** Seconds in one step of a time, Hz in one of a frequency; undefined where no unit is named. */
  scale?: number;
  unit?: PitchUnit;
}

/** The columns that are used. */
export interface Choice {
  /** Absent where the table has neither times nor frame numbers. */
  time?: { column: Column; scale?: number; isIndex: boolean };
  pitch: { column: Column; unit: PitchUnit; scale: number; isSure: boolean };
  /** Says which rows are voiced. */
  voiced?: { column: Column; kind: "confidence" | "voicing" | "flag" | "unvoiced" };
  warnings: string[];
}

/** Lowest and highest that the middle of a melody lies at, in Hz. */
export const MELODY_HZ = { low: 40, high: 2000 };
/** Shortest and longest time between frames, in seconds; the printed times may be rounded. */
export const HOP_SECONDS = { low: 0.0009, high: 0.11 };

const WORDS = {
  other: "energy rms intensity amplitude loudness power level db volume duration dur end std" +
    " bandwidth label aperiodicity brightness centroid",
  confidence: "confidence conf certainty periodicity reliability",
  voicing: "voicing probability probabilities prob probs salience strength voicedprob voicingprob",
  flag: "voiced isvoiced voicedflag vuv",
  unvoiced: "unvoiced isunvoiced",
  time: "time times timestamp timestamps t second seconds sec secs s ms msec millisecond" +
    " milliseconds timems zeit temps tiempo tempo start onset",
  index: "frame frames sample samples index idx row number no n i",
  cents: "cents cent ¢",
  semitones: "semitones semitone st",
  midi: "midi note notes midinote",
  hz: "hz hertz khz f0 fo frequency freq f0hz frequenz frecuencia fréquence fundamental",
  pitch: "pitch pitches melody value values tonhöhe height f",
};
const SETS = Object.fromEntries(
  Object.entries(WORDS).map(([key, words]) => [key, new Set(words.normalize("NFC").split(" "))]),
) as Record<keyof typeof WORDS, Set<string>>;

/**
 * What a heading says: `Time (s)`, `pitch_hz`, `voicedProb`, in any case, with or without units.
 *
 * @param name The heading.
 * @returns Role, unit and scale.
 */
export function meaningOf(name: string): Meaning {
  const words: string[] = name.normalize("NFC").replace(/(\p{Ll})(?=\p{Lu})/gu, "$1 ").toLowerCase()
    .match(/[\p{L}\p{N}¢]+/gu) ?? [];
  const has = (key: keyof typeof WORDS) => words.some((word) => SETS[key].has(word));
  const isPitch = has("hz") || has("pitch") || has("midi") || has("cents") || has("semitones");
  if (has("other")) return { role: "other" };
  for (const role of ["confidence", "voicing", "flag", "unvoiced"] as const) {
    if (has(role)) return { role };
  }
  if (has("time") && !isPitch) return { role: "time", scale: timeScale(words) };
  if (has("index") && !isPitch) return { role: "index" };
  for (const unit of ["cents", "semitones", "midi"] as const) {
    if (has(unit)) return { role: "pitch", unit, scale: 1 };
  }
  if (has("hz")) return { role: "pitch", unit: "hz", scale: words.includes("khz") ? 1000 : 1 };
  return has("pitch") ? { role: "pitch" } : { role: "unknown" };
}

function timeScale(words: string[]): number | undefined {
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  if (has(/^(ms|msec|milliseconds?|timems)$/)) return 1e-3;
  return has(/^(s|secs?|seconds?)$/) ? 1 : undefined;
}

/** A number as a message shows it. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** The frequency in Hz of a MIDI note number. */
export function midiToHz(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

/** The heading of a column as a message names it. */
export function label({ name, place }: Column): string {
  return name === "" ? `column ${place}` : `column "${name}"`;
}

/**
 * Finds the columns of a melody: by their headings, and where those are silent, by what the columns
 * hold. What was assumed is a warning.
 *
 * @param table A table.
 * @param name What to call it in messages.
 * @param prefersDegree Whether a confidence counts before a column of true and false.
 * @throws {PitchError} If no column can be the pitch.
 */
export function chooseColumns(table: Table, name: string, prefersDegree: boolean): Choice {
  const warnings: string[] = [];
  const rows = table.lines.length;
  const all = table.columns
    .map((column) => ({ column, ...meaningOf(column.name) }))
    // Unnamed beside named columns: row numbers.
    .filter(({ column }) => !table.named || column.name !== "" || table.columns.length === 1);
  const withRole = (role: Meaning["role"]) => all.filter((one) => one.role === role);
  // Labels and file names are no candidates for what is not named.
  const unknown = withRole("unknown").map(({ column }) => column)
    .filter((column) => 2 * column.words <= rows && hasNumbers(column));

  let time: Choice["time"] =
    withRole("time").map(({ column, scale }) => ({ column, scale, isIndex: false }))[0];
  const hasMore = unknown.length + withRole("pitch").length > 1;
  if (time === undefined && hasMore) time = judgeTime(unknown, rows);
  const isGuess = unknown.some((column) => column === time?.column);
  time ??= withRole("index").map(({ column }) => ({ column, isIndex: true }))[0];
  const left = unknown.filter((column) => column !== time?.column);

  const pitches = withRole("pitch").toSorted((a, b) => rank(a) - rank(b));
  const found = pitches[0]?.column ?? judgePitch(left);
  if (found === undefined) throw noPitch(table, time?.column, name);
  const meaning = pitches[0] ?? {};
  const pitch = {
    column: found,
    unit: meaning.unit ?? "hz",
    scale: meaning.scale ?? 1,
    isSure: meaning.unit !== undefined,
  };
  const rivals = pitches.slice(1).filter((one) => rank(one) === rank(pitches[0]));
  if (rivals.length > 0) {
    const others = rivals.map(({ column }) => label(column)).join(", ");
    warnings.push(`f0 is taken from ${label(found)}, and not from ${others}`);
  }
  const flags = ["flag", "unvoiced"] as const, degrees = ["confidence", "voicing"] as const;
  const voicedBy = (prefersDegree ? [...degrees, ...flags] : [...flags, ...degrees])
    .flatMap((kind) => withRole(kind).map(({ column }) => ({ column, kind })))
    .find(({ column }) => column.values.some((value) => value >= 0));
  const judged = table.named
    ? undefined
    : judgeConfidence(left.filter((column) => column !== found));
  const voiced = voicedBy ?? (judged && { column: judged, kind: "confidence" as const });
  if (isGuess && time && (table.named || judged || all.length > 2)) {
    warnings.push(
      `${table.named ? "its header does not say all" : "it has no header"}: ${
        label(time.column)
      } is` +
        ` taken for the time, ${label(found)} for f0 in Hz` +
        (judged ? `, ${label(judged)} for a confidence` : ""),
    );
  } else if (table.named && pitches.length === 0) {
    warnings.push(
      `its header does not say which column is f0: ${label(found)} is taken for it, in Hz`,
    );
  }
  return { time, pitch, voiced, warnings };
}

/** Which of several pitch columns counts: Hz before what needs a conversion. */
function rank({ unit }: Meaning): number {
  return unit === undefined ? 1 : ["hz", "", "midi", "cents", "semitones"].indexOf(unit);
}

function hasNumbers({ values }: Column): boolean {
  return values.some((value) => !Number.isNaN(value));
}

/** Whether nearly all steps of a column go up. */
function rises({ values }: Column): boolean {
  let up = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[i - 1]) up++;
  return up > 0 && up >= 0.9 * (values.length - 1);
}

/** The middle step of a column that rises. */
export function usualRise(values: Float64Array): number {
  return lowerMedian(values.subarray(1).map((value, i) => value - values[i]));
}

/** The middle of some numbers, the lower of two; NaN of none. */
export function lowerMedian(values: Float64Array): number {
  return values.toSorted()[(values.length - 1) >> 1] ?? NaN;
}

/** The column that rises as times do; a column of whole numbers one apart counts frames. */
function judgeTime(columns: Column[], rows: number): Choice["time"] {
  // One or two rows show nothing: the usual order counts.
  const rising = rows < 3 ? columns.slice(0, 1) : columns.filter(rises);
  const isHop = ({ values }: Column) => {
    const step = usualRise(values);
    return step >= HOP_SECONDS.low && step <= HOP_SECONDS.high;
  };
  // Of two columns that both do not rise, the first was meant: what is wrong in it is then said.
  const column = rising.find(isHop) ?? rising[0] ?? (columns.length === 2 ? columns[0] : undefined);
  if (column === undefined) return undefined;
  return { column, isIndex: rows >= 3 && counts(column) };
}

/** Whether a column counts rows: whole numbers, one apart. */
function counts({ values }: Column): boolean {
  return usualRise(values) === 1 && values.every(Number.isInteger);
}

/** The first column whose middle can be that of a melody in Hz; else the first one left. */
function judgePitch(columns: Column[]): Column | undefined {
  const isMelody = ({ values }: Column) => {
    const middle = lowerMedian(values.filter((value) => value > 0));
    return middle >= MELODY_HZ.low && middle <= MELODY_HZ.high;
  };
  const others = columns.filter((column) => !counts(column));
  return others.find(isMelody) ?? columns.find(isMelody) ?? others[0] ?? columns[0];
}

/** A column within 0..1 that is high now and then: a confidence, and no energy. */
function judgeConfidence(columns: Column[]): Column | undefined {
  return columns.find(({ values }) => {
    let high = 0, low = 0;
    for (const value of values) {
      if (!(value >= 0 && value <= 1)) return false;
      if (value >= 0.5) high++;
      else low++;
    }
    return low > 0 && high >= 0.1 * values.length;
  });
}

function noPitch({ columns, named }: Table, time: Column | undefined, name: string): PitchError {
  const others = columns.filter((column) => column !== time).map(label).join(", ");
  return new PitchError(
    `Cannot read ${name}: ` +
      (named
        ? `no column of its header is f0; it has ${
          columns.map(label).join(", ")
        }: name the columns time and f0`
        : `no column can be f0${others && ` (${others})`}; each line needs "time f0"`),
  );
}
