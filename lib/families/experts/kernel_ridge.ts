import { CholeskyDecomposition, Matrix, solve } from "ml-matrix";
import { median } from "../../math.ts";
import { delayedSurface, type SparseVector } from "../features/delayed_surface.ts";
import type { MelodyView } from "../features/melody_view.ts";
import { OPENING, sectionHistograms, sectionRoots, WHOLE } from "../features/section_histograms.ts";
import type { Example, NumericArray } from "../types.ts";
import { column, type Expert, type Learnt, placesByGroup } from "./expert.ts";

/** What a kernel ridge expert reads and how much it smooths. */
export interface KernelRidgeOptions {
  /** Name of the expert. */
  name: string;
  /** Features of a melody, whose distances count. */
  prepare(view: MelodyView): SparseVector;
  /** Ridge lambda, > 0. */
  lambda: number;
}

/**
 * Kernel ridge regression on the labels: a recording is like the raags of the recordings that it
 * is near to, with weights that account for their nearness to each other.
 *
 *   f(x) = sum_i alpha_i exp(-gamma d(x, x_i)^2),   alpha = (G + lambda I)^-1 (Y - 1/K),
 *
 * gamma one over the median squared distance, Y 1 for a recording's own label. What f would be
 * without a group g follows from the same inverse V: Y_g - V_gg^-1 alpha_g, exactly.
 *
 * @param options Features and lambda.
 * @returns The expert.
 *
 * @see Rifkin, Yeo, Poggio 2003, "Regularized least-squares classification", section 4 (leaving
 * one out)
 */
export function kernelRidge(options: KernelRidgeOptions): Expert<SparseVector> {
  const { name, prepare, lambda } = options;
  const learn = (examples: readonly Example<SparseVector>[], labels: readonly string[]) => {
    const N = examples.length, K = labels.length;
    const vectors = examples.map(({ features }) => features);
    const distances = squaredDistances(vectors);
    const gamma = 1 / (median(distances.above) || 1);
    const gram = new Matrix(N, N);
    for (let i = 0; i < N; i++) {
      for (let j = 0; j < N; j++) {
        gram.set(i, j, Math.exp(-gamma * distances.at(i, j)) + (i === j ? lambda : 0));
      }
    }
    const inverse = new CholeskyDecomposition(gram).solve(Matrix.eye(N));
    const targets = new Matrix(N, K).fill(-1 / K);
    examples.forEach(({ raag }, i) => targets.set(i, labels.indexOf(raag), 1 - 1 / K));
    const alpha = inverse.mmul(targets);
    const learnt: Learnt = {
      shared: {
        alpha: { shape: [N, K], data: Float64Array.from(alpha.to1DArray()) },
        gamma: { shape: [1], data: Float64Array.of(gamma) },
      },
      raags: labels.map((label) =>
        packVectors(vectors.filter((_, i) => examples[i].raag === label))
      ),
    };
    const heldOut = (): Float64Array[] => {
      const held: Float64Array[] = new Array(N);
      for (const group of placesByGroup(examples)) {
        const block = inverse.selection(group, group);
        const rest = solve(block, alpha.selection(group, labels.map((_, k) => k)));
        group.forEach((i, row) => {
          held[i] = Float64Array.from(labels, (_, k) => targets.get(i, k) - rest.get(row, k));
        });
      }
      return held;
    };
    return { learnt, heldOut };
  };
  const scorer = ({ shared, raags }: Learnt) => {
    const [, K] = shared.alpha.shape, [gamma] = shared.gamma.data;
    const known = raags.flatMap(unpackVectors).map((vector) => ({
      vector,
      square: square(vector),
    }));
    return (features: SparseVector) => {
      const dense = densely(features), own = square(features);
      const scores = new Float64Array(K);
      known.forEach(({ vector, square }, i) => {
        const distance = Math.max(0, own + square - 2 * dot(vector, dense));
        const nearness = Math.exp(-gamma * distance);
        for (let k = 0; k < K; k++) scores[k] += nearness * shared.alpha.data[i * K + k];
      });
      return scores;
    };
  };
  /** The label's recordings and its column go; the others keep their weights. */
  const forget = ({ shared, raags }: Learnt, label: number): Learnt["shared"] => {
    const [, K] = shared.alpha.shape;
    const ofLabel = raags.flatMap(({ lengths }, k) => Array.from(lengths.data, () => k));
    const kept = Array.from(shared.alpha.data)
      .filter((_, i) => ofLabel[Math.floor(i / K)] !== label && i % K !== label);
    const rows = ofLabel.filter((k) => k !== label).length;
    return { ...shared, alpha: { shape: [rows, K - 1], data: Float64Array.from(kept) } };
  };
  return { name, prepare, learn, scorer, forget, recall: unpackVectors };
}

