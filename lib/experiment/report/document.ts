/**
 * A report before it is HTML or Markdown: sections of text, tables and figures.
 *
 * @module
 */

import type { Figure } from "../../plot/mod.ts";

/** A paragraph. */
export interface TextBlock {
  /** What it is. */
  kind: "text";
  /** Plain text. */
  text: string;
}

/** A table with a header. */
export interface TableBlock {
  /** What it is. */
  kind: "table";
  /** What it shows; its name for those who cannot see it. */
  caption: string;
  /** Titles of the columns. */
  header: string[];
  /** Cells as text; the first of a row names the row. */
  rows: string[][];
}

/** A figure. */
export interface FigureBlock {
  /** What it is. */
  kind: "figure";
  /** Name of its file, without an ending; unique in the report. */
  name: string;
  /** The figure. */
  figure: Figure;
  /** Its title. */
  caption: string;
  /** What it shows, for those who cannot see it. */
  alt: string;
}

/** Text to be copied as it is. */
export interface CodeBlock {
  /** What it is. */
  kind: "code";
  /** What it is for. */
  label: string;
  /** The text. */
  text: string;
  /** Its language. */
  language: string;
}

/** A part of a section. */
export type Block = TextBlock | TableBlock | FigureBlock | CodeBlock;

/** A part of a report. */
export interface Section {
  /** Anchor. */
  id: string;
  /** Heading. */
  title: string;
  /** What it holds; neighbouring figures stand side by side where there is room. */
  blocks: Block[];
}

/** A whole report. */
export interface Report {
  /** Title. */
  title: string;
  /** What came of it, in a few sentences. */
  short: string;
  /** What was asked, in paragraphs. */
  lead: string[];
  /** Sections in order. */
  sections: Section[];
}

/** A paragraph. */
export const text = (text: string): TextBlock => ({ kind: "text", text });

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
