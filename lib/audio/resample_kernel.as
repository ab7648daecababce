// The hot loop of resampling, in AssemblyScript (TypeScript that compiles to WebAssembly).
// `tests/hmm/build_kernel.ts` compiles this file into `resample_kernel_bytes.ts`; no user needs the
// compiler.
//
// Pointers are byte offsets into the memory. A row of the filter is `taps` floats, a multiple of 16,
// which are added up in 16 running sums: always in the same order, wherever a block begins.

/** The product of a row of the filter and as many samples. */
// @ts-ignore: decorator
@inline function dot(row: usize, input: usize, bytes: usize): f64 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = row + bytes;
  for (; row < end; row += 64, input += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(row), v128.load(input)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(row, 16), v128.load(input, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(row, 32), v128.load(input, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(row, 48), v128.load(input, 48)));
  }
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  return <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1) +
    (<f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3));
}

/**
 * Makes samples while the filter lies within the input.
 *
 * @param state Two doubles, read and written: the sample under the filter's first tap, and the
 * fraction of a sample beyond it, counted in units of 1/to.
 * @param rows The filter for every fraction, `rowsPerUnit` rows for each unit.
 * @param input,held The samples, and how many.
 * @param output,most Where to write, and how many at most.
 * @param step,rest What a step of the output advances in the input: whole samples, and units.
 * @returns How many were made.
 */
export function convert(
  state: usize, rows: usize, taps: i32, rowsPerUnit: f64,
  input: usize, held: i32, output: usize, most: i32,
  step: i32, rest: f64, to: f64,
): i32 {
  const bytes: usize = <usize>taps << 2;
  let at = <i32>load<f64>(state), unit = load<f64>(state, 8), made = 0;
  while (made < most && at + taps <= held) {
    const place = unit * rowsPerUnit, row = Math.floor(place), share = place - row;
    const first = rows + <usize>row * bytes, samples = input + (<usize>at << 2);
    let y = dot(first, samples, bytes);
    if (share > 0) y += share * (dot(first + bytes, samples, bytes) - y);
    store<f32>(output + (<usize>made << 2), <f32>y);
    made++;
    at += step;
    unit += rest;
    if (unit >= to) {
      unit -= to;
      at++;
    }
  }
  store<f64>(state, <f64>at);
  store<f64>(state, unit, 8);
  return made;
}
