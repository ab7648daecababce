/**
 * What every part that hears needs: Fourier transforms of real signals (one at a time in double
 * precision, or four at once in single precision, which takes a tenth of the time) and sums.
 *
 * @example
 * ```ts
 * import { RealFft } from "./mod.ts";
 *
 * const fft = new RealFft(1024);
 * const tone = Float32Array.from({ length: 1024 }, (_, n) => Math.cos(2 * Math.PI * 64 * n / 1024));
 * const power = fft.powerSpectrum(tone);
 * if (power.indexOf(Math.max(...power)) !== 64) throw new Error("the peak belongs in bin 64");
 * ```
 *
 * @module
 */

export { createFourFft, type FourFft, type Framing, LANES } from "./four_fft.ts";
export { hann, nextPowerOfTwo, RealFft, type RealSignal } from "./real_fft.ts";
export { createSoundRoom, type SoundRoom, type Sums } from "./sound_room.ts";
