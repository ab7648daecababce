/**
 * A model laid out in a kernel's memory: padded matrices, emission rows by symbol, and the powers
 * that a plan asks for.
 *
 * @module
 */

import type { Kernel } from "./kernel/kernel.ts";
import type { Power, RunPlan } from "./run_plan.ts";
import type { HmmParameters } from "./types.ts";

/**
 * Rounds N up to a multiple of 4, as the kernel's loops ask.
 *
 * @param nStates N.
 * @returns The padded number of states.
 */
export function padded(nStates: number): number {
  return Math.ceil(nStates / 4) * 4;
}

/** Below this a scale may come from an underflow: the sequence is then done the textbook way. */
const TINY = 1e-200;

/**
 * The sum of log scales, taking logarithms of products, not of each factor.
 *
 * @param scales The scales.
 * @returns Nats; NaN if a scale is too small to trust.
 */
export function sumLogScales(scales: Float64Array): number {
  let total = 0, product = 1;
  for (let p = 0; p < scales.length; p++) {
    if (!(scales[p] > TINY)) return NaN;
    product *= scales[p];
    // The next factor may be as small as TINY and as large as N.
    if (product < 1e-100 || product > 1e100) {
      total += Math.log(product);
      product = 1;
    }
  }
  return total + Math.log(product);
}

/** A model's matrices in a kernel's memory. */
export class KernelModel {
  /** The kernel whose memory it is. */
  readonly kernel: Kernel;
  /** N rounded up. */
  readonly n: number;
  /** Byte offset of slot 0 (A) and the slots of the powers, n x n each. */
  readonly matrices: number;
  /** Byte offset of B by symbol: M rows of n. */
  readonly emissions: number;
  /** Log of the power of two by which each power was divided: its true value is 2^exponent times. */
  readonly exponents: Int32Array;
  /** Power of two that was divided out in the product that made each power. */
  readonly shifts: Int32Array;
  readonly #plan: RunPlan;
  readonly #nStates: number;

  /**
   * Reserves the memory.
   *
   * @param kernel Where.
   * @param nStates N.
   * @param plan The powers and the number of symbols.
   */
  constructor(kernel: Kernel, nStates: number, plan: RunPlan) {
    this.kernel = kernel;
    this.n = padded(nStates);
    this.matrices = kernel.allocate((plan.powers.length + 1) * this.n * this.n * 8);
    this.emissions = kernel.allocate(plan.nSymbols * this.n * 8);
    this.exponents = new Int32Array(plan.powers.length);
    this.shifts = new Int32Array(plan.powers.length);
    this.#plan = plan;
    this.#nStates = nStates;
  }

  /** Byte offset of the matrix of `powers[power]`. */
  slot(power: number): number {
    return this.matrices + (power + 1) * this.n * this.n * 8;
  }

  /**
   * Fills in a model's matrices and makes the powers.
   *
   * A power's entries shrink with its exponent, so each is divided by a power of two (which rounds
   * nothing) that brings its largest entry into [0.5, 1).
   *
   * @param parameters N states, M symbols.
   */
  load(parameters: HmmParameters): void {
    const { kernel, n } = this, N = this.#nStates, M = this.#plan.nSymbols;
    const { transmat, emissionprob } = parameters; // a DiscreteHmm copies them at each access
    const A = kernel.doubles(this.matrices, n * n), B = kernel.doubles(this.emissions, M * n);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) A[i * n + j] = transmat[i * N + j];
      for (let k = 0; k < M; k++) B[k * n + i] = emissionprob[i * M + k];
    }
    this.#plan.powers.forEach((power, index) => {
      const matrix = kernel.doubles(this.slot(index), n * n);
      if (power.length === 1) {
        for (let i = 0; i < n * n; i++) matrix[i] = A[i] * B[power.symbol * n + i % n];
      } else {
        kernel.run.multiply(this.slot(power.first), this.slot(power.second), this.slot(index), n);
      }
      this.#rescale(index, power, matrix);
    });
  }

  #rescale(index: number, { length, first, second }: Power, matrix: Float64Array): void {
    let largest = 0;
    for (let i = 0; i < matrix.length; i++) if (matrix[i] > largest) largest = matrix[i];
    const shift = largest > 0 ? Math.floor(Math.log2(largest)) + 1 : 0;
    const factor = 2 ** -shift;
    for (let i = 0; i < matrix.length; i++) matrix[i] *= factor;
    this.shifts[index] = shift;
    this.exponents[index] = length === 1
      ? shift
      : shift + this.exponents[first] + this.exponents[second];
  }

  /**
   * The first row of alpha: pi_j b_j(o_1), divided by its sum.
   *
   * @param parameters The model that was loaded.
   * @param symbol o_1.
   * @param offset Byte offset of the row, n doubles; the padding is set to 0.
   * @returns The sum.
   */
  firstRow({ startprob, emissionprob }: HmmParameters, symbol: number, offset: number): number {
    const N = this.#nStates, M = this.#plan.nSymbols;
    const row = this.kernel.doubles(offset, this.n).fill(0);
    let scale = 0;
    for (let j = 0; j < N; j++) {
      scale += row[j] = startprob[j] * emissionprob[j * M + symbol];
    }
    for (let j = 0; j < N; j++) row[j] /= scale;
    return scale;
  }

  /**
   * What the log-likelihood of pieces lacks because their powers were divided by powers of two.
   *
   * @param pieces Pieces of the plan.
   * @returns Nats, to be added to the sum of log scales.
   */
  logOfExponents(pieces: ArrayLike<number>): number {
    const M = this.#plan.nSymbols;
    let total = 0;
    for (let p = 0; p < pieces.length; p++) {
      if (pieces[p] >= M) total += this.exponents[pieces[p] - M];
    }
    return total * Math.LN2;
  }
}
