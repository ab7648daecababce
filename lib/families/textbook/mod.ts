/**
 * The textbook models: from what every student learns of a raag to a hidden Markov model whose states
 * have names, no recording heard.
 *
 * A melody's stable frames (`stableFrames`) are its symbols. {@linkcode textbookSet} makes the models
 * of many raags, {@linkcode recognise} answers which of them a melody is in, {@linkcode tellApart} and
 * its neighbours say why, and {@linkcode learnTextbookSet} goes on from the book with recordings. To
 * learn how it works, read `facts.ts`, `model.ts`, `scoring.ts`, `answer.ts` and `learn.ts`, in this
 * order.
 *
 * @example Two raags side by side.
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateRecording } from "raagkit/synth";
 * import { RAAGS } from "raagkit/raags";
 * import { stableFrames } from "raagkit/quantize";
 * import { textbookFacts } from "raagkit/raags";
 * import * as book from "raagkit/textbook";
 *
 * const { truth, tonicHz } = generateRecording(RAAGS.Yaman, { seed: 2, durationSeconds: 60 });
 * const { phrases } = stableFrames(truth, tonicHz);
 * const yaman = textbookFacts(RAAGS.Yaman), desh = textbookFacts(RAAGS.Desh);
 * assertEquals(book.scaleOf(yaman), [0, 2, 4, 6, 7, 9, 11]);
 *
 * // Two raags of the set, and what speaks for the one or the other.
 * const set = book.textbookSet([yaman, desh]);
 * assertEquals(book.tellApart(set, "Yaman", "Desh", phrases).raag, "Yaman");
 *
 * // How often the model hears each move.
 * console.log(book.hearMoves(book.textbookModel(yaman), phrases).moves);
 *
 * // The book's moves, corrected by a recording.
 * const learnt = book.learnMoves(yaman, [phrases]);
 * assertEquals(book.hmmOfMoves(learnt).nStates, 12);
 * ```
 *
 * @module
 */
export { N_SVARAS, type RaagFacts, scaleOf, svarasOf } from "./facts.ts";
export {
  hmmOfMoves,
  N_SYMBOLS,
  svaraEmissions,
  textbookModel,
  type TextbookMoves,
  textbookMoves,
} from "./model.ts";
export { type PhraseSymbols, scorePhrases } from "./scoring.ts";
export { type TextbookSet, textbookSet } from "./set.ts";
export { evidenceOf } from "./probabilities.ts";
export { recognise, type TextbookAnswer } from "./answer.ts";
export { type TextbookWarning } from "./warnings.ts";
export { type TunedMelody } from "./tune_tonic.ts";
export { type Heard, hearMoves } from "./heard.ts";
export { type Neighbour, neighboursOf, type SvaraEvidence, svaraEvidence } from "./evidence.ts";
export { type Comparison, type MoveEvidence, tellApart } from "./tell_apart.ts";
export { learnMoves, learnTextbookSet, type Recording } from "./learn.ts";
