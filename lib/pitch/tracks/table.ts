import { PitchError } from "../../errors.ts";

/** One column of a table: its numbers, and the first cell that is none. */
export interface Column {
  /** What the header calls it, units from a second header line included; empty without a header. */
  name: string;
  /** Its place, from 1. */
  place: number;
  /** One value a row; NaN where the cell is empty, a word for "no value", or no number. */
  values: Float64Array;
  /** How many cells hold words that are no numbers. */
  words: number;
  /** The first of them. */
  firstWord?: { line: number; cell: string };
}

/** A table of numbers. */
export interface Table {
  /** Whether a header names the columns. */
  named: boolean;
  columns: Column[];
  /** Line of each row in the file, from 1. */
  lines: Int32Array;
}

/** What programs write for "no value". */
const MISSING = new Set(
  ("nan +nan -nan none null nil na n/a <na> #n/a undefined --undefined-- unvoiced - -- ? " +
    "inf +inf -inf infinity +infinity -infinity").split(" "),
);
/** Words for a flag. */
const FLAGS = new Map([
  ...["true", "yes", "voiced"].map((word) => [word, 1] as const),
  ...["false", "no"].map((word) => [word, 0] as const),
]);
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** Minutes and seconds, with or without hours. */
const CLOCK = /^(\d+:)?\d{1,2}:\d{1,2}(\.\d+)?$/;
/** Lines from which the separator is told. */
const SAMPLE = 60;
/** Lines of words before the numbers. */
const MOST_HEADERS = 10;
/** Columns that are read; real tables have two to eight. */
const MOST_COLUMNS = 64;

/** How the lines of a table are cut into cells. */
interface Dialect {
  separator: ";" | "\t" | "," | " ";
  decimalComma: boolean;
}

/** A line with its number. */
interface Line {
  number: number;
  text: string;
}

/**
 * Reads a table of numbers: cells split by commas, semicolons, tabs or spaces, decimal points or
 * commas, quotes, comments after `#` or `%`, header lines (also in the last comment before the
 * numbers), row names.
 *
 * @param text The table.
 * @param name What to call it in messages.
 * @returns Its columns.
 * @throws {PitchError} If it has no row of numbers, or mixes decimal commas with commas between cells.
 */
export function parseTable(text: string, name: string): Table {
  const { lines, comment } = contentLines(text);
  const dialect = findDialect(lines);
  let start = 0;
  const headers: string[][] = [];
  while (start < lines.length && start < MOST_HEADERS) {
    const cells = splitLine(lines[start].text, dialect, true);
    if (isData(cells, dialect) && !countsColumns(cells)) break;
    headers.push(cells);
    start++;
  }
  const rows = lines.slice(start);
  if (rows.length === 0) {
    throw new PitchError(`Cannot read ${name}: it holds no frame; each line needs "time f0"`);
  }
  const sample = rows.slice(0, SAMPLE).map(({ text }) => splitLine(text, dialect));
  const width = Math.min(MOST_COLUMNS, usualWidth(sample));
  let names = mergeHeaders(headers, width);
  if (names.length === 0 && comment !== undefined) {
    names = [splitLine(comment, dialect, true), comment.trim().split(/[\s,;]+/)]
      .find((cells) => cells.length === width && cells.every((cell) => /\p{L}/u.test(cell))) ?? [];
  }
  checkDecimals(names, sample, width, name);
  return {
    named: names.length > 0,
    ...readColumns(rows, alignNames(names, sample, width), dialect),
  };
}

/**
 * The number in a cell: seconds of a time by the clock, NaN for a word that means "no value", 1 and 0 for the words of a flag.
 *
 * @returns undefined for any other word.
 */
export function cellNumber(cell: string, decimalComma = false): number | undefined {
  const text = decimalComma ? cell.replace(",", ".") : cell;
  if (NUMBER.test(text)) return Number(text);
  if (CLOCK.test(text)) return text.split(":").reduce((sum, part) => 60 * sum + Number(part), 0);
  const word = cell.trim().toLowerCase();
  if (word === "" || MISSING.has(word)) return NaN;
  return FLAGS.get(word);
}

