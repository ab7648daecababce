/**
 * Experts that count: a raag's hidden Markov model is a table of probabilities, a row a context,
 * made from how often each symbol was counted in each context. Counts of recordings add up, and
 * what one recording brought can be taken away again, so that no recording need be left out to know
 * what the model would have been without it.
 *
 * @module
 */

import type { DiscreteHmm } from "../../hmm/mod.ts";
import type { QuantizerOptions, SymbolSequence } from "../../quantize/mod.ts";
import { DEFAULT_SEED } from "../../random.ts";
import type { MelodyView } from "../features/melody_view.ts";
import { sumOf } from "../features/section_histograms.ts";
import type { Example, FamilyFitOptions, FitRecord } from "../types.ts";
import { type Expert, type Learnt, placesByGroup, rowsOf, stackRows } from "./expert.ts";

/** How an expert counts, and what it makes of the counts. */
export interface CountsOptions {
  /** Name of the expert. */
  name: string;
  /** Symbols of each context; a row of the table. */
  nSymbols: number;
  /** Counts of one melody, contexts x symbols. */
  count(view: MelodyView): Float64Array;
  /**
   * The table of a class from its counts and those of all classes.
   *
   * @returns Probabilities, contexts x symbols.
   */
  table(counts: Float64Array, all: Float64Array): Float64Array;
  /** The table as a hidden Markov model. */
  hmm(table: Float64Array, counts: Float64Array, all: Float64Array): DiscreteHmm;
  /** What that model reads of a melody. */
  read?(view: MelodyView): SymbolSequence;
  /** How it reads. */
  quantizer?: QuantizerOptions;
  /**
   * How a class is a mixture of its recordings: each recording's model is its own counts on top of
   * `tau` counts of the class's table in each context (MAP adaptation), and the class scores
   *
   *   log mean_r exp(beta L_r) / beta,
   *
   * between the mean (beta 0) and the best (beta infinite). Undefined: one model a class.
   */
  exemplars?: { tau: number; beta: number };
  /**
   * Counts beyond which a melody says no more: a concert of an hour has no surer raag than one of
   * ten minutes. @default Infinity
   */
  mostCounts?: number;
}

/** One recording, or one class: its counts, and their sum in each context. */
interface Counted {
  counts: Float64Array;
  contexts: Float64Array;
}

/**
 * Makes an expert that counts. Its score is the log-likelihood over the root of the number of
 * counts: see {@linkcode CountsOptions} for the models.
 *
 * @param options What is counted and how.
 * @returns The expert.
 */
