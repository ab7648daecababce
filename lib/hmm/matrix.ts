/**
 * The matrix operations of the plain recursions, on flat row-major arrays.
 *
 * Each takes four rows at a time: a number of the result is then loaded and stored once for four
 * additions, and these do not wait for each other. That halves the time of the plain double loop,
 * which stands at the end for the rows that are left over.
 *
 * @module
 */

/**
 * Row vector times matrix: out_j = sum_i x_i m_ij.
 *
 * @param x N numbers, at `offset`.
 * @param offset Index of the first.
 * @param matrix N x N row-major.
 * @param out N numbers, overwritten; must not overlap `x`.
 */
export function timesMatrix(
  x: Float64Array,
  offset: number,
  matrix: Float64Array,
  out: Float64Array,
): void {
  const N = out.length;
  let i = 0;
  out.fill(0);
  for (; i + 4 <= N; i += 4) {
    const x0 = x[offset + i], x1 = x[offset + i + 1];
    const x2 = x[offset + i + 2], x3 = x[offset + i + 3];
    const m0 = i * N, m1 = m0 + N, m2 = m1 + N, m3 = m2 + N;
    for (let j = 0; j < N; j++) {
      out[j] += x0 * matrix[m0 + j] + x1 * matrix[m1 + j] + x2 * matrix[m2 + j] +
        x3 * matrix[m3 + j];
    }
  }
  for (; i < N; i++) {
    for (let j = 0; j < N; j++) out[j] += x[offset + i] * matrix[i * N + j];
  }
}

/**
 * Adds an outer product: matrix_ij += x_i y_j.
 *
 * @param x N numbers, at `offset`.
 * @param offset Index of the first.
 * @param y N numbers.
 * @param matrix N x N row-major, added to.
 */
export function addOuterProduct(
  x: Float64Array,
  offset: number,
  y: Float64Array,
  matrix: Float64Array,
): void {
  const N = y.length;
  let i = 0;
  for (; i + 4 <= N; i += 4) {
    const x0 = x[offset + i], x1 = x[offset + i + 1];
    const x2 = x[offset + i + 2], x3 = x[offset + i + 3];
    const m0 = i * N, m1 = m0 + N, m2 = m1 + N, m3 = m2 + N;
    for (let j = 0; j < N; j++) {
      const yj = y[j];
      matrix[m0 + j] += x0 * yj;
      matrix[m1 + j] += x1 * yj;
      matrix[m2 + j] += x2 * yj;
      matrix[m3 + j] += x3 * yj;
    }
  }
  for (; i < N; i++) {
    for (let j = 0; j < N; j++) matrix[i * N + j] += x[offset + i] * y[j];
  }
}

/**
 * The transpose of a square matrix.
 *
 * @param matrix N x N row-major.
 * @param N Rows.
 * @returns A new N x N matrix.
 */
export function transpose(matrix: Float64Array, N: number): Float64Array {
  return matrix.map((_, index) => matrix[(index % N) * N + Math.floor(index / N)]);
}
