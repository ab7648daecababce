/**
 * The hidden Markov model of pYIN, decoded as the frames arrive.
 *
 * @module
 */

/** The model's numbers. */
export interface PitchBinModel {
  /** Number of pitch bins; there is a voiced and an unvoiced state for each. */
  bins: number;
  /** Bins by which pitch may move from one frame to the next. */
  reach: number;
  /** Probability of a change between voiced and unvoiced. */
  switchProbability: number;
  /** Frames after which the past is settled; it bounds the memory. */
  lookahead: number;
}

/** Frames that are settled at a time. */
const BLOCK = 4096;
/** Least share of probability that a frame leaves to the unvoiced states. */
const LEAST_UNVOICED = 1e-6;

/**
 * Viterbi's algorithm over pitch bins. State m < bins is unvoiced at bin m, state bins + m voiced.
 * Two things make it fast: a voiced state that no candidate points to has probability 0, so the
 * voiced half is as sparse as the candidates; and movement is banded, with a triangular
 * distribution over `reach` bins either way.
 */
export class PitchBinPath {
  readonly #model: PitchBinModel;
  /** Probability of moving by -reach..reach bins. */
  readonly #moves: Float64Array;
  /** Probability of the best path into each state, up to a common factor. */
  readonly #delta: Float64Array;
  /** The voiced bins whose probability is not 0. */
  #alive: number[];
  /** For each bin: the best way in from the unvoiced and from the voiced states. */
  readonly #best: Float64Array;
  readonly #source: Uint16Array;
  /** Back-pointers, and f0 of the voiced states, of the frames that are not settled. */
  readonly #pointers: Uint16Array;
  readonly #hz: Float32Array;
  readonly #f0: Float64Array;
  readonly #voicing: Float32Array;
  #settled = 0;
  #frame = 0;