/** The lines that are neither empty nor comments, and the last comment before them. */
function contentLines(text: string): { lines: Line[]; comment?: string } {
  const lines: Line[] = [];
  let comment: string | undefined;
  for (const [i, line] of text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/).entries()) {
    const first = line.trimStart()[0];
    if (first === undefined) continue;
    if (first === "#" || first === "%") {
      if (lines.length === 0) comment = line.replace(/^[\s#%]+/, "");
    } else lines.push({ number: i + 1, text: line });
  }
  return { lines, comment };
}

function findDialect(lines: Line[]): Dialect {
  const sample = lines.slice(0, SAMPLE).map(({ text }) => text.trim());
  const body = sample.filter((line) => /\d/.test(line));
  const usual = (mark: string) =>
    body.filter((line) => line.includes(mark)).length * 2 > body.length;
  const hasPoint = body.some((line) => /\d\.\d/.test(line));
  const comma = !hasPoint && body.some((line) => /\d,\d/.test(line));
  if (usual(";")) return { separator: ";", decimalComma: comma };
  if (usual("\t")) return { separator: "\t", decimalComma: comma };
  if (!usual(",")) return { separator: " ", decimalComma: false };
  if (comma && isSpacedDecimals(body)) return { separator: " ", decimalComma: true };
  if (comma && isLoneDecimals(sample, body)) return { separator: ";", decimalComma: true };
  return { separator: ",", decimalComma: comma && body.some((line) => /"-?\d+,\d+"/.test(line)) };
}

/** Whether every line is numbers with decimal commas between spaces: `0,01 160,00`. */
function isSpacedDecimals(body: string[]): boolean {
  const rows = body.map((line) => line.split(/\s+/)).filter((cells) =>
    cellNumber(cells[0], true) !== undefined
  );
  return rows.length > 0 &&
    rows.every((cells) =>
      cells.length > 1 && cells.every((cell) => cellNumber(cell, true) !== undefined)
    );
}

/** Whether every line is one number with a decimal comma: a lone column of f0. */
function isLoneDecimals(sample: string[], body: string[]): boolean {
  const data = body.filter((line) => !/\p{L}/u.test(line));
  if (data.length === 0 || !data.every((line) => /^-?\d+(,\d+)?$/.test(line))) return false;
  if (sample[0] !== data[0]) return !/[,;\t]/.test(sample[0]);
  const whole = data.map((line) => parseInt(line));
  return whole.some((value, i) => i > 0 && value < whole[i - 1]) &&
    whole.every((value) => value <= 0 || value >= 40);
}

/** Cells of a line, without the quotes around them. */
function splitLine(text: string, { separator }: Dialect, header = false): string[] {
  if (separator === " ") {
    // In a heading, a unit in brackets belongs to the word before it: `Time (s)`.
    const line = header ? text.replace(/\s+(?=[(\[])/g, "") : text;
    return line.trim().split(/\s+/).map(unquoted);
  }
  if (!text.includes('"')) return text.split(separator).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "", inside = false;
  for (const letter of text) {
    if (letter === '"') inside = !inside;
    else if (letter === separator && !inside) {
      cells.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...cells, cell.trim()];
}

function unquoted(cell: string): string {
  return cell.replace(/^(["'])(.*)\1$/, "$2");
}

/** Whether a row has a number, or nothing but words for "no value". */
function isData(cells: string[], { decimalComma }: Dialect): boolean {
  const numbers = cells.map((cell) => cellNumber(cell, decimalComma));
  return numbers.some((value, i) => value !== undefined && /\d/.test(cells[i])) ||
    (numbers.every((value) => value !== undefined) && cells.some((cell) => cell !== ""));
}

/** The header that a data frame without column names has: `,0,1`. */
function countsColumns(cells: string[]): boolean {
  return cells.length > 1 && cells[0] === "" &&
    cells.slice(1).every((cell, i) => cell === String(i));
}

/** The commonest number of cells. */
function usualWidth(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  return [...counts].reduce((best, one) => one[1] > best[1] ? one : best)[0];
}

/** Names of the columns: what stands above each of them, from all lines that are as wide as a row. */
function mergeHeaders(headers: string[][], width: number): string[] {
  const wide = (length: number) => headers.filter((cells) => cells.length === length);
  const used = [wide(width), wide(width - 1), headers.slice(-1)].find(({ length }) => length > 0) ??
    [];
  if (used.length === 0 || used.every(countsColumns)) return [];
  return used[0].map((_, i) => used.map((cells) => cells[i] ?? "").join(" ").trim());
}

/** Names set over the columns they belong to; rows with one cell more begin with a row name. */
function alignNames(names: string[], sample: string[][], width: number): string[] {
  const hasRowNames = names.length === width - 1 && names.length > 0 &&
    sample.some((cells) => cells[width - 1] !== "");
  const aligned = hasRowNames ? ["", ...names] : names;
  return Array.from({ length: Math.max(width, aligned.length) }, (_, i) => aligned[i] ?? "");
}

function checkDecimals(names: string[], sample: string[][], width: number, name: string): void {
  if (names.length === 0 || width !== 2 * names.length) return;
  if (!sample.every((cells) => cells.every((cell) => /^-?\d*$/.test(cell)))) return;
  throw new PitchError(
    `Cannot read ${name}: its lines have twice as many cells as its header; it seems to have decimal` +
      " commas and commas between the cells: save it with semicolons between cells, or decimal points",
  );
}

/** All cells as numbers, column by column. */
function readColumns(
  rows: Line[],
  names: string[],
  dialect: Dialect,
): Pick<Table, "columns" | "lines"> {
  const columns: Column[] = names.map((name, i) => ({
    name,
    place: i + 1,
    values: new Float64Array(rows.length).fill(NaN),
    words: 0,
  }));
  const lines = new Int32Array(rows.length);
  let count = 0;
  for (const { number, text } of rows) {
    const cells = splitLine(text, dialect);
    // A spreadsheet leaves lines of separators where rows were cleared.
    if (cells.every((cell) => cell === "")) continue;
    for (let i = 0; i < columns.length; i++) {
      const cell = cells[i] ?? "", column = columns[i];
      // Between spaces nothing can be empty: a short line is a damaged one.
      const isShort = i >= cells.length && dialect.separator === " ";
      const value = isShort ? undefined : cellNumber(cell, dialect.decimalComma);
      if (value !== undefined) column.values[count] = value;
      else {
        column.words++;
        column.firstWord ??= { line: number, cell: isShort ? text.trim() : cell };
      }
    }
    lines[count++] = number;
  }
  for (const column of columns) column.values = column.values.subarray(0, count);
  return { columns, lines: lines.subarray(0, count) };
}
