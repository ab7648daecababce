import type { LabelledMelody } from "../../lib/families/mod.ts";

/** Notes of three made raags, in semitones above Sa. */
const SCALES = [[0, 2, 4, 7, 9], [0, 3, 5, 7, 10], [0, 2, 5, 7, 9]];

/** The hop of the reference implementation, in seconds. */
export const REFERENCE_HOP = 0.005804989;

/** Whole numbers below n from Park and Miller's generator: the same in any language. */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = state * 16807 % 2147483647;
    return state % n;
  };
}

/**
 * One of the melodies that the values of `fixtures/recognisers.json` belong to: 150 notes a little
 * out of tune, glides between them, rests, now and then another octave.
 */
export function referenceMelody(label: number, i: number): LabelledMelody {
  const draw = numbers(1000 * label + 7 * i + 1);
  draw(2);
  draw(2);
  const cents: number[] = [];
  for (let note = 0, before = 0; note < 150; note++) {
    const step = SCALES[label][draw(5)];
    const octave = draw(4) === 0 ? 12 * (draw(3) - 1) : 0;
    const pitch = 100 * (step + octave) + draw(31) - 15 + 0.3;
    for (let g = 1; g < 9; g++) cents.push(before + (pitch - before) * g / 9);
    for (let t = 16 + draw(50); t > 0; t--) cents.push(pitch);
    if (draw(6) === 0) { for (let t = 5 + draw(40); t > 0; t--) cents.push(NaN); }
    before = pitch;
  }
  const f0 = Float64Array.from(cents, (cent) => 220 * 2 ** (cent / 1200));
  const id = `${label}_${i}`;
  return {
    id,
    raag: `raag ${label}`,
    group: id,
    tonicHz: 220,
    track: {
      times: f0.map((_, t) => t * REFERENCE_HOP),
      f0,
      voicing: new Float32Array(f0.length).fill(1),
      hopSeconds: REFERENCE_HOP,
      method: "test",
      fallbacks: [],
    },
  };
}

/** Numbers within 0..1 from the same generator. */
export function fractions(seed: number): () => number {
  let state = seed;
  return () => (state = state * 16807 % 2147483647) / 2147483647;
}
