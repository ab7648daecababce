/**
 * The constant tables of AAC (ISO/IEC 14496-3, subpart 4, annex A): Huffman codebooks and the bands
 * that share a scale factor.
 *
 * All twelve codebooks are complete and canonical: within one length the code words are consecutive,
 * and the next length goes on from there. So a book is told by the number of words of each length
 * and by its symbols in the order of their words, two base-36 digits a symbol.
 */

import tables from "./tables.json" with { type: "json" };

/** A codebook: words of 1, 2, 3, ... bits, and the symbols in the order of their words. */
export interface Codebook {
  /** counts[i] words have i + 1 bits. */
  counts: readonly number[];
  /** Symbols, shortest word first. */
  symbols: Uint16Array;
}

/** Codebooks 1..11 for the spectrum at [0..10], the one for scale factors at [11]. */
export const CODEBOOKS: readonly Codebook[] = tables.codebooks.map(({ counts, symbols }) => ({
  counts,
  symbols: Uint16Array.from(symbols.match(/../g)!, (digits) => parseInt(digits, 36)),
}));

/** Band edges from runs such as "14x4 5x8": 14 bands of 4 lines, 5 of 8. */
function bands(runs: string): Uint16Array {
  const edges = [0];
  for (const run of runs.split(" ")) {
    const [count, width] = run.split("x").map(Number);
    for (let i = 0; i < count; i++) edges.push(edges[edges.length - 1] + width);
  }
  return Uint16Array.from(edges);
}

/** Edges of the bands of a long window (1024 lines) by sampling rate index 0..11. */
export const LONG_BANDS: readonly Uint16Array[] = tables.longBands.map(bands);

/** Edges of the bands of a short window (128 lines) by sampling rate index 0..11. */
export const SHORT_BANDS: readonly Uint16Array[] = tables.shortBands.map(bands);

/** Bands of a long window that temporal noise shaping may reach, by sampling rate index. */
export const TNS_LONG_BANDS: readonly number[] = [31, 31, 34, 40, 42, 51, 46, 46, 42, 42, 42, 39];

/** The same for a short window. */
export const TNS_SHORT_BANDS: readonly number[] = [9, 9, 10, 14, 14, 14, 14, 14, 14, 14, 14, 14];

/** Sampling rates by index (table 1.18). */
export const SAMPLE_RATES: readonly number[] = [
  ...[96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350],
];
