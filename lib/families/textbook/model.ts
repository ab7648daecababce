/**
 * From a raag's facts to a hidden Markov model, no audio heard: 12 states, which are the svaras, and
 * 120 symbols, which are bins of 10 cents.
 *
 * Tried on real recordings and left out, since it named fewer: the octave of each svara in the lines,
 * a svara's own place (g of Darbari, 20 cents lower), a wider bell for one that swings (andolan).
 *
 * @module
 */

import { InvalidArgumentError } from "../../errors.ts";
import { DiscreteHmm } from "../../hmm/mod.ts";
import { linesOf, N_SVARAS as N, type RaagFacts, scaleOf, svarasOf } from "./facts.ts";

/** M, the number of symbols: bins of 10 cents, octave folded. */
export const N_SYMBOLS = 120;
/** Where the svaras lie, in cents above Sa: just intonation and the common practice, to 5 cents. */
const SVARA_CENTS: readonly number[] = Object.freeze(
  [0, 105, 204, 305, 388, 498, 590, 702, 805, 890, 1000, 1092],
);

/** Chance to stay on a svara from one stable frame to the next: 1 / (1 - .87) = 8 frames of 20 ms. */
const STAY = 0.87;
/** Width of a svara, in cents: one standard deviation. */
const WIDTH_CENTS = 30;
/** Share of frames that are anything: ornaments, the tracker's slips. */
const ANYTHING = 0.1;
/** How many moves the general knowledge of moves weighs against the moves that the lines show. */
const GENERAL_MOVES = 4;

/** A raag's model before any sound: the chances of svaras and of moves between them. */
export interface TextbookMoves {
  /** pi, 12 numbers: how prominent each svara is. */
  startprob: Float64Array;
  /** P, 12 x 12 row-major: `[a * 12 + b]` = P(next svara b | svara a was left); 0 on the diagonal. */
  moves: Float64Array;
}

/**
 * How prominent each svara is, and how the raag moves from one to another.
 *
 * With share(s) the weighed number of times that s occurs in the lines, scale = {s: share(s) > 0}:
 *
 * ```
 * w(s)    = [s in scale] + 6 share(s) / sum share + .6 [Sa] + 1 [vadi] + .6 [samvadi] + .4 [nyas]
 *           then times .4 if weak, then normalised
 * pi(s)   = .95 w(s) + .05 / 12
 * C(a, b) = weighed number of times that b follows a in a line (a != b)
 * near(a) = the next two svaras of the scale upwards and the next two downwards, 1 and .4 each
 * Q(a, b) = .5 near(a, b) + .4 w(b) / (1 - w(a)) + .1 / 11
 * P(a, b) = (C(a, b) + 4 Q(a, b)) / (sum_b C(a, b) + 4)
 * ```
 *
 * So a move of the lines counts as seen, and what they leave open follows the neighbours in the
 * scale and the prominence of the svara reached.
 *
 * @param facts The raag.
 * @returns pi and P.
 * @throws {InvalidArgumentError} If a line is empty, names no svara, or if fewer than two different
 * svaras occur.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { textbookMoves } from "./model.ts";
 *
 * const { moves } = textbookMoves({
 *   raag: "Bhupali",
 *   aroh: "S R G P D S'",
 *   avroh: "S' D P G R S",
 *   vadi: "G",
 *   samvadi: "D",
 * });
 * assert(moves[4 * 12 + 7] > moves[4 * 12 + 9]); // from G rather to P than to D
 * ```
 */
export function textbookMoves(facts: RaagFacts): TextbookMoves {
  const scale = scaleOf(facts);
  const share = new Float64Array(N), counts = new Float64Array(N * N);
  for (const { svaras, weight } of linesOf(facts)) {
    svaras.forEach((b, i) => {
      share[b] += weight;
      const a = svaras[i - 1];
      if (i > 0 && a !== b) counts[a * N + b] += weight;
    });
  }
  const w = prominence(facts, scale, share);
  const moves = new Float64Array(N * N);
  for (let a = 0; a < N; a++) {
    const near = neighboursInScale(scale, a);
    const seen = total(counts.subarray(a * N, a * N + N));
    for (let b = 0; b < N; b++) {
      if (a === b) continue;
      const q = 0.5 * near[b] + 0.4 * w[b] / (1 - w[a]) + 0.1 / (N - 1);
      moves[a * N + b] = (counts[a * N + b] + GENERAL_MOVES * q) / (seen + GENERAL_MOVES);
    }
  }
  return { startprob: w.map((x) => 0.95 * x + 0.05 / N), moves };
}

