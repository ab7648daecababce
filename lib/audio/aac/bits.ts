import { type Codebook, CODEBOOKS } from "./tables.ts";

/** Reads numbers of any width from bytes, highest bit first. */
export class BitReader {
  /** Bits read so far. */
  position = 0;

  constructor(readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length * 8 - this.position;
  }

  /**
   * The next `count` bits (0..32) as an unsigned number.
   *
   * @throws {RangeError} Past the end: what is damaged must not read as zeros for ever.
   */
  read(count: number): number {
    if (count > this.left) throw new RangeError("the frame ends too early");
    let value = 0;
    for (let i = 0; i < count; i++) value = value * 2 + this.#bit();
    return value;
  }

  flag(): boolean {
    return this.read(1) === 1;
  }

  /** Passes over `count` bits. */
  skip(count: number): void {
    if (count > this.left) throw new RangeError("the frame ends too early");
    this.position += count;
  }

  /** Goes to the next whole byte. */
  align(): void {
    this.position = (this.position + 7) & ~7;
  }

  /**
   * The next symbol of a codebook, by the canonical method: of the words of each length, the first
   * is known, and a smaller number than it plus their count is one of them.
   */
  symbol({ counts, symbols }: Codebook): number {
    let code = 0, first = 0, index = 0;
    for (const count of counts) {
      if (this.left < 1) throw new RangeError("the frame ends too early");
      code = (code << 1) | this.#bit();
      first <<= 1;
      if (code - first < count) return symbols[index + code - first];
      index += count;
      first += count;
    }
    throw new RangeError("an unknown code word");
  }

  #bit(): number {
    const position = this.position++;
    return (this.bytes[position >> 3] >> (7 - (position & 7))) & 1;
  }
}

/** The largest value of each spectral codebook 1..11, which tells its symbols' digits. */
const LARGEST = [1, 1, 2, 2, 4, 4, 7, 7, 12, 12, 16];

/**
 * Reads one group of 4 (codebooks 1..4) or 2 (5..11) quantised values (ISO/IEC 14496-3, 4.6.3.3)
 * into `values` from `at` on.
 */
export function readValues(
  bits: BitReader,
  number: number,
  values: Float32Array,
  at: number,
): void {
  const largest = LARGEST[number - 1], dimension = number <= 4 ? 4 : 2;
  const signed = number <= 2 || number === 5 || number === 6;
  const base = signed ? 2 * largest + 1 : largest + 1;
  let symbol = bits.symbol(CODEBOOKS[number - 1]);
  for (let i = dimension - 1; i >= 0; i--) {
    values[at + i] = symbol % base - (signed ? largest : 0);
    symbol = Math.floor(symbol / base);
  }
  if (signed) return;
  let signs = 0;
  for (let i = 0; i < dimension; i++) {
    if (values[at + i] !== 0 && bits.flag()) signs |= 1 << i;
  }
  for (let i = 0; i < dimension; i++) {
    // 16 in book 11 stands for a larger value: n ones and a zero, then n + 4 bits below a leading 1.
    if (number === 11 && values[at + i] === 16) {
      let width = 4;
      while (bits.flag()) if (++width > 12) throw new RangeError("an escape that is too long");
      values[at + i] = 2 ** width + bits.read(width);
    }
    if (signs & (1 << i)) values[at + i] = -values[at + i];
  }
}

/** The next difference of scale factors, -60..60. */
export function readScaleStep(bits: BitReader): number {
  return bits.symbol(CODEBOOKS[11]) - 60;
}
