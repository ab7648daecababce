import { InvalidArgumentError, ModelError } from "../errors.ts";
import type { DiscreteHmm } from "../hmm/mod.ts";
import { softmax } from "../math.ts";
import {
  quantize,
  type QuantizerOptions,
  resolveQuantizer,
  type SymbolSequence,
} from "../quantize/mod.ts";
import { everyNth } from "./experts/classic_hmm.ts";
import { rankScores } from "./rank.ts";
import type { Family, FamilyParts, Melody } from "./types.ts";

/** Settings of a set in the first format. */
export interface Format1Settings {
  /** How the main models read. */
  quantizer: Partial<QuantizerOptions> & { frameSpacingSeconds?: number };
  /** Probabilities are the softmax of log-likelihood / (temperature sqrt(n)). */
  temperature: number;
}

/** A further model's name: which part of the melody it reads, with how many symbols. */
const VIEW = /^(whole|first|middle|last)(\d+)$/;
const THIRDS = ["first", "middle", "last"];

/**
 * The models that version 0.1 saved, as it answered with them: per raag one hidden Markov model of
 * notes or frames, and where there are more (`whole12`, `first12`, ...) the sum of all. They are read
 * and never made.
 *
 * @param settings Those of the set, without which `read` reads by the default quantizer.
 * @returns The family `format-1`.
 */
export function format1(settings?: Format1Settings): Family {
  return {
    name: "format-1",
    description: "Models saved by version 0.1.",
    prepare: (melody) => melody,
    read: (melody) => readMain(melody, settings?.quantizer ?? {}),
    fit() {
      throw new InvalidArgumentError("models of the first format are read only; train a family");
    },
    forget: (parts, label) => ({
      ...parts,
      labels: parts.labels.filter((one) => one !== label),
      raags: parts.raags.filter((_, k) => parts.labels[k] !== label),
    }),
    restore(parts: FamilyParts) {
      const { quantizer, temperature } = parts.settings as unknown as Format1Settings;
      if (!(temperature > 0 && temperature < 1e6)) {
        throw new ModelError(
          `its calibration is damaged: the temperature must be within 0..1e6, found ${temperature}`,
        );
      }
      const names = Object.keys(parts.raags[0]?.components ?? {}).sort();
      checkAlphabets(parts, resolveQuantizer(quantizer).nSymbols, names);
      const models = parts.raags.map(({ hmm, components }) => [
        hmm,
        ...names.map((name) => components[name]),
      ]);
      return {
        labels: parts.labels,
        parts: () => parts,
        describe: () => ({ views: ["main", ...names], temperature }),
        answer(features) {
          const melody = features as Melody;
          const sequences = readAll(melody, quantizer, names);
          const n = sequences.reduce((sum, { length }) => sum + length, 0);
          const scores = Float64Array.from(models, (own) => score(own, sequences, n) / temperature);
          return {
            scores,
            probabilities: softmax(scores),
            typicality: 1,
            typical: n > 0,
            tonicEvidence: scores[rankScores(scores)[0]],
            voicedSeconds: melody.track.f0.filter((hz) => hz > 0).length * melody.track.hopSeconds,
          };
        },
      };
    },
  };
}

/** Each raag has the same models, and each of them the alphabet of what it reads. */
function checkAlphabets(
  { labels, raags }: FamilyParts,
  nSymbols: number,
  names: readonly string[],
): void {
  raags.forEach(({ hmm, components }, k) => {
    const found = Object.keys(components).sort().join();
    if (found !== names.join()) {
      throw new ModelError(`${labels[k]} has the models "${found}", ${labels[0]} "${names}"`);
    }
    for (const [name, model] of [["", hmm], ...Object.entries(components)] as const) {
      const size = name === "" ? nSymbols : Number(VIEW.exec(name)?.[2]);
      if (model.nSymbols === size) continue;
      throw new ModelError(
        `a model of ${labels[k]}${name && ` (${name})`} has ${model.nSymbols} symbols, but reads ` +
          `melodies with ${size}`,
      );
    }
  });
}

/** What the main models read. */
function readMain(
  { track, tonicHz }: Melody,
  quantizer: Format1Settings["quantizer"],
): SymbolSequence {
  const sequence = quantize(track, tonicHz, resolveQuantizer(quantizer));
  return everyNth(sequence, Math.round((quantizer.frameSpacingSeconds ?? 0) / track.hopSeconds));
}

/** What each model reads: the main one first, then the others by name. */
function readAll(
  melody: Melody,
  quantizer: Format1Settings["quantizer"],
  names: readonly string[],
): ArrayLike<number>[] {
  const { track, tonicHz } = melody;
  return [
    readMain(melody, quantizer).symbols,
    ...names.map((name) => {
      const [, section, size] = VIEW.exec(name) ?? [];
      const nSymbols = Number(size);
      const whole = quantize(track, tonicHz, { kind: "notes", nSymbols });
      const third = THIRDS.indexOf(section);
      return third < 0 ? whole.symbols : symbolsOfThird(whole, third);
    }),
  ];
}

function score(models: readonly DiscreteHmm[], sequences: ArrayLike<number>[], n: number): number {
  let total = 0;
  models.forEach((model, v) => {
    if (sequences[v].length > 0) total += model.score(sequences[v]);
  });
  return total / Math.sqrt(Math.max(1, n));
}

/** The symbols that begin in one third of the time from the first onset to the end of the last. */
function symbolsOfThird({ symbols, onsets, durations }: SymbolSequence, third: number) {
  const start = onsets[0], length = onsets.at(-1)! + durations.at(-1)! - start;
  const thirdOf = (onset: number) =>
    onset < start + length / 3 ? 0 : onset < start + length * 2 / 3 ? 1 : 2;
  return symbols.filter((_: number, t: number) => thirdOf(onsets[t]) === third);
}
