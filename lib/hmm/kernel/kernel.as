// The hot loops of training and scoring, in AssemblyScript (TypeScript that compiles to WebAssembly).
// `tests/hmm/build_kernel.ts` compiles this file into `kernel_bytes.ts`; no user needs the compiler.
//
// Two doubles fit a v128 register, and the machine starts several of its additions before the first
// has ended. So each loop keeps 6 or 8 running sums in registers: fewer would wait for each other.
//
// All matrices are n x n row-major doubles, all vectors n doubles, n a multiple of 4 (the caller
// pads with zeros, which add nothing). Pointers are byte offsets into the memory, multiples of 16.
// A product is mul then add, never fused, so that every machine rounds alike. A constant offset as
// `load`'s second argument is part of the instruction; one that is added first is one more of them.

/** sum + factor * value, rounded twice. */
// @ts-ignore: decorator
@inline function mulAdd(sum: v128, factor: v128, value: v128): v128 {
  return f64x2.add(sum, f64x2.mul(factor, value));
}

/** y = x M, twelve columns at a time, then four. */
function timesMatrix(x: usize, m: usize, y: usize, n: i32): void {
  const stride: usize = <usize>n << 3;
  const xEnd = x + stride;
  let j: usize = 0;
  for (; j + 96 <= stride; j += 96) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
    for (let px = x, p = m + j; px < xEnd; px += 8, p += stride) {
      const f = v128.load64_splat(px);
      s0 = mulAdd(s0, f, v128.load(p));
      s1 = mulAdd(s1, f, v128.load(p, 16));
      s2 = mulAdd(s2, f, v128.load(p, 32));
      s3 = mulAdd(s3, f, v128.load(p, 48));
      s4 = mulAdd(s4, f, v128.load(p, 64));
      s5 = mulAdd(s5, f, v128.load(p, 80));
    }
    v128.store(y + j, s0);
    v128.store(y + j, s1, 16);
    v128.store(y + j, s2, 32);
    v128.store(y + j, s3, 48);
    v128.store(y + j, s4, 64);
    v128.store(y + j, s5, 80);
  }
  for (; j < stride; j += 32) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let px = x, p = m + j, q = p + stride; px < xEnd; px += 16, p += stride << 1, q += stride << 1) {
      const f = v128.load64_splat(px), g = v128.load64_splat(px, 8);
      s0 = mulAdd(s0, f, v128.load(p));
      s1 = mulAdd(s1, f, v128.load(p, 16));
      s2 = mulAdd(s2, g, v128.load(q));
      s3 = mulAdd(s3, g, v128.load(q, 16));
    }
    v128.store(y + j, f64x2.add(s0, s2));
    v128.store(y + j, f64x2.add(s1, s3), 16);
  }
}

/** The two sums of lanes of a and of b, side by side. */
// @ts-ignore: decorator
@inline function sumLanes(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** y = M x, four rows at a time (M is read as it lies, so that no transpose is needed). */
function matrixTimes(m: usize, x: usize, y: usize, n: i32): void {
  const stride: usize = <usize>n << 3;
  const xEnd = x + stride, yEnd = y + stride;
  for (let row = m; y < yEnd; y += 32, row += stride << 2) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    let p0 = row, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
    for (let px = x; px < xEnd; px += 32, p0 += 32, p1 += 32, p2 += 32, p3 += 32) {
      const f = v128.load(px), g = v128.load(px, 16);
      s0 = mulAdd(s0, f, v128.load(p0));
      t0 = mulAdd(t0, g, v128.load(p0, 16));
      s1 = mulAdd(s1, f, v128.load(p1));
      t1 = mulAdd(t1, g, v128.load(p1, 16));
      s2 = mulAdd(s2, f, v128.load(p2));
      t2 = mulAdd(t2, g, v128.load(p2, 16));
      s3 = mulAdd(s3, f, v128.load(p3));
      t3 = mulAdd(t3, g, v128.load(p3, 16));
    }
    v128.store(y, sumLanes(f64x2.add(s0, t0), f64x2.add(s1, t1)));
    v128.store(y, sumLanes(f64x2.add(s2, t2), f64x2.add(s3, t3)), 16);
  }
}

/** Z = X Y. */
export function multiply(x: usize, y: usize, z: usize, n: i32): void {
  const stride: usize = <usize>n << 3;
  for (let i = 0; i < n; i++, x += stride, z += stride) timesMatrix(x, y, z, n);
}

/** Z += X Y^T; `row` is scratch for n doubles. */
export function addTimesTransposed(x: usize, y: usize, z: usize, n: i32, row: usize): void {
  const stride: usize = <usize>n << 3;
  for (let i = 0; i < n; i++, x += stride, z += stride) {
    matrixTimes(y, x, row, n);
    for (let j: usize = 0; j < stride; j += 16) {
      v128.store(z + j, f64x2.add(v128.load(z + j), v128.load(row + j)));
    }
  }
}

/**
 * G += sum over the listed rows r of a[r] (x) w[r], four by four entries of G at a time, which stay in
 * registers over up to 64 rows, as many as the fast cache holds.
 */
