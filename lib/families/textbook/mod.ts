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
export { type TunedMelody, tuneTonic } from "./tune_tonic.ts";
export { type Heard, hearMoves } from "./heard.ts";
export { type Neighbour, neighboursOf, type SvaraEvidence, svaraEvidence } from "./evidence.ts";
export { type Comparison, type MoveEvidence, tellApart } from "./tell_apart.ts";
export { learnMoves, learnTextbookSet, type Recording } from "./learn.ts";
