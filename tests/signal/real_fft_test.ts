import { assertAlmostEquals, assertThrows } from "@std/assert";
import { InvalidArgumentError } from "../../lib/errors.ts";
import { nextPowerOfTwo, RealFft } from "../../lib/signal/mod.ts";
import { Random } from "../../lib/random.ts";

// The direct sums are exact to rounding: 64 terms of size 1 lose far less than 1e-11.
const EPSILON = 1e-11;

function noise(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length }, () => random.uniform(-1, 1));
}

Deno.test("the spectrum is the direct sum, for every size", () => {
  for (const size of [4, 8, 16, 32, 64]) {
    const signal = noise(size - 1, size);
    const spectrum = new RealFft(size).forward(signal);
    const power = new RealFft(size).powerSpectrum(signal);
    for (let k = 0; k <= size / 2; k++) {
      let re = 0, im = 0;
      signal.forEach((x, n) => {
        re += x * Math.cos(2 * Math.PI * k * n / size);
        im -= x * Math.sin(2 * Math.PI * k * n / size);
      });
      assertAlmostEquals(spectrum[2 * k], re, EPSILON);
      assertAlmostEquals(spectrum[2 * k + 1], im, EPSILON);
      assertAlmostEquals(power[k], re * re + im * im, EPSILON);
    }
  }
});

Deno.test("the inverse gives the signal back, also when an object is used again", () => {
  for (const size of [4, 8, 64, 256]) {
    const fft = new RealFft(size);
    fft.forward(noise(size, 1));
    const signal = noise(size, 2);
    const back = fft.inverse(fft.forward(signal));
    signal.forEach((x, n) => assertAlmostEquals(back[n], x, EPSILON));
  }
});

Deno.test("the autocorrelation is the direct sum", () => {
  const signal = noise(40, 3);
  const fft = new RealFft(64);
  fft.autocorrelation(noise(64, 4));
  const r = fft.autocorrelation(signal);
  for (let lag = 0; lag <= 24; lag++) {
    let direct = 0;
    for (let n = 0; n + lag < signal.length; n++) direct += signal[n] * signal[n + lag];
    assertAlmostEquals(r[lag], direct, EPSILON);
  }
});

Deno.test("sizes that are no power of two and signals that are too long are refused", () => {
  for (const size of [0, 2, 3, 1000, NaN]) {
    assertThrows(() => new RealFft(size), InvalidArgumentError, "power of two");
  }
  assertThrows(
    () => new RealFft(8).forward(new Float32Array(9)),
    InvalidArgumentError,
    "at most 8",
  );
  assertAlmostEquals(nextPowerOfTwo(1323), 2048, 0);
});
