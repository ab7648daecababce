/**
 * The fast E-steps: the recursions run in the compiled kernel, over single frames (`fast`) or over
 * runs of one symbol (`run-length`).
 *
 * A run of n frames of symbol k takes alpha to alpha M_k^n and beta to M_k^n beta, with
 * M_k = A diag(B_k): one step instead of n. What is expected to happen inside the run follows from
 * the derivative of the likelihood with respect to M_k,
 *
 * ```
 * xi_k = M_k o T_k,   T_k = sum over runs, sum over l = 1..n of (M_k^T)^(l-1) G (M_k^T)^(n-l)
 * G    = alpha_before (x) beta_after / c
 * ```
 *
 * where o multiplies entry by entry. All runs that use one power M_k^n share one G. A power is the
 * product of two shorter ones, M^n = M^a M^b, so the sum for n splits into one for a and one for b,
 *
 * ```
 * G_a += G_n (M^b)^T,   G_b += (M^a)^T G_n
 * ```
 *
 * which, from the longest power down to the first, is back-propagation through the products that
 * made the powers. It is exact, and its cost does not grow with the data.
 *
 * @module
 */

import { type EStep, type ExpectedCounts, newCounts } from "./e_step.ts";
import { Kernel } from "./kernel/kernel.ts";
import { isTiny } from "./log_space.ts";
import { KernelModel, padded, sumLogScales } from "./kernel_model.ts";
import type { RunPlan } from "./run_plan.ts";
import { addTextbookCounts, textbookEStep } from "./textbook_e_step.ts";
import type { HmmParameters, Symbols } from "./types.ts";

/** Short sequences are done together while their rows fit into this many bytes: a second-level cache. */
const BATCH_BYTES = 2 * 2 ** 20;
/** A sequence whose rows take more than this is done in windows, its forward pass twice. */
const WINDOW_BYTES = 64 * 2 ** 20;

/** How many rows of alpha, and of what goes with them, to keep at a time. */
function rowsToKeep(plan: RunPlan, nStates: number): number {
  const rowBytes = 16 * padded(nStates);
  let longest = 0;
  for (const pieces of plan.pieces) longest = Math.max(longest, pieces.length + 1);
  return Math.floor(Math.max(BATCH_BYTES, Math.min(longest * rowBytes, WINDOW_BYTES)) / rowBytes);
}

/** An E-step in the kernel, bound to its sequences and their plan. */
export class KernelEStep implements EStep {
  readonly kind;
  readonly #sequences: readonly Symbols[];
  readonly #plan: RunPlan;
  readonly #nStates: number;
  readonly #rows: number;
  readonly #kernel = new Kernel();
  readonly #model: KernelModel;
  // Byte offsets into the kernel's memory.
  readonly #alpha: number;
  readonly #w: number;
  readonly #pieces: number;
  readonly #scales: number;
  readonly #list: number;
  readonly #beta: number;
  readonly #scratch: number;
  readonly #gammas: number;
  readonly #outer: number;
  // Rows in use, which wait for their outer products.
  #used = 0;

  /**
   * Reserves the memory.
   *
   * @param sequences The sequences that the plan was made of.
   * @param plan How they are cut into pieces.
   * @param nStates N.
   * @param maxRows How many pieces are held at a time, by default as many as the caches suit; longer
   * sequences are done in windows, whose forward pass is done twice.
   */
  constructor(
    sequences: readonly Symbols[],
    plan: RunPlan,
    nStates: number,
    maxRows: number = rowsToKeep(plan, nStates),
  ) {
    this.kind = plan.powers.length > 0 ? "run-length" as const : "fast" as const;
    this.#sequences = sequences;
    this.#plan = plan;
    this.#nStates = nStates;
    const kernel = this.#kernel;
    const model = this.#model = new KernelModel(kernel, nStates, plan);
    let total = 0;
    for (const pieces of plan.pieces) total += pieces.length + 1;
    const rows = this.#rows = Math.max(2, Math.min(total, maxRows)), row = model.n * 8;
    this.#alpha = kernel.allocate(rows * row);
    this.#w = kernel.allocate(rows * row);
    this.#pieces = kernel.allocate(rows * 4);
    this.#scales = kernel.allocate(rows * 8);
    this.#list = kernel.allocate(Math.max(rows, model.n) * 4);
    this.#beta = kernel.allocate(row);
    this.#scratch = kernel.allocate(row);
    this.#gammas = kernel.allocate(plan.nSymbols * row);
    this.#outer = kernel.allocate((plan.powers.length + 1) * model.n * row);
  }

