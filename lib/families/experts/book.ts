import { stableFrames } from "../../quantize/stable_frames.ts";
import { RAAG_LIBRARY, raagLabel, textbookFacts } from "../../raags/mod.ts";
import { hmmOfMoves, N_SVARAS as N, type TextbookMoves, textbookMoves } from "../textbook/mod.ts";
import { evidenceOf } from "../textbook/probabilities.ts";
import { scorePhrases, someOf } from "../textbook/scoring.ts";
import { generalMoves } from "../textbook/set.ts";
import type { NumericArray } from "../types.ts";
import { column, type Expert, type Learnt } from "./expert.ts";

/** The symbols of each phrase of a melody, as `stableFrames` gives them. */
type Phrases = Uint8Array[];

/** Frames that are read of a long melody: with so many the evidence is at its most. */
const MOST_FRAMES = 4000;

/**
 * What the books say: each label's textbook model, no recording heard. A label that the library does
 * not know gets the mean raag, so that it is neither favoured nor ruled out, and where it knows none
 * of them this expert says nothing. Its score is the log-likelihood of the stable frames as so many
 * independent observations as a melody is worth: `evidenceOf(frames)` times the nats per frame.
 *
 * @returns The expert; its features are the phrases, evenly from the beginning to the end where there
 * are many.
 */
export function book(): Expert<Phrases> {
  const scorer = ({ raags }: Learnt) => {
    raags.forEach(unpack); // what was saved in part is damaged, and this throws
    if (raags.every(({ moves }) => moves === undefined)) {
      return () => new Float64Array(raags.length);
    }
    const models = raags.map(({ startprob, moves }) =>
      hmmOfMoves({ startprob: startprob.data, moves: moves.data })
    );
    return (phrases: Phrases) => {
      if (phrases.length === 0) return new Float64Array(models.length);
      const evidence = evidenceOf(phrases.reduce((total, { length }) => total + length, 0));
      return scorePhrases(models, phrases.map((symbols) => ({ symbols })))
        .map((nats) => nats * evidence);
    };
  };
  return {
    name: "book",
    prepare({ melody: { track, tonicHz } }) {
      const { phrases, frames } = stableFrames(track, tonicHz);
      return frames === 0 ? [] : someOf(phrases, MOST_FRAMES).map(({ symbols }) => symbols);
    },
    learn(examples, labels) {
      const isSilent = labels.every((label) => raagLabel(label) === undefined);
      const learnt: Learnt = {
        shared: {},
        raags: labels.map((label) => ({
          ...(!isSilent && arraysOf(movesOf(label))),
          ...pack(examples.filter(({ raag }) => raag === label).map(({ features }) => features)),
        })),
      };
      // Nothing was learnt of them: every recording is held out.
      const score = scorer(learnt), heldOut = () => examples.map(({ features }) => score(features));
      return { learnt, heldOut };
    },
    scorer,
    recall: unpack,
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

/** Recordings as three arrays: symbols, the length of each phrase, and the phrases of each recording. */
function pack(recordings: readonly Phrases[]): Record<string, NumericArray> {
  const phrases = recordings.flat();
  return {
    symbols: column(phrases.flatMap((symbols) => Array.from(symbols))),
    lengths: column(phrases.map(({ length }) => length)),
    phrases: column(recordings.map(({ length }) => length)),
  };
}

function unpack({ symbols, lengths, phrases }: Record<string, NumericArray>): Phrases[] {
  let end = 0, next = 0;
  return Array.from(
    phrases.data,
    (count) =>
      Array.from(lengths.data.subarray(next, next += count), (length) => {
        return Uint8Array.from(symbols.data.subarray(end, end += length));
      }),
  );
}
