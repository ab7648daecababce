import { Presets, SingleBar } from "cli-progress";
import process from "node:process";

const encoder = new TextEncoder();

function write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  try {
    while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
  } catch (error) {
    // Who reads has heard enough (`| head`): that is no failure.
    if (error instanceof Deno.errors.BrokenPipe) Deno.exit(Deno.exitCode);
    throw error;
  }
}

/** A line on stdout: results. What came from a file in it is made {@linkcode printable}. */
export function print(line = ""): void {
  write(Deno.stdout, `${line.split("\n").map(printable).join("\n")}\n`);
}

/** A line on stderr: progress, warnings, errors. */
export function warn(line: string): void {
  write(Deno.stderr, `${line.split("\n").map(printable).join("\n")}\n`);
}

/**
 * Text from a file as a terminal may show it: control characters, which could paint or rename the
 * window, become visible.
 */
export function printable(text: string): string {
  return text.replace(
    // deno-lint-ignore no-control-regex
    /[\u0000-\u001f\u007f-\u009f]/g,
    (code) => `\\x${code.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** One JSON document on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/**
 * A table in plain text: numbers to the right, words to the left.
 *
 * @param header Column titles.
 * @param rows Cells as text.
 * @returns Lines, header and rule included.
 */
export function formatTable(header: readonly string[], rows: readonly string[][]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length))
  );
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

/** Progress of one phase of a long job: a bar on a terminal, plain lines elsewhere. */
export class Progress {
  readonly #label: string;
  #bar: SingleBar | undefined;
  #lastLine = 0;

  /** Starts nothing yet; the first {@linkcode update} does. */
  constructor(label: string) {
    this.#label = label;
  }

  /** Tells how far the phase is. */
  update(done: number, total: number, item = ""): void {
    if (Deno.stderr.isTerminal()) {
      this.#bar ??= this.#start(total);
      this.#bar.update(done, { item });
      if (done >= total) this.stop();
      return;
    }
    // A log file wants a line now and then, not one an item.
    const now = performance.now();
    if (done >= total || now - this.#lastLine > 5000) {
      warn(`${this.#label} ${done}/${total}${item && ` ${item}`}`);
      this.#lastLine = now;
    }
  }

  /** Leaves the bar as it stands. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #start(total: number): SingleBar {
    const bar = new SingleBar({
      format: `${this.#label} {bar} {value}/{total} {eta_formatted} {item}`,
      stream: process.stderr,
      hideCursor: true,
    }, Presets.shades_classic);
    bar.start(total, 0, { item: "" });
    return bar;
  }
}
