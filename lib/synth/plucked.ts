import { extent } from "../math.ts";
import type { Random } from "../random.ts";
import { type Contour, CURVE_STEP } from "./contour.ts";
import { contourHz } from "./voice.ts";
import { makeWavetables, readTable, tableIndex } from "./wavetable.ts";

/** The layers of the string's sound: which harmonics, how strong, and how soon they die away. */
const LAYERS = [
  { from: 1, to: 4, level: 1, seconds: 1.9 },
  { from: 4, to: 10, level: 0.9, seconds: 0.8 },
  { from: 10, to: 40, level: 0.7, seconds: 0.25 },
];
/** A stroke takes 3 ms: an instant one would click. */
const STROKE_SECONDS = 0.003;

/**
 * Plays a contour on a string in the manner of a sitar: struck, bright at first, decaying, pulled
 * for meend. `length` is in samples; they are not normalised.
 *
 * Three layers of harmonics decay at three rates, which is a string's sound at a fraction of the
 * cost of one oscillator a harmonic. Held notes are struck again before they fade.
 */
export function pluck(
  contour: Contour,
  tonicHz: number,
  options: { sampleRate: number; length: number; random: Random },
): Float32Array {
  const { sampleRate, length, random } = options;
  const hz = contourHz(contour.cents, tonicHz);
  const [low, high] = extent(hz);
  const position = random.uniform(0.09, 0.2);
  const layers = LAYERS.map(({ from, to, level }) =>
    makeWavetables(
      // A string plucked at a share p of its length lacks the harmonics with a node there.
      (h) =>
        h < from || h >= to ? 0 : level * Math.abs(Math.sin(Math.PI * h * position)) / h ** 0.8,
      sampleRate,
      low,
      high,
    )
  );
  const decay = LAYERS.map(({ seconds }) => Math.exp(-1 / (seconds * sampleRate)));
  const strokes = strokeTimes(contour, random);
  const strokeSamples = Math.round(STROKE_SECONDS * sampleRate);

  const out = new Float32Array(length);
  const level = new Float64Array(LAYERS.length), rise = new Float64Array(LAYERS.length);
  const perStep = 1 / (sampleRate * CURVE_STEP);
  let phase = 0, next = 0, rising = 0;
  let tables = layers.map((layer) => layer.tables[0]);
  for (let i = 0; i < length; i++) {
    const at = i * perStep;
    const k = at | 0, rest = at - k;
    const f0 = hz[k] + rest * (hz[k + 1] - hz[k]);
    if (i % 64 === 0) tables = layers.map((layer) => layer.tables[tableIndex(layer, f0)]);
    if (next < strokes.length && i >= strokes[next].seconds * sampleRate) {
      const { force } = strokes[next++];
      rising = strokeSamples;
      for (let n = 0; n < level.length; n++) rise[n] = (force - level[n]) / strokeSamples;
    }
    phase += f0 / sampleRate;
    phase -= phase | 0;
    let x = 0;
    for (let n = 0; n < level.length; n++) {
      level[n] = rising > 0 ? level[n] + rise[n] : level[n] * decay[n];
      x += level[n] * readTable(tables[n], phase);
    }
    if (rising > 0) rising--;
    const loud = contour.loudness[k] + rest * (contour.loudness[k + 1] - contour.loudness[k]);
    out[i] = loud * x;
  }
  return out;
}

/** When the string is struck, and how hard: at each note that is not pulled, and within holds. */
function strokeTimes(contour: Contour, random: Random): { seconds: number; force: number }[] {
  const strokes: { seconds: number; force: number }[] = [];
  for (const note of contour.notes) {
    const end = note.startSeconds + note.durationSeconds;
    let time = note.startSeconds;
    if (note.struck) strokes.push({ seconds: time, force: random.uniform(0.8, 1) });
    while ((time += random.uniform(0.9, 1.5)) < end - 0.5) {
      strokes.push({ seconds: time, force: random.uniform(0.55, 0.85) });
    }
  }
  return strokes;
}
