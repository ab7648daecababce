import { DiscreteHmm } from "../../hmm/mod.ts";
import { NOTE_QUANTIZER } from "../features/melody_view.ts";
import { sumOf } from "../features/section_histograms.ts";
import { type CountedFeatures, countsExpert } from "./counts.ts";
import type { Expert } from "./expert.ts";

/** Notes of an octave. */
const M = 12;

/** Weight of what backs a row off, in notes: until it was heard so often, the backing says more. */
const BACK_OFF = 30;

/** Triples beyond which a melody says no more about its raag. */
export const MOST_TRIPLES = 400;

/**
 * Notes of which each depends on the two before: a hidden Markov model whose state is the last two
 * notes. Rows that were seldom heard back off, half to the class's shorter history and half to the
 * background of all classes, each with a weight of 30 notes:
 *
 *   P(d)      = (c(d)   + 30 U(d)) / (c + 30)
 *   P(d | b)  = (c(bd)  + 30 (P(d) + U(d | b)) / 2) / (c(b) + 30)
 *   P(d | ab) = (c(abd) + 30 (P(d | b) + U(d | ab)) / 2) / (c(ab) + 30)
 *
 * with U the same of all classes, backing off with a weight of 12.
 *
 * @param options `exemplars`: whether a class is a mixture of its recordings; `beta`: how much the
 * nearest of them counts, 1 by default; `mostCounts`: triples beyond which a melody says no more,
 * 400 by default.
 * @returns The expert; its features are counts of triples, 144 x 12.
 */
export function noteTrigrams(
  options: { exemplars: boolean; beta?: number; mostCounts?: number },
): Expert<CountedFeatures> {
  return countsExpert({
    name: options.exemplars ? "note-exemplars" : "notes",
    nSymbols: M,
    mostCounts: options.mostCounts ?? MOST_TRIPLES,
    count: ({ notes }) => {
      const counts = new Uint32Array(M * M * M);
      for (let t = 2; t < notes.length; t++) {
        counts[(notes[t - 2] * M + notes[t - 1]) * M + notes[t]]++;
      }
      return counts;
    },
    table: (counts, all) => backedOff(counts, backgroundOf(all)).three,
    hmm: (_, counts, all) => trigramHmm(backedOff(counts, backgroundOf(all))),
    read: (view) => view.noteSequence,
    quantizer: NOTE_QUANTIZER,
    ...(options.exemplars && { exemplars: { tau: 10, beta: options.beta ?? 1 } }),
  });
}

/** Probabilities of a note alone (12), after one note (12 x 12) and after two (144 x 12). */
interface Orders {
  one: Float64Array;
  two: Float64Array;
  three: Float64Array;
}

/** Counts of shorter histories: the last two notes of each triple, and its last. */
function shorter(triples: Float64Array): { pairs: Float64Array; notes: Float64Array } {
  const pairs = new Float64Array(M * M), notes = new Float64Array(M);
  for (let i = 0; i < triples.length; i++) pairs[i % (M * M)] += triples[i];
  for (let i = 0; i < pairs.length; i++) notes[i % M] += pairs[i];
  return { pairs, notes };
}

/** Each row: (count + weight * backing) / (sum + weight). */
function rows(
  counts: Float64Array,
  weight: number,
  backing: (index: number) => number,
): Float64Array {
  const result = new Float64Array(counts.length);
  for (let start = 0; start < counts.length; start += M) {
    const total = sumOf(counts, start, M);
    for (let i = start; i < start + M; i++) {
      result[i] = (counts[i] + weight * backing(i)) / (total + weight);
    }
  }
  return result;
}

/** All classes together. */
function backgroundOf(triples: Float64Array): Orders {
  const { pairs, notes } = shorter(triples);
  const one = rows(notes, M, () => 1 / M);
  const two = rows(pairs, M, (i) => one[i % M]);
  const three = rows(triples, M, (i) => two[i % (M * M)]);
  return { one, two, three };
}

/** One class, before the background of all. */
function backedOff(triples: Float64Array, all: Orders): Orders {
  const { pairs, notes } = shorter(triples);
  const one = rows(notes, BACK_OFF, (i) => all.one[i]);
  const two = rows(pairs, BACK_OFF, (i) => (one[i % M] + all.two[i]) / 2);
  const three = rows(triples, BACK_OFF, (i) => (two[i % (M * M)] + all.three[i]) / 2);
  return { one, two, three };
}

/** State (a, b) = the last two notes; it sounds b and goes to (b, d) with P(d | ab). */
function trigramHmm({ one, two, three }: Orders): DiscreteHmm {
  const nStates = M * M;
  const startprob = Float64Array.from(two, (p, i) => one[Math.floor(i / M)] * p);
  const transmat = new Float64Array(nStates * nStates),
    emissionprob = new Float64Array(nStates * M);
  for (let state = 0; state < nStates; state++) {
    const b = state % M;
    emissionprob[state * M + b] = 1;
    for (let d = 0; d < M; d++) transmat[state * nStates + b * M + d] = three[state * M + d];
  }
  return new DiscreteHmm({ nStates, nSymbols: M, startprob, transmat, emissionprob });
}
