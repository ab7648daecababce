import { melodySurface, type MelodySurfaceOptions } from "../features/melody_surface.ts";
import { nearestNeighbourScores, squareRoots } from "../features/neighbours.ts";
import { pitchClassDistribution } from "../features/pitch_class_distribution.ts";
import type { Family, LabelledFeatures, Melody } from "../types.ts";
import { groupByLabel } from "./labels.ts";

/** Options of {@linkcode pcdKnn}. */
export interface PcdKnnOptions {
  /**
   * Bins of the octave.
   * @default 80, which is 15 cents a bin
   */
  nBins?: number;
  /**
   * Neighbours that vote.
   * @default 15
   */
  k?: number;
}

/** Options of {@linkcode tdmsKnn}. */
export interface TdmsKnnOptions extends MelodySurfaceOptions {
  /**
   * Neighbours that vote.
   * @default 1, as in the paper
   */
  k?: number;
}

/**
 * Pitch-class distributions and their nearest neighbours: which recordings dwell on the same
 * pitches for the same share of time?
 *
 * @param options Bins and neighbours.
 * @returns The family `pcd-knn`.
 *
 * @see Karakurt, Senturk, Serra 2016, "MORTY: a toolbox for mode recognition and tonic
 * identification"; 15-cent bins, 15 neighbours and Bhattacharyya distance are its best setting.
 */
export function pcdKnn(options: PcdKnnOptions = {}): Family<Float32Array> {
  const { nBins = 80, k = 15 } = options;
  return nearest(
    "pcd-knn",
    "Pitch-class distributions, compared with their nearest neighbours by Bhattacharyya distance.",
    ({ track, tonicHz }) => pitchClassDistribution(track, tonicHz, { nBins, sigmaBins: 0 }),
    k,
    { bins: nBins },
  );
}

/**
 * Time-delayed melody surfaces and their nearest neighbours.
 *
 * @param options The surface and the neighbours.
 * @returns The family `tdms-knn`.
 *
 * @see Gulati, Serra, Ganguli, Senturk, Serra 2016, "Time-delayed melody surfaces for raga
 * recognition"
 */
export function tdmsKnn(options: TdmsKnnOptions = {}): Family<Float32Array> {
  const { k = 1, ...surface } = options;
  return nearest(
    "tdms-knn",
    "Time-delayed melody surfaces (Gulati 2016) and their nearest neighbours.",
    ({ track, tonicHz }) => melodySurface(track, tonicHz, surface),
    k,
    { bins: surface.nBins ?? 120, delay_seconds: surface.delaySeconds ?? 0.3 },
  );
}

/** A family that remembers its training data and asks the k nearest. */
function nearest(
  name: string,
  description: string,
  shares: (melody: Melody) => ArrayLike<number>,
  k: number,
  settings: Record<string, unknown>,
): Family<Float32Array> {
  return {
    name,
    description,
    prepare: (melody) => squareRoots(shares(melody)),
    fit(training: readonly LabelledFeatures<Float32Array>[]) {
      const { labels, byLabel } = groupByLabel(training);
      const known = training.map(({ raag, features }) => ({ raag, roots: features }));
      return {
        labels,
        scores: (roots) => nearestNeighbourScores(roots, known, labels, k),
        describe: () => ({
          ...settings,
          k,
          remembered: Object.fromEntries(labels.map((label, i) => [label, byLabel[i].length])),
        }),
      };
    },
  };
}
