import { InvalidArgumentError } from "../../errors.ts";
import { DiscreteHmm } from "../../hmm/mod.ts";
import { logSumExp, softmax } from "../../math.ts";
import { SVARAS } from "../../quantize/mod.ts";
import { type StableFrames, stableFrames } from "../../quantize/stable_frames.ts";
import { DEFAULT_SEED } from "../../random.ts";
import { raagLabel } from "../../raags/mod.ts";
import type {
  Example,
  Family,
  FamilyAnswer,
  FamilyFitOptions,
  FamilyParts,
  FittedFamily,
  Melody,
  NumericArray,
} from "../types.ts";
import { rankScores } from "../rank.ts";
import { withOutliers } from "../stack.ts";
import { symbolLikelihoods } from "../timeline.ts";
import { neighboursOf, svaraEvidence } from "./evidence.ts";
import { N_SVARAS as N, type RaagFacts, scaleOf } from "./facts.ts";
import { hearMoves } from "./heard.ts";
import { learnTextbookSet } from "./learn.ts";
import { hmmOfMoves, N_SYMBOLS } from "./model.ts";
import { evidenceOf, OUTLIERS, SURE, TONIC_WEIGHT } from "./probabilities.ts";
import { scorePhrases } from "./scoring.ts";
import { generalMoves, libraryFacts, type TextbookSet, textbookSet } from "./set.ts";
import { tellApart } from "./tell_apart.ts";
import { tuneTonic } from "./tune_tonic.ts";
import { warningsOf } from "./warnings.ts";

/** What the family reads of a melody. */
export interface TextbookFeatures extends StableFrames {
  /** Seconds of it that are voiced. */
  voicedSeconds: number;
}

/** What is kept besides the models; JSON. */
interface TextbookSettings {
  facts: RaagFacts[];
}

/** Seconds between the stable frames that are kept. */
const FRAME_SECONDS = 0.02;

/**
 * Raags as the books have them: a hidden Markov model of twelve svaras for each, written down from
 * aroh, avroh and phrases. Recordings, where there are some, are counted on top of the book's moves;
 * raags without stay as the book has them.
 *
 * @returns The family `textbook`.
 */
export function textbookFamily(): Family<TextbookFeatures> {
  let general: DiscreteHmm | undefined;
  const prepare = (melody: Melody): TextbookFeatures => {
    const { track, tonicHz, isEstimated } = melody;
    const voiced = track.f0.filter((hz) => hz > 0 && hz < Infinity).length;
    const voicedSeconds = voiced * track.hopSeconds;
    const seconds = track.f0.length * track.hopSeconds;
    if (voiced === 0) {
      return {
        phrases: [],
        nSymbols: N_SYMBOLS,
        frames: 0,
        seconds,
        stableShare: 0,
        voicedSeconds,
      };
    }
    // An estimate was measured on the sound; a published Sa is a key of the piano.
    const heard = isEstimated
      ? stableFrames(track, tonicHz)
      : tuneTonic(general ??= hmmOfMoves(generalMoves()), track, tonicHz).melody;
    return { ...heard, voicedSeconds };
  };
  return {
    name: "textbook",
    description: "Raags as the books have them, and recordings on top where there are some.",
    prepare,
    read: (melody) => {
      const { phrases, nSymbols } = prepare(melody);
      const onsets = Float64Array.from(phrases.flatMap(({ times }) => Array.from(times)));
      return {
        symbols: Uint8Array.from(phrases.flatMap(({ symbols }) => Array.from(symbols))),
        nSymbols,
        onsets,
        durations: new Float64Array(onsets.length).fill(FRAME_SECONDS),
      };
    },
    fit: (examples, options) =>
      Promise.resolve(restoreSet(partsOf(learn(examples), examples, options))),
    restore: restoreSet,
    forget: (parts, label) => {
      const kept = <T>(list: readonly T[]) => list.filter((_, k) => parts.labels[k] !== label);
      const { facts } = parts.settings as unknown as TextbookSettings;
      return {
        ...parts,
        labels: kept(parts.labels),
        settings: { facts: kept(facts) },
        raags: kept(parts.raags),
      };
    },
  };
}

