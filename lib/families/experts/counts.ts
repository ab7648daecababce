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

/**
 * Makes an expert that counts. Its score is the log-likelihood over the root of the number of
 * counts: see {@linkcode CountsOptions} for the models.
 *
 * @param options What is counted and how.
 * @returns The expert.
 */
export function countsExpert(options: CountsOptions): Expert<Float64Array> {
  const { name, nSymbols, count, table, exemplars, mostCounts = Infinity } = options;
  /** The score of a class from its table and the counts of its recordings. */
  const classScore = (own: readonly Float64Array[], model: Float64Array) => {
    const logs = model.map(Math.log);
    const ofClass = (heard: Heard) => heard.perRoot(heard.under(logs));
    if (exemplars === undefined) return ofClass;
    const { tau, beta } = exemplars;
    const adapted = new Adapted(own, model, nSymbols, tau);
    return (heard: Heard) => ofClass(heard) + logMeanExp(adapted.gains(heard), beta);
  };

  const scorer = ({ shared, raags }: Learnt) => {
    const all = shared.counts.data;
    const classes = raags.map(({ counts }) => {
      const own = rowsOf(counts);
      return classScore(own, table(totalOf(own, all.length), all));
    });
    return (features: Float64Array) => {
      const heard = new Heard(features, nSymbols, mostCounts);
      return Float64Array.from(classes, (score) => score(heard));
    };
  };

  const learn = (
    examples: readonly Example<Float64Array>[],
    labels: readonly string[],
    fitOptions: FamilyFitOptions,
  ) => {
    const size = examples[0].features.length;
    const recordings = examples.map(({ features }) => features);
    const classOf = examples.map(({ raag }) => labels.indexOf(raag));
    const all = totalOf(recordings, size);
    const own = labels.map((_, k) => recordings.filter((_, i) => classOf[i] === k));
    const learnt: Learnt = {
      shared: { counts: { shape: [size / nSymbols, nSymbols], data: all } },
      raags: own.map((list) => ({
        counts: exemplars === undefined
          ? stackRows([totalOf(list, size)], size)
          : stackRows(list, size),
      })),
    };
    const heldOut = (): Float64Array[] => {
      const score = scorer(learnt);
      const held = examples.map(({ features }) => score(features));
      for (const group of placesByGroup(examples)) {
        for (const k of new Set(group.map((i) => classOf[i]))) {
          const rest = recordings.filter((_, i) => classOf[i] === k && !group.includes(i));
          // Where nothing is left of the class, what remains is its table: the background's.
          const left = rest.length > 0 ? rest : [new Float64Array(size)];
          const score = classScore(left, table(totalOf(rest, size), all));
          for (const i of group) {
            held[i][k] = score(new Heard(recordings[i], nSymbols, mostCounts));
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
      const counts = totalOf(rowsOf(raags[label].counts), all.length);
      return options.hmm(table(counts, all), counts, all);
    },
  };
}

/** The counts of one melody. */
class Heard {
  /** Contexts x symbols. */
  readonly counts: Float64Array;
  /** Sum of each context. */
  readonly contexts: Float64Array;
  readonly #root: number;

  constructor(counts: Float64Array, nSymbols: number, most: number) {
    this.counts = counts;
    this.contexts = contextsOf(counts, nSymbols);
    const n = Math.max(1, sumOf(this.contexts, 0, this.contexts.length));
    this.#root = n / Math.sqrt(Math.min(n, most));
  }

  /** The log-likelihood, given the logarithm of each probability. */
  under(logs: Float64Array): number {
    let total = 0;
    for (let d = 0; d < logs.length; d++) {
      if (this.counts[d] > 0) total += this.counts[d] * logs[d];
    }
    return total;
  }

  /** A log-likelihood over the root of the number of counts, or as if there were `most`. */
  perRoot(logLikelihood: number): number {
    return logLikelihood / this.#root;
  }
}

/**
 * The recordings of a class as models of their own, each beside the table of the class:
 *
 *   log (c(d) + tau p(d)) / (c + tau) = log p(d) + log(1 + c(d) / (tau p(d))) - log(1 + c / tau),
 *
 * of which the middle is 0 where the recording has no count. So little is kept of each.
 */
class Adapted {
  /** Where the recordings have counts, one recording after the other, and the middle term there. */
  readonly #at: Uint16Array;
  readonly #logs: Float64Array;
  /** Where each recording ends in these. */
  readonly #ends: Uint32Array;
  /** The last term, recordings x contexts. */
  readonly #losses: Float64Array;

  constructor(
    recordings: readonly Float64Array[],
    model: Float64Array,
    nSymbols: number,
    tau: number,
  ) {
    const nContexts = model.length / nSymbols;
    const some = recordings.reduce((n, counts) => n + counts.reduce((m, c) => m + +(c > 0), 0), 0);
    this.#at = new Uint16Array(some);
    this.#logs = new Float64Array(some);
    this.#ends = new Uint32Array(recordings.length);
    this.#losses = new Float64Array(recordings.length * nContexts);
    let end = 0;
    recordings.forEach((counts, r) => {
      for (let d = 0; d < counts.length; d++) {
        if (counts[d] === 0) continue;
        this.#at[end] = d;
        this.#logs[end++] = Math.log(1 + counts[d] / (tau * model[d]));
      }
      this.#ends[r] = end;
      this.#losses.set(
        contextsOf(counts, nSymbols).map((sum) => Math.log(1 + sum / tau)),
        r * nContexts,
      );
    });
  }

  /** How much better each recording's model does on a melody than the class's table. */
  gains(heard: Heard): Float64Array {
    const { counts, contexts } = heard;
    let j = 0, l = 0;
    return Float64Array.from(this.#ends, (end) => {
      let gain = 0;
      for (; j < end; j++) gain += counts[this.#at[j]] * this.#logs[j];
      for (let c = 0; c < contexts.length; c++) gain -= contexts[c] * this.#losses[l++];
      return heard.perRoot(gain);
    });
  }
}

function contextsOf(counts: Float64Array, nSymbols: number): Float64Array {
  return Float64Array.from(
    { length: counts.length / nSymbols },
    (_, context) => sumOf(counts, context * nSymbols, nSymbols),
  );
}

/** log mean exp(beta x) / beta: between the mean and the maximum. */
function logMeanExp(values: Float64Array, beta: number): number {
  const highest = Math.max(...values);
  let total = 0;
  for (const value of values) total += Math.exp(beta * (value - highest));
  return highest + Math.log(total / values.length) / beta;
}

function totalOf(recordings: readonly Float64Array[], size: number): Float64Array {
  const total = new Float64Array(size);
  for (const counts of recordings) for (let d = 0; d < size; d++) total[d] += counts[d];
  return total;
}
