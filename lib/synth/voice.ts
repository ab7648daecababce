import { extent } from "../math.ts";
import type { Random } from "../random.ts";
import { type Contour, CURVE_STEP } from "./contour.ts";
import { whiteNoise } from "./noise.ts";
import { makeWavetables, readTable, tableIndex } from "./wavetable.ts";

/** Formants F1..F4 of four vowels of a male voice, in Hz (rounded from common tables). */
const VOWELS: readonly (readonly number[])[] = [
  [710, 1120, 2540, 3400], // aa
  [640, 1190, 2390, 3350], // a
  [520, 900, 2450, 3300], // o
  [490, 1750, 2500, 3450], // e
];
const BANDWIDTHS = [80, 95, 140, 220];
/** Samples between two settings of the resonators: 6 ms, faster than a mouth moves. */
const CONTROL = 128;

/**
 * Sings a contour with a voice whose formants wander between vowels, 16 % higher for a woman.
 * `length` is in samples; they are not normalised.
 *
 * Source: harmonics that fall by 1/h (the flow derivative falls by 6 dB an octave), each table
 * band-limited, and a little breath. Filter: four two-pole resonators in a row with gain 1 at 0 Hz
 * and a fixed pole for the lips.
 *
 * @see Klatt, D. H.: Software for a cascade/parallel formant synthesizer. J. Acoust. Soc. Am. 67,
 * 1980, equations 1 and 2 (the resonator).
 */
export function sing(
  contour: Contour,
  tonicHz: number,
  options: { sampleRate: number; length: number; female: boolean; random: Random },
): Float32Array {
  const { sampleRate, length, female, random } = options;
  const hz = contourHz(contour.cents, tonicHz);
  const [low, high] = extent(hz);
  const tilt = random.uniform(0.95, 1.25);
  const waves = makeWavetables((h) => h ** -tilt, sampleRate, low, high);
  const breath = whiteNoise(length, random.int(0, 0x7fffffff));
  const breathLevel = random.uniform(0.003, 0.012);
  const scale = (female ? 1.16 : 1) * random.uniform(0.95, 1.05);
  const vowels = vowelPath(contour, random);

  const out = new Float32Array(length);
  const formant = VOWELS[0].map((f) => f * scale);
  const A = new Float64Array(4), B = new Float64Array(4), C = new Float64Array(4);
  const y1 = new Float64Array(4), y2 = new Float64Array(4);
  const perStep = 1 / (sampleRate * CURVE_STEP);
  let phase = 0, table = waves.tables[0];
  for (let i = 0; i < length; i++) {
    const position = i * perStep;
    const k = position | 0, rest = position - k;
    const f0 = hz[k] + rest * (hz[k + 1] - hz[k]);
    if (i % CONTROL === 0) {
      table = waves.tables[tableIndex(waves, f0)];
      const target = VOWELS[vowels[k]];
      for (let n = 0; n < 4; n++) {
        formant[n] += 0.07 * (target[n] * scale - formant[n]);
        const radius = Math.exp(-Math.PI * BANDWIDTHS[n] / sampleRate);
        C[n] = -radius * radius;
        B[n] = 2 * radius * Math.cos(2 * Math.PI * formant[n] / sampleRate);
        A[n] = 1 - B[n] - C[n];
      }
    }
    phase += f0 / sampleRate;
    phase -= phase | 0;
    const loud = contour.loudness[k] + rest * (contour.loudness[k + 1] - contour.loudness[k]);
    let x = loud * (readTable(table, phase) + breathLevel * breath[i]);
    for (let n = 0; n < 4; n++) {
      x = A[n] * x + B[n] * y1[n] + C[n] * y2[n];
      y2[n] = y1[n];
      y1[n] = x;
    }
    out[i] = x;
  }
  return out;
}

/** The curve in Hz; a breath keeps the pitch of its nearest neighbour, where nothing is heard. */
export function contourHz(cents: Float64Array, tonicHz: number): Float64Array {
  const hz = new Float64Array(cents.length);
  let last = tonicHz;
  for (let k = 0; k < cents.length; k++) {
    if (!Number.isNaN(cents[k])) last = tonicHz * 2 ** (cents[k] / 1200);
    hz[k] = last;
  }
  // Into a note the curve must not slide from the note before the breath.
  for (let k = cents.length - 2; k >= 0; k--) {
    if (Number.isNaN(cents[k]) && !Number.isNaN(cents[k + 1])) hz[k] = hz[k + 1];
  }
  return hz;
}

/** The vowel at each step of the contour; it changes with a note now and then. */
function vowelPath(contour: Contour, random: Random): Uint8Array {
  const path = new Uint8Array(contour.cents.length);
  let vowel = 0;
  for (const note of contour.notes) {
    // Alap is sung on an open aa for the most part.
    if (random.uniform() < 0.25) vowel = random.weighted([5, 2, 1.5, 1]);
    path.fill(vowel, Math.round(note.startSeconds / CURVE_STEP));
  }
  return path;
}
