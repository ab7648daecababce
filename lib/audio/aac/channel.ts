import { type BitReader, readScaleStep, readValues } from "./bits.ts";
import { LONG_BANDS, SHORT_BANDS } from "./tables.ts";

/** The shapes of a frame: one long window, one that leads to or from short ones, eight short ones. */
export const ONLY_LONG = 0, LONG_START = 1, EIGHT_SHORT = 2, LONG_STOP = 3;
/** Codebook numbers that stand for something else than a codebook. */
export const ZERO = 0, NOISE = 13, INTENSITY_OUT = 14, INTENSITY_IN = 15;

/** How the lines of a frame are laid out: `ics_info` (ISO/IEC 14496-3, table 4.6). */
export interface Layout {
  /** ONLY_LONG, LONG_START, EIGHT_SHORT or LONG_STOP. */
  sequence: number;
  /** 0 = sine, 1 = Kaiser-Bessel derived. */
  shape: number;
  /** Bands that are transmitted. */
  maxBand: number;
  /** Lengths of the groups of windows that share scale factors; they add up to 1 or 8. */
  groups: number[];
  /** Edges of the bands within one window. */
  edges: Uint16Array;
}

/** A filter of temporal noise shaping over some bands of one window. */
export interface TnsFilter {
  /** Bands that it covers, downwards from the last filter's lower end. */
  length: number;
  /** Whether it runs from high to low frequencies. */
  downwards: boolean;
  reflections: number[];
}

/** One channel of one frame, before the joint coding of two channels is undone. */
export interface Channel {
  /** How its lines are laid out. */
  layout: Layout;
  /** Codebook of each band, [group * maxBand + band]. */
  books: Uint8Array;
  /** Scale factor, noise level or intensity position of each band, likewise. */
  scales: Int16Array;
  /** Filters of each window; empty where there are none. */
  tns: TnsFilter[][];
  /** The spectrum, 1024 lines: one window of 1024 or eight of 128, one after the other. */
  lines: Float32Array;
}

export function readLayout(bits: BitReader, rateIndex: number): Layout {
  bits.skip(1);
  const sequence = bits.read(2), shape = bits.read(1);
  if (sequence === EIGHT_SHORT) {
    const maxBand = bits.read(4), groups = [1];
    for (let window = 1; window < 8; window++) {
      if (bits.flag()) groups[groups.length - 1]++;
      else groups.push(1);
    }
    return checked({ sequence, shape, maxBand, groups, edges: SHORT_BANDS[rateIndex] });
  }
  const maxBand = bits.read(6);
  if (bits.flag()) throw new RangeError("prediction belongs to other profiles than LC");
  return checked({ sequence, shape, maxBand, groups: [1], edges: LONG_BANDS[rateIndex] });
}

function checked(layout: Layout): Layout {
  if (layout.maxBand >= layout.edges.length) throw new RangeError("too many bands");
  return layout;
}

/**
 * Reads `individual_channel_stream` (tables 4.44 to 4.50) and undoes the quantisation; `common` is
 * the layout that two channels share, where they do.
 *
 * @throws {RangeError} If the data are damaged or belong to another profile than LC.
 */
export function readChannel(bits: BitReader, rateIndex: number, common?: Layout): Channel {
  const gain = bits.read(8), layout = common ?? readLayout(bits, rateIndex);
  const books = readSections(bits, layout), scales = readScales(bits, layout, books, gain);
  const short = layout.sequence === EIGHT_SHORT;
  const pulses = bits.flag() ? readPulses(bits, layout) : [];
  if (pulses.length > 0 && short) throw new RangeError("pulses in short windows");
  const tns = bits.flag() ? readTns(bits, short) : [];
  if (bits.flag()) throw new RangeError("gain control belongs to another profile than LC");
  const lines = readSpectrum(bits, layout, books, pulses, scales);
  return { layout, books, scales, tns, lines };
}

function readSections(bits: BitReader, { sequence, maxBand, groups }: Layout): Uint8Array {
  const books = new Uint8Array(groups.length * maxBand);
  const width = sequence === EIGHT_SHORT ? 3 : 5, escape = 2 ** width - 1;
  for (let group = 0; group < groups.length; group++) {
    let band = 0;
    while (band < maxBand) {
      const book = bits.read(4);
      if (book === 12) throw new RangeError("codebook 12");
      let length = 0, part: number;
      do length += part = bits.read(width); while (part === escape);
      if (band + length > maxBand) throw new RangeError("a section that is too long");
      books.fill(book, group * maxBand + band, group * maxBand + band + length);
      band += length;
      // A section of no length is legal, but costs bits, so that this loop ends.
    }
  }
  return books;
}

