/**
 * Gaussian blur along a line that closes on itself, as an octave does.
 *
 * @param values The line is `values[offset + i * stride]` for i = 0..length-1.
 * @param target Where the blurred line goes, at the same places.
 * @param line Offset, stride and length of the line.
 * @param sigma Width in bins, > 0.
 */
export function blurCircular(
  values: ArrayLike<number>,
  target: Float32Array | Float64Array,
  line: { offset: number; stride: number; length: number },
  sigma: number,
): void {
  const { offset, stride, length } = line;
  const kernel = gaussianKernel(sigma, Math.floor((length - 1) / 2));
  const reach = (kernel.length - 1) / 2;
  for (let i = 0; i < length; i++) {
    let total = 0;
    for (let k = -reach; k <= reach; k++) {
      total += kernel[k + reach] * values[offset + ((i + k + length) % length) * stride];
    }
    target[offset + i * stride] = total;
  }
}

/** Weights that sum to 1, out to four sigmas (beyond is less than 1e-4 of the mass) or `most`. */
function gaussianKernel(sigma: number, most: number): Float64Array {
  const reach = Math.min(Math.ceil(4 * sigma), most);
  const kernel = Float64Array.from(
    { length: 2 * reach + 1 },
    (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  return kernel.map((weight) => weight / total);
}
