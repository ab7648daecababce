import { Random } from "../../lib/random.ts";
import type { LabelledMelody } from "../../lib/families/mod.ts";
import { trackOf } from "../quantize/tracks.ts";

/** Steps that a toy raag may take from each of its notes. */
const TOY_RAAGS: Record<string, Record<number, number[]>> = {
  // Five notes up and down.
  Pentad: { 0: [2], 2: [0, 4], 4: [2, 7], 7: [4, 9], 9: [7, 12], 12: [9] },
  // The same notes in another order: only the steps tell it from Pentad.
  Zigzag: { 0: [4], 4: [2], 2: [7], 7: [0, 9], 9: [12], 12: [7] },
  // Other notes.
  Minor: { 0: [3, 10], 3: [0, 5], 5: [3, 8], 8: [5, 10], 10: [8, 0] },
};

/** Melodies of toy raags, sung a little out of tune, on different tonics. */
export function toyMelodies(perRaag: number, seconds = 40, seed = 42): LabelledMelody[] {
  return Object.entries(TOY_RAAGS).flatMap(([raag, steps]) =>
    Array.from({ length: perRaag }, (_, i) => {
      const id = `${raag}_${i}`;
      const random = new Random(seed).fork(id);
      const tonicHz = random.uniform(130, 260);
      const f0: number[] = [];
      for (let note = 0; f0.length < seconds * 100;) {
        const detune = random.normal(0, 0.08);
        const frames = random.int(14, 35);
        for (let t = 0; t < frames; t++) f0.push(tonicHz * 2 ** ((note + detune) / 12));
        if (random.uniform() < 0.1) { for (let t = 0; t < 20; t++) f0.push(NaN); }
        note = random.pick(steps[note]);
      }
      return {
        id,
        raag,
        group: id,
        tonicHz,
        track: trackOf(f0),
      };
    })
  );
}

/** The same recordings with their labels dealt anew. */
export function shuffledLabels<T extends { raag: string }>(items: readonly T[], seed: number): T[] {
  const raags = new Random(seed).shuffle(items.map(({ raag }) => raag));
  return items.map((item, i) => ({ ...item, raag: raags[i] }));
}
