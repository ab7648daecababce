import { InvalidArgumentError, ModelError } from "../errors.ts";

/** Options of {@linkcode trainSvm}. */
export interface SvmOptions {
  /**
   * C, the price of a training point on the wrong side of its margin, > 0.
   * @default 10
   */
  cost?: number;
  /**
   * Width of the kernel exp(-gamma |x - y|^2), > 0.
   * @default 1 / the median squared distance between training points, so that the kernel neither
   * sees all points as one nor each as alone
   */
  gamma?: number;
  /**
   * Stop when no pair of points breaks the optimality conditions by more than this.
   * @default 1e-3
   */
  tolerance?: number;
}

/** Training points with the kernel between them: what machines of different C can share. */
export interface SvmKernel {
  /** Number of training points. */
  nPoints: number;
  /** Width of the kernel. */
  gamma: number;
  /** nPoints x nPoints row-major: exp(-gamma |x_s - x_t|^2). */
  matrix: Float64Array;
  /** The kernel between a sample and each training point. */
  row(sample: ArrayLike<number>): Float64Array;
}

/** A trained support-vector machine for several classes. */
export interface Svm {
  /** Number of classes K. */
  nClasses: number;
  /** Width of the kernel. */
  gamma: number;
  /** How many training points hold up some boundary. */
  nSupportVectors: number;
  /**
   * Signed distances from the boundaries of all pairs of classes, in units of the margin.
   *
   * @param kernelRow The kernel between the sample and each training point.
   * @returns K x K row-major, `[i * K + j]` > 0 where the sample looks like class i rather than j;
   * antisymmetric.
   */
  decisionsFromKernel(kernelRow: Float64Array): Float64Array;
  /**
   * The same for the sample itself.
   *
   * @param sample As many numbers as a training point has.
   * @returns K x K row-major, antisymmetric.
   */
  decisions(sample: ArrayLike<number>): Float64Array;
}

/** The boundary between two classes: sum_t weights[t] K(x_t, x) - rho > 0 on the first one's side. */
interface Boundary {
  first: number;
  second: number;
  points: Int32Array;
  weights: Float64Array;
  rho: number;
}

/**
 * The Gaussian kernel between training points.
 *
 * @param samples Training points, each as many numbers.
 * @param gamma Width, > 0; default 1 / the median squared distance between the points.
 * @returns The kernel.
 * @throws {InvalidArgumentError} If gamma is out of range.
 */
export function svmKernel(samples: readonly ArrayLike<number>[], gamma?: number): SvmKernel {
  const matrix = squaredDistances(samples);
  const width = gamma ?? 1 / (medianAboveZero(matrix) || 1);
  assertPositive({ gamma: width });
  for (let cell = 0; cell < matrix.length; cell++) matrix[cell] = Math.exp(-width * matrix[cell]);
  return {
    nPoints: samples.length,
    gamma: width,
    matrix,
    row: (sample) =>
      Float64Array.from(samples, (point) => Math.exp(-width * squaredDistance(point, sample))),
  };
}

/**
 * Trains one boundary for each pair of classes (C-SVC, Gaussian kernel).
 *
 * Why not libsvm itself: its builds for the web take over the process (an uncaught error is no
 * longer reported) or ask for a browser page. The solver below is libsvm's, less its cache and
 * shrinking, which data of this size does not need; it gives libsvm's boundaries.
 *
 * @param samples Training points, each as many numbers.
 * @param classes Class of each point, 0..K-1; each class has one point at least.
 * @param options C, gamma, tolerance.
 * @returns The trained machine.
 * @throws {InvalidArgumentError} If an option is out of range or the lists differ in length.
 * @throws {ModelError} If a class has no points.
 *
 * @see Fan, Chen, Lin 2005, "Working set selection using second order information for training
 * support vector machines", algorithm 2
 */
