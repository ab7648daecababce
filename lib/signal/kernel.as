// Hot loops over sound, in AssemblyScript (TypeScript that compiles to WebAssembly): sums, and Fourier
// transforms of four real signals at once. `tests/hmm/build_kernel.ts` compiles this file into
// `kernel_bytes.ts`; no user needs the compiler.
//
// In a transform, a v128 register holds one number of each of the four signals. So the code is that of
// one signal, and what one signal becomes does not depend on the other three.
//
// Pointers are byte offsets into the memory. A complex number is 32 bytes: four real parts, then
// four imaginary ones. A real signal of N samples is N/2 complex numbers where it lies, since its
// even samples count as real parts and its odd ones as imaginary. Twiddles are pairs of single
// floats, cos and sin of 2 pi k / size.

/** One step of four: the numbers `gap` bytes apart become four that lie `step` bytes apart. */
// @ts-ignore: decorator
@inline function butterfly(
  from: usize, gap: usize, to: usize, step: usize, turn: v128,
  cos1: v128, sin1: v128, cos2: v128, sin2: v128, cos3: v128, sin3: v128, twiddled: bool,
): void {
  const b = from + gap, c = b + gap, d = c + gap;
  const aRe = v128.load(from), aIm = v128.load(from, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
  const cRe = v128.load(c), cIm = v128.load(c, 16), dRe = v128.load(d), dIm = v128.load(d, 16);
  const acRe = f32x4.add(aRe, cRe), acIm = f32x4.add(aIm, cIm);
  const bdRe = f32x4.add(bRe, dRe), bdIm = f32x4.add(bIm, dIm);
  const caRe = f32x4.sub(aRe, cRe), caIm = f32x4.sub(aIm, cIm);
  // (b - d) times -i going forward, times i going back.
  const dbRe = f32x4.mul(turn, f32x4.sub(bIm, dIm)), dbIm = f32x4.mul(turn, f32x4.sub(dRe, bRe));
  const y = to + step, z = y + step, w = z + step;
  const re1 = f32x4.add(caRe, dbRe), im1 = f32x4.add(caIm, dbIm);
  const re2 = f32x4.sub(acRe, bdRe), im2 = f32x4.sub(acIm, bdIm);
  const re3 = f32x4.sub(caRe, dbRe), im3 = f32x4.sub(caIm, dbIm);
  v128.store(to, f32x4.add(acRe, bdRe));
  v128.store(to, f32x4.add(acIm, bdIm), 16);
  if (twiddled) {
    v128.store(y, f32x4.add(f32x4.mul(re1, cos1), f32x4.mul(im1, sin1)));
    v128.store(y, f32x4.sub(f32x4.mul(im1, cos1), f32x4.mul(re1, sin1)), 16);
    v128.store(z, f32x4.add(f32x4.mul(re2, cos2), f32x4.mul(im2, sin2)));
    v128.store(z, f32x4.sub(f32x4.mul(im2, cos2), f32x4.mul(re2, sin2)), 16);
    v128.store(w, f32x4.add(f32x4.mul(re3, cos3), f32x4.mul(im3, sin3)));
    v128.store(w, f32x4.sub(f32x4.mul(im3, cos3), f32x4.mul(re3, sin3)), 16);
  } else {
    v128.store(y, re1);
    v128.store(y, im1, 16);
    v128.store(z, re2);
    v128.store(z, im2, 16);
    v128.store(w, re3);
    v128.store(w, im3, 16);
  }
}

/** The float at an address, times a sign, in every lane. */
// @ts-ignore: decorator
@inline function signed(at: usize, sign: v128): v128 {
  return f32x4.mul(v128.load32_splat(at), sign);
}

/**
 * Transforms `size` complex numbers in steps of four and at most one of two (Stockham's way, in which
 * the order comes out right by itself).
 *
 * @param x,y The numbers, and as much room; both are written to.
 * @param sign 1 forward, -1 back (without the factor 1/size).
 * @returns x or y: where the result lies.
 */
function transform(x: usize, y: usize, size: i32, twiddles: usize, sign: f32): usize {
  const turn = f32x4.splat(sign), gap: usize = <usize>size << 3;
  let length = size, step: usize = 32;
  for (; length >= 4; length >>= 2, step <<= 2) {
    let a = x, o = y;
    // The first of each round turns nothing.
    for (const end = a + step; a < end; a += 32, o += 32) {
      butterfly(a, gap, o, step, turn, turn, turn, turn, turn, turn, turn, false);
    }
    const turnBy = step >> 2;
    for (let p: usize = 1, t1 = turnBy; p < <usize>(length >> 2); p++, t1 += turnBy) {
      const t2 = twiddles + 2 * t1, t3 = t2 + t1, t = twiddles + t1;
      const cos1 = v128.load32_splat(t), sin1 = signed(t + 4, turn);
      const cos2 = v128.load32_splat(t2), sin2 = signed(t2 + 4, turn);
      const cos3 = v128.load32_splat(t3), sin3 = signed(t3 + 4, turn);
      o += 3 * step;
      for (const end = a + step; a < end; a += 32, o += 32) {
        butterfly(a, gap, o, step, turn, cos1, sin1, cos2, sin2, cos3, sin3, true);
      }
    }
    const swap = x;
    x = y;
    y = swap;
  }
  if (length == 1) return x;
  const half: usize = <usize>size << 4;
  for (let a = x, o = y, end = x + half; a < end; a += 16, o += 16) {
    const first = v128.load(a), second = v128.load(a + half);
    v128.store(o, f32x4.add(first, second));
    v128.store(o + half, f32x4.sub(first, second));
  }
  return y;
}

/**
 * The spectra of four real signals.
 *
 * @param x,y The signals, and as much room; both are written to.
 * @param size Half the number of samples.
 * @param twiddles For `size`. @param halves For twice that, up to a quarter turn.
 * @param out `size` + 1 complex numbers.
 */
export function forward(
  x: usize, y: usize, size: i32, twiddles: usize, halves: usize, out: usize,
): void {
  const z = transform(x, y, size, twiddles, 1), zero = f32x4.splat(0), half = f32x4.splat(0.5);
  const sum = v128.load(z), difference = v128.load(z, 16);
  let a: usize = 32, b: usize = <usize>size << 5;
  v128.store(out, f32x4.add(sum, difference));
  v128.store(out, zero, 16);
  v128.store(out + b, f32x4.sub(sum, difference));
  v128.store(out + b, zero, 16);
  // Z[k] holds the spectra of the even and the odd samples; both X[k] and X[size-k] need the same two
  // numbers of it.
  b -= 32;
  for (let w = halves + 8; a <= b; a += 32, b -= 32, w += 8) {
    const aRe = v128.load(z + a), aIm = v128.load(z + a, 16);
    const bRe = v128.load(z + b), bIm = v128.load(z + b, 16);
    const cos = v128.load32_splat(w), sin = v128.load32_splat(w, 4);
    const evenRe = f32x4.mul(half, f32x4.add(aRe, bRe)), evenIm = f32x4.mul(half, f32x4.sub(aIm, bIm));
    const oddRe = f32x4.mul(half, f32x4.add(aIm, bIm)), oddIm = f32x4.mul(half, f32x4.sub(bRe, aRe));
    const re = f32x4.add(f32x4.mul(oddRe, cos), f32x4.mul(oddIm, sin));
    const im = f32x4.sub(f32x4.mul(oddIm, cos), f32x4.mul(oddRe, sin));
    v128.store(out + a, f32x4.add(evenRe, re));
    v128.store(out + a, f32x4.add(evenIm, im), 16);
    v128.store(out + b, f32x4.sub(evenRe, re));
    v128.store(out + b, f32x4.sub(im, evenIm), 16);
  }
}

/**
 * The four real signals of which the spectra are given.
 *
 * @param spectra `size` + 1 complex numbers.
 * @param x,y Room for the signals, twice.
 * @returns x or y: where the signals lie.
 */
export function inverse(
  spectra: usize, x: usize, y: usize, size: i32, twiddles: usize, halves: usize,
): usize {
  const scale = f32x4.splat(<f32>0.5 / <f32>size);
  let a: usize = 32, b: usize = <usize>size << 5;
  const lowest = v128.load(spectra), highest = v128.load(spectra + b);
  v128.store(x, f32x4.mul(scale, f32x4.add(lowest, highest)));
  v128.store(x, f32x4.mul(scale, f32x4.sub(lowest, highest)), 16);
  b -= 32;
  for (let w = halves + 8; a <= b; a += 32, b -= 32, w += 8) {
    const aRe = v128.load(spectra + a), aIm = v128.load(spectra + a, 16);
    const bRe = v128.load(spectra + b), bIm = v128.load(spectra + b, 16);
    const cos = v128.load32_splat(w), sin = v128.load32_splat(w, 4);
    const evenRe = f32x4.mul(scale, f32x4.add(aRe, bRe)), evenIm = f32x4.mul(scale, f32x4.sub(aIm, bIm));
    const re = f32x4.mul(scale, f32x4.sub(aRe, bRe)), im = f32x4.mul(scale, f32x4.add(aIm, bIm));
    const oddRe = f32x4.sub(f32x4.mul(re, cos), f32x4.mul(im, sin));
    const oddIm = f32x4.add(f32x4.mul(im, cos), f32x4.mul(re, sin));
    v128.store(x + a, f32x4.sub(evenRe, oddIm));
    v128.store(x + a, f32x4.add(evenIm, oddRe), 16);
    v128.store(x + b, f32x4.add(evenRe, oddIm));
    v128.store(x + b, f32x4.sub(oddRe, evenIm), 16);
  }
  return transform(x, y, size, twiddles, -1);
}

/**
 * The circular autocorrelations of four real signals: the inverse transform of their power spectra,
 * which are never written down.
 *
 * @returns x or y: where the result lies.
 */
export function autocorrelate(
  x: usize, y: usize, size: i32, twiddles: usize, halves: usize,
): usize {
  const z = transform(x, y, size, twiddles, 1);
  const scale = f32x4.splat(<f32>0.5 / <f32>size), half = f32x4.splat(0.5);
  const sum = v128.load(z), difference = v128.load(z, 16);
  let lowest = f32x4.add(sum, difference), highest = f32x4.sub(sum, difference);
  lowest = f32x4.mul(lowest, lowest);
  highest = f32x4.mul(highest, highest);
  v128.store(z, f32x4.mul(scale, f32x4.add(lowest, highest)));
  v128.store(z, f32x4.mul(scale, f32x4.sub(lowest, highest)), 16);
  for (let a = z + 32, b = z + (<usize>size << 5) - 32, w = halves + 8; a <= b; a += 32, b -= 32, w += 8) {
    const aRe = v128.load(a), aIm = v128.load(a, 16), bRe = v128.load(b), bIm = v128.load(b, 16);
    const cos = v128.load32_splat(w), sin = v128.load32_splat(w, 4);
    const evenRe = f32x4.add(aRe, bRe), evenIm = f32x4.sub(aIm, bIm);
    const oddRe = f32x4.add(aIm, bIm), oddIm = f32x4.sub(bRe, aRe);
    const re = f32x4.add(f32x4.mul(oddRe, cos), f32x4.mul(oddIm, sin));
    const im = f32x4.sub(f32x4.mul(oddIm, cos), f32x4.mul(oddRe, sin));
    // Sum and difference of the powers at k and at size - k.
    const both = f32x4.mul(half, f32x4.mul(scale, f32x4.add(
      f32x4.add(f32x4.mul(evenRe, evenRe), f32x4.mul(evenIm, evenIm)),
      f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im)),
    )));
    const apart = f32x4.mul(scale, f32x4.add(f32x4.mul(evenRe, re), f32x4.mul(evenIm, im)));
    const turned = f32x4.mul(apart, sin), across = f32x4.mul(apart, cos);
    v128.store(a, f32x4.sub(both, turned));
    v128.store(a, across, 16);
    v128.store(b, f32x4.add(both, turned));
    v128.store(b, across, 16);
  }
  return transform(z, x + y - z, size, twiddles, -1);
}

