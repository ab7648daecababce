/**
 * A report before it is HTML or Markdown: sections of text, tables and figures.
 *
 * @module
 */

import type { Figure } from "../../plot/mod.ts";

/**
 * A part of a section: a paragraph; a table, whose first cell of a row names the row; a figure, whose
 * name is that of its file; or text to be copied as it is.
 */
export type Block =
  | { kind: "text"; text: string }
  | { kind: "table"; caption: string; header: string[]; rows: string[][] }
  | { kind: "figure"; name: string; caption: string; alt: string; figure: Figure }
  | { kind: "code"; label: string; language: string; text: string };

/** A part of a report; `id` is its anchor. Neighbouring figures stand side by side. */
export interface Section {
  id: string;
  title: string;
  blocks: Block[];
}

/** A whole report. */
export interface Report {
  title: string;
  /** What came of it, in a few sentences. */
  short: string;
  /** What was asked, in paragraphs. */
  lead: string[];
  sections: Section[];
}

/** A section of those blocks that there are. */
export function section(
  id: string,
  title: string,
  ...blocks: (Block | Block[] | false | undefined)[]
): Section {
  return {
    id,
    title,
    blocks: blocks.flat().filter((block) => block !== false && block) as Block[],
  };
}

/** A paragraph. */
export const text = (text: string): Block => ({ kind: "text", text });

/** A table; its caption is its name for those who cannot see it. */
export const table = (caption: string, header: string[], rows: string[][]): Block => (
  { kind: "table", caption, header, rows }
);

/** A figure; `alt` is what it shows, for those who cannot see it. */
export const figure = (name: string, caption: string, alt: string, figure: Figure): Block => (
  { kind: "figure", name, caption, alt, figure }
);

/** Text to be copied as it is; `label` says what it is for. */
export const code = (label: string, language: string, text: string): Block => (
  { kind: "code", label, language, text }
);

/** A number with digits after the point; a dash for none. */
export function digits(value: number | null, count = 3): string {
  return value === null || !Number.isFinite(value) ? "–" : value.toFixed(count);
}

/** A share in per cent. */
export function percent(value: number | null, count = 0): string {
  return value === null || !Number.isFinite(value) ? "–" : `${(100 * value).toFixed(count)} %`;
}

/** `1 recording`, `2 recordings`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** A label as it is read out: without underscores. */
export function spaced(label: string): string {
  return label.replaceAll("_", " ");
}

/** A time in words. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 5400) return `${(seconds / 60).toFixed(1)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
