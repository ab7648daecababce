import { BitReader } from "./bits.ts";
import {
  type Channel,
  forEachBand,
  INTENSITY_IN,
  INTENSITY_OUT,
  type Layout,
  NOISE,
  readChannel,
  readLayout,
} from "./channel.ts";
import { applyTns, type ChannelMemory, Synthesis } from "./synthesis.ts";
import { SAMPLE_RATES } from "./tables.ts";

/** The parameters of an AAC stream: AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
export interface AacConfig {
  /** 2 = AAC-LC, the one profile that is decoded. */
  objectType: number;
  /** Index of the sampling rate, 0..11. */
  rateIndex: number;
  /** Hz; that of the core where the stream has spectral band replication (HE-AAC). */
  sampleRate: number;
  /** 1..7 as in the standard; 0 = told elsewhere. */
  channelConfiguration: number;
}

/** Parses AudioSpecificConfig; undefined if it is cut short. */
export function parseAacConfig(bytes: Uint8Array): AacConfig | undefined {
  const bits = new BitReader(bytes);
  const readType = (): number => {
    const type = bits.read(5);
    return type === 31 ? 32 + bits.read(6) : type;
  };
  const readRate = (): number => {
    const index = bits.read(4);
    return index === 15 ? bits.read(24) : SAMPLE_RATES[index] ?? 0;
  };
  try {
    let objectType = readType();
    const sampleRate = readRate(), channelConfiguration = bits.read(4);
    if (objectType === 5 || objectType === 29) {
      readRate(); // of the replicated band; the core below it is a plain stream of its own
      objectType = readType();
    }
    return { objectType, rateIndex: rateIndexOf(sampleRate), sampleRate, channelConfiguration };
  } catch {
    return undefined; // cut short
  }
}

/** The index whose tables a rate uses: the nearest of the twelve. */
function rateIndexOf(sampleRate: number): number {
  let best = 0;
  for (let i = 1; i < 12; i++) {
    const nearer = Math.abs(Math.log(SAMPLE_RATES[i] / sampleRate)) <
      Math.abs(Math.log(SAMPLE_RATES[best] / sampleRate));
    if (nearer) best = i;
  }
  return best;
}

/**
 * Decodes AAC-LC frames, and the lower half of HE-AAC ones: what band replication would add lies
 * above 10 kHz or so, where no pitch is looked for.
 *
 * Written for this kit because the decoders on npm are under the GPL or not kept up. It follows
 * ISO/IEC 14496-3, subpart 4, whose sections the comments name.
 */
export class AacDecoder {
  readonly #synthesis = new Synthesis();
  readonly #memories: ChannelMemory[] = [];
  #noise = 1;

  constructor(readonly config: AacConfig) {}

  /**
   * Decodes one frame, a `raw_data_block` (table 4.3).
   *
   * @param bytes The frame without any header.
   * @returns One array of 1024 samples a channel, in the order of transmission.
   * @throws {RangeError} If the frame is damaged or of another profile.
   */
  decode(bytes: Uint8Array): Float32Array[] {
    const bits = new BitReader(bytes), channels: Channel[] = [];
    for (let element = bits.read(3); element !== 7; element = bits.read(3)) {
      if (element === 6) this.#skipFill(bits);
      else if (element === 5) skipProgram(bits);
      else {
        bits.skip(4); // instance tag
        if (element === 0 || element === 3) {
          const channel = readChannel(bits, this.config.rateIndex);
          this.#fillNoise(channel);
          channels.push(channel);
        } else if (element === 1) channels.push(...this.#readPair(bits));
        else if (element === 4) skipData(bits);
        else throw new RangeError("a coupling channel");
      }
      if (channels.length > 64) throw new RangeError("too many channels");
    }
    return channels.map((channel, i) => {
      const memory = this.#memories[i] ??= { overlap: new Float64Array(1024), shape: 0 };
      applyTns(channel, this.config.rateIndex);
      return this.#synthesis.next(channel, memory);
    });
  }

  /** A `channel_pair_element` (table 4.5), with its joint coding undone. */
  #readPair(bits: BitReader): Channel[] {
    let common: Layout | undefined, middle: (band: number) => boolean = () => false;
    let flags: boolean[] | undefined;
    if (bits.flag()) {
      common = readLayout(bits, this.config.rateIndex);
      const mask = bits.read(2);
      if (mask === 1) {
        flags = Array.from({ length: common.groups.length * common.maxBand }, () => bits.flag());
        middle = (band) => flags![band];
      } else if (mask === 2) middle = () => true;
      else if (mask === 3) throw new RangeError("a reserved stereo mask");
    }
    const left = readChannel(bits, this.config.rateIndex, common);
    const right = readChannel(bits, this.config.rateIndex, common);
    this.#fillNoise(left);
    this.#fillNoise(right);
    if (common === undefined) return [left, right];
    forEachBand(common, (band, start, end) => {
      const book = right.books[band];
      if (book === INTENSITY_IN || book === INTENSITY_OUT) {
        // 4.6.8.2: the right channel is a scaled copy of the left.
        const inverted = (book === INTENSITY_OUT) !== (flags?.[band] ?? false);
        const scale = (inverted ? -1 : 1) * 0.5 ** (right.scales[band] / 4);
        for (let k = start; k < end; k++) right.lines[k] = left.lines[k] * scale;
      } else if (middle(band) && book !== NOISE && left.books[band] !== NOISE) {
        // 4.6.8.1: middle and side.
        for (let k = start; k < end; k++) {
          const m = left.lines[k], s = right.lines[k];
          left.lines[k] = m + s;
          right.lines[k] = m - s;
        }
      }
    });
    return [left, right];
  }

  /** Perceptual noise substitution (4.6.13): bands that are sent as a level of noise only. */
  #fillNoise({ layout, books, scales, lines }: Channel): void {
    forEachBand(layout, (band, start, end) => {
      if (books[band] !== NOISE) return;
      let energy = 0;
      for (let k = start; k < end; k++) {
        // A fixed sequence, so that a recording decodes to the same samples every time.
        this.#noise = (Math.imul(this.#noise, 1664525) + 1013904223) | 0;
        lines[k] = this.#noise / 2 ** 31;
        energy += lines[k] ** 2;
      }
      const gain = 2 ** (scales[band] / 4) / Math.sqrt(energy);
      for (let k = start; k < end; k++) lines[k] *= gain;
    });
  }

  #skipFill(bits: BitReader): void {
    let count = bits.read(4);
    if (count === 15) count += bits.read(8) - 1;
    bits.skip(8 * count);
  }
}

/** Passes over a `data_stream_element` (table 4.10). */
function skipData(bits: BitReader): void {
  const aligned = bits.flag();
  let count = bits.read(8);
  if (count === 255) count += bits.read(8);
  if (aligned) bits.align();
  bits.skip(8 * count);
}

/** Passes over a `program_config_element` (table 4.2): the order of channels is of no use here. */
function skipProgram(bits: BitReader): void {
  bits.skip(4 + 2 + 4);
  const [front, side, back, low, data, coupling] = [4, 4, 4, 2, 3, 4].map((n) => bits.read(n));
  for (const width of [4, 4, 3]) if (bits.flag()) bits.skip(width); // down-mixing
  bits.skip(5 * (front + side + back + coupling) + 4 * (low + data));
  bits.align();
  bits.skip(8 * bits.read(8)); // a comment
}
