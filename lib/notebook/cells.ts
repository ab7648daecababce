import { type CellOutput, type NotebookDocument, textOf } from "./document.ts";
import { PLOTLY_MIME } from "./bundle.ts";

/**
 * What is wrong with the outputs of an executed notebook, one line a fault: a cell that failed, or
 * one that should show something and does not.
 */
export function outputFaults(notebook: NotebookDocument): string[] {
  const faults: string[] = [];
  notebook.cells.forEach((cell, index) => {
    if (cell.cell_type !== "code") return;
    const outputs = cell.outputs ?? [];
    for (const { output_type, ename, evalue } of outputs) {
      if (output_type === "error") faults.push(`cell ${index + 1}: ${ename}: ${evalue}`);
    }
    const shown = outputs.filter(({ data }) => data !== undefined).length;
    const least = leastShown(textOf(cell.source));
    if (shown < least) {
      faults.push(`cell ${index + 1}: show() left ${shown} of ${least} outputs; execute it again`);
    }
    for (const { data } of outputs) {
      if (data?.[PLOTLY_MIME] && !data["image/png"]) {
        faults.push(`cell ${index + 1}: a figure without a still picture`);
      }
    }
  });
  return faults;
}

/**
 * The outputs that a cell has at least: one for each `show` that stands in no block, or one if all
 * do. A busy machine may lose what a cell shows last.
 */
function leastShown(source: string): number {
  const certain = source.match(/^await show\(/gm)?.length ?? 0;
  return Math.max(certain, Number(/\bawait show\(/.test(source)));
}

/**
 * Where the numbers of two runs of a notebook differ, one line a difference. Texts and tables must
 * agree to the letter, figures in every number to a relative 1e-6: another processor may round the
 * last digit otherwise.
 */
export function changedOutputs(before: NotebookDocument, after: NotebookDocument): string[] {
  const changes: string[] = [];
  before.cells.forEach((cell, index) => {
    const old = cell.outputs ?? [], now = after.cells[index]?.outputs ?? [];
    const where = `cell ${index + 1}`;
    if (old.length !== now.length) {
      changes.push(`${where}: ${old.length} outputs before, ${now.length} now`);
      return;
    }
    old.forEach((output, i) => {
      const change = changedOutput(output, now[i]);
      if (change !== undefined) changes.push(`${where}, output ${i + 1}: ${change}`);
    });
  });
  return changes;
}

/** How an output changed; undefined if it did not. */
function changedOutput(old: CellOutput, now: CellOutput): string | undefined {
  const textBefore = plainText(old), textNow = plainText(now);
  if (textBefore !== textNow) return `was ${shorten(textBefore)}, is ${shorten(textNow)}`;
  const place = difference(old.data?.[PLOTLY_MIME], now.data?.[PLOTLY_MIME], "figure");
  return place === undefined ? undefined : `${place} changed`;
}

function plainText({ text, data }: CellOutput): string {
  return textOf(text ?? (data?.["text/plain"] as string | undefined) ?? "");
}

/** The first place where two JSON values differ. */
function difference(a: unknown, b: unknown, path: string): string | undefined {
  if (typeof a === "number" && typeof b === "number") {
    return Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a))
      ? undefined
      : `${path} (${a} to ${b})`;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return a === b ? undefined : path;
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const inner = difference(
      (a as Record<string, unknown>)[key],
      (b as Record<string, unknown>)[key],
      `${path}.${key}`,
    );
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
