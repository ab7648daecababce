import { squareRoots } from "../features/neighbours.ts";
import { pitchClassDistribution } from "../features/pitch_class_distribution.ts";
import { svmKernel, trainSvmOnKernel } from "../svm.ts";
import type { Family, FittedFamily, LabelledFeatures, Melody } from "../types.ts";
import { chooseByInnerFolds } from "./inner_folds.ts";
import { fitSeed, groupByLabel } from "./labels.ts";

/** Options of {@linkcode sectionalPcdSvm}. */
export interface SectionalSvmOptions {
  /**
   * Sections of equal time.
   * @default 6
   */
  nSections?: number;
  /**
   * Bins of the octave.
   * @default 80, which is 15 cents a bin
   */
  nBins?: number;
  /**
   * C of the machine, or several to choose from by inner folds.
   * @default [0.5, 1, 2, 4, 8]
   */
  cost?: number | readonly number[];
}

/**
 * Pitch-class distributions of six sections of the recording, and a support-vector machine: what is
 * sung, and when. The distributions enter by their square roots, so that the Gaussian kernel
 * measures Hellinger's distance and rare pitches count.
 *
 * C is chosen by the log-loss of inner folds of the training data.
 *
 * @param options Sections, bins, C.
 * @returns The family `sectional-pcd-svm`.
 */
export function sectionalPcdSvm(options: SectionalSvmOptions = {}): Family<Float32Array> {
  const { nSections = 6, nBins = 80, cost = [0.5, 1, 2, 4, 8] } = options;
  const costs = typeof cost === "number" ? [cost] : cost;
  return {
    name: "sectional-pcd-svm",
    description: `Pitch-class distributions of ${nSections} sections and a support-vector machine.`,
    prepare: (melody: Melody) => sectionRoots(melody, nSections, nBins),
    async fit(training, fitOptions): Promise<FittedFamily<Float32Array>> {
      groupByLabel(training); // refuses an empty list before anything is chosen
      const chosen = await chooseByInnerFolds(
        costs,
        (inside) => fitMachines(inside, costs),
        training,
        fitSeed(fitOptions, "inner"),
      );
      const [machine] = fitMachines(training, [chosen]);
      const describe = () => ({ sections: nSections, bins: nBins, ...machine.describe() });
      return { ...machine, describe };
    },
  };
}

/** Square roots of the distributions of each section, one after the other. */
function sectionRoots(melody: Melody, nSections: number, nBins: number): Float32Array {
  const { track, tonicHz } = melody;
  const roots = new Float32Array(nSections * nBins);
  for (let section = 0; section < nSections; section++) {
    const from = Math.round(track.f0.length * section / nSections);
    const to = Math.round(track.f0.length * (section + 1) / nSections);
    roots.set(
      squareRoots(pitchClassDistribution(track, tonicHz, { nBins, from, to })),
      section * nBins,
    );
  }
  return roots;
}

/** One machine per C; the kernel, which is most of the work, is shared. */
function fitMachines(
  training: readonly LabelledFeatures<Float32Array>[],
  costs: readonly number[],
): FittedFamily<Float32Array>[] {
  const { labels } = groupByLabel(training);
  const classes = training.map(({ raag }) => labels.indexOf(raag));
  const kernel = svmKernel(training.map(({ features }) => features));
  // The machines are asked about the same recording one after the other.
  let asked: Float32Array | undefined, row: Float64Array = new Float64Array(0);
  const kernelRow = (roots: Float32Array) => {
    if (roots !== asked) [asked, row] = [roots, kernel.row(roots)];
    return row;
  };
  return costs.map((cost) => {
    const svm = trainSvmOnKernel(kernel, classes, { cost });
    return {
      labels,
      scores: (roots) => pairwiseScores(svm.decisionsFromKernel(kernelRow(roots)), labels.length),
      describe: () => ({
        cost,
        gamma: svm.gamma,
        support_vectors: svm.nSupportVectors,
        recordings: training.length,
      }),
    };
  });
}

/**
 * A label's score from its duels: the sum of log P(k rather than j), with P the logistic function
 * of twice the distance from the boundary in margins. Unlike counted votes it has no ties.
 */
function pairwiseScores(decisions: Float64Array, nLabels: number): Float64Array {
  return Float64Array.from({ length: nLabels }, (_, k) => {
    let total = 0;
    for (let j = 0; j < nLabels; j++) {
      if (j !== k) total -= Math.log1p(Math.exp(-2 * decisions[k * nLabels + j]));
    }
    return total;
  });
}
