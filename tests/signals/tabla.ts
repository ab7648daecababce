/**
 * A tabla: strokes of the dayan, tuned to Sa, and of the bayan, in a cycle of sixteen beats.
 *
 * @module
 */

import type { Random } from "../../lib/random.ts";
import { whiteNoise } from "../../lib/synth/noise.ts";

/** Modes of the loaded membrane over its lowest, all but harmonic, and their relative strength. */
const MODES: readonly (readonly [number, number])[] = [[1, 0.5], [2.02, 1], [3.01, 0.6], [
  4.0,
  0.3,
], [5.02, 0.2]];
/** Strokes of tintal: `d` dayan alone, `b` bayan alone, `B` both, `k` a closed slap. */
const TINTAL = "BddBBddBBdkkkddB";

/**
 * Plays tintal.
 *
 * A stroke is a burst of noise, and for open strokes the five modes of the dayan's loaded membrane,
 * whose second is tuned to Sa (or the Sa above); the bayan glides down by a third or so.
 *
 * @param tonicHz Madhya Sa in Hz.
 * @param options `sampleRate` in Hz, `length` in samples, `random`.
 * @returns Samples, not normalised.
 * @see C. V. Raman, "The Indian musical drums", Proc. Indian Acad. Sci. A1, 1934, for the harmonic
 * modes of the loaded membrane.
 */
export function tabla(
  tonicHz: number,
  options: { sampleRate: number; length: number; random: Random },
): Float32Array {
  const { sampleRate, length, random } = options;
  const out = new Float32Array(length);
  const noise = whiteNoise(length, random.int(0, 0x7fffffff));
  // The dayan sounds an octave over a man's Sa, at a woman's.
  const pitchHz = tonicHz * (tonicHz < 165 ? 2 : 1) * 2 ** (random.normal(0, 4) / 1200);
  const beat = random.uniform(0.16, 0.5), ring = random.uniform(0.12, 0.4);
  const bayanHz = random.uniform(70, 110);
  let time = random.uniform(0, beat);
  for (let n = random.int(0, 15); time < length / sampleRate; n++) {
    const stroke = TINTAL[n % TINTAL.length], force = random.uniform(0.5, 1);
    const first = Math.round(time * sampleRate);
    slap(out, noise, first, force * (stroke === "k" ? 0.9 : 0.35), sampleRate);
    if (stroke === "d" || stroke === "B") {
      for (const [ratio, level] of MODES) {
        strike(
          out,
          first,
          0.5 * pitchHz * ratio,
          0,
          force * level,
          ring / Math.sqrt(ratio),
          sampleRate,
        );
      }
    }
    if (stroke === "b" || stroke === "B") {
      strike(out, first, bayanHz, random.uniform(0.1, 0.4), 0.9 * force, 0.25, sampleRate);
    }
    time += beat * random.uniform(0.97, 1.03);
  }
  return out;
}

/** A burst of noise of some 15 ms. */
function slap(
  out: Float32Array,
  noise: Float32Array,
  first: number,
  level: number,
  sampleRate: number,
): void {
  const end = Math.min(out.length, first + Math.round(0.1 * sampleRate));
  for (let i = first; i < end; i++) {
    out[i] += level * noise[i] * Math.exp(-(i - first) / (0.015 * sampleRate));
  }
}

/** A decaying sine that falls by `fall` octaves as it dies away. */
function strike(
  out: Float32Array,
  first: number,
  hz: number,
  fall: number,
  level: number,
  seconds: number,
  sampleRate: number,
): void {
  const end = Math.min(out.length, first + Math.round(6 * seconds * sampleRate));
  let phase = 0;
  for (let i = first; i < end; i++) {
    const t = (i - first) / sampleRate, left = Math.exp(-t / seconds);
    phase += 2 * Math.PI * hz * 2 ** (fall * (left - 1)) / sampleRate;
    out[i] += level * left * (1 - Math.exp(-t / 0.001)) * Math.sin(phase);
  }
}
