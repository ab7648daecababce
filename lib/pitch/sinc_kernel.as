// The hot loop of interpolation, in AssemblyScript (TypeScript that compiles to WebAssembly).
// `tests/hmm/build_kernel.ts` compiles this file into `sinc_kernel_bytes.ts`; no user needs the
// compiler.

/**
 * The sums of products of three pairs of arrays of doubles.
 *
 * @param a,b,c One of each pair. @param x,y,z The other.
 * @param bytes Their length, a multiple of 32.
 * @param out Three doubles.
 */
export function threeDots(
  a: usize, x: usize, b: usize, y: usize, c: usize, z: usize, bytes: usize, out: usize,
): void {
  let a0 = f64x2.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  for (const end = a + bytes; a < end; a += 32) {
    a0 = f64x2.add(a0, f64x2.mul(v128.load(a), v128.load(x)));
    b0 = f64x2.add(b0, f64x2.mul(v128.load(b), v128.load(y)));
    c0 = f64x2.add(c0, f64x2.mul(v128.load(c), v128.load(z)));
    a1 = f64x2.add(a1, f64x2.mul(v128.load(a, 16), v128.load(x, 16)));
    b1 = f64x2.add(b1, f64x2.mul(v128.load(b, 16), v128.load(y, 16)));
    c1 = f64x2.add(c1, f64x2.mul(v128.load(c, 16), v128.load(z, 16)));
    x += 32;
    b += 32;
    y += 32;
    c += 32;
    z += 32;
  }
  a0 = f64x2.add(a0, a1);
  b0 = f64x2.add(b0, b1);
  c0 = f64x2.add(c0, c1);
  store<f64>(out, f64x2.extract_lane(a0, 0) + f64x2.extract_lane(a0, 1));
  store<f64>(out, f64x2.extract_lane(b0, 0) + f64x2.extract_lane(b0, 1), 8);
  store<f64>(out, f64x2.extract_lane(c0, 0) + f64x2.extract_lane(c0, 1), 16);
}
