import { InvalidArgumentError } from "../../errors.ts";
import {
  DiscreteHmm,
  type FitOptions,
  type HistoryRow,
  type HmmParameters,
  scoreSequences,
} from "../../hmm/mod.ts";
import { type ExpectedCounts } from "../../hmm/e_step.ts";
import { createEStep } from "../../hmm/choose_e_step.ts";
import { mStep } from "../../hmm/m_step.ts";
import {
  quantize,
  type QuantizerOptions,
  resolveQuantizer,
  type SymbolKind,
  type SymbolSequence,
} from "../../quantize/mod.ts";
import { hashString } from "../../random.ts";
import type { MelodyView } from "../features/melody_view.ts";
import type { Example, FamilyFitOptions, FitRecord } from "../types.ts";
import type { Expert, Learnt, Lesson } from "./expert.ts";

/** Where Baum-Welch starts. */
export type TrainingStart = "random" | "one-state-per-symbol";

/** The options of a hidden Markov model trained by Baum-Welch, one a raag. */
export interface ClassicOptions {
  /** What a symbol is: one note, or one voiced frame (the original study). @default "notes" */
  symbols?: SymbolKind;
  /** Hidden states N. @default 36, three octaves of semitones */
  nStates?: number;
  /** Symbols M. @default 36, three octaves of semitones */
  nSymbols?: number;
  /**
   * Where Baum-Welch starts. `one-state-per-symbol` takes k states for each symbol where N = kM,
   * and cannot serve any other N.
   * @default "one-state-per-symbol" where N is a multiple of M, else "random"
   */
  start?: TrainingStart;
  /** Iterations of Baum-Welch at most. @default 200 */
  maxIterations?: number;
  /** Stop when an iteration gains less than this, in nats. @default 0.1 */
  convergenceTolerance?: number;
  /**
   * Dirichlet pseudo-count added to each expected count.
   * @default 0.01 for frames, as in the original study; 0.1 for notes, which are few
   */
  pseudoCount?: number;
  /** No probability falls below this. @default 1e-8 */
  probabilityFloor?: number;
  /**
   * Starts to train for each raag; the one whose objective ends highest is kept. The first is
   * `start`, the others are random.
   * @default 1
   */
  restarts?: number;
  /** Seconds between the frames that are kept; 0 keeps all of them. Frames only. @default 0 */
  frameSpacingSeconds?: number;
  /** Further options of the quantiser. @default {} its own */
  quantizer?: Partial<Omit<QuantizerOptions, "kind" | "nSymbols">>;
}

/** Classic options with nothing left open. */
export type ResolvedClassicOptions =
  & Required<Omit<ClassicOptions, "quantizer" | "symbols">>
  & { quantizer: QuantizerOptions };

/**
 * Fills in the defaults and checks the ranges.
 *
 * @param options What the caller said.
 * @returns The whole.
 * @throws {InvalidArgumentError} If an option is out of its range; the text names it.
 */
export function resolveClassicOptions(options: ClassicOptions = {}): ResolvedClassicOptions {
  const {
    symbols = "notes",
    nStates = 36,
    nSymbols = 36,
    maxIterations = 200,
    convergenceTolerance = 0.1,
    pseudoCount = symbols === "notes" ? 0.1 : 0.01,
    probabilityFloor = 1e-8,
    restarts = 1,
    frameSpacingSeconds = 0,
  } = options;
  requireWhole("nStates", nStates, 1, 4096);
  requireWhole("nSymbols", nSymbols, 1, 4096);
  requireWhole("maxIterations", maxIterations, 1, 1e6);
  requireWhole("restarts", restarts, 1, 10_000);
  requireRange("convergenceTolerance", convergenceTolerance, 0, Infinity);
  requireRange("pseudoCount", pseudoCount, 0, 1e6);
  requireRange("frameSpacingSeconds", frameSpacingSeconds, 0, 10);
  // N floors of 1/N would already be a whole row.
  requireRange("probabilityFloor", probabilityFloor, 0, 1 / (2 * Math.max(nStates, nSymbols)));
  const tiles = nStates % nSymbols === 0;
  const start = options.start ?? (tiles ? "one-state-per-symbol" : "random");
  if (start === "one-state-per-symbol" && !tiles) {
    throw new InvalidArgumentError(
      `start "one-state-per-symbol" needs nStates to be a multiple of nSymbols (${nSymbols}), ` +
        `found ${nStates}; use start "random"`,
    );
  }
  return {
    nStates,
    nSymbols,
    start,
    maxIterations,
    convergenceTolerance,
    pseudoCount,
    probabilityFloor,
    restarts,
    frameSpacingSeconds,
    quantizer: resolveQuantizer({ ...options.quantizer, kind: symbols, nSymbols }),
  };
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new InvalidArgumentError(
      `${name} must be a whole number within ${low}..${high}, found ${value}`,
    );
  }
}

function requireRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new InvalidArgumentError(`${name} must be within ${low}..${high}, found ${value}`);
  }
}

/** All that the training of one raag depends on. Survives structured cloning. */
export interface ClassicUnit {
  /** The label. */
  raag: string;
  /** One sequence a recording. */
  sequences: Uint8Array[];
  /** For each sequence its group. */
  groups: string[];
  /** For each group of this raag the sequences that are judged without it. */
  judged: { group: string; sequences: Uint8Array[] }[];
  /** Seed of the first start. */
  seed: number;
  /** How it is trained. */
  options: ResolvedClassicOptions;
}

/** What the training of one raag came to. */
export interface ClassicResult {
  /** pi, A and B. */
  parameters: HmmParameters;
  /** How it went. */
  record: FitRecord;
  /** For each entry of `judged` the log-likelihoods of its sequences without its group. */
  withoutGroup: Float64Array[];
}

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
    return thinned(sequence, Math.round(resolved.frameSpacingSeconds / view.hopSeconds));
  };

  const learn = async (
    examples: readonly Example<Uint8Array>[],
    labels: readonly string[],
    fitOptions: FamilyFitOptions,
  ): Promise<Lesson> => {
    const { seed = 42 } = fitOptions;
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
      raags: results.map(({ parameters: { nStates, nSymbols, startprob, transmat, emissionprob } }) => ({
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
          places.forEach((i, at) => held[i][k] = perRoot(withoutGroup[g][at], examples[i].features));
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
    prepare: (view) => Uint8Array.from(read(view).symbols),
    transpose: (symbols, semitones) => transposed(symbols, semitones, resolved.quantizer),
    learn,
    scorer: (learnt) => (symbols) => scorer(learnt, [symbols])[0],
    hmm: (learnt, label) => new DiscreteHmm(parametersOf(learnt, label)),
    read,
    quantizer: resolved.quantizer,
  };
}

/** The seed of one raag: it does not depend on which other raags are trained, nor in which order. */
function raagSeed(seed: number, raag: string): number {
  return hashString(`${seed}/${raag}`);
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

/**
 * Trains the model of one raag, and judges each of its groups without it.
 *
 * @param unit Sequences and options.
 * @param hooks Awaited progress and a signal, where the unit runs in the caller's own thread.
 * @returns The model, the record of its training, and the held-out log-likelihoods.
 */
export async function trainClassic(
  { raag, sequences: all, groups, judged, seed, options }: ClassicUnit,
  hooks: Pick<FitOptions, "onIteration" | "signal"> = {},
): Promise<ClassicResult> {
  const { nStates, nSymbols, pseudoCount, probabilityFloor } = options;
  // A short recording may hold no note at all.
  const sequences = all.filter(({ length }) => length > 0);
  const nothing = { sequences: [], ownGroups: [] };
  const kept = sequences.length === 0 ? nothing : {
    sequences,
    ownGroups: groups.filter((_, i) => all[i].length > 0),
  };
  if (kept.sequences.length === 0) return untrained(judged, nStates, nSymbols, seed);
  const starts = Array.from({ length: options.restarts }, (_, restart) => {
    const own = restart === 0 ? seed : raagSeed(seed, `restart ${restart}`);
    return restart === 0 && options.start === "one-state-per-symbol"
      ? DiscreteHmm.fromSymbols(sequences, nSymbols, {
        statesPerSymbol: nStates / nSymbols,
        seed: own,
      })
      : DiscreteHmm.random(nStates, nSymbols, own);
  });
  const fits = [];
  for (const start of starts) {
    fits.push(
      await start.fit(sequences, {
        maxIterations: options.maxIterations,
        tolerance: options.convergenceTolerance,
        pseudoCount,
        probabilityFloor,
        ...hooks,
      }),
    );
  }
  const objective = ({ history }: { history: HistoryRow[] }) => history.at(-1)!.objective!;
  const fit = fits.reduce((best, one) => objective(one) > objective(best) ? one : best);
  const { parameters } = fit.model;
  const record: FitRecord = {
    recordings: sequences.length,
    symbols: sequences.reduce((count, { length }) => count + length, 0),
    status: fit.status,
    iterations: fit.history.at(-1)!.iteration,
    logLikelihood: fit.logLikelihood,
    history: fit.history,
    seed,
  };
  const counts = (some: readonly Uint8Array[]) =>
    createEStep("auto", some, { nStates, nSymbols }).expectedCounts(parameters);
  const total = counts(sequences), smoothing = { pseudoCount, probabilityFloor, keepZeros: false };
  const withoutGroup = judged.map(({ group, sequences: asked }) => {
    const own = kept.sequences.filter((_, i) => kept.ownGroups[i] === group);
    const model = own.length === 0
      ? parameters
      : mStep(difference(total, counts(own)), parameters, smoothing);
    return scoresOf(model, asked);
  });
  return { parameters, record: { ...record, recordings: all.length }, withoutGroup };
}

/** Log-likelihoods; 0 for a sequence without symbols. */
function scoresOf(parameters: HmmParameters, sequences: readonly Uint8Array[]): Float64Array {
  const scores = new Float64Array(sequences.length);
  const heard = [...sequences.keys()].filter((i) => sequences[i].length > 0);
  if (heard.length === 0) return scores;
  const [found] = scoreSequences([parameters], heard.map((i) => sequences[i]));
  heard.forEach((i, at) => scores[i] = found[at]);
  return scores;
}

/** Counts less those of some of the recordings; rounding may not leave less than none. */
function difference(total: ExpectedCounts, part: ExpectedCounts): ExpectedCounts {
  const minus = (a: Float64Array, b: Float64Array) => a.map((value, i) => Math.max(0, value - b[i]));
  return {
    start: minus(total.start, part.start),
    transitions: minus(total.transitions, part.transitions),
    emissions: minus(total.emissions, part.emissions),
    logLikelihood: total.logLikelihood - part.logLikelihood,
  };
}

/** Recordings so short that none has a symbol: everything is expected alike. */
function untrained(
  judged: ClassicUnit["judged"],
  nStates: number,
  nSymbols: number,
  seed: number,
): ClassicResult {
  const parameters: HmmParameters = {
    nStates,
    nSymbols,
    startprob: new Float64Array(nStates).fill(1 / nStates),
    transmat: new Float64Array(nStates * nStates).fill(1 / nStates),
    emissionprob: new Float64Array(nStates * nSymbols).fill(1 / nSymbols),
  };
  return {
    parameters,
    record: {
      recordings: 0,
      symbols: 0,
      status: "nothing-heard",
      iterations: 0,
      logLikelihood: 0,
      history: [],
      seed,
    },
    withoutGroup: judged.map(({ sequences }) => scoresOf(parameters, sequences)),
  };
}

/** Every n-th symbol. */
function thinned(sequence: SymbolSequence, every: number): SymbolSequence {
  if (every <= 1) return sequence;
  const kept = (_: number, t: number) => t % every === 0;
  return {
    symbols: sequence.symbols.filter(kept),
    nSymbols: sequence.nSymbols,
    onsets: sequence.onsets.filter(kept),
    durations: sequence.durations.filter(kept).map((duration) => duration * every),
  };
}

/** Symbols on a Sa so many semitones higher; what leaves the range stays in its outermost octave. */
function transposed(
  symbols: Uint8Array,
  semitones: number,
  { nSymbols, binsPerOctave }: QuantizerOptions,
): Uint8Array {
  const move = Math.round(semitones * binsPerOctave / 12);
  return symbols.map((symbol) => {
    let moved = symbol - move;
    while (moved < 0) moved += binsPerOctave;
    while (moved >= nSymbols) moved -= binsPerOctave;
    return moved;
  });
}
