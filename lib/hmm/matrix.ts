/**
 * The two matrix operations of the plain recursions, on flat row-major arrays.
 *
 * @module
 */

/**
 * Row vector times matrix: out_j = sum_i x_i m_ij.
 *
 * Walks the matrix row by row, which is how it lies in memory, and adds into `out`: the additions
 * do not wait for each other, as those of a dot product would.
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
  out.fill(0);
  for (let i = 0; i < N; i++) {
    const factor = x[offset + i], row = i * N;
    for (let j = 0; j < N; j++) out[j] += factor * matrix[row + j];
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
