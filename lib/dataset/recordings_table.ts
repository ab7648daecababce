import { DatasetError, type Problem, RaagkitError } from "../errors.ts";
import { decodeText, readBounded } from "../files/mod.ts";
import { usualKey } from "./metadata.ts";

/** One line of a table of recordings. */
export interface TableRow {
  table: string;
  /** Its line, from 1. */
  line: number;
  /** What it says, by the kit's keys; numbers as such. */
  values: Record<string, unknown>;
  /** The file that it names, with `/` between its parts, as it stands there. */
  file: string;
  /** How many recordings took it. */
  uses: number;
}

/** Tables of a hundred thousand recordings have ten megabytes. */
const TABLE_BYTES = 1 << 26;
/** Keys that hold numbers. */
const NUMBERS = new Set(["tonic_hz", "hop_seconds", "duration_sec"]);
/** What people call the column of file names. */
const FILE_KEYS = new Set(["file", "filename", "filepath", "path", "audio", "recording", "name"]);

/** Names of tables of recordings, in small letters. */
export const TABLE_NAMES: readonly string[] = ["metadata.csv", "metadata.tsv", "metadata.tab"];

/** Whether a file's name is that of a table of recordings. */
export function isTableName(name: string): boolean {
  return TABLE_NAMES.includes(name.toLowerCase());
}

/** A path as tables and disks agree on it: composed accents, slashes, no case. */
function pathKey(path: string): string {
  return path.normalize("NFC").toLowerCase().replaceAll("\\", "/").replace(/^(\.?\/)+/, "");
}

/**
 * Reads a file with a table of recordings.
 *
 * @throws {DatasetError} If it cannot be read or has no column of files.
 */
export async function readTable(path: string): Promise<ParsedTable> {
  try {
    return parseTable(decodeText(await readBounded(path, TABLE_BYTES)), path);
  } catch (error) {
    if (error instanceof DatasetError || !(error instanceof RaagkitError)) throw error;
    throw new DatasetError(`cannot be read: ${error.message}`);
  }
}

/** The rows of a table, and what was wrong with single lines. */
export interface ParsedTable {
  rows: TableRow[];
  problems: Problem[];
}

/**
 * Reads a table of recordings: a line each, columns `file`, `raag`, `tonic_hz`, `group`, ... in any
 * order and case, between commas, semicolons or tabs. Other columns are kept.
 *
 * @throws {DatasetError} If it has no column of files.
 */
export function parseTable(text: string, path: string): ParsedTable {
  const lines = splitRows(text.replace(/^\uFEFF/, ""));
  const [header, ...body] = lines;
  const keys = (header?.cells ?? []).map((name) => usualKey(name.trim()));
  const at = keys.findIndex((key) => FILE_KEYS.has(key.toLowerCase().replace(/[^a-z]/g, "")));
  if (at < 0) {
    const found = keys.filter((key) => key !== "").slice(0, 8).join(", ");
    throw new DatasetError(
      `its first line must name the columns, file and raag among them; it has ${found || "none"}`,
    );
  }
  const rows: TableRow[] = [], problems: Problem[] = [];
  for (const { line, cells } of body) {
    const file = (cells[at] ?? "").trim();
    if (file === "") {
      const field = `line ${line}`, message = "names no file";
      problems.push({ file: path, field, message, severity: "error" });
      continue;
    }
    const values = Object.fromEntries(
      keys.map((key, i) => [key, cellValue(key, (cells[i] ?? "").trim())] as const)
        .filter(([key, value], i) => i !== at && key !== "" && value !== ""),
    );
    rows.push({ table: path, line, values, file: file.replaceAll("\\", "/"), uses: 0 });
  }
  return { rows, problems };
}

/** A number where the column holds numbers and this is one, with a decimal point or comma. */
function cellValue(key: string, cell: string): unknown {
  if (!NUMBERS.has(key) || cell === "") return cell;
  const value = Number(cell.replace(",", "."));
  return Number.isNaN(value) ? cell : value;
}

/** Cells of every line; within quotes, separators and line ends are text, and two quotes are one. */
function splitRows(text: string): { line: number; cells: string[] }[] {
  const separator = separatorOf(text);
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [], cell = "", isQuoted = false, line = 1, first = 1;
  const endCell = () => {
    cells.push(cell);
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (cells.some((one) => one.trim() !== "")) rows.push({ line: first, cells });
    cells = [];
  };
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    const isEnd = letter === "\n" || (letter === "\r" && text[i + 1] !== "\n");
    if (isEnd) line++;
    if (letter === '"' && (isQuoted || cell.trim() === "")) {
      if (isQuoted && text[i + 1] === '"') cell += text[i++];
      else isQuoted = !isQuoted;
    } else if (isQuoted) cell += letter;
    else if (letter === separator) endCell();
    else if (isEnd) {
      endRow();
      first = line;
    } else if (letter !== "\r") cell += letter;
  }
  endRow();
  return rows;
}

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
  const header = text.split(/\r\n|\n|\r/).find((line) => line.trim() !== "") ?? "";
  const count = (mark: string) => header.split(mark).length;
  return ["\t", ";", ","].reduce((best, mark) => count(mark) > count(best) ? mark : best, ",");
}

/** The rows of all tables, by the files that they name. */
export class TableRows {
  readonly #rows: TableRow[] = [];
  readonly #byPath = new Map<string, TableRow>();
  readonly #byName = new Map<string, TableRow | null>();

  add(rows: readonly TableRow[], folder: string): Problem[] {
    const problems: Problem[] = [];
    for (const row of rows) {
      const key = pathKey(folder + row.file);
      const first = this.#byPath.get(key);
      if (first !== undefined) {
        const message = `${row.file} stands in line ${first.line}, too; the first counts`;
        problems.push({ file: row.table, field: `line ${row.line}`, message, severity: "error" });
        continue;
      }
      this.#rows.push(row);
      this.#byPath.set(key, row);
      // A bare name, or a path on another machine, is looked for by name.
      const parts = row.file.split("/");
      if (parts.length > 1 && !/^(\/|[a-z]:)/i.test(row.file)) continue;
      const name = pathKey(parts.at(-1)!);
      this.#byName.set(name, this.#byName.has(name) ? null : row);
    }
    return problems;
  }

  /** The row of a file. */
  find(relative: string, stem: string): TableRow | undefined {
    const name = (path: string) => path.slice(path.lastIndexOf("/") + 1);
    const path = pathKey(relative), bare = pathKey(stem);
    return this.#byPath.get(path) ?? this.#byPath.get(bare) ??
      this.#byName.get(name(path)) ?? this.#byName.get(name(bare)) ?? undefined;
  }

  /** A problem for each row whose file was not found, or found more than once. */
  checkUses(): Problem[] {
    return this.#rows.filter(({ uses }) => uses !== 1).map(({ table, line, file, uses }) => ({
      file: table,
      field: `line ${line}`,
      message: uses === 0
        ? `${file} is not there, or is no recording`
        : `${file} fits ${uses} files; give its path from this table's folder`,
      severity: "error",
    }));
  }
}
