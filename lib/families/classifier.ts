import { InvalidArgumentError } from "../errors.ts";
import { softmax } from "../math.ts";
import type { PitchTrack } from "../pitch/types.ts";
import { jointAnswer } from "./joint_answer.ts";
import { rankScores } from "./rank.ts";
import {
  evidenceOverTime,
  type EvidenceTimeline,
  type SymbolEvidence,
  symbolLikelihoods,
} from "./timeline.ts";
import type { Family, FamilyAnswer, FittedFamily, Melody, PossibleTonic } from "./types.ts";

/** One line of a ranking. */
export interface RankedRaag {
  /** The label. */
  raag: string;
  /** What the ranking goes by, in nats; only differences count. */
  score: number;
  /** Calibrated probability; those of a ranking sum to 1. Absent where nothing could be held out. */
  probability?: number;
}

/** Why no raag is named. */
export type Refusal = "nothing-heard" | "none-of-these" | "not-sure";

/** What the classifier says of one melody. */
export interface Classification {
  /** The best label; null where none is named, see `refusal`. */
  raag: string | null;
  /** Why none is named. */
  refusal?: Refusal;
  /** Probability of the raag that is named. Absent where none is, or where nothing could be held out. */
  confidence?: number;
  /**
   * How typical the melody is of the best label, 0..1: the share of the raags' own recordings that
   * fit no better when judged by models that had not heard them. Absent where none was heard.
   */
  typicality?: number;
  /** All labels, best first. */
  ranking: RankedRaag[];
  /** Frequency of Sa that was used, in Hz. */
  tonicHz: number;
  /** Seconds of voiced melody; with few of them no answer means much. */
  voicedSeconds: number;
  /** What limits the answer, as sentences. */
  remarks: string[];
  /** Why the best label and not its rivals, as sentences, in families that can tell. */
  reasons: string[];
}

/** A classification in which the tonic was in question too. */
export interface TonicClassification extends Classification {
  /** Each candidate with its probability after the raags have been heard, best first. */
  tonics: { tonicHz: number; probability: number; raag: string }[];
}

/**
 * Tells which raag a melody is in, how sure that is, and whether it is any of those known.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { makeFamily, RaagClassifier } from "raagkit";
 *
 * // Two toy raags of three notes each, four melodies each.
 * const melodyOf = (notes: number[], turn: number) => {
 *   const f0 = Float64Array.from(
 *     { length: 900 },
 *     (_, t) => 220 * 2 ** (notes[(Math.floor(t / 20) * (turn + 1)) % 3] / 12),
 *   );
 *   const times = f0.map((_, t) => t * 0.01), voicing = new Float32Array(900).fill(1);
 *   return { times, f0, voicing, hopSeconds: 0.01, method: "file", fallbacks: [] };
 * };
 * const family = makeFamily("hmm");
 * const examples = [[0, 2, 4], [0, 3, 7]].flatMap((notes, k) =>
 *   [0, 1, 3, 4].map((turn) => ({
 *     id: `${k}${turn}`,
 *     raag: ["low", "high"][k],
 *     group: `${k}${turn}`,
 *     features: family.prepare({ id: "", track: melodyOf(notes, turn), tonicHz: 220 }),
 *   }))
 * );
 * const classifier = new RaagClassifier(family, await family.fit(examples));
 * assertEquals(classifier.classify(melodyOf([0, 3, 7], 0), 220).ranking[0].raag, "high");
 * ```
 */
export class RaagClassifier {
  /** The labels, sorted. */
  readonly labels: readonly string[];
  readonly #family: Family;
  readonly #fitted: FittedFamily;

  /**
   * Makes a classifier from a family that has learnt.
   *
   * @param family The family.
   * @param fitted What it learnt.
   */
  constructor(family: Family, fitted: FittedFamily) {
    this.labels = fitted.labels;
    this.#family = family;
    this.#fitted = fitted;
  }

