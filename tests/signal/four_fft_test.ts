import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../lib/random.ts";
import { createFourFft, type FourFft, hann, LANES, RealFft } from "../../lib/signal/mod.ts";

// Single precision: a relative error of 6e-8 in each of some 2 log2(8192) roundings, against the
// largest number. 2e-7 to 5e-7 is what occurs.
const EPSILON = 2e-6;

const SIZES = [4, 8, 16, 32, 512, 1024, 8192];

/** Four signals of noise in the lanes of a transform. */
function fill(fft: FourFft, seed: number): Float64Array[] {
  const random = new Random(seed);
  return Array.from({ length: LANES }, (_, lane) => {
    const signal = Float64Array.from(
      { length: fft.size },
      () => Math.fround(random.uniform(-1, 1)),
    );
    signal.forEach((x, n) => fft.signals[LANES * n + lane] = x);
    return signal;
  });
}

/** One lane of interleaved numbers. */
function laneOf(numbers: Float32Array, lane: number): Float32Array {
  return numbers.filter((_, i) => i % LANES === lane);
}

function assertNear(found: ArrayLike<number>, wanted: ArrayLike<number>): void {
  let largest = 0;
  for (let i = 0; i < wanted.length; i++) largest = Math.max(largest, Math.abs(wanted[i]));
  for (let i = 0; i < wanted.length; i++) {
    assertAlmostEquals(found[i], wanted[i], EPSILON * largest, `number ${i}`);
  }
}

Deno.test("four spectra, signals and autocorrelations are those of RealFft", () => {
  for (const size of SIZES) {
    const four = createFourFft(size), one = new RealFft(size);
    const signals = fill(four, size);
    four.forward();
    signals.forEach((signal, lane) => {
      assertNear(laneOf(four.spectra, lane), one.forward(signal));
    });
    const back = four.inverse();
    signals.forEach((signal, lane) => assertNear(laneOf(back, lane), signal));
    const others = fill(four, size + 1), correlations = four.autocorrelate();
    others.forEach((signal, lane) => {
      assertNear(laneOf(correlations, lane), one.autocorrelation(signal));
    });
  }
});

Deno.test("frames are cut where they begin, less their mean, under the window", () => {
  // A window that is no multiple of four samples, and frames that overlap.
  const window = hann(10, 0.5), fft = createFourFft(16, { window, soundLength: 17 });
  const random = new Random(3);
  fft.sound.forEach((_, i) => fft.sound[i] = random.uniform(-1, 1));
  fft.means.set([0, 0.5, -0.25, 0]);
  fft.factors.set([1, 1, 2, 8]);
  fft.signals.fill(9);
  const starts = [0, 3, 7, 5];
  fft.cut(starts);
  starts.forEach((start, lane) => {
    const wanted = Array.from(
      { length: 16 },
      (_, i) =>
        i < 10 ? (fft.sound[start + i] - fft.means[lane]) * fft.factors[lane] * window[i] : 0,
    );
    assertNear(laneOf(fft.signals, lane), wanted);
  });
  fft.cut([2]);
  assertAlmostEquals(fft.signals[4 * 4], fft.sound[6] * window[4], EPSILON);
});

Deno.test("what becomes of one signal does not depend on the others", () => {
  const fft = createFourFft(1024), [signal] = fill(fft, 1);
  fft.forward();
  const alone = laneOf(fft.spectra, 0);
  fill(fft, 2);
  signal.forEach((x, n) => fft.signals[LANES * n] = x);
  fft.forward();
  assertEquals(laneOf(fft.spectra, 0), alone);
  assert(alone.some((x) => x !== 0));
});
