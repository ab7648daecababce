import { DiscreteHmm } from "../../hmm/mod.ts";
import { sectionHistograms, sectionRoots, WHOLE } from "../features/section_histograms.ts";
import type { Example } from "../types.ts";
import { type Expert, type Learnt, type Lesson, rowsOf, stackRows } from "./expert.ts";

/** Weight of a label's nearest recording beside the vote of one of the k nearest. */
const OUTSIDER = 1e-2;

/** Options of {@linkcode nearestDistributions}. */
export interface NearestOptions {
  /** Bins of the octave, a divisor of 240. @default 80, which is 15 cents a bin */
  nBins?: number;
  /** Neighbours that vote. @default 15, as in the paper */
  k?: number;
}

/**
 * Pitch-class distributions and their nearest neighbours: which recordings dwell on the same
 * pitches for the same share of time? Every label gets a score: its nearest recording, however far,
 * adds a share too small to outvote one of the k.
 *
 * @param options Bins and neighbours.
 * @returns The expert; its features are square roots of the shares.
 *
 * @see Karakurt, Senturk, Serra 2016, "MORTY: a toolbox for mode recognition and tonic
 * identification"; 15-cent bins, 15 neighbours and Bhattacharyya distance are its best setting.
 */
export function nearestDistributions(options: NearestOptions = {}): Expert<Float64Array> {
  const { nBins = 80, k = 15 } = options;
  const vote = (
    roots: Float64Array,
    known: readonly { label: number; roots: Float64Array }[],
    nLabels: number,
  ): Float64Array => {
    const near = known
      .map(({ label, roots: other }) => ({ label, distance: bhattacharyya(roots, other) }))
      .sort((a, b) => a.distance - b.distance);
    // Closeness falls to 1/e at the mean distance of those that vote: no unit to choose.
    const voters = near.slice(0, k);
    const scale = voters.reduce((sum, { distance }) => sum + distance, 0) / voters.length || 1;
    const shares = new Float64Array(nLabels);
    for (const { label, distance } of voters) shares[label] += Math.exp(-distance / scale);
    const total = shares.reduce((sum, share) => sum + share, 0);
    const seen = new Set<number>();
    for (const { label, distance } of near) {
      if (seen.has(label)) continue;
      seen.add(label);
      shares[label] += OUTSIDER * total * Math.exp(-distance / scale);
    }
    return shares.map((share) => share > 0 ? Math.max(-1e3, Math.log(share / total)) : -1e3);
  };
  return {
    name: "distribution-neighbours",
    ...distribution("all", nBins),
    learn(examples: readonly Example<Float64Array>[], labels: readonly string[]): Lesson {
      const known = examples.map(({ raag, group, features }) => ({
        label: labels.indexOf(raag),
        group,
        roots: features,
      }));
      return {
        learnt: {
          shared: {},
          raags: labels.map((_, label) => ({
            roots: stackRows(
              known.filter((one) => one.label === label).map(({ roots }) => roots),
              nBins,
            ),
          })),
        },
        heldOut: () =>
          known.map(({ group, roots }) =>
            vote(roots, known.filter((other) => other.group !== group), labels.length)
          ),
      };
    },
    recall: ({ roots }) => rowsOf(roots),
    scorer({ raags }: Learnt) {
      const known = raags.flatMap(({ roots }, label) =>
        rowsOf(roots).map((roots) => ({ label, roots }))
      );
      return (roots) => vote(roots, known, raags.length);
    },
    /** One state that sounds each pitch as often as the raag's recordings did on average. */
    hmm({ raags }, label) {
      const rows = rowsOf(raags[label].roots), emissionprob = new Float64Array(nBins);
      for (const row of rows) row.forEach((root, bin) => emissionprob[bin] += root ** 2);
      const total = emissionprob.reduce((sum, value) => sum + value, 0);
      return new DiscreteHmm({
        nStates: 1,
        nSymbols: nBins,
        startprob: Float64Array.of(1),
        transmat: Float64Array.of(1),
        emissionprob: emissionprob.map((value) => value / total),
      });
    },
  };
}

/** Square roots of the pitch-class distribution of some frames. */
function distribution(
  frames: "all" | "held",
  nBins: number,
): Pick<Expert<Float64Array>, "prepare"> {
  return {
    prepare: (view) => sectionRoots(sectionHistograms(view, frames, WHOLE, nBins), nBins),
  };
}

/** Bhattacharyya distance -log sum_i sqrt(p_i q_i) of two distributions by their roots. */
function bhattacharyya(first: Float64Array, second: Float64Array): number {
  let coefficient = 0;
  for (let i = 0; i < first.length; i++) coefficient += first[i] * second[i];
  // Rounding may pass 1 by a hair; 1e-300 keeps the logarithm finite.
  return -Math.log(Math.min(1, Math.max(1e-300, coefficient)));
}

/**
 * The distance to the nearest recording of each label: squared distance of the square roots of the
 * pitch-class distributions of held frames, which is 2 less twice the Bhattacharyya coefficient.
 *
 * @returns The expert; its scores are minus the distances, -2..0.
 */
export function nearestHeld(): Expert<Float64Array> {
  const nBins = 80;
  const nearestOf = (roots: Float64Array, known: readonly Float64Array[]) =>
    known.reduce((best, other) => {
      let distance = 0;
      for (let i = 0; i < nBins; i++) distance += (roots[i] - other[i]) ** 2;
      return Math.max(best, -distance);
    }, -2);
  return {
    name: "nearest-held",
    ...distribution("held", nBins),
    learn(examples: readonly Example<Float64Array>[], labels: readonly string[]): Lesson {
      const byLabel = labels.map((label) => examples.filter(({ raag }) => raag === label));
      const raags = byLabel.map((own) => ({
        roots: stackRows(own.map(({ features }) => features), nBins),
      }));
      const heldOut = () =>
        examples.map(({ group, features }) =>
          Float64Array.from(byLabel, (own) =>
            nearestOf(
              features,
              own.filter((other) => other.group !== group).map((other) => other.features),
            ))
        );
      return { learnt: { shared: {}, raags }, heldOut };
    },
    recall: ({ roots }) => rowsOf(roots),
    scorer({ raags }: Learnt) {
      const known = raags.map(({ roots }) => rowsOf(roots));
      return (roots) => Float64Array.from(known, (own) => nearestOf(roots, own));
    },
  };
}
