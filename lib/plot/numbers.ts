/**
 * Values rounded to some digits after the point, as a picture needs no more; what is not finite
 * becomes null, which Plotly leaves blank.
 */
export function rounded(values: ArrayLike<number>, digits: number): (number | null)[] {
  const factor = 10 ** digits;
  // + 0 turns -0, which JSON cannot tell, into 0.
  return Array.from(
    values,
    (value) => Number.isFinite(value) ? Math.round(value * factor) / factor + 0 : null,
  );
}

/** Every how many values to keep so that at most `most` of `length` remain; at least 1. */
export function strideFor(length: number, most: number): number {
  return Math.max(1, Math.ceil(length / most));
}

/** Every `stride`-th value. */
export function everyNth(values: ArrayLike<number>, stride: number): number[] {
  return Array.from({ length: Math.ceil(values.length / stride) }, (_, i) => values[i * stride]);
}
