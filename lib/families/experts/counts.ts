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

/** Contexts x symbols: whole numbers, or seconds. */
export type CountedFeatures = Uint32Array | Float64Array;

/** How an expert counts, and what it makes of the counts. */
export interface CountsOptions {
  /** Name of the expert. */
  name: string;
  /** Symbols of each context; a row of the table. */
  nSymbols: number;
  /** Counts of one melody, contexts x symbols. */
  count(view: MelodyView): CountedFeatures;
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

/** The counts of one melody, without the zeros. */
interface Counted {
  /** Where there are some, contexts x symbols. */
  at: Uint16Array;
  /** How many. */
  counts: Float64Array;
  /** The sum of each context. */
  contexts: Float64Array;
  /** log(1 + sum / tau) of each, where recordings are models of their own. */
  losses: Float64Array;
}

/**
 * Makes an expert that counts. Its score is the log-likelihood over the root of the number of
 * counts: see {@linkcode CountsOptions} for the models.
 *
 * @param options What is counted and how.
 * @returns The expert.
 */
export function countsExpert(options: CountsOptions): Expert<CountedFeatures> {
  const { name, nSymbols, count, table, exemplars, mostCounts = Infinity } = options;
  const counted = (features: CountedFeatures): Counted => {
    const places = new Uint16Array(features.length);
    const contexts = new Float64Array(features.length / nSymbols);
    let some = 0;
    for (let d = 0; d < features.length; d++) {
      if (features[d] === 0) continue;
      places[some++] = d;
      contexts[Math.floor(d / nSymbols)] += features[d];
    }
    const at = places.slice(0, some), counts = new Float64Array(some);
    for (let j = 0; j < some; j++) counts[j] = features[at[j]];
    return {
      at,
      counts,
      contexts,
      losses: contexts.map((sum) => Math.log(1 + sum / (exemplars?.tau ?? Infinity))),
    };
  };

  /**
   * What scores melodies under a class, given the class's table and its recordings. A recording's
   * model stands beside the table:
   *
   *   log (c(d) + tau p(d)) / (c + tau) = log p(d) + log(1 + c(d) / (tau p(d))) - log(1 + c / tau),
   *
   * of which the middle is 0 where it has no count: so little is kept of each, if many are scored.
   */
  const classScore = (own: readonly Counted[], model: Float64Array, isKept = true) => {
    const logs = model.map(Math.log);
    if (exemplars === undefined) return (heard: Heard) => heard.under(logs);
    const { tau, beta } = exemplars;
    const gainAt = (count: number, d: number) => Math.log(1 + count / (tau * model[d]));
    if (!isKept) {
      return (heard: Heard) =>
        heard.under(logs) + logMeanExp(own.map((one) => heard.gain(one, gainAt)), beta);
    }
    const models = own.map(({ at, counts, losses }): Adapted => {
      const gains = new Float64Array(at.length);
      for (let j = 0; j < at.length; j++) gains[j] = gainAt(counts[j], at[j]);
      return { at, losses, gains };
    });
    return (heard: Heard) =>
      heard.under(logs) + logMeanExp(models.map((one) => heard.gainOf(one)), beta);
  };

  const scorer = ({ shared, raags }: Learnt) => {
    const all = shared.counts.data;
    const classes = raags.map(({ counts }) => {
      const own = rowsOf(counts);
      return classScore(own.map(counted), table(totalOf(own, all.length), all));
    });
    return (features: CountedFeatures) => {
      const heard = new Heard(features, counted(features), mostCounts);
      return Float64Array.from(classes, (score) => score(heard));
    };
  };

  const learn = (
    examples: readonly Example<CountedFeatures>[],
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
      const score = scorer(learnt), held = recordings.map(score), sparse = recordings.map(counted);
      for (const group of placesByGroup(examples)) {
        for (const k of new Set(group.map((i) => classOf[i]))) {
          const rest = [...recordings.keys()].filter((i) => classOf[i] === k && !group.includes(i));
          // Where nothing is left of the class, what remains is its table: the background's.
          const left = rest.length > 0
            ? rest.map((i) => sparse[i])
            : [counted(new Float64Array(size))];
          const model = table(totalOf(rest.map((i) => recordings[i]), size), all);
          const score = classScore(left, model, false);
          for (const i of group) {
            held[i][k] = score(new Heard(recordings[i], sparse[i], mostCounts));
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

/** A recording's model, beside the table of its class. */
interface Adapted extends Pick<Counted, "at" | "losses"> {
  /** What is gained at each count. */
  gains: Float64Array;
}

/** A melody that is scored. */
class Heard {
  readonly dense: Float64Array;
  readonly sparse: Counted;
  readonly #root: number;

  constructor(dense: CountedFeatures, sparse: Counted, most: number) {
    // Of one type, whatever was counted: the loops over it are most of a fit.
    this.dense = Float64Array.from(dense);
    this.sparse = sparse;
    const n = Math.max(1, sumOf(sparse.contexts, 0, sparse.contexts.length));
    this.#root = n / Math.sqrt(Math.min(n, most));
  }

  /** A log-likelihood over the root of the number of counts, or as if there were `most`. */
  perRoot(logLikelihood: number): number {
    return logLikelihood / this.#root;
  }

  /** That under a table of logarithms. */
  under(logs: Float64Array): number {
    const { at, counts } = this.sparse;
    let total = 0;
    for (let j = 0; j < at.length; j++) total += counts[j] * logs[at[j]];
    return this.perRoot(total);
  }

  /** By how much that is better under a recording's model than under the table of its class. */
  gainOf({ at, losses, gains }: Adapted): number {
    const { dense } = this;
    let total = -this.#loss(losses);
    for (let j = 0; j < at.length; j++) total += dense[at[j]] * gains[j];
    return this.perRoot(total);
  }

  /** The same where the gains are not kept. */
  gain({ at, losses, counts }: Counted, gainAt: (count: number, d: number) => number): number {
    const { dense } = this;
    let total = -this.#loss(losses);
    for (let j = 0; j < at.length; j++) {
      const d = at[j];
      if (dense[d] > 0) total += dense[d] * gainAt(counts[j], d);
    }
    return this.perRoot(total);
  }

  #loss(losses: Float64Array): number {
    const { contexts } = this.sparse;
    let total = 0;
    for (let c = 0; c < losses.length; c++) total += contexts[c] * losses[c];
    return total;
  }
}

/** log mean exp(beta x) / beta: between the mean and the maximum. */
function logMeanExp(values: readonly number[], beta: number): number {
  const highest = Math.max(...values);
  let total = 0;
  for (const value of values) total += Math.exp(beta * (value - highest));
  return highest + Math.log(total / values.length) / beta;
}

function totalOf(recordings: readonly CountedFeatures[], size: number): Float64Array {
  const total = new Float64Array(size);
  for (const counts of recordings) for (let d = 0; d < size; d++) total[d] += counts[d];
  return total;
}
