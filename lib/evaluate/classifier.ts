import { InvalidArgumentError, ModelError } from "../errors.ts";
import type { DiscreteHmm } from "../hmm/mod.ts";
import { softmax } from "../math.ts";
import type { PitchTrack } from "../pitch/types.ts";
import {
  assertSameViews,
  type ClassifierModel,
  modelTemperature,
  modelViews,
} from "./classifier_models.ts";
import { rankLabels } from "./metrics.ts";
import { symbolsRead, totalLogLikelihood } from "./scoring.ts";
import { evidenceOverTime, type EvidenceTimeline } from "./timeline.ts";
import { type SymbolView, viewSymbols } from "./views.ts";

/** What is said of a melody that no model fits. */
export const UNKNOWN_RAAG = "unknown";

/** Options of a {@linkcode RaagClassifier}. */
export interface ClassifierOptions {
  /**
   * Probabilities are the softmax of log-likelihood / (temperature sqrt(n)), n the number of
   * symbols read. Fit it on held-out recordings with `calibrateFamily`.
   * @default what the models' training found; without that 1.4, what held-out makams ask of the
   * ensemble
   */
  temperature?: number;
  /**
   * A melody whose best log-likelihood per symbol is below this is called `unknown`, in nats.
   * @default -Infinity, nothing is unknown
   */
  unknownThreshold?: number;
}

/** One line of a ranking. */
export interface RankedRaag {
  /** The label. */
  raag: string;
  /** Log-likelihood of all that the raag's models read, per symbol, in nats. */
  logLikelihoodPerSymbol: number;
  /** Calibrated probability; those of a ranking sum to 1. */
  probability: number;
}

/** What the classifier says of one melody. */
export interface Classification {
  /** The best label, or `unknown`. */
  raag: string;
  /** Probability of the best label, also where the answer is `unknown`. */
  confidence: number;
  /** All labels, best first. */
  ranking: RankedRaag[];
  /** Frequency of Sa that was used, in Hz. */
  tonicHz: number;
  /** Symbols in the main view; with few of them no answer means much. */
  nSymbols: number;
}

/** A classification in which the tonic was in question too. */
export interface TonicClassification extends Classification {
  /** Each candidate with its probability after the raags have been heard, best first. */
  tonics: { tonicHz: number; probability: number; raag: string }[];
}

/** A possible Sa. */
export interface PossibleTonic {
  /** Frequency in Hz, > 0. */
  tonicHz: number;
  /** How likely before any raag is heard, > 0; only ratios count. */
  confidence: number;
}

/**
 * Tells which raag a melody is in: each raag's models score it, the best score wins.
 *
 * A raag may have one model or several that look at the melody in different ways (see
 * {@linkcode ENSEMBLE_VIEWS}); their log-likelihoods are added. All raags must have the same views:
 * log-likelihoods of different alphabets cannot be compared.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { DiscreteHmm, RaagClassifier } from "raagkit";
 *
 * // Two toy raags of two notes each.
 * const melodies = { low: [[0, 2, 0, 2, 0]], high: [[7, 9, 7, 9, 7]] };
 * const models = Object.entries(melodies).map(([raag, sequences]) => ({
 *   raag,
 *   hmm: DiscreteHmm.fromSymbols(sequences, 12),
 *   quantizer: { kind: "notes", nSymbols: 12 },
 * }));
 * const f0 = Float64Array.from({ length: 90 }, (_, t) => 220 * 2 ** ((t % 30 < 15 ? 7 : 9) / 12));
 * const track = {
 *   times: f0.map((_, t) => t * 0.01),
 *   f0,
 *   voicing: new Float32Array(90).fill(1),
 *   hopSeconds: 0.01,
 *   method: "file",
 *   fallbacks: [],
 * };
 * assertEquals(new RaagClassifier(models).classify(track, 220).raag, "high");
 * ```
 */
export class RaagClassifier {
  /** The labels, sorted. */
  readonly labels: readonly string[];
  readonly #views: readonly SymbolView[];
  /** Models by label and view. */
  readonly #models: readonly (readonly DiscreteHmm[])[];
  readonly #temperature: number;
  readonly #unknownThreshold: number;