/** w of {@linkcode textbookMoves}: 12 numbers that sum to 1. */
function prominence(facts: RaagFacts, scale: number[], share: Float64Array): Float64Array {
  const { raag, vadi, samvadi, nyas = [], weak = [] } = facts;
  const one = (text: string, field: string) => {
    const [svara, ...more] = svarasOf(text, `${raag}: ${field}`);
    if (more.length === 0) return svara;
    throw new InvalidArgumentError(`${raag}: ${field} must be one svara, found "${text}"`);
  };
  const all = total(share);
  const w = share.map((x) => 6 * x / all);
  for (const svara of scale) w[svara] += 1;
  w[0] += 0.6;
  if (vadi) w[one(vadi, "vadi")] += 1;
  if (samvadi) w[one(samvadi, "samvadi")] += 0.6;
  for (const svara of nyas) w[one(svara, "nyas")] += 0.4;
  for (const svara of weak) w[one(svara, "weak")] *= 0.4;
  const sum = total(w);
  return w.map((x) => x / sum);
}

/** near of {@linkcode textbookMoves}: 12 numbers that sum to 1. */
function neighboursInScale(scale: number[], from: number): Float64Array {
  const others = scale.filter((svara) => svara !== from);
  const near = new Float64Array(N);
  for (const direction of [1, -1]) {
    const distance = (svara: number) => ((svara - from) * direction + N) % N;
    const [first, second] = others.toSorted((a, b) => distance(a) - distance(b));
    near[first] += 1;
    if (second !== undefined) near[second] += 0.4;
  }
  const sum = total(near);
  return near.map((x) => x / sum);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/**
 * How a svara sounds: nine tenths a bell of 30 cents about its centre, wrapped around the octave,
 * and one tenth anything.
 *
 * ```
 * g(s, k) = exp(-d^2 / (2 * 30^2)), d = the way round the octave from SVARA_CENTS[s] to 10 k cents
 * B(s, k) = .9 g(s, k) / sum_k g(s, k) + .1 / 120
 * ```
 *
 * @returns 12 x 120 row-major: `[s * 120 + k]` = P(bin k | svara s).
 */
export function svaraEmissions(): Float64Array {
  const emissions = new Float64Array(N * N_SYMBOLS);
  for (let s = 0; s < N; s++) {
    const row = emissions.subarray(s * N_SYMBOLS, (s + 1) * N_SYMBOLS);
    for (let k = 0; k < N_SYMBOLS; k++) {
      const distance = (k * 10 - SVARA_CENTS[s] + 1800) % 1200 - 600;
      row[k] = Math.exp(-(distance ** 2) / (2 * WIDTH_CENTS ** 2));
    }
    const sum = total(row);
    for (let k = 0; k < N_SYMBOLS; k++) {
      row[k] = (1 - ANYTHING) * row[k] / sum + ANYTHING / N_SYMBOLS;
    }
  }
  return emissions;
}

/**
 * The hidden Markov model of svaras and moves.
 *
 * ```
 * a(i, j) = .87 [i = j] + .13 P(i, j)
 * ```
 *
 * @param textbook pi and P, as {@linkcode textbookMoves} gives them.
 * @returns A model of 12 states (the svaras, `S` is 0) and 120 symbols (10 cents, Sa is 0).
 * @throws {InvalidArgumentError} If pi or a row of P is no distribution.
 */
export function hmmOfMoves({ startprob, moves }: TextbookMoves): DiscreteHmm {
  return new DiscreteHmm({
    nStates: N,
    nSymbols: N_SYMBOLS,
    startprob,
    transmat: moves.map((move, ij) => (ij % (N + 1) === 0 ? STAY : 0) + (1 - STAY) * move),
    emissionprob: svaraEmissions(),
  });
}

/**
 * The hidden Markov model of a raag, from its facts alone.
 *
 * @param facts The raag.
 * @returns A model of 12 states (the svaras) and 120 symbols (10 cents).
 * @throws {InvalidArgumentError} If the facts name no svaras, or something that is no svara.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { textbookModel } from "./model.ts";
 *
 * const facts = { raag: "Bhupali", aroh: "S R G P D S'", avroh: "S' D P G R S" };
 * const bhupali = textbookModel(facts);
 * const malkauns = textbookModel({ raag: "Malkauns", aroh: "S g m d n S'", avroh: "S' n d m g S" });
 * const melody = [...Array(9).fill(0), ...Array(9).fill(20), ...Array(9).fill(39)]; // S R G
 * assert(bhupali.score(melody) > malkauns.score(melody));
 * ```
 */
export function textbookModel(facts: RaagFacts): DiscreteHmm {
  return hmmOfMoves(textbookMoves(facts));
}
