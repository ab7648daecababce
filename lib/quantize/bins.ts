import { hzToMidi, median } from "../math.ts";

/** The frequency that Sa is moved to: middle C as the original study rounds it, in Hz. */
export const SA_HZ = 261.63;

/** MIDI number of middle C. */
const SA_MIDI = 60;

/**
 * The nearest step above Sa, half up: round(binsPerOctave / 12 * (midi(f0 * 261.63 / tonic) - 60)).
 *
 * The reference is 261.63 Hz and not the exact 261.6256 Hz of middle C, as in the original study.
 * The difference of 0.03 cents matters for a frequency that lies exactly between two steps only:
 * it goes up, whatever the rounding of the logarithm.
 *
 * @param f0 Hz; NaN (unvoiced) gives NaN.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param binsPerOctave Steps in an octave, >= 1.
 * @returns Whole number of steps, negative below Sa.
 */
export function stepsAboveSa(f0: number, tonicHz: number, binsPerOctave: number): number {
  const semitones = hzToMidi(f0 * SA_HZ / tonicHz) - SA_MIDI;
  return Math.floor(semitones * binsPerOctave / 12 + 0.5);
}

/** The nearest step above Sa, half up, by the plain ratio: round(binsPerOctave log2(f0 / tonic)). */
export function plainSteps(f0: number, tonicHz: number, binsPerOctave: number): number {
  return Math.floor(Math.log2(f0 / tonicHz) * binsPerOctave + 0.5);
}

/**
 * The steps above Sa of a whole track.
 *
 * @param f0 Hz; NaN, 0 and whatever is no frequency = unvoiced.
 * @param tonicHz Frequency of Sa in Hz, > 0.
 * @param binsPerOctave Steps in an octave.
 * @param stepOf How a frequency finds its step.
 * @returns One number per frame; NaN where the frame is unvoiced.
 */
export function trackSteps(
  f0: ArrayLike<number>,
  tonicHz: number,
  binsPerOctave: number,
  stepOf = stepsAboveSa,
): Float64Array {
  const steps = new Float64Array(f0.length);
  for (let t = 0; t < f0.length; t++) {
    const voiced = f0[t] > 0 && f0[t] < Infinity;
    steps[t] = voiced ? stepOf(f0[t], tonicHz, binsPerOctave) : NaN;
  }
  return steps;
}

/**
 * The octaves to add so that the median lies in the octave that starts on Sa.
 *
 * @param steps Steps above Sa; NaN is passed over.
 * @param binsPerOctave Steps in an octave.
 * @returns A whole number of steps, a multiple of binsPerOctave; 0 for a track without voice.
 */
export function octaveShift(steps: Float64Array, binsPerOctave: number): number {
  const voiced = steps.filter((step) => !Number.isNaN(step));
  // `|| 0` turns NaN, the median of nothing, and -0, the negation of 0 octaves, into 0.
  return -binsPerOctave * Math.floor(median(voiced) / binsPerOctave) || 0;
}

/** Symbols in the smallest array that holds them. */
export function packSymbols(symbols: ArrayLike<number>, nSymbols: number): Uint8Array | Int32Array {
  return nSymbols <= 256 ? Uint8Array.from(symbols) : Int32Array.from(symbols);
}
