/** A function's value and its gradient, which the callee fills. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Iterations at most, the projected gradient at which the search ends, and Armijo's constant. */
const MAX_ITERATIONS = 500, FLAT = 1e-9, ARMIJO = 1e-4;

/**
 * The minimum of a smooth function within bounds: BFGS on the variables that are free to move, with
 * a backtracking search along the path that the bounds bend. For some hundred variables.
 *
 * @param f The function and its gradient.
 * @param start Where to begin; it is moved into the bounds.
 * @param bounds Lowest and highest value of each variable; infinite ones are allowed.
 * @returns The point reached.
 *
 * @see Nocedal and Wright 2006, "Numerical optimization", algorithm 6.1; Bertsekas 1982 on
 * projected quasi-Newton steps.
 */
export function minimize(
  f: Objective,
  start: Float64Array,
  bounds: { lower: Float64Array; upper: Float64Array },
): Float64Array {
  const n = start.length, { lower, upper } = bounds;
  const inside = (value: number, i: number) => Math.min(upper[i], Math.max(lower[i], value));
  let x = start.map(inside), gradient = new Float64Array(n), value = f(x, gradient);
  let inverse = identity(n);
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    const free = x.map((at, i) =>
      (at <= lower[i] && gradient[i] > 0) || (at >= upper[i] && gradient[i] < 0) ? 0 : 1
    );
    const pull = gradient.map((slope, i) => slope * free[i]);
    if (pull.every((slope) => Math.abs(slope) < FLAT)) break;
    const step = times(inverse, pull).map((value, i) => -value * free[i]);
    const next = new Float64Array(n), nextGradient = new Float64Array(n);
    let nextValue = Infinity, length = 1;
    for (; length > 1e-12; length /= 2) {
      for (let i = 0; i < n; i++) next[i] = inside(x[i] + length * step[i], i);
      nextValue = f(next, nextGradient);
      const moved = next.map((at, i) => at - x[i]);
      if (nextValue <= value + ARMIJO * dot(moved, gradient)) break;
    }
    if (!(nextValue < value)) {
      // No way down: from the plain gradient it is the minimum, else the curvature misled.
      if (isIdentity(inverse)) break;
      inverse = identity(n);
      continue;
    }
    update(inverse, next.map((at, i) => at - x[i]), nextGradient.map((g, i) => g - gradient[i]));
    [x, gradient, value] = [next, nextGradient, nextValue];
  }
  return x;
}

/** Makes the inverse Hessian agree with a step and the change of the gradient along it. */
function update(inverse: Float64Array[], step: Float64Array, change: Float64Array): void {
  const curvature = dot(step, change);
  if (!(curvature > 1e-14)) return;
  const n = step.length, bent = times(inverse, change), scale = 1 + dot(change, bent) / curvature;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      inverse[i][j] += (scale * step[i] * step[j] - bent[i] * step[j] - step[i] * bent[j]) /
        curvature;
    }
  }
}

function identity(n: number): Float64Array[] {
  return Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n);
    row[i] = 1;
    return row;
  });
}

function isIdentity(matrix: readonly Float64Array[]): boolean {
  return matrix.every((row, i) => row.every((value, j) => value === (i === j ? 1 : 0)));
}

function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}
