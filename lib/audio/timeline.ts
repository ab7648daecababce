import { cannotRead } from "./decoder.ts";

/** Decodes the packets of one codec, one after the other. */
export interface PacketCodec {
  /** Hz. */
  readonly sampleRate: number;
  /**
   * Decodes a packet.
   *
   * @returns One array a channel, all of one length; an empty list where the packet gives no sound.
   * @throws {RangeError} If the packet is damaged.
   */
  decode(packet: Uint8Array): Float32Array[] | Promise<Float32Array[]>;
  free(): void;
}

/** Packets whose common place in time is known: those of an Ogg page, or a single one. */
export interface TimedPackets {
  packets: Uint8Array[];
  /** Sample at which their sound starts, counted as the container counts. */
  start?: number;
  /** Sample at which their sound ends; looked at where there is no `start`. */
  end?: number;
  /** Whether something before them is known to be lost. */
  afterLoss?: boolean;
  /** Whether the sound ends at `end`, even if the packets hold more. */
  last?: boolean;
}

/** What is cut off at both ends, in samples. */
export interface Trim {
  /** Dropped at the start: the encoder's delay. */
  skip: number;
  /** Kept after that; Infinity = all. */
  keep: number;
}

/** Gaps in seconds that count without any sign of loss: clocks of containers are that rough. */
const LEAST_GAP = 0.1;
/** No gap is longer, in seconds: a larger jump is an error in the clock. */
const MOST_GAP = 600;
/** Damaged packets that are borne with; past this, they must not outnumber the good ones. */
const MOST_DAMAGED = 100;

/**
 * Puts decoded packets where they belong in time: what is lost or damaged becomes silence of its
 * length, so that everything after it stays in place.
 */
export class Timeline {
  #skip: number;
  #keep: number;
  #skipped = 0;
  #position = 0; // samples so far, before anything is cut off
  #origin: number | undefined; // the container's count at position 0
  #channels = 0;
  #packetLength = 0;
  #good = 0;
  #damaged = 0;
  #silence = 0;
  #lostAt = 0;

  /** `codec` stays the caller's to free; `name` is what errors call the recording. */
  constructor(
    readonly codec: PacketCodec,
    readonly name: string,
    { skip, keep }: Trim = { skip: 0, keep: Infinity },
  ) {
    this.#skip = skip;
    this.#keep = keep;
  }

  /** Whether all that is to be kept has been given. */
  get isFull(): boolean {
    return this.#keep <= 0;
  }

  /** Where the next sound comes, in seconds. */
  get seconds(): number {
    return Math.max(0, this.#position - this.#skipped) / this.codec.sampleRate;
  }

  /** What to say about sound that was lost, if any was. */
  findings(): string[] {
    if (this.#silence === 0) return [];
    const { sampleRate } = this.codec;
    const [length, at] = [this.#silence, this.#lostAt].map((n) => (n / sampleRate).toFixed(2));
    return [`damaged or missing sound became ${length} s of silence, the first of it at ${at} s`];
  }

  /**
   * Decodes the next packets into stretches of sound: one array a channel, all of one length.
   *
   * @throws {AudioError} If most packets are damaged.
   */
  async *play(timed: TimedPackets): AsyncGenerator<Float32Array[]> {
    const blocks: Float32Array[][] = [];
    let length = 0;
    for (const packet of timed.packets) {
      const block = await this.#decode(packet);
      if (block.length === 0 || block[0].length === 0) continue;
      this.#channels = block.length;
      blocks.push(block);
      length += block[0].length;
    }
    const start = timed.start ?? (timed.end === undefined ? undefined : timed.end - length);
    if (start !== undefined && length > 0) yield* this.#meet(start, timed, length);
    const total = timed.last && timed.end !== undefined ? timed.end - this.#origin! : Infinity;
    for (const block of blocks) yield* this.#give(block, total);
  }

  async #decode(packet: Uint8Array): Promise<Float32Array[]> {
    try {
      const block = await this.codec.decode(packet);
      this.#good++;
      if (block.length > 0) this.#packetLength = block[0].length;
      return block;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (++this.#damaged > MOST_DAMAGED && this.#damaged > this.#good) {
        throw cannotRead(this.name, "most of its packets are damaged", undefined, error);
      }
      // Silence in place of a lost packet keeps the rest in time; packets are of one length mostly.
      this.#lose(this.#packetLength);
      return this.#silent(this.#packetLength);
    }
  }

  /** Fills what is missing before the sound that starts at `start`. */
  *#meet(start: number, timed: TimedPackets, length: number): Generator<Float32Array[]> {
    if (this.#origin === undefined) {
      // A stream cut out of a longer one starts anywhere. One that starts before 0 says that its
      // first samples are not to be heard; one that is over at once is cut at its end instead.
      const whole = timed.last === true && timed.start === undefined;
      const isLate = timed.afterLoss && start > 0 && start < MOST_GAP * this.codec.sampleRate;
      this.#origin = isLate ? 0 : whole ? Math.max(0, start) : start;
      if (this.#origin < 0 && timed.start === undefined) {
        this.#skip += Math.min(length, -this.#origin);
      }
    }
    const { sampleRate } = this.codec, gap = Math.round(start - this.#origin - this.#position);
    const counts = timed.afterLoss ? gap > 0 : gap > LEAST_GAP * sampleRate;
    if (gap > MOST_GAP * sampleRate || gap < -MOST_GAP * sampleRate) {
      this.#origin = start - this.#position; // no gap but a clock that was set anew
    } else if (counts && !(timed.last && timed.start === undefined && !timed.afterLoss)) {
      this.#lose(gap);
      for (let left = gap; left > 0; left -= sampleRate) {
        yield* this.#give(this.#silent(Math.min(left, sampleRate)), Infinity);
      }
    }
  }

  #silent(samples: number): Float32Array[] {
    return Array.from({ length: this.#channels }, () => new Float32Array(samples));
  }

  #lose(samples: number): void {
    if (this.#silence === 0) this.#lostAt = Math.max(0, this.#position - this.#skipped);
    this.#silence += samples;
  }

  *#give(block: Float32Array[], total: number): Generator<Float32Array[]> {
    const length = Math.max(0, Math.min(block[0].length, total - this.#position));
    const from = Math.min(this.#skip, length), to = Math.min(length, from + this.#keep);
    this.#position += length;
    this.#skip -= from;
    this.#skipped += from;
    this.#keep -= to - from;
    if (to > from) yield block.map((samples) => samples.subarray(from, to));
  }
}