export function trainSvm(
  samples: readonly ArrayLike<number>[],
  classes: ArrayLike<number>,
  options: SvmOptions = {},
): Svm {
  return trainSvmOnKernel(svmKernel(samples, options.gamma), classes, options);
}

/**
 * The same as {@linkcode trainSvm}, on a kernel that is already there.
 *
 * @param kernel The training points.
 * @param classes Class of each point, 0..K-1; each class has one point at least.
 * @param options C and tolerance.
 * @returns The trained machine.
 * @throws {InvalidArgumentError} If an option is out of range or the lists differ in length.
 * @throws {ModelError} If a class has no points.
 */
export function trainSvmOnKernel(
  kernel: SvmKernel,
  classes: ArrayLike<number>,
  options: Omit<SvmOptions, "gamma"> = {},
): Svm {
  const { cost = 10, tolerance = 1e-3 } = options;
  assertPositive({ cost, tolerance });
  const { nPoints, gamma, matrix } = kernel;
  if (nPoints !== classes.length) {
    throw new InvalidArgumentError(
      `each sample needs a class, found ${nPoints} samples and ${classes.length} classes`,
    );
  }
  const members = pointsByClass(classes);
  const boundaries: Boundary[] = [];
  for (let first = 0; first < members.length; first++) {
    for (let second = first + 1; second < members.length; second++) {
      const points = Int32Array.from([...members[first], ...members[second]]);
      const signs = Float64Array.from(points, (_, t) => t < members[first].length ? 1 : -1);
      const { weights, rho } = solve(points, signs, matrix, nPoints, cost, tolerance);
      boundaries.push({ first, second, points, weights, rho });
    }
  }
  const nClasses = members.length;
  const decisionsFromKernel = (kernelRow: Float64Array) => {
    const decisions = new Float64Array(nClasses * nClasses);
    for (const { first, second, points, weights, rho } of boundaries) {
      let value = -rho;
      for (let t = 0; t < points.length; t++) value += weights[t] * kernelRow[points[t]];
      decisions[first * nClasses + second] = value;
      decisions[second * nClasses + first] = -value;
    }
    return decisions;
  };
  return {
    nClasses,
    gamma,
    nSupportVectors: countSupportVectors(boundaries),
    decisionsFromKernel,
    decisions: (sample) => decisionsFromKernel(kernel.row(sample)),
  };
}

/**
 * Sequential minimal optimisation of the dual: minimise 1/2 a'Qa - e'a subject to y'a = 0 and
 * 0 <= a <= C, with Q_st = y_s y_t K_st. Each step moves the two variables that promise the largest
 * descent.
 *
 * @param points Indices into the kernel matrix.
 * @param signs y, +1 or -1 per point.
 * @param kernel Kernel matrix, row-major.
 * @param stride Row length of the kernel matrix.
 * @param cost C.
 * @param tolerance Largest violation that is left.
 * @returns y_t a_t per point, and rho.
 */
