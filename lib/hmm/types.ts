/**
 * The plain data of a hidden Markov model: its parameters, what a fit is told and what it answers.
 *
 * @module
 */

// By index, since the documentation linter wants a class that is named to be exported here as well.
/** A matrix of `ml-matrix`, which the models show at their edge. */
export type MlMatrix = InstanceType<typeof import("ml-matrix")["Matrix"]>;

/** A sequence of observations: whole numbers 0..nSymbols-1. */
export type Symbols = ArrayLike<number>;

/**
 * The parameters lambda = (pi, A, B) of a discrete hidden Markov model, as flat row-major arrays.
 *
 * @see Rabiner 1989, section II.B, elements 1-5 of an HMM.
 */
export interface HmmParameters {
  /** N, the number of hidden states. */
  nStates: number;
  /** M, the number of symbols. */
  nSymbols: number;
  /** pi, N numbers: `startprob[i]` = P(first state is i). */
  startprob: Float64Array;
  /** A, N x N row-major: `transmat[i * N + j]` = P(next state is j | this state is i). */
  transmat: Float64Array;
  /** B, N x M row-major: `emissionprob[i * M + k]` = P(symbol k | state i). */
  emissionprob: Float64Array;
}

/** One row of a fit's history: the parameters after `iteration` re-estimations. */
export interface HistoryRow {
  /** How many times the parameters had been re-estimated; 0 is the start. */
  iteration: number;
  /** Log-likelihood of all sequences in nats, under the parameters of this row. */
  logLikelihood: number;
  /** What the fit maximises: the log-likelihood plus the log-prior, without its constant. */
  objective?: number;
  /** The objective's gain over the row before; 0 in row 0. */
  gain: number;
  /** Seconds from the start of the fit to this row. */
  seconds: number;
}

/**
 * How a fit ended: the gain fell under the tolerance; the iterations ran out; the objective fell by
 * more than rounding explains (the parameters before the fall are returned); the caller aborted.
 */
export type FitStatus = "converged" | "max-iterations" | "likelihood-decreased" | "aborted";

/** Which way of computing the expected counts to take; all give the same numbers to rounding. */
export type EStepKind = "textbook" | "fast" | "run-length";

/** How {@linkcode DiscreteHmm.fit} trains. */
export interface FitOptions {
  /** The most re-estimations, a whole number >= 0. @default 200 */
  maxIterations?: number;
  /**
   * Stop when the objective gains less than this, in nats over all sequences. -Infinity never stops
   * early. @default 0.1
   */
  tolerance?: number;
  /**
   * Added to each expected count before it is normalised: the mode under a Dirichlet(1 + pseudoCount)
   * prior. 0 is maximum likelihood. @default 0.01
   */
  pseudoCount?: number;
  /**
   * No probability becomes smaller than this, so that no symbol is impossible under a model that
   * never met it. 0 switches it off. @default 1e-8
   */
  probabilityFloor?: number;
  /**
   * Keep the zeros of the start as structural zeros, such as those of a left-right model; neither
   * the pseudo-count nor the floor then applies to them. @default false
   */
  keepZeros?: boolean;
  /** Which E-step computes the counts; `auto` estimates which is cheapest. @default "auto" */
  eStep?: EStepKind | "auto";
  /**
   * How many starts to train; the best by objective is returned. The first is the model given, the
   * others are random models with the seeds `seed`, `seed + 1`, ... @default 1
   */
  restarts?: number;
  /** Seed of the first random restart. @default 0 */
  seed?: number;
  /** Called, and awaited, after each row of the history. */
  onIteration?: (row: HistoryRow, restart: number) => void | Promise<void>;
  /** Aborts the fit between two iterations; what was reached so far is returned. */
  signal?: AbortSignal;
}

/** What one start of a fit came to. */
export interface RestartSummary {
  /** Seed of the random start; undefined for the model the fit was called on. */
  seed?: number;
  /** Objective of its last parameters. */
  objective: number;
  /** Log-likelihood of its last parameters. */
  logLikelihood: number;
  /** Re-estimations made. */
  iterations: number;
  /** How it ended. */
  status: FitStatus;
}
