import { DiscreteHmm, type FitOptions } from "../../hmm/mod.ts";
import { resolveQuantizer, svaraName } from "../../quantize/mod.ts";
import type { Family, FamilyFitOptions, FittedFamily, LabelledFeatures, Melody } from "../types.ts";
import { logLikelihoodPerRoot, symbolsRead } from "../scoring.ts";
import { ENSEMBLE_VIEWS, noteView, type SymbolView, viewSymbols } from "../views.ts";
import { fitSeed, groupByLabel } from "./labels.ts";

/** What an HMM family reads of a melody: its symbols under each of the family's views. */
export type HmmFeatures = Uint8Array[];

/** The models of one label, one per view. */
export interface LabelModels {
  /** The label. */
  raag: string;
  /** One model per view, in the order of the family's views. */
  models: DiscreteHmm[];
}

/** An HMM family that has learnt. */
export interface FittedHmmFamily extends FittedFamily<HmmFeatures> {
  /** How the models read a melody, the main view first. */
  readonly views: readonly SymbolView[];
  /** What was trained, in the order of the labels. */
  readonly models: readonly LabelModels[];
}

/** A family of HMMs: its fit gives the models themselves too. */
export interface HmmFamily extends Family<HmmFeatures> {
  /** Trains one model per label and view. */
  fit(
    training: readonly LabelledFeatures<HmmFeatures>[],
    options?: FamilyFitOptions,
  ): Promise<FittedHmmFamily>;
}

/** Options that all HMM families share. */
export interface HmmFamilyOptions {
  /**
   * Iterations of Baum-Welch at most. On held-out makams the log-loss stops falling after the first
   * few: the start from counted pairs is close, and what follows fits the training notes.
   * @default 5
   */
  maxIterations?: number;
  /**
   * Dirichlet pseudo-count.
   * @default 0.1, since notes are few: some 30 for each row of A in a quarter of an hour
   */
  pseudoCount?: number;
  /**
   * Further options of {@linkcode DiscreteHmm.fit}.
   * @default {} its own
   */
  fit?: Omit<FitOptions, "maxIterations" | "pseudoCount">;
}

/** Options of {@linkcode noteHmm}. */
export interface NoteHmmOptions extends HmmFamilyOptions {
  /**
   * States for each symbol, so that a note can have several roles.
   * @default 1
   */
  statesPerSymbol?: number;
  /**
   * Size of the alphabet, whole octaves of 12.
   * @default 36
   */
  nSymbols?: number;
}

/** Options of {@linkcode frameHmm}. */
export interface FrameHmmOptions extends HmmFamilyOptions {
  /**
   * Where Baum-Welch starts: `random` is the original study's recipe.
   * @default "one-state-per-symbol"
   */
  start?: "one-state-per-symbol" | "random";
  /**
   * States of the random start.
   * @default 36
   */
  nStates?: number;
  /**
   * Seconds between the frames that are kept; 0 keeps all of them.
   * @default 0.04
   */
  frameSpacingSeconds?: number;
}

/** How a start is made from the sequences of one label. */
type Start = (sequences: readonly Uint8Array[], nSymbols: number, seed: number) => DiscreteHmm;

/**
 * One HMM per raag over frames, 36 chromatic bins: the recipe of the original study, or the same
 * with one state per symbol to start with, which is what makes it converge.
 *
 * @param options Start, iterations, spacing of frames.
 * @returns The family `frame-hmm`, or `frame-hmm-random`.
 */
export function frameHmm(options: FrameHmmOptions = {}): HmmFamily {
  const { start = "one-state-per-symbol", nStates = 36, frameSpacingSeconds = 0.04, ...rest } =
    options;
  const random = start === "random";
  return hmmFamily(
    random ? "frame-hmm-random" : "frame-hmm",
    random
      ? "One HMM per raag over 36 chromatic frame bins from a random start: the original recipe."
      : "One HMM per raag over 36 chromatic frame bins, one state per bin to start with.",
    [{
      name: "frames36",
      quantizer: resolveQuantizer({ kind: "frames" }),
      section: "whole",
      frameSpacingSeconds,
    }],
    random
      ? (_, nSymbols, seed) => DiscreteHmm.random(nStates, nSymbols, seed)
      : (sequences, nSymbols, seed) => DiscreteHmm.fromSymbols(sequences, nSymbols, { seed }),
    // From a random start Baum-Welch needs its iterations; the pseudo-count is the original's.
    { maxIterations: random ? 15 : 5, pseudoCount: 0.01, ...rest },
  );
}