export function countsExpert(options: CountsOptions): Expert<Float64Array> {
  const { name, nSymbols, count, table, exemplars, mostCounts = Infinity } = options;
  const counted = (counts: Float64Array): Counted => ({
    counts,
    contexts: Float64Array.from(
      { length: counts.length / nSymbols },
      (_, context) => sumOf(counts, context * nSymbols, nSymbols),
    ),
  });

  /** Score of a melody under a class, given the class's table and its recordings. */
  const classScore = (heard: Heard, own: readonly Counted[], model: Float64Array): number => {
    if (exemplars === undefined) return heard.perRoot((d) => Math.log(model[d]));
    const { tau, beta } = exemplars;
    const scores = own.map(({ counts, contexts }) =>
      heard.perRoot((d) =>
        Math.log((counts[d] + tau * model[d]) / (contexts[Math.floor(d / nSymbols)] + tau))
      )
    );
    return logMeanExp(scores, beta);
  };

  /** Tables of logarithms, one a recording (or one a class), for the melodies to come. */
  const logTables = (own: readonly Counted[], model: Float64Array): Float64Array[] => {
    if (exemplars === undefined) return [model.map(Math.log)];
    const { tau } = exemplars;
    return own.map(({ counts, contexts }) =>
      model.map((p, d) =>
        Math.log((counts[d] + tau * p) / (contexts[Math.floor(d / nSymbols)] + tau))
      )
    );
  };

  const scorer = ({ shared, raags }: Learnt) => {
    const all = shared.counts.data;
    const classes = raags.map(({ counts }) => {
      const own = rowsOf(counts).map(counted);
      return logTables(own, table(totalOf(own, all.length), all));
    });
    return (features: Float64Array) => {
      const heard = new Heard(features, mostCounts);
      return Float64Array.from(classes, (tables) => {
        const scores = tables.map((logs) => heard.perRoot((d) => logs[d]));
        return exemplars === undefined ? scores[0] : logMeanExp(scores, exemplars.beta);
      });
    };
  };

  const learn = (
    examples: readonly Example<Float64Array>[],
    labels: readonly string[],
    fitOptions: FamilyFitOptions,
  ) => {
    const size = examples[0].features.length;
    const recordings = examples.map(({ features }) => counted(features));
    const classOf = examples.map(({ raag }) => labels.indexOf(raag));
    const all = totalOf(recordings, size);
    const own = labels.map((_, k) => recordings.filter((_, i) => classOf[i] === k));
    const learnt: Learnt = {
      shared: { counts: { shape: [size / nSymbols, nSymbols], data: all } },
      raags: own.map((list) => ({
        counts: exemplars === undefined
          ? stackRows([totalOf(list, size)], size)
          : stackRows(list.map(({ counts }) => counts), size),
      })),
    };
    const heldOut = (): Float64Array[] => {
      const score = scorer(learnt);
      const held = examples.map(({ features }) => score(features));
      for (const group of placesByGroup(examples)) {
        for (const k of new Set(group.map((i) => classOf[i]))) {
          const rest = recordings.filter((_, i) => classOf[i] === k && !group.includes(i));
          const model = table(totalOf(rest, size), all);
          // Nothing is left of the class: what remains is its table, which is the background's.
          const left = rest.length > 0 ? rest : [counted(new Float64Array(size))];
          for (const i of group) {
            held[i][k] = classScore(new Heard(examples[i].features, mostCounts), left, model);
          }
        }
      }
      return held;
    };
    const records = own.map((list): FitRecord => {
      const counts = totalOf(list, size), logs = table(counts, all).map(Math.log);
      return {
        recordings: list.length,
        symbols: Math.round(counts.reduce((sum, count) => sum + count, 0)),
        status: "counted",
        iterations: 0,
        logLikelihood: counts.reduce((sum, count, d) => count > 0 ? sum + count * logs[d] : sum, 0),
        history: [],
        seed: fitOptions.seed ?? DEFAULT_SEED,
      };
    });
    return { learnt, heldOut, records };
  };

  return {
    name,
    prepare: count,
    read: options.read,
    quantizer: options.quantizer,
    learn,
    scorer,
    ...(exemplars && { recall: ({ counts }: Learnt["raags"][number]) => rowsOf(counts) }),
    hmm({ shared, raags }, label) {
      const all = shared.counts.data;
      const counts = totalOf(rowsOf(raags[label].counts).map(counted), all.length);
      return options.hmm(table(counts, all), counts, all);
    },
  };
}

/** The counts of one melody, without the zeros. */
class Heard {
  readonly #at: number[] = [];
  readonly #counts: number[] = [];
  readonly #root: number;

  constructor(counts: Float64Array, most: number) {
    let total = 0;
    for (let d = 0; d < counts.length; d++) {
      if (counts[d] === 0) continue;
      this.#at.push(d);
      this.#counts.push(counts[d]);
      total += counts[d];
    }
    const n = Math.max(1, total);
    this.#root = n / Math.sqrt(Math.min(n, most));
  }

  /** The log-likelihood over the root of the number of counts, or as if there were `most`. */
  perRoot(logProbability: (d: number) => number): number {
    let total = 0;
    for (let i = 0; i < this.#at.length; i++) {
      total += this.#counts[i] * logProbability(this.#at[i]);
    }
    return total / this.#root;
  }
}

/** log mean exp(beta x) / beta: between the mean and the maximum. */
function logMeanExp(values: readonly number[], beta: number): number {
  const highest = Math.max(...values);
  let total = 0;
  for (const value of values) total += Math.exp(beta * (value - highest));
  return highest + Math.log(total / values.length) / beta;
}

function totalOf(recordings: readonly { counts: Float64Array }[], size: number): Float64Array {
  const total = new Float64Array(size);
  for (const { counts } of recordings) for (let d = 0; d < size; d++) total[d] += counts[d];
  return total;
}