export function addOuter(g: usize, a: usize, w: usize, list: usize, count: i32, n: i32): void {
  const stride: usize = <usize>n << 3;
  const listEnd = list + (<usize>count << 2);
  for (; list < listEnd; list += 256) {
    const last = min(list + 256, listEnd);
    for (let i: usize = 0; i < stride; i += 32) {
      for (let j: usize = 0; j < stride; j += 32) {
        const p0 = g + i * <usize>n + j, p1 = p0 + stride, p2 = p1 + stride, p3 = p2 + stride;
        let s0 = v128.load(p0), t0 = v128.load(p0, 16), s1 = v128.load(p1), t1 = v128.load(p1, 16);
        let s2 = v128.load(p2), t2 = v128.load(p2, 16), s3 = v128.load(p3), t3 = v128.load(p3, 16);
        for (let r = list; r < last; r += 4) {
          const row = <usize>load<u32>(r) * stride;
          const pa = a + row + i, pw = w + row + j;
          const u = v128.load(pw), v = v128.load(pw, 16);
          const f0 = v128.load64_splat(pa), f1 = v128.load64_splat(pa, 8);
          s0 = mulAdd(s0, f0, u);
          t0 = mulAdd(t0, f0, v);
          s1 = mulAdd(s1, f1, u);
          t1 = mulAdd(t1, f1, v);
          const f2 = v128.load64_splat(pa, 16), f3 = v128.load64_splat(pa, 24);
          s2 = mulAdd(s2, f2, u);
          t2 = mulAdd(t2, f2, v);
          s3 = mulAdd(s3, f3, u);
          t3 = mulAdd(t3, f3, v);
        }
        v128.store(p0, s0);
        v128.store(p0, t0, 16);
        v128.store(p1, s1);
        v128.store(p1, t1, 16);
        v128.store(p2, s2);
        v128.store(p2, t2, 16);
        v128.store(p3, s3);
        v128.store(p3, t3, 16);
      }
    }
  }
}

/**
 * Forward over `count` pieces. Row p of alpha leads to row p + step / (8 n): with `step` one row each
 * is kept (training), with 0 a row is overwritten by the next (scoring), through the scratch `row`.
 * A piece below nSymbols is one frame: A, then the emissions of that symbol; any other is a run: the
 * matrix in slot piece - nSymbols + 1, emissions included. Each row is divided by its sum, which goes
 * to `scales`.
 */
export function forward(
  alpha: usize, step: usize, pieces: usize, count: i32, matrices: usize, emissions: usize,
  nSymbols: i32, scales: usize, n: i32, row: usize,
): void {
  const stride: usize = <usize>n << 3;
  for (let p = 0; p < count; p++, pieces += 4, scales += 8) {
    const piece = load<i32>(pieces);
    let s = f64x2.splat(0);
    if (piece < nSymbols) {
      timesMatrix(alpha, matrices, row, n);
      const e = emissions + <usize>piece * stride;
      for (let j: usize = 0; j < stride; j += 16) {
        const v = f64x2.mul(v128.load(row + j), v128.load(e + j));
        v128.store(row + j, v);
        s = f64x2.add(s, v);
      }
    } else {
      timesMatrix(alpha, matrices + <usize>(piece - nSymbols + 1) * <usize>n * stride, row, n);
      for (let j: usize = 0; j < stride; j += 16) s = f64x2.add(s, v128.load(row + j));
    }
    alpha += step;
    const scale = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
    store<f64>(scales, scale);
    const inverse = f64x2.splat(1 / scale);
    for (let j: usize = 0; j < stride; j += 16) {
      v128.store(alpha + j, f64x2.mul(v128.load(row + j), inverse));
    }
  }
}

/**
 * Backward over `count` pieces, the last first. `beta` (n doubles) comes in as that after the last
 * piece and goes out as that before the first. Row p of w becomes what `addOuter` needs beside row p
 * of alpha. A piece of one frame adds its gamma to row `piece` of `counts` (nSymbols x n).
 */
export function backward(
  alpha: usize, w: usize, pieces: usize, count: i32, matrices: usize, emissions: usize,
  nSymbols: i32, scales: usize, n: i32, beta: usize, counts: usize,
): void {
  const stride: usize = <usize>n << 3;
  for (let p = count - 1; p >= 0; p--) {
    const piece = load<i32>(pieces + (<usize>p << 2));
    const here = w + <usize>p * stride;
    const inverse = f64x2.splat(1 / load<f64>(scales + (<usize>p << 3)));
    if (piece < nSymbols) {
      const e = emissions + <usize>piece * stride, c = counts + <usize>piece * stride;
      const after = alpha + <usize>(p + 1) * stride;
      for (let j: usize = 0; j < stride; j += 16) {
        const b = v128.load(beta + j);
        v128.store(c + j, mulAdd(v128.load(c + j), b, v128.load(after + j)));
        v128.store(here + j, f64x2.mul(f64x2.mul(b, v128.load(e + j)), inverse));
      }
      matrixTimes(matrices, here, beta, n);
    } else {
      for (let j: usize = 0; j < stride; j += 16) {
        v128.store(here + j, f64x2.mul(v128.load(beta + j), inverse));
      }
      matrixTimes(matrices + <usize>(piece - nSymbols + 1) * <usize>n * stride, here, beta, n);
    }
  }
}
