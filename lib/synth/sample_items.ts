import { Random } from "../random.ts";
import type { RaagGrammar } from "../raags/mod.ts";
import type { RecordingOptions } from "./recording.ts";

/** One recording to make. */
export interface SampleItem {
  /** Its `recording_id`. */
  id: string;
  split: "train" | "test";
  grammar: RaagGrammar;
  /** How it is performed. */
  options: RecordingOptions;
  /** What its metadata call the performer. */
  instrument: string;
}

/**
 * The recordings of a set by raag, train before test. Voices of men and of women and a sitar take
 * turns; tonic, pace, level of the drone and the room are drawn for each, so that nothing but the
 * raag is common to a class.
 */
export function sampleItems(settings: {
  seed: number;
  durationSeconds: number;
  train: number;
  test: number;
  grammars: readonly RaagGrammar[];
}): SampleItem[] {
  const { seed, durationSeconds, train, test, grammars } = settings;
  return grammars.flatMap((grammar) =>
    Array.from({ length: train + test }, (_, i) => {
      const split = i < train ? "train" as const : "test" as const;
      const number = String(i + 1).padStart(2, "0");
      const id = `${grammar.raag.toLowerCase().replaceAll(" ", "_")}_${number}`;
      const random = new Random(seed).fork(`sample/${id}`);
      const kind = (["male", "female", "sitar"] as const)[(i + (split === "test" ? 1 : 0)) % 3];
      const tuning = random.weighted(grammar.tanpura.map((_, n) => 1 / (1 + 2 * n)));
      return {
        id,
        split,
        grammar,
        instrument: kind === "sitar" ? "sitar" : `voice (${kind})`,
        options: {
          seed: random.int(0, 0x7fffffff),
          durationSeconds: Math.round(durationSeconds * random.uniform(0.9, 1.1) * 100) / 100,
          register: kind === "female" ? "female" as const : "male" as const,
          timbre: kind === "sitar" ? "plucked" as const : "voice" as const,
          tempo: random.uniform(0.85, 1.25),
          taans: random.uniform(0.1, 0.5),
          droneTuning: grammar.tanpura[tuning],
          droneLevelDb: random.uniform(-22, -12),
          noiseLevelDb: random.uniform(-50, -35),
          reverb: random.uniform(0, 0.2),
        },
      };
    })
  );
}
