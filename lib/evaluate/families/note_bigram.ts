import { quantizeNotes, SVARAS } from "../../quantize/mod.ts";
import type { Family, FamilyFitOptions, FittedFamily, LabelledFeatures, Melody } from "../types.ts";
import { chooseByInnerFolds } from "./inner_folds.ts";
import { fitSeed, groupByLabel } from "./labels.ts";

/** Options of {@linkcode noteBigram}. */
export interface NoteBigramOptions {
  /**
   * Weight of the label's note frequencies beside the counted pairs, in notes, or several to choose
   * from by inner folds. A rare note is followed by whatever is frequent until it has been heard
   * about this often; how much that helps depends on how much there is to hear.
   * @default [3, 10, 30, 100, 300, 1000]
   */
  smoothing?: number | readonly number[];
}

/** Symbols of an octave. */
const M = 12;

/**
 * A Markov chain over notes, one per label: the note HMM without its hidden part, and the first
 * thing that it must beat.
 *
 *   P(j | i) = (count(i, j) + smoothing P(j)) / (count(i) + smoothing)
 *
 * @param options Smoothing.
 * @returns The family `note-bigram`; its features are notes folded into one octave.
 */
export function noteBigram(options: NoteBigramOptions = {}): Family<Uint8Array> {
  const { smoothing = [3, 10, 30, 100, 300, 1000] } = options;
  const weights = typeof smoothing === "number" ? [smoothing] : smoothing;
  return {
    name: "note-bigram",
    description:
      "A Markov chain over the notes of one octave per raag, smoothed by the raag's note frequencies.",
    prepare: ({ track, tonicHz }: Melody): Uint8Array =>
      Uint8Array.from(quantizeNotes(track, tonicHz, { nSymbols: M }).symbols),
    async fit(
      training: readonly LabelledFeatures<Uint8Array>[],
      fitOptions?: FamilyFitOptions,
    ): Promise<FittedFamily<Uint8Array>> {
      groupByLabel(training); // refuses an empty list before anything is chosen
      const chosen = await chooseByInnerFolds(
        weights,
        (inside) => weights.map((weight) => fitChains(inside, weight)),
        training,
        fitSeed(fitOptions, "inner"),
      );
      return fitChains(training, chosen);
    },
  };
}

/** One chain per label. */
function fitChains(
  training: readonly LabelledFeatures<Uint8Array>[],
  smoothing: number,
): FittedFamily<Uint8Array> {
  const { labels, byLabel } = groupByLabel(training);
  const chains = byLabel.map((sequences) => logTransitions(sequences, smoothing));
  return {
    labels,
    scores: (symbols) => Float64Array.from(chains, (chain) => logStepsPerRoot(chain, symbols)),
    describe: () => ({
      smoothing,
      commonest_steps: Object.fromEntries(
        labels.map((label, i) => [label, commonestSteps(byLabel[i])]),
      ),
    }),
  };
}

/** Log-probabilities of the next note, M x M row-major. */
function logTransitions(sequences: readonly Uint8Array[], smoothing: number): Float64Array {
  const pairs = countPairs(sequences);
  // One note more of each kind: no note is impossible.
  const notes = new Float64Array(M).fill(1);
  for (const symbols of sequences) for (const symbol of symbols) notes[symbol]++;
  const total = notes.reduce((sum, count) => sum + count, 0);
  for (let i = 0; i < M; i++) {
    const row = pairs.subarray(i * M, (i + 1) * M);
    const seen = row.reduce((sum, count) => sum + count, 0);
    for (let j = 0; j < M; j++) {
      row[j] = Math.log((row[j] + smoothing * notes[j] / total) / (seen + smoothing));
    }
  }
  return pairs;
}

function countPairs(sequences: readonly Uint8Array[]): Float64Array {
  const pairs = new Float64Array(M * M);
  for (const symbols of sequences) {
    for (let t = 1; t < symbols.length; t++) pairs[symbols[t - 1] * M + symbols[t]]++;
  }
  return pairs;
}

/** Log-probability of all steps, divided by the root of their number as for the HMMs. */
function logStepsPerRoot(chain: Float64Array, symbols: Uint8Array): number {
  let total = 0;
  for (let t = 1; t < symbols.length; t++) total += chain[symbols[t - 1] * M + symbols[t]];
  return total / Math.sqrt(Math.max(1, symbols.length - 1));
}

/** The five pairs heard most, such as `G-R`. */
function commonestSteps(sequences: readonly Uint8Array[]): string[] {
  const pairs = countPairs(sequences);
  return [...pairs.keys()].sort((a, b) => pairs[b] - pairs[a]).slice(0, 5)
    .map((pair) => `${SVARAS[Math.floor(pair / M)]}-${SVARAS[pair % M]}`);
}
