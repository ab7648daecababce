import { type StableFrames, stableFrames } from "../../quantize/stable_frames.ts";
import { RAAG_LIBRARY, raagLabel, textbookFacts } from "../../raags/mod.ts";
import { hmmOfMoves, N_SVARAS as N, type TextbookMoves, textbookMoves } from "../textbook/mod.ts";
import { evidenceOf } from "../textbook/probabilities.ts";
import { scorePhrases } from "../textbook/scoring.ts";
import { generalMoves } from "../textbook/set.ts";
import type { NumericArray } from "../types.ts";
import type { Expert, Learnt } from "./expert.ts";

/**
 * What the books say: each label's textbook model, no recording heard. A label that the library does
 * not know gets the mean raag, so that it is neither favoured nor ruled out, and where it knows none
 * of them this expert says nothing. Its score is the log-likelihood of the stable frames as so many
 * independent observations as a melody is worth: `evidenceOf(frames)` times the nats per frame.
 *
 * @returns The expert; its features are the stable frames.
 */
export function book(): Expert<StableFrames> {
  const scorer = ({ raags }: Learnt) => {
    if (raags.every(({ moves }) => moves === undefined)) {
      return () => new Float64Array(raags.length);
    }
    const models = raags.map(({ startprob, moves }) =>
      hmmOfMoves({ startprob: startprob.data, moves: moves.data })
    );
    return ({ phrases, frames }: StableFrames) =>
      frames === 0
        ? new Float64Array(models.length)
        : scorePhrases(models, phrases).map((nats) => nats * evidenceOf(frames));
  };
  return {
    name: "book",
    prepare: ({ melody: { track, tonicHz } }) => stableFrames(track, tonicHz),
    learn(examples, labels) {
      const isSilent = labels.every((label) => raagLabel(label) === undefined);
      const learnt: Learnt = {
        shared: {},
        raags: labels.map((label) => isSilent ? {} : arraysOf(movesOf(label))),
      };
      // Nothing was learnt of them: every recording is held out.
      const heldOut = () => examples.map(({ features }) => scorer(learnt)(features));
      return { learnt, heldOut };
    },
    scorer,
  };
}

function arraysOf({ startprob, moves }: TextbookMoves): Record<string, NumericArray> {
  return { startprob: { shape: [N], data: startprob }, moves: { shape: [N, N], data: moves } };
}

/** How the books say that a raag moves; the mean raag where they do not know the name. */
function movesOf(label: string): TextbookMoves {
  const known = raagLabel(label);
  return known === undefined ? generalMoves() : textbookMoves(textbookFacts(RAAG_LIBRARY[known]));
}
