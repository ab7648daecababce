import { Presets, SingleBar } from "cli-progress";
import process from "node:process";

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = new TextEncoder().encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    // Who reads has heard enough (`| head`): that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(Deno.exitCode);
    throw error;
  }
}

/** A line on stdout: results. What came from a file in it is made visible. */
export function print(line = ""): void {
  write(Deno.stdout, `${visible(line)}\n`);
}

/** A remark of any length on stdout, as an item of a list that fits 80 columns. */
export function printItem(text: string): void {
  let line = "  -";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > WIDTH && line.length > 4) {
      print(line);
      line = "   ";
    }
    line += ` ${word}`;
  }
  print(line);
}

/** The line that answers what was asked; bold on a terminal. */
export function printAnswer(line: string): void {
  write(Deno.stdout, `${paint(visible(line), BOLD, Deno.stdout)}\n`);
}

/** A line on stderr: progress, warnings, errors. On a terminal the word before the colon stands out. */
export function warn(line: string): void {
  const text = visible(line).replace(
    /^(error|warning)(?=:)/,
    (word) => paint(word, word === "error" ? RED : YELLOW, Deno.stderr),
  );
  write(Deno.stderr, `${text}\n`);
}

const BOLD = 1, RED = 31, YELLOW = 33;

/** Text in a colour or weight of ANSI terminals; plain in files, and where NO_COLOR is set. */
function paint(text: string, code: number, stream: { isTerminal(): boolean }): string {
  return Deno.noColor || !stream.isTerminal() ? text : `\x1b[${code}m${text}\x1b[0m`;
}

/**
 * Text from a file as a terminal may show it: control characters but line feeds, which could paint or
 * rename the window, become visible.
 */
function visible(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g,
    (code) => `\\x${code.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** One JSON document on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Columns of the narrowest terminal that is still usual. */
export const WIDTH = 80;

/**
 * A table in plain text: numbers to the right, words to the left. Where it would be wider than 80
 * columns, the first column is cut at its beginning, since paths differ at their end.
 */
export function formatTable(
  header: readonly string[],
  cells: readonly (readonly (string | number)[])[],
): string {
  let rows = cells.map((row) => row.map(String));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length))
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + 2, 0);
  widths[0] = Math.min(widths[0], Math.max(header[0].length, 12, WIDTH - others));
  const cut = (cell: string) =>
    cell.length > widths[0] ? `…${cell.slice(cell.length - widths[0] + 1)}` : cell;
  rows = rows.map(([first, ...rest]) => [cut(first), ...rest]);
  const numeric = header.map((_, column) =>
    rows.length > 0 && rows.every((row) => /^[-+]?\d[\d.]*(e[-+]?\d+)?$|^-$/.test(row[column]))
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])
      )
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)]
    .join("\n");
}

/** After so many milliseconds a person wants to hear that something goes on. */
const PATIENCE = 2000;

/** Progress of one phase of a long job: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #label: string;
  #bar: SingleBar | undefined;
  #nextLine = performance.now() + PATIENCE;

  /** Starts nothing yet; the first {@linkcode update} does. */
  constructor(label: string) {
    this.#label = label;
  }

  /** Tells how far the phase is: how much is done, parts of a thing included, of how much, and what. */
  update(done: number, total: number, item = ""): void {
    // Of a single thing, how much of it is done.
    const count = total === 1 ? `${Math.floor(100 * done)} %` : `${Math.floor(done)}/${total}`;
    if (Deno.stderr.isTerminal()) {
      this.#bar ??= this.#start(total);
      this.#bar.update(done, { item, count });
      if (done >= total) this.stop();
    } else if (performance.now() >= this.#nextLine) {
      warn(`${this.#label} ${count}${item && ` ${item}`}`);
      this.#nextLine = performance.now() + 5000;
    }
  }

  /** Makes room for other lines; the next update shows the bar again. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(total: number): SingleBar {
    const bar = new SingleBar({
      format: `${this.#label} {bar} {count} {eta_formatted} {item}`,
      stream: process.stderr,
      hideCursor: true,
      barsize: 24,
      clearOnComplete: true,
    }, Presets.shades_classic);
    bar.start(total, 0, { item: "", count: "" });
    return bar;
  }
}

/** Waits for work that cannot say how far it is, and says what it is if that takes long. */
export async function announced<T>(label: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => warn(`${label} ...`), PATIENCE);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
