/**
 * The things that a notebook can show, besides figures: sound, tables, text.
 *
 * @module
 */

import type { Figure } from "../plot/mod.ts";

/** Sound with a player. */
export interface AudioClip {
  /** Tells a clip from other things. */
  kind: "audio";
  /** Mono samples within -1..1. */
  samples: Float32Array;
  /** Samples per second, in Hz. */
  sampleRate: number;
  /** What one hears. */
  caption: string;
}

/** Rows and columns. */
export interface Table {
  /** Tells a table from other things. */
  kind: "table";
  /** One title a column. */
  columns: string[];
  /** As many cells a row. */
  rows: string[][];
  /** What the table shows. */
  caption: string;
}

/** What {@linkcode show} takes; a string is text in Markdown. */
export type Showable = Figure | AudioClip | Table | string;

/**
 * Sound, to be shown with a player.
 *
 * @param samples Mono samples within -1..1.
 * @param sampleRate Samples per second, in Hz.
 * @param caption What one hears.
 * @returns Something to show.
 */
export function audioClip(samples: Float32Array, sampleRate: number, caption = ""): AudioClip {
  return { kind: "audio", samples, sampleRate, caption };
}

/**
 * A table of records.
 *
 * @param records One a row; the keys of the first are the columns. Numbers are written with at most
 * four significant digits, unless they are whole.
 * @param caption What the table shows.
 * @returns Something to show.
 */
export function table(
  records: readonly Readonly<Record<string, unknown>>[],
  caption = "",
): Table {
  const columns = Object.keys(records[0] ?? {});
  const rows = records.map((record) => columns.map((column) => cellText(record[column])));
  return { kind: "table", columns, rows, caption };
}

function cellText(value: unknown): string {
  if (typeof value !== "number" || Number.isInteger(value)) return String(value ?? "");
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : String(value);
  return String(Number(value.toPrecision(4)));
}