  /**
   * Which raag is it?
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param tonicHz Frequency of Sa in Hz, > 0.
   * @returns The best label, the whole ranking and the confidence.
   * @throws {InvalidArgumentError} If the tonic is out of range.
   */
  classify(track: PitchTrack, tonicHz: number): Classification {
    return this.classifyFeatures(this.#family.prepare({ id: "", track, tonicHz }), tonicHz);
  }

  /**
   * The same for a melody that the family has read already.
   *
   * @param features What the family's `prepare` gave.
   * @param tonicHz Frequency of Sa in Hz, which the features rest on.
   * @returns As {@linkcode classify}.
   */
  classifyFeatures(features: unknown, tonicHz: number): Classification {
    const answer = this.#fitted.answer(features);
    return this.#classification(answer, answer, tonicHz, features);
  }

  /**
   * Which raag is it, and on which Sa? Each candidate tonic is tried with each raag:
   *
   *   P(tonic, raag) ~ confidence(tonic)^(1/2) exp(evidence(tonic)) P(raag | tonic)
   *
   * so that a tonic on which no raag makes sense loses to one on which some raag does. The ranking
   * sums over the tonics.
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param given The tonics in question, such as those of `estimateTonic`; those without confidence
   * are not tried.
   * @returns The best label, its tonic, and every tonic that was tried with its probability.
   * @throws {InvalidArgumentError} If no candidate has confidence, or one is out of range.
   */
  classifyWithTonics(track: PitchTrack, given: readonly PossibleTonic[]): TonicClassification {
    for (const { confidence } of given) {
      if (!(confidence >= 0 && confidence < Infinity)) {
        throw new InvalidArgumentError(`confidence must be a number >= 0, found ${confidence}`);
      }
    }
    const candidates = given.filter(({ confidence }) => confidence > 0);
    if (candidates.length === 0) {
      throw new InvalidArgumentError(
        "candidates must hold at least one tonic with a confidence above 0, found none",
      );
    }
    const read = candidates.map(({ tonicHz }) =>
      this.#family.prepare({ id: "", track, tonicHz, isEstimated: true })
    );
    const tried = read.map((features) => this.#fitted.answer(features));
    const joint = jointAnswer(tried, candidates), { chosen, ofTonic } = joint;
    const tonics = candidates.map(({ tonicHz }, c) => ({
      tonicHz,
      probability: ofTonic[c],
      raag: this.labels[rankScores(tried[c].scores)[0]],
    })).sort((a, b) => b.probability - a.probability);
    const { tonicHz } = candidates[chosen];
    const answer = this.#classification(tried[chosen], joint, tonicHz, read[chosen]);
    const [first, second] = tonics;
    if (first.probability >= SURE_TONIC) return { ...answer, tonics };
    const doubt = `is Sa right? ${first.tonicHz.toFixed(1)} Hz has ` +
      `${Math.round(100 * first.probability)} %, ${second.tonicHz.toFixed(1)} Hz has ` +
      `${Math.round(100 * second.probability)} %; give Sa if you know it`;
    return { ...answer, tonics, remarks: [...answer.remarks, doubt] };
  }

  /**
   * Which phrase decided? The evidence for each raag over time, by the raags' main models.
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param tonicHz Frequency of Sa in Hz, > 0.
   * @param options `windowSeconds`: length of a window, about forty of 2 s or more by default;
   * `isEstimated`: whether Sa was found in the sound. @default false
   * @returns Evidence per window and raag, and the probabilities as they stood after each window.
   * @throws {InvalidArgumentError} If the tonic or the window is out of range, or the family's main
   * models read no sequence of symbols.
   */
  timeline(
    track: PitchTrack,
    tonicHz: number,
    options: { windowSeconds?: number; isEstimated?: boolean } = {},
  ): EvidenceTimeline {
    const { windowSeconds, isEstimated } = options;
    return evidenceOverTime(
      this.labels,
      this.#evidenceOf({ id: "", track, tonicHz, isEstimated }),
      {
        windowSeconds,
        startSeconds: track.times[0] ?? 0,
        endSeconds: (track.times.at(-1) ?? 0) + track.hopSeconds,
      },
    );
  }

  #evidenceOf(melody: Melody): SymbolEvidence {
    if (this.#fitted.evidence !== undefined) {
      return this.#fitted.evidence(this.#family.prepare(melody));
    }
    const sequence = this.#family.read?.(melody);
    if (sequence === undefined) {
      throw new InvalidArgumentError(
        `the family ${this.#family.name} reads no sequence, so its evidence has no times`,
      );
    }
    const { raags } = this.#fitted.parts();
    return {
      onsets: sequence.onsets,
      logLikelihoodsOf: (k) => symbolLikelihoods(raags[k].hmm, sequence.symbols),
      // Their root, since symbols of one melody are not independent; not calibrated.
      probabilitiesOf: (sums, count) => softmax(sums.map((sum) => sum / Math.sqrt(count || 1))),
    };
  }

  /** Whether the family's main models read a sequence, so that its evidence has times. */
  get hasTimeline(): boolean {
    return this.#family.read !== undefined;
  }

  /**
   * How well each raag's main model foretells a melody by itself.
   *
   * @param track f0 in Hz, NaN = unvoiced.
   * @param tonicHz Frequency of Sa in Hz, > 0.
   * @returns Log-likelihood per symbol of each label, in nats, in the order of `labels`; NaN where
   * the family's main models read no sequence or there is none.
   */
  mainLikelihoods(track: PitchTrack, tonicHz: number): Float64Array {
    const symbols = this.#family.read?.({ id: "", track, tonicHz }).symbols ?? [];
    return Float64Array.from(
      this.#fitted.parts().raags,
      ({ hmm }) => symbols.length > 0 ? hmm.score(symbols) / symbols.length : NaN,
    );
  }

  #classification(
    answer: FamilyAnswer,
    { scores, probabilities }: Pick<FamilyAnswer, "scores" | "probabilities">,
    tonicHz: number,
    features: unknown,
  ): Classification {
    const order = rankScores(scores), [best] = order;
    const { typicality, typical, voicedSeconds, surest = 0, doubts = [] } = answer;
    const unsure = doubts.length > 0 || (probabilities && probabilities[best] < surest);
    const refusal: Refusal | undefined = voicedSeconds === 0
      ? "nothing-heard"
      : !typical
      ? "none-of-these"
      : unsure
      ? "not-sure"
      : undefined;
    const remarks = probabilities === undefined
      ? ["no recording could be held out in training, so that the ranking has no probabilities"]
      : [];
    return {
      raag: refusal === undefined ? this.labels[best] : null,
      ...(refusal && { refusal }),
      ...(probabilities && refusal === undefined && { confidence: probabilities[best] }),
      ...(typicality !== undefined && { typicality }),
      ranking: order.map((k) => ({
        raag: this.labels[k],
        score: scores[k],
        ...(probabilities && { probability: probabilities[k] }),
      })),
      tonicHz,
      voicedSeconds,
      remarks: [...remarks, ...doubts],
      reasons: this.#fitted.reasons?.(features) ?? [],
    };
  }
}

/** A less likely Sa is asked about. */
const SURE_TONIC = 0.8;
