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

const LONG_96 = bands("14x4 5x8 5x12 2x16 1x24 1x28 1x36 1x44 11x64");
const SHORT_96 = bands("6x4 3x8 1x16 1x28 1x36");
const LONG_64 = bands("14x4 4x8 3x12 3x16 1x20 2x24 1x28 1x36 18x40");
const SHORT_64 = bands("6x4 3x8 1x16 1x28 1x36");
const LONG_48 = bands("10x4 7x8 4x12 2x16 2x20 2x24 2x28 19x32 1x96");
const SHORT_48 = bands("5x4 3x8 3x12 3x16");
const LONG_32 = bands("10x4 7x8 4x12 2x16 2x20 2x24 2x28 22x32");
const LONG_24 = bands("11x4 10x8 4x12 3x16 2x20 2x24 2x28 1x32 2x36 1x40 1x44 1x48 2x52 5x64");
const SHORT_24 = bands("7x4 3x8 2x12 2x16 1x20");
const LONG_16 = bands("11x8 9x12 4x16 3x20 2x24 2x28 1x32 1x36 2x40 1x44 1x48 1x52 1x56 1x60 3x64");
const SHORT_16 = bands("8x4 2x8 2x12 1x16 2x20");
const LONG_8 = bands("13x12 7x16 4x20 3x24 2x28 1x32 2x36 1x40 1x44 1x48 1x52 1x56 1x60 1x64 1x80");
const SHORT_8 = bands("7x4 4x8 1x12 1x16 2x20");

/** Edges of the bands of a long window (1024 lines) by sampling rate index 0..11. */
export const LONG_BANDS: readonly Uint16Array[] = [
  ...[LONG_96, LONG_96, LONG_64, LONG_48, LONG_48, LONG_32],
  ...[LONG_24, LONG_24, LONG_16, LONG_16, LONG_16, LONG_8],
];

/** Edges of the bands of a short window (128 lines) by sampling rate index 0..11. */
export const SHORT_BANDS: readonly Uint16Array[] = [
  ...[SHORT_96, SHORT_96, SHORT_64, SHORT_48, SHORT_48, SHORT_48],
  ...[SHORT_24, SHORT_24, SHORT_16, SHORT_16, SHORT_16, SHORT_8],
];

/** Bands of a long window that temporal noise shaping may reach, by sampling rate index. */
export const TNS_LONG_BANDS: readonly number[] = [31, 31, 34, 40, 42, 51, 46, 46, 42, 42, 42, 39];

/** The same for a short window. */
export const TNS_SHORT_BANDS: readonly number[] = [9, 9, 10, 14, 14, 14, 14, 14, 14, 14, 14, 14];

/** Sampling rates by index (table 1.18). */
export const SAMPLE_RATES: readonly number[] = [
  ...[96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350],
];
