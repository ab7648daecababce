import { extractPitch, type PitchTrack } from "../pitch/mod.ts";

/** Seconds of sound before what is new, from which the tracker finds its way. */
const RUN_UP = 6;
/** Frames that are followed anew, since what comes after a note changes how it is heard. */
const UNSETTLED = 100;

/** The pitch of a recording that is still going on. */
export class LiveTrack {
  /** Time between frames in seconds: the trackers' own. */
  readonly #hop = 0.01;
  #samples = new Float32Array(1 << 20);
  #length = 0;
  #f0: number[] = [];
  #voicing: number[] = [];
  /** Time of the first frame in seconds. */
  #start = 0;

  constructor(readonly sampleRate: number) {}

  get samples(): Float32Array {
    return this.#samples.subarray(0, this.#length);
  }

  /**
   * Takes what came after all before. The last second of the track may still change, and a frame
   * lies up to half a hop from where it would lie in one go.
   */
  async add(samples: Float32Array): Promise<PitchTrack> {
    this.#append(samples);
    const settled = Math.max(0, this.#f0.length - UNSETTLED);
    // Whole hops from the start, so that frames fall where they would fall in one go.
    const offset = Math.max(0, settled - Math.ceil(RUN_UP / this.#hop));
    const from = Math.round(offset * this.#hop * this.sampleRate);
    const piece = await extractPitch(this.#samples.subarray(from, this.#length), this.sampleRate);
    if (offset === 0) this.#start = piece.times[0] ?? 0;
    for (let t = Math.max(0, settled - offset); t < piece.f0.length; t++) {
      this.#f0[offset + t] = piece.f0[t];
      this.#voicing[offset + t] = piece.voicing[t];
    }
    return {
      ...piece,
      times: Float64Array.from(this.#f0, (_, t) => this.#start + t * this.#hop),
      f0: Float64Array.from(this.#f0),
      voicing: Float32Array.from(this.#voicing),
    };
  }

  #append(samples: Float32Array): void {
    const needed = this.#length + samples.length;
    if (needed > this.#samples.length) {
      const larger = new Float32Array(Math.max(needed, 2 * this.#samples.length));
      larger.set(this.samples);
      this.#samples = larger;
    }
    this.#samples.set(samples, this.#length);
    this.#length = needed;
  }
}