/** The parts of the whole library, no recording heard. */
export function libraryParts(): FamilyParts {
  return partsOf(textbookSet(libraryFacts()), []);
}

/** The library with what the recordings show; labels keep the spelling of the recordings. */
function learn(examples: readonly Example<TextbookFeatures>[]): TextbookSet {
  const spelling = new Map<string, string>();
  for (const { raag } of examples) {
    const name = raagLabel(raag);
    if (name === undefined) {
      throw new InvalidArgumentError(
        `the library has no raag ${raag}: write its grammar (data/README.md), or train a family ` +
          "that needs none",
      );
    }
    const other = spelling.get(name);
    if (other !== undefined && other !== raag) {
      throw new InvalidArgumentError(`${other} and ${raag} are one raag; give it one label`);
    }
    spelling.set(name, raag);
  }
  const facts = libraryFacts().map((one) => ({ ...one, raag: spelling.get(one.raag) ?? one.raag }));
  const recordings = examples.filter(({ features }) => features.frames > 0)
    .map(({ raag, features }) => ({ raag, phrases: features.phrases }));
  return learnTextbookSet(facts, recordings);
}

function partsOf(
  set: TextbookSet,
  examples: readonly Example<TextbookFeatures>[],
  { seed = DEFAULT_SEED }: FamilyFitOptions = {},
): FamilyParts {
  const order = [...set.facts.keys()].sort((a, b) =>
    set.facts[a].raag < set.facts[b].raag ? -1 : 1
  );
  const general = set.general;
  return {
    labels: order.map((k) => set.facts[k].raag),
    settings: { facts: order.map((k) => ({ ...set.facts[k] })) },
    shared: {
      "general.startprob": { shape: [N], data: general.startprob },
      "general.transmat": { shape: [N, N], data: general.transmat },
    },
    raags: order.map((k) => {
      const own = examples.filter(({ raag }) => raag === set.facts[k].raag);
      const hmm = set.models[k];
      return {
        hmm,
        components: {},
        arrays: {
          "book.startprob": { shape: [N], data: set.moves[k].startprob },
          "book.moves": { shape: [N, N], data: set.moves[k].moves },
        },
        record: {
          recordings: own.length,
          symbols: own.reduce((sum, { features }) => sum + features.frames, 0),
          status: own.length > 0 ? "counted" : "book",
          iterations: 0,
          logLikelihood: own.reduce(
            (sum, { features }) => sum + features.frames * scorePhrases([hmm], features.phrases)[0],
            0,
          ),
          history: [],
          seed,
        },
      };
    }),
  };
}

function restoreSet(parts: FamilyParts): FittedFamily<TextbookFeatures> {
  const { facts } = parts.settings as unknown as TextbookSettings;
  const of = (arrays: Record<string, NumericArray>) => ({
    startprob: arrays["book.startprob"].data,
    moves: arrays["book.moves"].data,
  });
  const moves = parts.raags.map(({ arrays }) => of(arrays));
  const models = moves.map(hmmOfMoves);
  // The mean raag stays that of the whole set: what is known of raags does not shrink with it.
  const general = new DiscreteHmm({
    ...models[0].parameters,
    startprob: parts.shared["general.startprob"].data,
    transmat: parts.shared["general.transmat"].data,
  });
  const set: TextbookSet = { facts, moves, models, general };
  return {
    labels: parts.labels,
    parts: () => parts,
    describe: () => ({
      raags: facts.length,
      learnt: parts.raags.flatMap(({ record }, k) =>
        record.recordings > 0 ? [parts.labels[k]] : []
      ),
    }),
    answer: (melody) => answerFor(set, melody),
    reasons: (melody) => reasonsFor(set, melody),
    evidence: ({ phrases }) => ({
      onsets: Float64Array.from(phrases.flatMap(({ times }) => [...times])),
      logLikelihoodsOf: (k) =>
        Float64Array.from(
          // Each phrase begins anew, as in the answer.
          phrases.flatMap(({ symbols }) => [...symbolLikelihoods(models[k], symbols)]),
        ),
      probabilitiesOf: (sums, count) => {
        const scale = evidenceOf(count) / (count || 1);
        return withOutliers(softmax(sums.map((sum) => scale * sum)), OUTLIERS);
      },
    }),
  };
}

