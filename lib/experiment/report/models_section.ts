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
import type { ExperimentResults } from "../results.ts";
import {
  type Block,
  digits,
  type FigureBlock,
  type Section,
  spaced,
  type TableBlock,
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
  return [{
    id: "models",
    title: "What was learnt",
    blocks: [
      text(
        `The folder models/ holds what ${name} learnt with seed ${seed}: ` +
          (experiment.splits === undefined
            ? "the same fit as was measured, on all recordings in place of all but a fold."
            : `the very models that were measured with that seed.`) +
          " Each raag has a card beside it. Its main model's likelihood of its own training data " +
          "does not say how well it tells raags apart.",
      ),
      modelTable(all),
      ...trainingFigures(models),
      ...pictures(all),
    ],
  }];
}

function modelTable(models: readonly RaagModel[]): TableBlock {
  return {
    kind: "table",
    caption: "The main models",
    header: [
      ...["raag", "states", "alphabet", "recordings", "symbols learnt from"],
      ...["status", "iterations", "nats per symbol"],
    ],
    rows: models.map(({ raag, hmm, training }) => [
      spaced(raag),
      String(hmm.nStates),
      String(hmm.nSymbols),
      String(training.recordings),
      training.symbols > 0 ? String(training.symbols) : "–",
      training.status,
      isTrained({ training }) ? String(training.iterations) : "–",
      digits(perSymbol({ training })),
    ]),
  };
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
function trainingFigures(models: ModelSet): FigureBlock[] {
  const trained = [...models.values()].filter(isTrained);
  if (trained.length === 0) return [];
  const fits = trained.slice(0, MOST_MODELS).map(({ raag, training }) => ({
    name: spaced(raag),
    history: training.history,
    nSymbols: training.symbols,
  }));
  const asked = models.family.convergenceTolerance as number | undefined;
  const { convergenceTolerance: tolerance } = resolveClassicOptions({
    convergenceTolerance: asked,
  });
  return [
    {
      kind: "figure",
      name: "convergence",
      caption: "The log-likelihood of the training data, iteration by iteration",
      alt: trained.map(({ raag, training }) =>
        `${spaced(raag)} ${training.status} after ${training.iterations} iterations at ` +
        `${digits(perSymbol({ training }))} nats per symbol`
      ).join("; "),
      figure: convergenceFigure(fits),
    },
    {
      kind: "figure",
      name: "gain",
      caption: "What each iteration gained",
      alt: `Gains of the models of ${
        trained.map(({ raag }) => spaced(raag)).join(", ")
      }; training stops below ${tolerance} nats.`,
      figure: gainFigure(fits, { tolerance }),
    },
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
    ...(shown.length > 2 ? [distanceBlock(shown)] : []),
    ...shown.flatMap(({ raag, hmm }): FigureBlock[] => [
      {
        kind: "figure",
        name: `moves-${slugOf(raag)}`,
        caption: `${spaced(raag)}: the strongest moves`,
        alt: `Svaras of ${spaced(raag)} on a circle, with an arrow for each frequent move.`,
        figure: movesFigure(hmm, { height: 440 }),
      },
      ...(hmm.nStates > MOST_STATES ? [] : [{
        kind: "figure" as const,
        name: `transitions-${slugOf(raag)}`,
        caption: `${spaced(raag)}: which svara follows which`,
        alt: `Transition matrix of ${spaced(raag)}, for the states that it visits often.`,
        figure: transitionFigure(hmm, { minimumShare: 0.02, height: 440 }),
      }]),
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