/** Two pairs of four floats, the lower or the upper halves taken alternately. */
// @ts-ignore: decorator
@inline function lower(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 0, 4, 1, 5);
}
// @ts-ignore: decorator
@inline function upper(a: v128, b: v128): v128 {
  return v128.shuffle<f32>(a, b, 2, 6, 3, 7);
}

/**
 * Fills four signals with windowed frames of a sound.
 *
 * @param a,b,c,d Where the frames begin. Up to three samples behind a frame are read.
 * @param window,count The window and its length; zeros fill it up to a multiple of four.
 * @param out The signals.
 * @param centre,scale Four floats each: what is subtracted from each frame, and what multiplies it.
 */
export function cut(
  a: usize, b: usize, c: usize, d: usize, window: usize, count: i32, out: usize, centre: usize,
  scale: usize,
): void {
  const mean = v128.load(centre), factor = v128.load(scale);
  for (const end = window + (<usize>count << 2); window < end; window += 16, out += 64) {
    const va = v128.load(a), vb = v128.load(b), vc = v128.load(c), vd = v128.load(d);
    const low1 = lower(va, vc), low2 = lower(vb, vd), high1 = upper(va, vc), high2 = upper(vb, vd);
    const x0 = lower(low1, low2), x1 = upper(low1, low2), x2 = lower(high1, high2);
    const x3 = upper(high1, high2), w = v128.load(window);
    const w0 = f32x4.mul(factor, v128.shuffle<f32>(w, w, 0, 0, 0, 0));
    const w1 = f32x4.mul(factor, v128.shuffle<f32>(w, w, 1, 1, 1, 1));
    const w2 = f32x4.mul(factor, v128.shuffle<f32>(w, w, 2, 2, 2, 2));
    const w3 = f32x4.mul(factor, v128.shuffle<f32>(w, w, 3, 3, 3, 3));
    v128.store(out, f32x4.mul(f32x4.sub(x0, mean), w0));
    v128.store(out, f32x4.mul(f32x4.sub(x1, mean), w1), 16);
    v128.store(out, f32x4.mul(f32x4.sub(x2, mean), w2), 32);
    v128.store(out, f32x4.mul(f32x4.sub(x3, mean), w3), 48);
    a += 16;
    b += 16;
    c += 16;
    d += 16;
  }
}

