import { DiscreteHmm, type HmmParameters, scoreSequences } from "../../hmm/mod.ts";
import { DEFAULT_SEED } from "../../random.ts";
import { quantize, type SymbolSequence } from "../../quantize/mod.ts";
import type { MelodyView } from "../features/melody_view.ts";
import type { Example, FamilyFitOptions } from "../types.ts";
import { type ClassicOptions, resolveClassicOptions } from "./classic_options.ts";
import type { Expert, Learnt, Lesson } from "./expert.ts";
import { type ClassicResult, type ClassicUnit, raagSeed, trainClassic } from "./train_classic.ts";

/**
 * One hidden Markov model per raag by Baum-Welch: the original study's recipe.
 *
 * What the model would be without a group of recordings is had without training again: the group's
 * own expected counts are taken from the last E-step's, and one M-step follows.
 *
 * @param options See {@linkcode ClassicOptions}.
 * @param name Name of the expert.
 * @returns The expert; its features are the symbols.
 *
 * @see Rabiner 1989, section III.C
 */
export function classicHmm(options: ClassicOptions, name: string): Expert<Uint8Array> {
  const resolved = resolveClassicOptions(options);
  const perRoot = (logLikelihood: number, { length }: Uint8Array) =>
    logLikelihood / Math.sqrt(Math.max(1, length));

  const read = (view: MelodyView): SymbolSequence => {
    const { track, tonicHz } = view.melody;
    const sequence = quantize(track, tonicHz, resolved.quantizer);
    return everyNth(sequence, Math.round(resolved.frameSpacingSeconds / view.hopSeconds));
  };

  const learn = async (
    examples: readonly Example<Uint8Array>[],
    labels: readonly string[],
    fitOptions: FamilyFitOptions,
  ): Promise<Lesson> => {
    const { seed = DEFAULT_SEED } = fitOptions;
    const units = labels.map((raag): ClassicUnit => {
      const own = examples.filter((example) => example.raag === raag);
      const groups = [...new Set(own.map(({ group }) => group))];
      return {
        raag,
        sequences: own.map(({ features }) => features),
        groups: own.map(({ group }) => group),
        judged: groups.map((group) => ({
          group,
          sequences: examples.filter((one) => one.group === group).map(({ features }) => features),
        })),
        seed: raagSeed(seed, raag),
        options: resolved,
      };
    });
    const results = fitOptions.runTrainings === undefined
      ? await trainHere(units, fitOptions)
      : await fitOptions.runTrainings<ClassicUnit, ClassicResult>(units);
    const learnt: Learnt = {
      shared: {},
      raags: results.map((
        { parameters: { nStates, nSymbols, startprob, transmat, emissionprob } },
      ) => ({
        startprob: { shape: [nStates], data: startprob },
        transmat: { shape: [nStates, nStates], data: transmat },
        emissionprob: { shape: [nStates, nSymbols], data: emissionprob },
      })),
    };
    const heldOut = () => {
      const held = scorer(learnt, examples.map(({ features }) => features));
      results.forEach(({ withoutGroup }, k) =>
        units[k].judged.forEach(({ group }, g) => {
          const places = examples.flatMap((one, i) => one.group === group ? [i] : []);
          places.forEach((i, at) =>
            held[i][k] = perRoot(withoutGroup[g][at], examples[i].features)
          );
        })
      );
      return held;
    };
    return { learnt, heldOut, records: results.map(({ record }) => record) };
  };

  const scorer = (learnt: Learnt, sequences: readonly Uint8Array[]): Float64Array[] => {
    const heard = sequences.filter(({ length }) => length > 0);
    if (heard.length === 0) return sequences.map(() => new Float64Array(learnt.raags.length));
    const byModel = scoreSequences(learnt.raags.map((_, k) => parametersOf(learnt, k)), heard);
    let next = 0;
    return sequences.map((symbols) => {
      if (symbols.length === 0) return new Float64Array(learnt.raags.length);
      const at = next++;
      return Float64Array.from(byModel, (scores) => perRoot(scores[at], symbols));
    });
  };

  return {
    name,
    trains: true,
    prepare: (view) => Uint8Array.from(read(view).symbols),
    learn,
    scorer: (learnt) => (symbols) => scorer(learnt, [symbols])[0],
    hmm: (learnt, label) => new DiscreteHmm(parametersOf(learnt, label)),
    read,
    quantizer: resolved.quantizer,
  };
}

function parametersOf({ raags }: Learnt, label: number): HmmParameters {
  const { startprob, transmat, emissionprob } = raags[label];
  const [nStates, nSymbols] = emissionprob.shape;
  return {
    nStates,
    nSymbols,
    startprob: startprob.data,
    transmat: transmat.data,
    emissionprob: emissionprob.data,
  };
}

async function trainHere(
  units: readonly ClassicUnit[],
  { signal, onIteration }: FamilyFitOptions,
): Promise<ClassicResult[]> {
  const results: ClassicResult[] = [];
  for (const unit of units) {
    results.push(
      await trainClassic(unit, {
        signal,
        onIteration: (row) => onIteration?.(unit.raag, row),
      }),
    );
  }
  return results;
}

/** Every n-th symbol, as long as n of them. */
export function everyNth(sequence: SymbolSequence, every: number): SymbolSequence {
  if (every <= 1) return sequence;
  const kept = (_: number, t: number) => t % every === 0;
  return {
    symbols: sequence.symbols.filter(kept),
    nSymbols: sequence.nSymbols,
    onsets: sequence.onsets.filter(kept),
    durations: sequence.durations.filter(kept).map((duration) => duration * every),
  };
}