/**
 * Pitch-class distributions: which pitches, in steps of 15 cents, over how much of the time, by
 * their square roots.
 *
 * @param sections `opening`: in seven sections, the opening ones short; `whole`: all at once.
 * @param frames Every voiced frame, or those that are held.
 * @returns The expert `opening-distribution`, or `distribution`.
 */
export function ridgeDistribution(
  sections: "opening" | "whole",
  frames: "all" | "held" = "all",
): Expert<SparseVector> {
  const nBins = 80, cuts = sections === "opening" ? OPENING : WHOLE;
  return kernelRidge({
    name: (sections === "opening" ? "opening-distribution" : "distribution") +
      (frames === "held" ? "-held" : ""),
    lambda: 0.3,
    prepare: (view) => sparsely(sectionRoots(sectionHistograms(view, frames, cuts, nBins), nBins)),
  });
}

/**
 * Delayed melody surfaces, see {@linkcode delayedSurface}.
 *
 * @param nSections Sections of equal time: 3, or 1 for excerpts.
 * @returns The expert `surface-thirds`, or `surface`.
 */
export function ridgeSurface(nSections: 1 | 3): Expert<SparseVector> {
  return kernelRidge({
    name: nSections === 3 ? "surface-thirds" : "surface",
    lambda: 0.1,
    prepare: (view) => delayedSurface(view, nSections),
  });
}

function sparsely(values: Float64Array): SparseVector {
  const indices = Int32Array.from(values.keys()).filter((i) => values[i] !== 0);
  return { indices, values: Float32Array.from(indices, (i) => values[i]) };
}

function densely({ indices, values }: SparseVector): Float64Array {
  const dense = new Float64Array((indices.at(-1) ?? 0) + 1);
  indices.forEach((at, i) => dense[at] = values[i]);
  return dense;
}

/** Inner product with a dense vector, which may be shorter. */
function dot({ indices, values }: SparseVector, dense: Float64Array): number {
  let total = 0;
  for (let i = 0; i < indices.length && indices[i] < dense.length; i++) {
    total += values[i] * dense[indices[i]];
  }
  return total;
}

function square({ values }: SparseVector): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function squaredDistances(
  vectors: readonly SparseVector[],
): { at(i: number, j: number): number; above: Float64Array } {
  const N = vectors.length, squares = vectors.map(square);
  const above = new Float64Array(N * (N - 1) / 2);
  const place = (i: number, j: number) => i * (2 * N - i - 1) / 2 + j - i - 1;
  for (let i = 0; i < N; i++) {
    const dense = densely(vectors[i]);
    for (let j = i + 1; j < N; j++) {
      above[place(i, j)] = Math.max(0, squares[i] + squares[j] - 2 * dot(vectors[j], dense));
    }
  }
  const at = (i: number, j: number) => i === j ? 0 : above[i < j ? place(i, j) : place(j, i)];
  return { at, above };
}

/** Sparse vectors as three arrays: values, indices, and where each vector ends. */
function packVectors(vectors: readonly SparseVector[]): Record<string, NumericArray> {
  return {
    lengths: column(vectors.map(({ indices }) => indices.length)),
    indices: column(vectors.flatMap(({ indices }) => Array.from(indices))),
    values: column(vectors.flatMap(({ values }) => Array.from(values))),
  };
}

function unpackVectors(packed: Record<string, NumericArray>): SparseVector[] {
  let end = 0;
  return Array.from(packed.lengths.data, (length) => {
    const start = end;
    end += length;
    return {
      indices: Int32Array.from(packed.indices.data.subarray(start, end)),
      values: Float32Array.from(packed.values.data.subarray(start, end)),
    };
  });
}
