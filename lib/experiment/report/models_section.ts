import { modelDistance } from "../../hmm/mod.ts";
import type { RaagModel } from "../../persistence/mod.ts";
import {
  convergenceFigure,
  distanceMapFigure,
  gainFigure,
  movesFigure,
  svaraShareFigure,
  transitionFigure,
} from "../../plot/mod.ts";
import { slugOf } from "../../files/mod.ts";
import { RAAGS } from "../../synth/mod.ts";
import type { ExperimentResults } from "../results.ts";
import { type Block, digits, type FigureBlock, type Section, spaced, text } from "./document.ts";

/** Pictures of at most so many models. */
const MOST_MODELS = 10;

/** What was learnt: convergence, and the models as pictures. */
export function modelsSection({ models, experiment }: ExperimentResults): Section[] {
  if (models.length === 0) return [];
  const fits = models.slice(0, MOST_MODELS).map(({ raag, training }) => ({
    name: spaced(raag),
    history: training.history,
    nSymbols: training.symbols,
  }));
  const tolerance = Number(models[0].hyperparameters.convergenceTolerance);
  return [{
    id: "models",
    title: "What was learnt",
    blocks: [
      text(
        `One model a raag, trained with seed ${experiment.seeds[0]} on ` +
          (experiment.splits === undefined ? "all recordings" : "what teaches") +
          "; each has a card beside it in models/. Its likelihood of its own training data says how " +
          "far Baum-Welch came, not how well it tells raags apart.",
      ),
      {
        kind: "table",
        caption: "The models",
        header: [
          ...["raag", "states", "symbols", "recordings", "notes or frames"],
          ...["status", "iterations", "nats per symbol"],
        ],
        rows: models.map(({ raag, hmm, training }) => [
          spaced(raag),
          String(hmm.nStates),
          String(hmm.nSymbols),
          String(training.recordings),
          String(training.symbols),
          training.status,
          String(training.iterations),
          digits(training.logLikelihoodPerSymbol),
        ]),
      },
      {
        kind: "figure",
        name: "convergence",
        caption: "The log-likelihood of the training data, iteration by iteration",
        alt: models.map(({ raag, training }) =>
          `${spaced(raag)} ${training.status} after ${training.iterations} iterations at ` +
          `${digits(training.logLikelihoodPerSymbol)} nats per symbol`
        ).join("; "),
        figure: convergenceFigure(fits),
      },
      {
        kind: "figure",
        name: "gain",
        caption: "What each iteration gained",
        alt: `Gains of the models of ${
          models.map(({ raag }) => spaced(raag)).join(", ")
        } fall until training stops below ${tolerance} nats.`,
        figure: gainFigure(fits, { tolerance }),
      },
      ...pictures(models),
    ],
  }];
}

/** Pictures for alphabets of semitones; others have no svaras to draw. */
function pictures(models: readonly RaagModel[]): Block[] {
  const semitones = models.every(({ hmm, quantizer }) =>
    hmm.nSymbols % 12 === 0 && (quantizer.binsPerOctave ?? 12) === 12
  );
  if (!semitones) return [];
  const shown = models.slice(0, MOST_MODELS);
  const names = shown.map(({ raag }) => spaced(raag)).join(", ");
  const few = shown.length < models.length
    ? [text(`The first ${shown.length} of ${models.length} models are drawn.`)]
    : [];
  return [
    ...few,
    {
      kind: "figure",
      name: "svara-shares",
      caption:
        "How often each svara is heard in the long run, with the vadi and samvadi of tradition",
      alt: `Share of each svara in the models of ${names}.`,
      figure: svaraShareFigure(shown.map(({ raag, hmm }) => {
        const { vadi, samvadi } = RAAGS[raag] ?? {};
        return { raag, hmm, vadi, samvadi };
      })),
    },
    ...(models.length > 2 ? [distanceBlock(models)] : []),
    ...shown.flatMap(({ raag, hmm }): FigureBlock[] => [
      {
        kind: "figure",
        name: `moves-${slugOf(raag)}`,
        caption: `${spaced(raag)}: the strongest moves`,
        alt: `Svaras of ${spaced(raag)} on a circle, with an arrow for each frequent move.`,
        figure: movesFigure(hmm, { height: 440 }),
      },
      {
        kind: "figure",
        name: `transitions-${slugOf(raag)}`,
        caption: `${spaced(raag)}: which svara follows which`,
        alt: `Transition matrix of ${spaced(raag)}, for the states that it visits often.`,
        figure: transitionFigure(hmm, { minimumShare: 0.02, height: 440 }),
      },
    ]),
  ];
}

function distanceBlock(models: readonly RaagModel[]): FigureBlock {
  const distances = models.map(() => models.map(() => 0));
  for (let a = 0; a < models.length; a++) {
    for (let b = a + 1; b < models.length; b++) {
      const distance = Math.max(0, modelDistance(models[a].hmm, models[b].hmm, { length: 5000 }));
      distances[a][b] = distances[b][a] = distance;
    }
  }
  const pairs = models.flatMap((a, i) =>
    models.slice(i + 1).map((b, j) => ({
      names: `${spaced(a.raag)} and ${spaced(b.raag)}`,
      distance: distances[i][i + 1 + j],
    }))
  ).sort((a, b) => a.distance - b.distance);
  return {
    kind: "figure",
    name: "distances",
    caption: "A map of the models: the nearer, the more alike",
    alt: `Nearest are ${pairs[0].names} (${digits(pairs[0].distance, 2)} nats per symbol), ` +
      `farthest ${pairs.at(-1)!.names} (${digits(pairs.at(-1)!.distance, 2)}).`,
    figure: distanceMapFigure(models.map(({ raag }) => raag), distances, { height: 420 }),
  };
}