  /**
   * Starts with all states alike.
   *
   * @param frames Number of frames to come.
   * @param model The model's numbers; at most 32768 bins.
   */
  constructor(frames: number, model: PitchBinModel) {
    const { bins, reach, lookahead } = model;
    this.#model = model;
    this.#moves = Float64Array.from(
      { length: 2 * reach + 1 },
      (_, i) => (reach + 1 - Math.abs(i - reach)) / (reach + 1) ** 2,
    );
    this.#delta = new Float64Array(2 * bins).fill(1);
    this.#alive = Array.from({ length: bins }, (_, m) => m);
    this.#best = new Float64Array(2 * bins);
    this.#source = new Uint16Array(2 * bins);
    const kept = Math.min(frames, BLOCK + lookahead);
    this.#pointers = new Uint16Array(kept * 2 * bins);
    this.#hz = new Float32Array(kept * bins);
    this.#f0 = new Float64Array(frames).fill(NaN);
    this.#voicing = new Float32Array(frames);
  }

  /**
   * Takes the candidates of the next frame.
   *
   * @param count Number of candidates.
   * @param candidateBins Bin of each; those outside the model are left out.
   * @param hz f0 of each.
   * @param probabilities Probability of each; they sum to at most 1.
   */
  push(
    count: number,
    candidateBins: Int32Array,
    hz: Float64Array,
    probabilities: Float64Array,
  ): void {
    const { bins, switchProbability, lookahead } = this.#model;
    const best = this.#best, source = this.#source, delta = this.#delta;
    this.#spreadUnvoiced();
    this.#spreadVoiced();
    const slot = this.#frame - this.#settled;
    const pointers = this.#pointers.subarray(slot * 2 * bins, (slot + 1) * 2 * bins);
    const voicedHz = this.#hz.subarray(slot * bins, (slot + 1) * bins);
    const stay = 1 - switchProbability;

    for (const m of this.#alive) delta[bins + m] = 0;
    this.#alive = [];
    let total = 0;
    for (let i = 0; i < count; i++) {
      const m = candidateBins[i];
      if (probabilities[i] <= 0 || m < 0 || m >= bins) continue;
      total += probabilities[i];
      const fromVoiced = best[bins + m] * stay, fromUnvoiced = best[m] * switchProbability;
      const earned = Math.max(fromVoiced, fromUnvoiced) * probabilities[i];
      // Two dips in one bin: the better one stands for it.
      if (earned <= delta[bins + m]) continue;
      if (delta[bins + m] === 0) this.#alive.push(m);
      delta[bins + m] = earned;
      pointers[bins + m] = fromVoiced >= fromUnvoiced ? source[bins + m] : source[m];
      voicedHz[m] = hz[i];
    }
    const share = Math.max(LEAST_UNVOICED, 1 - total) / bins;
    for (let m = 0; m < bins; m++) {
      const fromUnvoiced = best[m] * stay, fromVoiced = best[bins + m] * switchProbability;
      delta[m] = Math.max(fromUnvoiced, fromVoiced) * share;
      pointers[m] = fromUnvoiced >= fromVoiced ? source[m] : source[bins + m];
    }
    this.#rescale();
    this.#voicing[this.#frame++] = Math.min(1, total);
    if (slot + 1 === BLOCK + lookahead) this.#settle(BLOCK);
  }

  /** Settles what is left and gives f0 (NaN = unvoiced) and voicing of all frames. */
  finish(): { f0: Float64Array; voicing: Float32Array } {
    this.#settle(this.#frame - this.#settled);
    return { f0: this.#f0, voicing: this.#voicing };
  }

  /** The best way into each bin from the unvoiced states, all of which are alive. */
  #spreadUnvoiced(): void {
    const { bins, reach } = this.#model;
    const best = this.#best, source = this.#source, delta = this.#delta, moves = this.#moves;
    for (let m = 0; m < bins; m++) {
      const from = Math.max(0, m - reach), to = Math.min(bins - 1, m + reach);
      let most = 0, at = m;
      for (let k = from; k <= to; k++) {
        const value = delta[k] * moves[k - m + reach];
        if (value > most) {
          most = value;
          at = k;
        }
      }
      best[m] = most;
      source[m] = at;
    }
  }

  /** The same from the few voiced states that are alive. */
  #spreadVoiced(): void {
    const { bins, reach } = this.#model;
    const best = this.#best, source = this.#source, moves = this.#moves;
    best.fill(0, bins);
    for (const k of this.#alive) {
      const from = Math.max(0, k - reach), to = Math.min(bins - 1, k + reach);
      for (let m = from; m <= to; m++) {
        const value = this.#delta[bins + k] * moves[k - m + reach];
        if (value > best[bins + m]) {
          best[bins + m] = value;
          source[bins + m] = bins + k;
        }
      }
    }
  }

  /** Makes the largest probability 1, against underflow. */
  #rescale(): void {
    const delta = this.#delta;
    let most = 0;
    for (let i = 0; i < delta.length; i++) if (delta[i] > most) most = delta[i];
    const scale = 1 / most;
    for (let i = 0; i < delta.length; i++) delta[i] *= scale;
  }

  /** Follows the best path back and fixes the oldest `count` frames of it. */
  #settle(count: number): void {
    const { bins } = this.#model;
    const slots = this.#frame - this.#settled;
    let state = 0;
    for (let i = 1; i < 2 * bins; i++) if (this.#delta[i] > this.#delta[state]) state = i;
    for (let slot = slots - 1; slot >= 0; slot--) {
      if (slot < count && state >= bins) {
        this.#f0[this.#settled + slot] = this.#hz[slot * bins + state - bins];
      }
      state = this.#pointers[slot * 2 * bins + state];
    }
    this.#pointers.copyWithin(0, count * 2 * bins, slots * 2 * bins);
    this.#hz.copyWithin(0, count * bins, slots * bins);
    this.#settled += count;
  }
}