/**
 * The sum of samples and of their squares, in double precision, and their range.
 *
 * @param at,count The samples.
 * @param out Four doubles: sum, sum of squares, lowest, highest. The sums are NaN where one sample is.
 */
export function measure(at: usize, count: i32, out: usize): void {
  let s0 = f64x2.splat(0), s1 = s0, q0 = s0, q1 = s0;
  let low = f32x4.splat(<f32>Infinity), high = f32x4.splat(<f32>-Infinity);
  const whole = at + (<usize>(count & ~3) << 2), end = at + (<usize>count << 2);
  for (; at < whole; at += 16) {
    const x = v128.load(at);
    low = f32x4.pmin(low, x);
    high = f32x4.pmax(high, x);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
    s0 = f64x2.add(s0, a);
    s1 = f64x2.add(s1, b);
    q0 = f64x2.add(q0, f64x2.mul(a, a));
    q1 = f64x2.add(q1, f64x2.mul(b, b));
  }
  s0 = f64x2.add(s0, s1);
  q0 = f64x2.add(q0, q1);
  let sum = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  let squares = f64x2.extract_lane(q0, 0) + f64x2.extract_lane(q0, 1);
  for (; at < end; at += 4) {
    const x = v128.load32_splat(at), y = <f64>f32x4.extract_lane(x, 0);
    low = f32x4.pmin(low, x);
    high = f32x4.pmax(high, x);
    sum += y;
    squares += y * y;
  }
  store<f64>(out, sum);
  store<f64>(out, squares, 8);
  store<f64>(out, <f64>min(
    min(f32x4.extract_lane(low, 0), f32x4.extract_lane(low, 1)),
    min(f32x4.extract_lane(low, 2), f32x4.extract_lane(low, 3)),
  ), 16);
  store<f64>(out, <f64>max(
    max(f32x4.extract_lane(high, 0), f32x4.extract_lane(high, 1)),
    max(f32x4.extract_lane(high, 2), f32x4.extract_lane(high, 3)),
  ), 24);
}

/** Adds samples times a weight to others; both have room for a multiple of four. */
export function addScaled(from: usize, weight: f32, to: usize, count: i32): void {
  const factor = f32x4.splat(weight);
  for (const end = to + (<usize>count << 2); to < end; to += 16, from += 16) {
    v128.store(to, f32x4.add(v128.load(to), f32x4.mul(factor, v128.load(from))));
  }
}
