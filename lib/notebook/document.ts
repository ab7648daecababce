/**
 * Notebook files: reading, and writing such that a new run with the same results leaves the same
 * file.
 *
 * @module
 */

import { InvalidArgumentError } from "../errors.ts";
import { PLOTLY_MIME } from "./bundle.ts";

/** Text as the format keeps it: whole, or as lines that keep their line ends. */
export type MultilineText = string | string[];

/** An output of a cell: what was shown, printed or thrown. */
export interface CellOutput {
  /** `display_data`, `execute_result`, `stream` or `error`. */
  output_type: string;
  /** What was shown, by MIME type. */
  data?: Record<string, unknown>;
  text?: MultilineText;
  ename?: string;
  evalue?: string;
  /** Remarks of the kernel; other fields of the format too. */
  [key: string]: unknown;
}

/** A cell of a notebook. */
export interface NotebookCell {
  /** Name of the cell, unique in its notebook. */
  id?: string;
  /** `code` or `markdown`. */
  cell_type: string;
  source: MultilineText;
  /** Remarks of the editor. */
  metadata: Record<string, unknown>;
  /** What came of it; code cells only. */
  outputs?: CellOutput[];
  /** In which order the cells ran; code cells only. */
  execution_count?: number | null;
}

/** A notebook in version 4 of the format. */
export interface NotebookDocument {
  cells: NotebookCell[];
  /** Kernel and language. */
  metadata: Record<string, unknown>;
  nbformat: number;
  /** 5 or above: cells have ids. */
  nbformat_minor: number;
}

/**
 * Reads a notebook; `name` is what an error calls it.
 *
 * @throws {InvalidArgumentError} If it is not a notebook of version 4.
 */
export function parseNotebook(text: string, name: string): NotebookDocument {
  let value: NotebookDocument;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`${name} is not JSON: ${(error as Error).message}`);
  }
  if (value?.nbformat !== 4 || !Array.isArray(value.cells)) {
    throw new InvalidArgumentError(
      `${name} must be a notebook of format 4, found ${value?.nbformat ?? "none"}`,
    );
  }
  return value;
}

/** A text of the format as one string. */
export function textOf(text: MultilineText): string {
  return Array.isArray(text) ? text.join("") : text;
}

/** A text of the format as lines, which makes for readable differences. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

/**
 * The text of a notebook file, freed of all that changes from run to run (times, the kernel's
 * version, ids of messages) and of the live form of figures, which brings Plotly with it: whoever
 * opens the file sees their still pictures, or has them drawn from their JSON.
 */
export function formatNotebook(notebook: NotebookDocument): string {
  let count = 0;
  const cells = notebook.cells.map((cell, index) => {
    const common = {
      cell_type: cell.cell_type,
      id: cell.id ?? `cell-${index + 1}`,
      metadata: {},
      source: linesOf(textOf(cell.source)),
    };
    if (cell.cell_type !== "code") return common;
    return {
      ...common,
      execution_count: ++count,
      outputs: (cell.outputs ?? []).map((output) => plainOutput(output, count)),
    };
  });
  const metadata = {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: {
      file_extension: ".ts",
      mimetype: "text/x.typescript",
      name: "typescript",
      pygments_lexer: "typescript",
    },
  };
  return stringify({ cells, metadata, nbformat: 4, nbformat_minor: 5 }) + "\n";
}

/** JSON with a line for each thing, as Jupyter writes it, but figures on one line each. */
function stringify(value: unknown): string {
  const figures: string[] = [];
  const text = JSON.stringify(value, (key, inner) => {
    if (key !== PLOTLY_MIME) return inner;
    figures.push(JSON.stringify(inner));
    return `@figure ${figures.length - 1}@`;
  }, 1);
  return text.replace(/"@figure (\d+)@"/g, (_, index) => figures[Number(index)]);
}

/** An output without the kernel's remarks; long texts as lines, figures on one line. */
function plainOutput(output: CellOutput, count: number): CellOutput {
  const { output_type } = output;
  if (output_type === "stream") {
    return { name: output.name, output_type, text: linesOf(textOf(output.text ?? "")) };
  }
  if (output_type === "error") {
    return { ename: output.ename, evalue: output.evalue, output_type, traceback: [] };
  }
  const isFigure = output.data?.[PLOTLY_MIME] !== undefined;
  const data = Object.fromEntries(
    Object.entries(output.data ?? {})
      .filter(([type]) => !(isFigure && type === "text/html"))
      .sort(([a], [b]) => a < b ? -1 : 1)
      .map(([type, value]) => [type, isLineText(type) ? linesOf(textOf(value as string)) : value]),
  );
  const result = output_type === "execute_result" ? { execution_count: count } : {};
  return { data, ...result, metadata: isFigure ? output.metadata : {}, output_type };
}

function isLineText(type: string): boolean {
  return type.startsWith("text/");
}
