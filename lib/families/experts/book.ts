import { ModelError } from "../../errors.ts";
import { stableFrames } from "../../quantize/stable_frames.ts";
import { RAAG_LIBRARY, raagLabel, textbookFacts } from "../../raags/mod.ts";
import { hmmOfMoves, N_SVARAS as N, type TextbookMoves, textbookMoves } from "../textbook/mod.ts";
import { evidenceOf } from "../textbook/probabilities.ts";
import { scorePhrases, someOf } from "../textbook/scoring.ts";
import { generalMoves } from "../textbook/set.ts";
import type { NumericArray } from "../types.ts";
import { column, type Expert, type Learnt } from "./expert.ts";

/** The phrases of a melody, as `stableFrames` gives them. */
interface Phrases {
  /** The symbols of all phrases, one after the other. */
  symbols: Uint8Array;
  /** How many each phrase has. */
  lengths: Uint32Array;
}

/** Symbols that are kept in one number of a saved array: so many bytes are exact in it. */
const TOGETHER = 6;

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
    return ({ symbols, lengths }: Phrases) => {
      if (symbols.length === 0) return new Float64Array(models.length);
      let end = 0;
      const phrases = Array.from(
        lengths,
        (length) => ({ symbols: symbols.subarray(end, end += length) }),
      );
      const evidence = evidenceOf(symbols.length);
      return scorePhrases(models, phrases).map((nats) => nats * evidence);
    };
  };
  return {
    name: "book",
    prepare({ melody: { track, tonicHz } }) {
      const { phrases, frames } = stableFrames(track, tonicHz);
      const some = frames === 0 ? [] : someOf(phrases, MOST_FRAMES);
      return {
        symbols: Uint8Array.from(some.flatMap(({ symbols }) => [...symbols])),
        lengths: Uint32Array.from(some, ({ symbols }) => symbols.length),
      };
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

/** How many numbers keep so many symbols. */
const numbersOf = (symbols: number) => Math.ceil(symbols / TOGETHER);

/**
 * Recordings as three arrays: symbols, six to a number with the first one lowest, from a new number on
 * for each recording; the length of each phrase; the phrases of each recording.
 */
function pack(recordings: readonly Phrases[]): Record<string, NumericArray> {
  const numbers = new Float64Array(
    recordings.reduce((sum, { symbols }) => sum + numbersOf(symbols.length), 0),
  );
  let start = 0;
  for (const { symbols } of recordings) {
    symbols.forEach((symbol, i) => {
      numbers[start + Math.floor(i / TOGETHER)] += symbol * 256 ** (i % TOGETHER);
    });
    start += numbersOf(symbols.length);
  }
  return {
    symbols: { shape: [numbers.length], data: numbers },
    lengths: column(recordings.flatMap(({ lengths }) => [...lengths])),
    phrases: column(recordings.map(({ lengths }) => lengths.length)),
  };
}

function unpack({ symbols, lengths, phrases }: Record<string, NumericArray>): Phrases[] {
  let next = 0, from = 0;
  const lengthsOf = Array.from(
    phrases.data,
    (count) => Uint32Array.from(lengths.data.subarray(next, next += count)),
  );
  const totals = lengthsOf.map((own) => own.reduce((sum, length) => sum + length, 0));
  const numbers = totals.reduce((sum, total) => sum + numbersOf(total), 0);
  if (numbers !== symbols.data.length) {
    throw new ModelError(`symbols of the book must be ${numbers}, found ${symbols.data.length}`);
  }
  return lengthsOf.map((own, r) => {
    const start = from;
    from += numbersOf(totals[r]);
    return {
      symbols: Uint8Array.from({ length: totals[r] }, (_, i) => {
        const number = symbols.data[start + Math.floor(i / TOGETHER)];
        return Math.floor(number / 256 ** (i % TOGETHER)) % 256;
      }),
      lengths: own,
    };
  });
}