  /**
   * Makes a classifier from trained models.
   *
   * @param models One entry per raag.
   * @param options Temperature and threshold.
   * @throws {ModelError} If there are no models, a raag occurs twice, or the raags' views differ.
   * @throws {InvalidArgumentError} If an option is out of range.
   */
  constructor(models: Iterable<ClassifierModel>, options: ClassifierOptions = {}) {
    const sorted = [...models].sort((a, b) => a.raag < b.raag ? -1 : a.raag > b.raag ? 1 : 0);
    const { temperature = modelTemperature(sorted) ?? 1.4, unknownThreshold = -Infinity } = options;
    if (!(temperature > 0 && temperature < Infinity)) {
      throw new InvalidArgumentError(`temperature must be a number > 0, found ${temperature}`);
    }
    if (Number.isNaN(unknownThreshold)) {
      throw new InvalidArgumentError("unknownThreshold must be a number, found NaN");
    }
    if (sorted.length === 0) {
      throw new ModelError("a classifier needs at least one model, found none");
    }
    this.labels = sorted.map(({ raag }) => raag);
    this.#views = modelViews(sorted[0]);
    this.#models = sorted.map((model, k) => {
      if (k > 0 && model.raag === sorted[k - 1].raag) {
        throw new ModelError(`each raag needs one entry, "${model.raag}" occurs twice`);
      }
      assertSameViews(this.#views, sorted[0].raag, model);
      return this.#views.map(({ name }, v) => v === 0 ? model.hmm : model.components![name]);
    });
    this.#temperature = temperature;
    this.#unknownThreshold = unknownThreshold;
  }

  /**
   * Which raag is it?
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param tonicHz Frequency of Sa in Hz, > 0.
   * @returns The best label, the whole ranking and the confidence. A melody without a symbol gives
   * equal probabilities and `unknown`.
   * @throws {InvalidArgumentError} If the tonic is out of range.
   */
  classify(track: PitchTrack, tonicHz: number): Classification {
    const { scores, read, nSymbols } = this.#score(track, tonicHz);
    const probabilities = softmax(scores, this.#temperature / Math.sqrt(Math.max(1, read)));
    return this.#answer(scores, probabilities, tonicHz, nSymbols);
  }

  /**
   * Which raag is it, and on which Sa? Each candidate tonic is tried with each raag:
   *
   *   P(tonic, raag) ~ confidence(tonic) exp(log-likelihood per symbol * sqrt(n) / temperature)
   *
   * with n the most symbols that any tonic gives (rounding makes a few more or less of them), so that a tonic on which no raag makes sense loses to one on which some raag does. The ranking
   * sums over the tonics.
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param candidates The tonics in question, such as those of `estimateTonic`.
   * @returns The best label, its tonic, and every tonic with its probability.
   * @throws {InvalidArgumentError} If there are no candidates or one is out of range.
   */
  classifyWithTonics(
    track: PitchTrack,
    candidates: readonly PossibleTonic[],
  ): TonicClassification {
    if (candidates.length === 0) {
      throw new InvalidArgumentError("candidates must hold at least one tonic, found none");
    }
    const nLabels = this.labels.length;
    const tried = candidates.map(({ tonicHz, confidence }) => {
      if (!(confidence > 0 && confidence < Infinity)) {
        throw new InvalidArgumentError(`confidence must be a number > 0, found ${confidence}`);
      }
      return this.#score(track, tonicHz);
    });
    const root = Math.sqrt(Math.max(1, ...tried.map(({ read }) => read)));
    const joint = softmax(
      Float64Array.from({ length: candidates.length * nLabels }, (_, cell) => {
        const c = Math.floor(cell / nLabels);
        return tried[c].scores[cell % nLabels] * root / this.#temperature +
          Math.log(candidates[c].confidence);
      }),
    );
    const probabilities = new Float64Array(nLabels);
    joint.forEach((p, cell) => probabilities[cell % nLabels] += p);
    const tonics = candidates.map(({ tonicHz }, c) => {
      const row = joint.subarray(c * nLabels, (c + 1) * nLabels);
      return {
        tonicHz,
        probability: row.reduce((sum, p) => sum + p, 0),
        raag: this.labels[rankLabels(this.labels, row)[0]],
      };
    });
    const best = rankLabels(this.labels, probabilities)[0];
    let chosen = 0;
    for (let c = 1; c < candidates.length; c++) {
      if (joint[c * nLabels + best] > joint[chosen * nLabels + best]) chosen = c;
    }
    const { scores, nSymbols } = tried[chosen];
    return {
      ...this.#answer(scores, probabilities, candidates[chosen].tonicHz, nSymbols),
      tonics: tonics.sort((a, b) => b.probability - a.probability),
    };
  }

  /**
   * Which phrase decided? The evidence for each raag over time.
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param tonicHz Frequency of Sa in Hz, > 0.
   * @param options `windowSeconds`: length of a window. @default 10
   * @returns Evidence per window and raag, and the probabilities as they stood after each window.
   * @throws {InvalidArgumentError} If the tonic or the window is out of range.
   */
  timeline(
    track: PitchTrack,
    tonicHz: number,
    options: { windowSeconds?: number } = {},
  ): EvidenceTimeline {
    const { windowSeconds = 10 } = options;
    const sequences = viewSymbols({ id: "", track, tonicHz }, this.#views);
    return evidenceOverTime(this.labels, this.#models, sequences, {
      windowSeconds,
      temperature: this.#temperature,
      startSeconds: track.times[0] ?? 0,
      endSeconds: (track.times.at(-1) ?? 0) + track.hopSeconds,
    });
  }

  /** Log-likelihood per symbol of each label; 0 throughout for a melody without symbols. */
  #score(
    track: PitchTrack,
    tonicHz: number,
  ): { scores: Float64Array; read: number; nSymbols: number } {
    const sequences = viewSymbols({ id: "", track, tonicHz }, this.#views)
      .map(({ symbols }) => symbols);
    const read = symbolsRead(sequences);
    const scores = Float64Array.from(
      this.#models,
      (models) => totalLogLikelihood(models, sequences) / Math.max(1, read),
    );
    return { scores, read, nSymbols: sequences[0].length };
  }

  #answer(
    scores: Float64Array,
    probabilities: Float64Array,
    tonicHz: number,
    nSymbols: number,
  ): Classification {
    const ranking = rankLabels(this.labels, probabilities).map((k) => ({
      raag: this.labels[k],
      logLikelihoodPerSymbol: scores[k],
      probability: probabilities[k],
    }));
    const [best] = ranking;
    const unknown = nSymbols === 0 || best.logLikelihoodPerSymbol < this.#unknownThreshold;
    return {
      raag: unknown ? UNKNOWN_RAAG : best.raag,
      confidence: best.probability,
      ranking,
      tonicHz,
      nSymbols,
    };
  }
}
