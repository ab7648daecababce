import type { ModelSet, RaagModel } from "../../families/mod.ts";
import { resolveClassicOptions } from "../../families/experts/classic_options.ts";
import { modelDistance } from "../../hmm/mod.ts";
import {
  convergenceFigure,
  distanceMapFigure,
  gainFigure,
  movesFigure,
  svaraShareFigure,
  transitionFigure,
} from "../../plot/mod.ts";
import { slugOf } from "../../files/mod.ts";
import { RAAGS } from "../../raags/mod.ts";
import type { ExperimentResults } from "../experiment_results.ts";
import {
  type Block,
  digits,
  figure,
  type Section,
  section,
  spaced,
  table,
  text,
} from "./document.ts";

/** Pictures of at most so many models. */
const MOST_MODELS = 10;

/** More states than this make no picture that one can read. */
const MOST_STATES = 40;

/** What was learnt: convergence, and the models as pictures. */
export function modelsSection({ models, experiment }: ExperimentResults): Section[] {
  if (models === undefined) return [];
  const all = [...models.values()];
  const { family, name = family } = models.family;
  const [seed] = experiment.seeds;
  return [section(
    "models",
    "What was learnt",
    text(
      `The folder models/ holds what ${name} learnt with seed ${seed}: ` +
        (experiment.splits === undefined
          ? "the same fit as was measured, on all recordings in place of all but a fold."
          : `the very models that were measured with that seed.`) +
        " Each raag has a card beside it. Its main model's likelihood of its own training data " +
        "does not say how well it tells raags apart.",
    ),
    modelTable(all),
    trainingFigures(models),
    pictures(all),
  )];
}

function modelTable(models: readonly RaagModel[]): Block {
  return table(
    "The main models",
    [
      ...["raag", "states", "alphabet", "recordings", "symbols learnt from"],
      ...["status", "iterations", "nats per symbol"],
    ],
    models.map(({ raag, hmm, training }) => [
      ...[spaced(raag), String(hmm.nStates), String(hmm.nSymbols), String(training.recordings)],
      training.symbols > 0 ? String(training.symbols) : "–",
      training.status,
      isTrained({ training }) ? String(training.iterations) : "–",
      digits(perSymbol({ training })),
    ]),
  );
}

type Trained = Pick<RaagModel, "training">;

/** Whether Baum-Welch was at work; models that are counted have no history. */
function isTrained({ training }: Trained): boolean {
  return training.history.length > 0;
}

function perSymbol({ training: { logLikelihood, symbols } }: Trained): number {
  return logLikelihood / symbols;
}

/** How Baum-Welch went, where it was at work. */
function trainingFigures(models: ModelSet): Block[] {
  const trained = [...models.values()].filter(isTrained);
  if (trained.length === 0) return [];
  const fits = trained.slice(0, MOST_MODELS).map(({ raag, training }) => ({
    name: spaced(raag),
    history: training.history,
    nSymbols: training.symbols,
  }));
  const { convergenceTolerance: tolerance } = resolveClassicOptions({
    convergenceTolerance: models.family.convergenceTolerance as number | undefined,
  });
  const names = trained.map(({ raag }) => spaced(raag)).join(", ");
  return [
    figure(
      "convergence",
      "The log-likelihood of the training data, iteration by iteration",
      trained.map(({ raag, training }) =>
        `${spaced(raag)} ${training.status} after ${training.iterations} iterations at ` +
        `${digits(perSymbol({ training }))} nats per symbol`
      ).join("; "),
      convergenceFigure(fits),
    ),
    figure(
      "gain",
      "What each iteration gained",
      `Gains of the models of ${names}; training stops below ${tolerance} nats.`,
      gainFigure(fits, { tolerance }),
    ),
  ];
}

/** Pictures for models that read notes or frames in semitones; others have no svaras to draw. */
function pictures(models: readonly RaagModel[]): Block[] {
  const semitones = models.every(({ hmm, quantizer }) =>
    quantizer !== undefined && (quantizer.binsPerOctave ?? 12) === 12 && hmm.nSymbols % 12 === 0
  );
  if (!semitones) return [];
  const shown = models.slice(0, MOST_MODELS);
  const names = shown.map(({ raag }) => spaced(raag)).join(", ");
  return [
    ...(shown.length < models.length
      ? [text(`The first ${shown.length} of ${models.length} models are drawn.`)]
      : []),
    figure(
      "svara-shares",
      "How often each svara is heard in the long run, with the vadi and samvadi of tradition",
      `Share of each svara in the models of ${names}.`,
      svaraShareFigure(shown.map(({ raag, hmm }) => {
        const { vadi, samvadi } = RAAGS[raag] ?? {};
        return { raag, hmm, vadi, samvadi };
      })),
    ),
    ...(shown.length > 2 ? [distanceMap(shown)] : []),
    ...shown.flatMap(({ raag, hmm }) => [
      figure(
        `moves-${slugOf(raag)}`,
        `${spaced(raag)}: the strongest moves`,
        `Svaras of ${spaced(raag)} on a circle, with an arrow for each frequent move.`,
        movesFigure(hmm, { height: 440 }),
      ),
      ...(hmm.nStates > MOST_STATES ? [] : [figure(
        `transitions-${slugOf(raag)}`,
        `${spaced(raag)}: which svara follows which`,
        `Transition matrix of ${spaced(raag)}, for the states that it visits often.`,
        transitionFigure(hmm, { minimumShare: 0.02, height: 440 }),
      )]),
    ]),
  ];
}

function distanceMap(models: readonly RaagModel[]): Block {
  const distances = models.map(() => models.map(() => 0));
  const pairs: { names: string; distance: number }[] = [];
  for (const [b, other] of models.entries()) {
    for (const [a, one] of models.slice(0, b).entries()) {
      const distance = Math.max(0, modelDistance(one.hmm, other.hmm, { length: 5000 }));
      distances[a][b] = distances[b][a] = distance;
      pairs.push({ names: `${spaced(one.raag)} and ${spaced(other.raag)}`, distance });
    }
  }
  pairs.sort((a, b) => a.distance - b.distance);
  const told = ({ names, distance }: typeof pairs[0], unit = "") =>
    `${names} (${digits(distance, 2)}${unit})`;
  return figure(
    "distances",
    "A map of the models: the nearer, the more alike",
    `Nearest are ${told(pairs[0], " nats per symbol")}, farthest ${told(pairs.at(-1)!)}.`,
    distanceMapFigure(models.map(({ raag }) => raag), distances, { height: 420 }),
  );
}
