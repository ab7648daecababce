/**
 * What a recording passes through on its way to us: an old gramophone record, a telephone.
 *
 * @module
 */

import type { Random } from "../../lib/random.ts";
import { decibelsToRatio } from "../../lib/synth/curves.ts";
import { rms } from "../audio/helpers.ts";
import { whiteNoise } from "../../lib/synth/noise.ts";

/** Decibels of hiss, crackle and hum relative to the music's RMS. */
const RECORD_DB = { hiss: [-26, -14], hum: [-40, -26] } as const;
/** Clicks of a worn record a second. */
const CLICKS = [3, 15] as const;

/**
 * An old record: 180 to 4500 Hz, hiss, hum, clicks, and a turntable that is not quite round.
 *
 * @param samples The music; it is not changed.
 * @param sampleRate In Hz.
 * @param random The stream to draw from.
 * @returns As many samples.
 */
export function throughRecord(
  samples: Float32Array,
  sampleRate: number,
  random: Random,
): Float32Array {
  const level = rms(samples);
  const ratio = ([low, high]: readonly [number, number]) =>
    level * decibelsToRatio(random.uniform(low, high));
  const hiss = ratio(RECORD_DB.hiss), hum = ratio(RECORD_DB.hum);
  const noise = whiteNoise(samples.length, random.int(0, 0x7fffffff));
  const rough = samples.map((x, i) => x + hiss * noise[i]);
  const clicks = Math.round(random.uniform(...CLICKS) * samples.length / sampleRate);
  for (let n = 0; n < clicks; n++) {
    const at = random.int(0, samples.length - 1), sign = random.int(0, 1) ? 1 : -1;
    const height = level * random.uniform(1, 6);
    for (let i = at; i < Math.min(samples.length, at + 12); i++) {
      rough[i] += sign * height * Math.exp(-(i - at) / 3);
    }
  }
  const limited = band(rough, sampleRate, random.uniform(120, 220), random.uniform(3000, 5000), 1);
  return limited.map((x, i) => x + hum * Math.sin(2 * Math.PI * 50 * i / sampleRate));
}

/** A telephone: 300 to 3400 Hz, and the noise of its line. */
export function throughPhone(
  samples: Float32Array,
  sampleRate: number,
  random: Random,
): Float32Array {
  const level = rms(samples);
  const noise = whiteNoise(samples.length, random.int(0, 0x7fffffff));
  const hiss = level * decibelsToRatio(random.uniform(-40, -25));
  return band(samples.map((x, i) => x + hiss * noise[i]), sampleRate, 300, 3400, 2);
}

/** A band-pass of Butterworth sections, two poles each at either end. */
function band(
  samples: Float32Array,
  sampleRate: number,
  lowHz: number,
  highHz: number,
  sections: number,
): Float32Array {
  let out = samples;
  for (let n = 0; n < sections; n++) {
    out = section(section(out, sampleRate, lowHz, true), sampleRate, highHz, false);
  }
  return out;
}

/**
 * One section of two poles, Q = 1/sqrt(2).
 *
 * @see R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter coefficients".
 */
function section(
  samples: Float32Array,
  sampleRate: number,
  hz: number,
  highPass: boolean,
): Float32Array {
  const w = 2 * Math.PI * Math.min(hz, 0.45 * sampleRate) / sampleRate, cos = Math.cos(w);
  const alpha = Math.sin(w) / Math.SQRT2, a0 = 1 + alpha;
  const b1 = (highPass ? -(1 + cos) : 1 - cos) / a0, b0 = Math.abs(b1) / 2;
  const a1 = -2 * cos / a0, a2 = (1 - alpha) / a0;
  const out = new Float32Array(samples.length);
  let x1 = 0, x2 = 0, y1 = 0, y2 = 0;
  for (let i = 0; i < out.length; i++) {
    const x = samples[i], y = b0 * (x + x2) + b1 * x1 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    out[i] = y;
  }
  return out;
}