function solve(
  points: Int32Array,
  signs: Float64Array,
  kernel: Float64Array,
  stride: number,
  cost: number,
  tolerance: number,
): { weights: Float64Array; rho: number } {
  const n = points.length;
  const alpha = new Float64Array(n);
  const gradient = new Float64Array(n).fill(-1);
  const K = (s: number, t: number) => kernel[points[s] * stride + points[t]];
  // A variable can go up along y if +1 and below C, or -1 and above 0; down the other way round.
  const canRise = (t: number) => signs[t] > 0 ? alpha[t] < cost : alpha[t] > 0;
  const canFall = (t: number) => signs[t] > 0 ? alpha[t] > 0 : alpha[t] < cost;
  // libsvm gives up after so many steps as well; small data needs a few hundred.
  for (let step = 0, most = Math.max(1e6, 100 * n); step < most; step++) {
    let i = -1, highest = -Infinity;
    for (let t = 0; t < n; t++) {
      if (canRise(t) && -signs[t] * gradient[t] > highest) highest = -signs[t] * gradient[i = t];
    }
    let j = -1, lowest = Infinity, bestGain = 0;
    for (let t = 0; t < n; t++) {
      if (!canFall(t)) continue;
      const value = -signs[t] * gradient[t];
      if (value < lowest) lowest = value;
      const violation = highest - value;
      if (violation <= 0) continue;
      const gain = violation ** 2 / curvature(K(i, i) + K(t, t) - 2 * K(i, t));
      if (gain > bestGain) {
        bestGain = gain;
        j = t;
      }
    }
    if (j < 0 || highest - lowest < tolerance) break;
    const move = Math.min(
      (highest + signs[j] * gradient[j]) / curvature(K(i, i) + K(j, j) - 2 * K(i, j)),
      signs[i] > 0 ? cost - alpha[i] : alpha[i],
      signs[j] > 0 ? alpha[j] : cost - alpha[j],
    );
    alpha[i] = clamp(alpha[i] + signs[i] * move, cost);
    alpha[j] = clamp(alpha[j] - signs[j] * move, cost);
    for (let t = 0; t < n; t++) gradient[t] += signs[t] * move * (K(i, t) - K(j, t));
  }
  return {
    weights: alpha.map((a, t) => signs[t] * a),
    rho: threshold(alpha, signs, gradient, cost),
  };
}

/** rho: the mean of y G over the free points, or the middle of its bounds where none is free. */
function threshold(
  alpha: Float64Array,
  signs: Float64Array,
  gradient: Float64Array,
  cost: number,
): number {
  let low = -Infinity, high = Infinity, total = 0, free = 0;
  for (let t = 0; t < alpha.length; t++) {
    const value = signs[t] * gradient[t];
    if (alpha[t] > 0 && alpha[t] < cost) {
      total += value;
      free++;
    } else if ((alpha[t] === 0) === (signs[t] > 0)) high = Math.min(high, value);
    else low = Math.max(low, value);
  }
  return free > 0 ? total / free : (low + high) / 2;
}

/** Two equal points have no curvature between them; libsvm's tau keeps the step finite. */
function curvature(value: number): number {
  return value > 0 ? value : 1e-12;
}

/** Rounding must not leave a variable a hair off its bound. */
function clamp(value: number, cost: number): number {
  return value < cost * 1e-12 ? 0 : value > cost * (1 - 1e-12) ? cost : value;
}

function pointsByClass(classes: ArrayLike<number>): number[][] {
  const members: number[][] = [];
  for (let t = 0; t < classes.length; t++) (members[classes[t]] ??= []).push(t);
  for (let k = 0; k < members.length; k++) {
    if (members[k] === undefined) throw new ModelError(`class ${k} has no training points`);
  }
  return members;
}

function countSupportVectors(boundaries: readonly Boundary[]): number {
  const supports = new Set<number>();
  for (const { points, weights } of boundaries) {
    points.forEach((point, t) => weights[t] !== 0 && supports.add(point));
  }
  return supports.size;
}

function assertPositive(options: Record<string, number>): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(value > 0 && value < Infinity)) {
      throw new InvalidArgumentError(`${name} must be a number > 0, found ${value}`);
    }
  }
}

function squaredDistances(samples: readonly ArrayLike<number>[]): Float64Array {
  const n = samples.length;
  const distances = new Float64Array(n * n);
  for (let s = 0; s < n; s++) {
    for (let t = 0; t < s; t++) {
      distances[s * n + t] = distances[t * n + s] = squaredDistance(samples[s], samples[t]);
    }
  }
  return distances;
}

function squaredDistance(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i] - y[i]) ** 2;
  return total;
}

/** The median of those above zero: a point's distance to itself says nothing. */
function medianAboveZero(distances: Float64Array): number {
  const sorted = distances.filter((distance) => distance > 0).sort();
  return sorted.length === 0 ? 0 : sorted[sorted.length >> 1];
}