function readScales(
  bits: BitReader,
  { maxBand, groups }: Layout,
  books: Uint8Array,
  gain: number,
): Int16Array {
  const scales = new Int16Array(groups.length * maxBand);
  let scale = gain, position = 0, noise = gain - 90, firstNoise = true;
  for (let i = 0; i < scales.length; i++) {
    if (books[i] === ZERO) continue;
    if (books[i] === INTENSITY_IN || books[i] === INTENSITY_OUT) {
      scales[i] = position += readScaleStep(bits);
    } else if (books[i] === NOISE) {
      noise += firstNoise ? bits.read(9) - 256 : readScaleStep(bits);
      firstNoise = false;
      scales[i] = noise;
    } else {
      scales[i] = scale += readScaleStep(bits);
      if (scale < 0 || scale > 255) throw new RangeError("a scale factor outside 0..255");
    }
  }
  return scales;
}

function readPulses(bits: BitReader, { edges }: Layout): { line: number; size: number }[] {
  const count = bits.read(2) + 1, start = bits.read(6);
  if (start >= edges.length) throw new RangeError("a pulse beyond the bands");
  let line = edges[start];
  return Array.from({ length: count }, () => {
    line += bits.read(5);
    const size = bits.read(4);
    if (line >= 1024) throw new RangeError("a pulse beyond the spectrum");
    return { line, size };
  });
}

function readTns(bits: BitReader, short: boolean): TnsFilter[][] {
  return Array.from({ length: short ? 8 : 1 }, () => {
    const count = bits.read(short ? 1 : 2), resolution = count > 0 ? bits.read(1) + 3 : 0;
    return Array.from({ length: count }, () => {
      const length = bits.read(short ? 4 : 6), order = bits.read(short ? 3 : 5);
      if (order === 0) return { length, downwards: false, reflections: [] };
      const downwards = bits.flag(), width = resolution - bits.read(1);
      const reflections = Array.from({ length: order }, () => {
        const raw = bits.read(width), value = raw >= 2 ** (width - 1) ? raw - 2 ** width : raw;
        const steps = 2 ** (resolution - 1) + (value >= 0 ? -0.5 : 0.5);
        return Math.sin(value * Math.PI / 2 / steps);
      });
      return { length, downwards, reflections };
    });
  });
}

function readSpectrum(
  bits: BitReader,
  layout: Layout,
  books: Uint8Array,
  pulses: { line: number; size: number }[],
  scales: Int16Array,
): Float32Array {
  const { sequence, maxBand, groups, edges } = layout;
  const lines = new Float32Array(1024), windowLines = sequence === EIGHT_SHORT ? 128 : 1024;
  let window = 0;
  groups.forEach((length, group) => {
    for (let band = 0; band < maxBand; band++) {
      const book = books[group * maxBand + band];
      if (book === ZERO || book >= NOISE) continue;
      for (let w = window; w < window + length; w++) {
        const start = w * windowLines + edges[band], end = w * windowLines + edges[band + 1];
        for (let k = start; k < end; k += book <= 4 ? 4 : 2) readValues(bits, book, lines, k);
      }
    }
    window += length;
  });
  for (const { line, size } of pulses) lines[line] += lines[line] > 0 ? size : -size;
  // x = sign(q) |q|^(4/3) 2^((scale - 100) / 4): 4.6.1.3 and 4.6.2.3.3
  forEachBand(layout, (band, start, end) => {
    if (books[band] === ZERO || books[band] >= NOISE) return;
    const gain = 2 ** ((scales[band] - 100) / 4);
    for (let k = start; k < end; k++) {
      const q = lines[k];
      if (q !== 0) lines[k] = Math.sign(q) * Math.abs(q) ** (4 / 3) * gain;
    }
  });
  return lines;
}

/** Calls `visit` for every band of every window: index into books and scales, and its lines. */
export function forEachBand(
  { sequence, maxBand, groups, edges }: Layout,
  visit: (index: number, start: number, end: number) => void,
): void {
  const windowLines = sequence === EIGHT_SHORT ? 128 : 1024;
  let window = 0;
  groups.forEach((length, group) => {
    for (let w = window; w < window + length; w++) {
      for (let band = 0; band < maxBand; band++) {
        const start = w * windowLines + edges[band], end = w * windowLines + edges[band + 1];
        visit(group * maxBand + band, start, end);
      }
    }
    window += length;
  });
}
