// The hot loop of resampling, in AssemblyScript (TypeScript that compiles to WebAssembly).
// `tests/hmm/build_kernel.ts` compiles this file into `resample_kernel_bytes.ts`; no user needs the
// compiler.
//
// Pointers are byte offsets into the memory. A row of the filter is `taps` floats, a multiple of 16,
// which are added up in 8 running sums: always in the same order, wherever a block begins.

/** The added lanes of two running sums. */
// @ts-ignore: decorator
@inline function total(a: v128, b: v128): f64 {
  const s = f32x4.add(a, b);
  return <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1) +
    (<f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3));
}

/** sum + factor * value, rounded twice. */
// @ts-ignore: decorator
@inline function mulAdd(sum: v128, factor: v128, value: v128): v128 {
  return f32x4.add(sum, f32x4.mul(factor, value));
}

/** The product of a row of the filter and as many samples. */
function dot(row: usize, input: usize, bytes: usize): f64 {
  let s0 = f32x4.splat(0), s1 = s0;
  for (const end = row + bytes; row < end; row += 32, input += 32) {
    s0 = mulAdd(s0, v128.load(row), v128.load(input));
    s1 = mulAdd(s1, v128.load(row, 16), v128.load(input, 16));
  }
  return total(s0, s1);
}

/** The products of one row and the samples at four places, `apart` bytes from each other. */
function fourDots(row: usize, input: usize, bytes: usize, apart: usize, output: usize, step: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  let b = input + apart, c = b + apart, d = c + apart;
  for (const end = row + bytes; row < end; row += 64) {
    let first = v128.load(row), second = v128.load(row, 16);
    a0 = mulAdd(a0, first, v128.load(input));
    b0 = mulAdd(b0, first, v128.load(b));
    c0 = mulAdd(c0, first, v128.load(c));
    d0 = mulAdd(d0, first, v128.load(d));
    a1 = mulAdd(a1, second, v128.load(input, 16));
    b1 = mulAdd(b1, second, v128.load(b, 16));
    c1 = mulAdd(c1, second, v128.load(c, 16));
    d1 = mulAdd(d1, second, v128.load(d, 16));
    first = v128.load(row, 32);
    second = v128.load(row, 48);
    a0 = mulAdd(a0, first, v128.load(input, 32));
    b0 = mulAdd(b0, first, v128.load(b, 32));
    c0 = mulAdd(c0, first, v128.load(c, 32));
    d0 = mulAdd(d0, first, v128.load(d, 32));
    a1 = mulAdd(a1, second, v128.load(input, 48));
    b1 = mulAdd(b1, second, v128.load(b, 48));
    c1 = mulAdd(c1, second, v128.load(c, 48));
    d1 = mulAdd(d1, second, v128.load(d, 48));
    input += 64;
    b += 64;
    c += 64;
    d += 64;
  }
  store<f32>(output, <f32>total(a0, a1));
  store<f32>(output + step, <f32>total(b0, b1));
  store<f32>(output + 2 * step, <f32>total(c0, c1));
  store<f32>(output + 3 * step, <f32>total(d0, d1));
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
  // Where every fraction has its row, they come round after `to` samples of the output: four such
  // rounds are made at once, so that each row is read once for four samples.
  const round = <i32>to, apart = step * round + <i32>rest;
  const group = rowsPerUnit == 1 && <f64>round == to ? 4 * round : i32.MAX_VALUE;
  let left = 0;
  while (made < most && at + taps <= held) {
    if (left == 0 && group <= most - made && at + 4 * apart + taps <= held) left = round;
    const samples = input + (<usize>at << 2), place = output + (<usize>made << 2);
    if (left > 0) {
      fourDots(rows + <usize>unit * bytes, samples, bytes, <usize>apart << 2, place, <usize>round << 2);
    } else {
      const fraction = unit * rowsPerUnit, row = Math.floor(fraction), share = fraction - row;
      const first = rows + <usize>row * bytes;
      let y = dot(first, samples, bytes);
      if (share > 0) y += share * (dot(first + bytes, samples, bytes) - y);
      store<f32>(place, <f32>y);
    }
    made++;
    at += step;
    unit += rest;
    if (unit >= to) {
      unit -= to;
      at++;
    }
    if (left > 0 && --left == 0) {
      made += 3 * round;
      at += 3 * apart;
    }
  }
  store<f64>(state, <f64>at);
  store<f64>(state, unit, 8);
  return made;
}