  expectedCounts(parameters: HmmParameters): ExpectedCounts {
    if (isTiny(parameters)) return textbookEStep(this.#sequences).expectedCounts(parameters);
    const counts = newCounts(this.#nStates, this.#plan.nSymbols);
    const { n } = this.#model, kernel = this.#kernel;
    this.#model.load(parameters);
    kernel.doubles(this.#gammas, this.#plan.nSymbols * n).fill(0);
    kernel.doubles(this.#outer, (this.#plan.powers.length + 1) * n * n).fill(0);
    for (let s = 0; s < this.#sequences.length && counts.logLikelihood > -Infinity; s++) {
      counts.logLikelihood += this.#addSequence(parameters, s, counts);
    }
    this.#flush();
    this.#collect(parameters, counts);
    return counts;
  }

  /** Forward and backward over one sequence; answers its log-likelihood. */
  #addSequence(parameters: HmmParameters, s: number, counts: ExpectedCounts): number {
    const pieces = this.#plan.pieces[s], { n } = this.#model, row = n * 8;
    if (this.#used + pieces.length + 1 > this.#rows) this.#flush();
    const window = this.#rows - 1;
    const nWindows = Math.max(1, Math.ceil(pieces.length / window));
    const kernel = this.#kernel;

    // Forward, keeping the first row of each window but the last, whose rows all stay.
    const scale = this.#model.firstRow(
      parameters,
      this.#plan.firstSymbols[s],
      this.#alpha + this.#used * row,
    );
    let logLikelihood = Math.log(scale);
    const starts: Float64Array[] = [];
    for (let v = 0; v < nWindows; v++) {
      if (v > 0) this.#moveRow(window, 0);
      starts.push(kernel.doubles(this.#alpha + this.#used * row, n).slice());
      logLikelihood += this.#forward(pieces.subarray(v * window, (v + 1) * window));
    }
    if (Number.isNaN(logLikelihood) || scale === 0) {
      return addTextbookCounts(parameters, this.#sequences[s], counts);
    }

    // Backward from the last window, going forward again over each earlier one.
    const beta = kernel.doubles(this.#beta, n).fill(0).fill(1, 0, this.#nStates);
    for (let v = nWindows - 1; v >= 0; v--) {
      const part = pieces.subarray(v * window, (v + 1) * window);
      if (v < nWindows - 1) {
        kernel.doubles(this.#alpha, n).set(starts[v]);
        this.#forward(part);
      }
      this.#backward(part);
      this.#used += part.length + 1;
      if (v > 0) this.#flush();
    }
    const first = this.#plan.firstSymbols[s];
    for (let i = 0; i < this.#nStates; i++) {
      const gamma = starts[0][i] * beta[i];
      counts.start[i] += gamma;
      counts.emissions[i * this.#plan.nSymbols + first] += gamma;
    }
    return logLikelihood;
  }

  #moveRow(from: number, to: number): void {
    const n = this.#model.n;
    const rows = this.#kernel.doubles(this.#alpha, this.#rows * n);
    rows.copyWithin(to * n, from * n, (from + 1) * n);
  }

  /** Forward from row `used` on; answers the log-likelihood of these pieces. */
  #forward(pieces: Uint16Array | Int32Array): number {
    const { n, matrices, emissions } = this.#model, kernel = this.#kernel, at = this.#used;
    kernel.integers(this.#pieces + at * 4, pieces.length).set(pieces);
    kernel.run.forward(
      this.#alpha + at * n * 8,
      n * 8,
      this.#pieces + at * 4,
      pieces.length,
      matrices,
      emissions,
      this.#plan.nSymbols,
      this.#scales + at * 8,
      n,
      this.#scratch,
    );
    return sumLogScales(kernel.doubles(this.#scales + at * 8, pieces.length)) +
      this.#model.logOfExponents(pieces);
  }

  /** Backward over the same rows; leaves in `w` what the outer products need. */
  #backward(pieces: Uint16Array | Int32Array): void {
    const { n, matrices, emissions } = this.#model, at = this.#used;
    // The row after the last piece has no partner: -1 keeps it out of the outer products.
    this.#kernel.integers(this.#pieces + (at + pieces.length) * 4, 1)[0] = -1;
    this.#kernel.run.backward(
      this.#alpha + at * n * 8,
      this.#w + at * n * 8,
      this.#pieces + at * 4,
      pieces.length,
      matrices,
      emissions,
      this.#plan.nSymbols,
      this.#scales + at * 8,
      n,
      this.#beta,
      this.#gammas,
    );
  }

  /** Adds the outer products of all rows in use, grouped by matrix, and frees the rows. */
  #flush(): void {
    const { n } = this.#model, M = this.#plan.nSymbols, kernel = this.#kernel;
    const nSlots = this.#plan.powers.length + 1;
    const pieces = kernel.integers(this.#pieces, this.#used);
    const list = kernel.integers(this.#list, this.#used);
    const ends = new Int32Array(nSlots + 1);
    for (const piece of pieces) if (piece >= 0) ends[Math.max(0, piece - M + 1) + 1]++;
    for (let slot = 0; slot < nSlots; slot++) ends[slot + 1] += ends[slot];
    const next = ends.slice();
    for (let r = 0; r < pieces.length; r++) {
      if (pieces[r] >= 0) list[next[Math.max(0, pieces[r] - M + 1)]++] = r;
    }
    for (let slot = 0; slot < nSlots; slot++) {
      const count = ends[slot + 1] - ends[slot];
      if (count === 0) continue;
      kernel.run.addOuter(
        this.#outer + slot * n * n * 8,
        this.#alpha,
        this.#w,
        this.#list + ends[slot] * 4,
        count,
        n,
      );
    }
    this.#used = 0;
  }

  /** Turns the outer products into expected transitions and emissions. */
  #collect(parameters: HmmParameters, counts: ExpectedCounts): void {
    const { n } = this.#model, N = this.#nStates, M = this.#plan.nSymbols, kernel = this.#kernel;
    const outer = (power: number) => this.#outer + (power + 1) * n * n * 8;
    const allRows = kernel.integers(this.#list, n);
    for (let i = 0; i < n; i++) allRows[i] = i;

    for (let p = this.#plan.powers.length - 1; p >= 0; p--) {
      const { length, first, second, symbol } = this.#plan.powers[p];
      if (length > 1) {
        const G = kernel.doubles(outer(p), n * n), factor = 2 ** -this.#model.shifts[p];
        for (let i = 0; i < G.length; i++) G[i] *= factor;
        kernel.run.addTimesTransposed(
          outer(p),
          this.#model.slot(second),
          outer(first),
          n,
          this.#scratch,
        );
        kernel.run.addOuter(outer(second), this.#model.slot(first), outer(p), this.#list, n, n);
        continue;
      }
      const T = kernel.doubles(outer(p), n * n), Mk = kernel.doubles(this.#model.slot(p), n * n);
      for (let i = 0; i < N; i++) {
        for (let j = 0; j < N; j++) {
          const xi = Mk[i * n + j] * T[i * n + j];
          counts.transitions[i * N + j] += xi;
          counts.emissions[j * M + symbol] += xi;
        }
      }
    }
    const G = kernel.doubles(this.#outer, n * n), gammas = kernel.doubles(this.#gammas, M * n);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        counts.transitions[i * N + j] += parameters.transmat[i * N + j] * G[i * n + j];
      }
      for (let k = 0; k < M; k++) counts.emissions[i * M + k] += gammas[k * n + i];
    }
  }
}