function answerFor(set: TextbookSet, melody: TextbookFeatures): FamilyAnswer {
  const { phrases, frames, voicedSeconds } = melody;
  if (frames === 0) {
    const scores = new Float64Array(set.facts.length);
    return {
      scores,
      probabilities: softmax(scores),
      typical: false,
      tonicEvidence: 0,
      voicedSeconds,
    };
  }
  const evidence = evidenceOf(frames);
  const perFrame = scorePhrases(set.models, phrases);
  const scores = perFrame.map((nats) => evidence * nats);
  const fit = Math.max(...perFrame) - scorePhrases([set.general], phrases)[0];
  const probabilities = withOutliers(softmax(scores), OUTLIERS);
  const warnings = warningsOf({ melody, fit, tonics: [{ tonicHz: 0, probability: 1 }] });
  return {
    scores,
    probabilities,
    typical: fit > 0,
    tonicEvidence: logSumExp(scores),
    confidenceWeight: TONIC_WEIGHT * evidence,
    voicedSeconds,
    surest: SURE,
    doubts: warnings.map(({ message }) => message),
  };
}

/** Raags told apart from the best, and moves named of each. */
const RIVALS = 2, MOVES = 3;

/** The reasons a musician would give. */
function reasonsFor(set: TextbookSet, { phrases, frames }: TextbookFeatures): string[] {
  if (frames === 0 || set.facts.length < 2) return [];
  const scores = scorePhrases(set.models, phrases);
  const order = rankScores(scores);
  const best = set.facts[order[0]].raag;
  const heard = hearMoves(set.models[order[0]], phrases);
  const svaras = svaraEvidence(set, best, heard);
  const named = (list: readonly { svara: string }[]) => list.map(({ svara }) => svara).join(" ");
  const foreign = svaras.filter(({ inRaag, isHeard }) => isHeard && !inRaag)
    .map(({ svara, share }) => `${svara} ${Math.round(100 * share)} %`);
  const reasons = [
    `svaras heard: ${named(svaras.filter(({ isHeard }) => isHeard))}; ${best} has ` +
    `${scaleOf(set.facts[order[0]]).map((s) => SVARAS[s]).join(" ")}` +
    (foreign.length > 0 ? `, so ${foreign.join(", ")} is foreign to it` : ""),
  ];
  const same = neighboursOf(set, best, 0).map(({ raag }) => raag);
  if (same.length > 0) reasons.push(`of the same svaras: ${same.join(", ")}`);
  for (const k of order.slice(1, 1 + RIVALS)) {
    const rival = set.facts[k].raag;
    const { moves, onlyFirst, onlyRival } = tellApart(set, best, rival, phrases);
    const share = (one: { svara: string; share: number }) =>
      `${one.svara} (${(100 * one.share).toFixed(0)} % of the time)`;
    const parts = [
      ...onlyFirst.map((one) => `${share(one)} is in ${best} only`),
      ...onlyRival.map((one) => `${share(one)} is in ${rival} only`),
      ...moves.slice(0, MOVES).map(({ from, to, heard, nats }) =>
        `${from === undefined ? `to begin on ${to}` : `${from} to ${to}`} ` +
        `(heard ${heard.toFixed(0)} x) speaks for ${nats > 0 ? best : rival}`
      ),
    ];
    reasons.push(`${best} or ${rival}: ${parts.join("; ")}`);
  }
  return reasons;
}
