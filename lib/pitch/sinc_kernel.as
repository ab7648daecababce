// The hot loop of interpolation, in AssemblyScript (TypeScript that compiles to WebAssembly).
// `tests/hmm/build_kernel.ts` compiles this file into `sinc_kernel_bytes.ts`; no user needs the
// compiler.

/**
 * The sum of products of two arrays of doubles.
 *
 * @param a,b Byte offsets into the memory.
 * @param bytes Their length, a multiple of 64.
 */
export function dot(a: usize, b: usize, bytes: usize): f64 {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  const end = a + bytes;
  for (; a < end; a += 64, b += 64) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a), v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a, 16), v128.load(b, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a, 32), v128.load(b, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a, 48), v128.load(b, 48)));
  }
  const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}
