import { zlibSync } from "fflate";

/** A picture: red, green, blue and alpha of each pixel, row by row. */
export interface Picture {
  /** Width in pixels. */
  width: number;
  /** Height in pixels. */
  height: number;
  /** Four bytes a pixel. */
  pixels: Uint8Array | Uint8ClampedArray;
}

const TRUE_COLOR = 6, INDEXED = 3;

/**
 * A picture as a PNG file, to the last bit.
 *
 * @see W3C 2003, "Portable Network Graphics (PNG) Specification (Second Edition)", section 5
 */
export function encodePng({ width, height, pixels }: Picture): Uint8Array {
  return pngFile(width, height, TRUE_COLOR, pixels);
}

/**
 * An opaque picture in few colours (at most 256) as a PNG file, several times smaller: the
 * commonest colours are kept, and every other pixel takes the nearest of them. Right for drawings,
 * which have few.
 */
export function encodeFewColors(
  { width, height, pixels }: Picture,
  mostColors: number,
): Uint8Array {
  // Colours are told apart by the upper five bits of each part; a bin's colour is its pixels' mean.
  const bins = new Int32Array(width * height);
  const counts = new Int32Array(1 << 15), sums = new Float64Array(3 << 15);
  for (let i = 0; i < bins.length; i++) {
    const red = pixels[4 * i], green = pixels[4 * i + 1], blue = pixels[4 * i + 2];
    const bin = bins[i] = red >> 3 << 10 | green >> 3 << 5 | blue >> 3;
    counts[bin]++;
    sums[3 * bin] += red;
    sums[3 * bin + 1] += green;
    sums[3 * bin + 2] += blue;
  }
  const used = [...counts.keys()].filter((bin) => counts[bin] > 0);
  const kept = used.toSorted((a, b) => counts[b] - counts[a] || a - b).slice(0, mostColors);
  const colors = kept.map((bin) =>
    [0, 1, 2].map((part) => Math.round(sums[3 * bin + part] / counts[bin]))
  );
  const indexOf = new Uint8Array(1 << 15);
  for (const bin of used) indexOf[bin] = nearest(bin, kept);
  const indices = new Uint8Array(bins.length);
  for (let i = 0; i < bins.length; i++) indices[i] = indexOf[bins[i]];
  return pngFile(width, height, INDEXED, indices, colors);
}

/** Index of the bin whose colour is nearest. */
function nearest(bin: number, kept: readonly number[]): number {
  const distances = kept.map((other) =>
    ((bin >> 10) - (other >> 10)) ** 2 + ((bin >> 5 & 31) - (other >> 5 & 31)) ** 2 +
    ((bin & 31) - (other & 31)) ** 2
  );
  return distances.indexOf(Math.min(...distances));
}

/** The file: eight bits a sample, not interlaced. */
function pngFile(
  width: number,
  height: number,
  colorType: number,
  bytes: Uint8Array | Uint8ClampedArray,
  palette: number[][] = [],
): Uint8Array {
  const stride = bytes.length / height;
  const rows = new Uint8Array((stride + 1) * height); // each row begins with filter type 0
  for (let row = 0; row < height; row++) {
    rows.set(bytes.subarray(stride * row, stride * (row + 1)), (stride + 1) * row + 1);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colorType, 0, 0, 0], 8); // deflate, standard filters, not interlaced
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", header),
    ...(colorType === INDEXED ? [chunk("PLTE", Uint8Array.from(palette.flat()))] : []),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array()),
  ];
  return concatenate(parts);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)));
  return bytes;
}

/** The cyclic redundancy check of PNG and zip, one bit at a time. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
