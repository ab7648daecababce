/**
 * Candidates of f0 per frame, and the cheapest path through them.
 *
 * @module
 */

/** Pitches so near the middle of the melody cost nothing. */
const REGISTER_OCTAVES = 8 / 12;

/** What a path through the candidates pays and earns. */
export interface PathCosts {
  /** Part of the recording's peak under which a frame counts as silent. */
  silenceThreshold: number;
  /** Strength of the unvoiced candidate in a frame that is not silent. */
  voicingThreshold: number;
  /** Cost per octave below the ceiling. */
  octaveCost: number;
  /** Where the octave cost is 0, in Hz. */
  ceilingHz: number;
  /** Cost per octave of movement between neighbouring frames. */
  octaveJumpCost: number;
  /** Cost of a change between voiced and unvoiced. */
  voicedUnvoicedCost: number;
  /**
   * Where the melody is known to lie, as log2 of its middle in Hz, and what a pitch farther than eight
   * semitones from there costs per octave beyond.
   */
  register?: { middle: number; cost: number };
}

/**
 * The voiced candidates of all frames, one frame behind the other in flat arrays that grow: the
 * number of candidates varies much, and an hour has 360 000 frames.
 */
export class CandidateList {
  /** Index of the first candidate of each frame; one more entry than frames. */
  readonly starts: Int32Array;
  /** Peak of each frame relative to the recording's, 0..1. */
  readonly intensities: Float32Array;
  /** Number of finished frames. */
  frames = 0;
  #octaves: Float32Array;
  #strengths: Float32Array;
  #length = 0;

  /**
   * Makes an empty list.
   *
   * @param capacity Number of frames to come.
   */
  constructor(capacity: number) {
    this.starts = new Int32Array(capacity + 1);
    this.intensities = new Float32Array(capacity);
    this.#octaves = new Float32Array(6 * capacity + 64);
    this.#strengths = new Float32Array(6 * capacity + 64);
  }

  /** log2(f0 / Hz) of each candidate; single precision is exact to 0.001 cent. */
  get octaves(): Float32Array {
    return this.#octaves;
  }

  /** Strength of each candidate, 0..1. */
  get strengths(): Float32Array {
    return this.#strengths;
  }

  /** Opens the next frame. */
  beginFrame(intensity: number): void {
    this.intensities[this.frames] = intensity;
  }

  /**
   * Adds a candidate to the open frame. If `most` are there, the weakest gives way, where a higher
   * f0 counts for `octaveCost` per octave.
   */
  push(hz: number, strength: number, most: number, octaveCost: number): void {
    const octave = Math.log2(hz);
    const start = this.starts[this.frames];
    let at = this.#length;
    if (at - start >= most) {
      let weakest = strength + octaveCost * octave;
      at = -1;
      for (let i = start; i < this.#length; i++) {
        const local = this.#strengths[i] + octaveCost * this.#octaves[i];
        if (local < weakest) {
          weakest = local;
          at = i;
        }
      }
      if (at < 0) return;
    } else {
      if (at === this.#octaves.length) this.#grow();
      this.#length++;
    }
    this.#octaves[at] = octave;
    this.#strengths[at] = strength;
  }

  /** Closes the open frame. */
  endFrame(): void {
    this.starts[++this.frames] = this.#length;
  }

  #grow(): void {
    const capacity = Math.ceil(1.5 * this.#octaves.length);
    const octaves = new Float32Array(capacity), strengths = new Float32Array(capacity);
    octaves.set(this.#octaves);
    strengths.set(this.#strengths);
    this.#octaves = octaves;
    this.#strengths = strengths;
  }
}

/**
 * The path that earns most: each frame's strength, less the octave cost, less the costs of
 * transition (Viterbi's algorithm).
 *
 * @param list The candidates of all frames.
 * @param costs What the path pays.
 * @returns f0 in Hz (NaN = unvoiced) and the chosen candidate's strength (0 = unvoiced) per frame.
 * @see Boersma 1993, eqs. 24 and 27.
 */
export function findPath(
  list: CandidateList,
  costs: PathCosts,
): { f0: Float64Array; voicing: Float32Array } {
  const { octaves, strengths, starts, frames } = list;
  const { octaveJumpCost, voicedUnvoicedCost } = costs;
  const f0 = new Float64Array(frames).fill(NaN);
  const voicing = new Float32Array(frames);
  if (frames === 0) return { f0, voicing };
  const ceiling = Math.log2(costs.ceilingHz);
  const { middle, cost: farCost } = costs.register ?? { middle: ceiling, cost: 0 };
  // Slot 0 of a frame is the unvoiced candidate, slot k its k-th voiced one. The slots of frame t
  // begin at starts[t] + t.
  const cameFrom = new Uint8Array(starts[frames] + frames);
  let before = new Float64Array(256), now = new Float64Array(256);
  let countBefore = 0;
  for (let t = 0; t < frames; t++) {
    const start = starts[t], count = starts[t + 1] - start;
    const previous = t > 0 ? starts[t - 1] : 0;
    for (let k = 0; k <= count; k++) {
      const voiced = k > 0;
      const octave = voiced ? octaves[start + k - 1] : 0;
      let best = 0, from = 0;
      if (t > 0) {
        best = before[0] - (voiced ? voicedUnvoicedCost : 0);
        for (let j = 1; j <= countBefore; j++) {
          const cost = voiced
            ? octaveJumpCost * Math.abs(octaves[previous + j - 1] - octave)
            : voicedUnvoicedCost;
          if (before[j] - cost > best) {
            best = before[j] - cost;
            from = j;
          }
        }
      }
      const earned = voiced
        ? strengths[start + k - 1] - costs.octaveCost * (ceiling - octave) -
          farCost * Math.max(0, Math.abs(octave - middle) - REGISTER_OCTAVES)
        : unvoicedStrength(list.intensities[t], costs);
      now[k] = best + earned;
      cameFrom[start + t + k] = from;
    }
    [before, now] = [now, before];
    countBefore = count;
  }
  let slot = 0;
  for (let k = 1; k <= countBefore; k++) if (before[k] > before[slot]) slot = k;
  for (let t = frames - 1; t >= 0; t--) {
    if (slot > 0) {
      f0[t] = 2 ** octaves[starts[t] + slot - 1];
      voicing[t] = Math.max(0, Math.min(1, strengths[starts[t] + slot - 1]));
    }
    slot = cameFrom[starts[t] + t + slot];
  }
  return { f0, voicing };
}

/** Strength of the unvoiced candidate, which rises as the frame falls silent (eq. 23). */
function unvoicedStrength(intensity: number, costs: PathCosts): number {
  const { silenceThreshold, voicingThreshold } = costs;
  if (silenceThreshold <= 0) return voicingThreshold;
  return voicingThreshold +
    Math.max(0, 2 - intensity * (1 + voicingThreshold) / silenceThreshold);
}