/**
 * One HMM per raag over notes, octave-normalised, from counted pairs of notes.
 *
 * @param options States per symbol, alphabet, iterations.
 * @returns The family `note-hmm`, or `note-hmm-x2` and so on with several states per symbol.
 */
export function noteHmm(options: NoteHmmOptions = {}): HmmFamily {
  const { statesPerSymbol = 1, nSymbols = 36, ...rest } = options;
  return hmmFamily(
    statesPerSymbol === 1 ? "note-hmm" : `note-hmm-x${statesPerSymbol}`,
    `One HMM per raag over notes in ${nSymbols} octave-normalised steps, ${statesPerSymbol} ` +
      `${statesPerSymbol === 1 ? "state" : "states"} per step.`,
    [noteView(`whole${nSymbols}`)],
    startFromNotes(statesPerSymbol),
    rest,
  );
}

/**
 * The default: the sum of five note HMMs per raag, over the whole recording in 36 and in 12 symbols
 * and over each third in 12.
 *
 * @param options Iterations and prior.
 * @returns The family `hmm-ensemble`.
 */
export function hmmEnsemble(options: HmmFamilyOptions = {}): HmmFamily {
  return hmmFamily(
    "hmm-ensemble",
    "The sum of five note HMMs per raag: the whole in 36 and in 12 steps, and each third in 12.",
    ENSEMBLE_VIEWS,
    startFromNotes(1),
    options,
  );
}

function startFromNotes(statesPerSymbol: number): Start {
  return (sequences, nSymbols, seed) =>
    DiscreteHmm.fromSymbols(sequences, nSymbols, { statesPerSymbol, seed });
}

/** A family of one HMM per label and view, whose log-likelihoods are added. */
function hmmFamily(
  name: string,
  description: string,
  views: readonly SymbolView[],
  start: Start,
  options: HmmFamilyOptions,
): HmmFamily {
  const { maxIterations = 5, pseudoCount = 0.1, fit = {} } = options;
  const train = async (sequences: readonly Uint8Array[], nSymbols: number, seed: number) => {
    const heard = sequences.filter((symbols) => symbols.length > 0);
    if (heard.length === 0) return silentModel(nSymbols);
    return (await start(heard, nSymbols, seed).fit(heard, { ...fit, maxIterations, pseudoCount }))
      .model;
  };
  return {
    name,
    description,
    prepare: (melody: Melody) =>
      viewSymbols(melody, views).map(({ symbols }) => Uint8Array.from(symbols)),
    size: symbolsRead,
    async fit(
      training: readonly LabelledFeatures<HmmFeatures>[],
      fitOptions?: FamilyFitOptions,
    ): Promise<FittedHmmFamily> {
      const { labels, byLabel } = groupByLabel(training);
      const models: LabelModels[] = [];
      for (const [k, raag] of labels.entries()) {
        const trained: DiscreteHmm[] = [];
        for (const [v, { quantizer, name }] of views.entries()) {
          const sequences = byLabel[k].map((features) => features[v]);
          trained.push(
            await train(sequences, quantizer.nSymbols, fitSeed(fitOptions, `${raag}/${name}`)),
          );
        }
        models.push({ raag, models: trained });
      }
      return {
        labels,
        views,
        models,
        scores: (features) =>
          Float64Array.from(models, ({ models }) => logLikelihoodPerRoot(models, features)),
        describe: () => ({
          views: views.map(({ name }) => name),
          max_iterations: maxIterations,
          pseudo_count: pseudoCount,
          most_visited: Object.fromEntries(
            models.map(({ raag, models }) => [raag, mostVisited(models[0], views[0])]),
          ),
        }),
      };
    },
  };
}

/** One state that finds every symbol as likely as the next: all that silence teaches. */
function silentModel(nSymbols: number): DiscreteHmm {
  return new DiscreteHmm({
    nStates: 1,
    nSymbols,
    startprob: Float64Array.of(1),
    transmat: Float64Array.of(1),
    emissionprob: new Float64Array(nSymbols).fill(1 / nSymbols),
  });
}

/** The five steps on which the melody spends most of its notes, from the model's own future. */
function mostVisited(model: DiscreteHmm, { quantizer }: SymbolView): string[] {
  const { nSymbols, emissionprob } = model;
  const states = model.stationaryDistribution();
  const shares = new Float64Array(nSymbols);
  states.forEach((share, i) => {
    for (let k = 0; k < nSymbols; k++) shares[k] += share * emissionprob[i * nSymbols + k];
  });
  return [...shares.keys()].sort((a, b) => shares[b] - shares[a]).slice(0, 5)
    .map((symbol) => `${svaraName(symbol, quantizer).label} ${shares[symbol].toFixed(2)}`);
}
